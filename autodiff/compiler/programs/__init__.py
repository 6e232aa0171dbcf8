"""Programs: a graph as plain data, and the structure found in it.

program -> rewrites (sums as lists and `dot`) -> rolling (parts that are alike) -> adjoint (the gradient too)
-> groups (loops over regular memory).
"""
