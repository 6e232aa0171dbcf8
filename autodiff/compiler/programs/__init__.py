"""Programs: a graph as plain data, and the structure that is found in it.

program -> rewrites (sums as lists and `dot`) -> rolling (parts that are alike) -> groups (loops over regular memory).
"""
