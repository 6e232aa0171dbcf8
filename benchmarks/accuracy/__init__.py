"""How exact every row is, beside PyTorch and JAX: `python -m benchmarks.accuracy` writes docs/proof/accuracy.md."""
