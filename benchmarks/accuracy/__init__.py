"""How exact every row is, beside PyTorch and JAX: `python -m benchmarks.accuracy` writes the table of docs/proof/accuracy.md."""
