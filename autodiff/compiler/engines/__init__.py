"""Engines evaluate a program, by its own machine code, by a tape, or part by part; and the memory they use."""
