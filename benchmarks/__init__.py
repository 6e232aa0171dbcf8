"""Speed as ratios against peers, side by side in one process run: `python -m benchmarks`."""
