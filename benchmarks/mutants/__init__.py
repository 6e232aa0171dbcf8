"""Mutation testing: mutants made by mutmut's operators, each run in a fork of one warm test session. See docs/proof/mutants.md."""
