"""Collected by pytest is all but the script that asks torch."""

collect_ignore = ["golden_torch.py"]
