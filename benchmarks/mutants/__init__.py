"""Mutation testing: mutants made by mutmut's operators, each tried in a fork of a warm session. See docs/proof/mutants.md."""
