"""Compiled code beside its peers, in one run: `python -m benchmarks.compiled`.

works (the data) -> graphs (their formulas in Values) -> ours, peer_*.py (an engine for each) -> table (who runs what, and
the goals) -> rounds (alternating, and checked to agree) -> report, page.
"""
