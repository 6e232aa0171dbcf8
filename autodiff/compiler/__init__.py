"""From a scalar graph to machine code (extra `compile`: llvmlite and NumPy), to C and to JAX.

`programs`: the graph as a program, and its gradient as a longer one. `llvm`: a program as machine code. `engines`: which
code evaluates what. `calling`: what users call. `exports`: C and JAX.
"""
