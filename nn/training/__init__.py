"""Training: fit, what evaluates a batch, and all that a run remembers."""
