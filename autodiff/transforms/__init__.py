"""Derivatives of graphs and of functions, checks of them, and rows of one's own."""
