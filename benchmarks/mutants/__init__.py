"""Mutation testing: mutants made by mutmut's operators, each tried in a fork. See docs/proof/mutants.md."""
