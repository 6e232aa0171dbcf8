"""From a program to machine code by LLVM.

blocks (a whole kernel) -> segments and layers (its loops), in a frame (its memory) -> code (text) -> machine; tape: one
machine code for programs of any size; elementary: exp, sin and the like as vector code.
"""
