"""A graph of nodes: what a node holds, and the walks over it: order, reverse pass, tangents, recompute."""
