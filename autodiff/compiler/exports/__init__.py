"""A program in other languages: one file of C, a function of JAX; `braces` is what C and JavaScript have in common."""
