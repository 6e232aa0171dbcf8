"""`python -m autodiff.codegen`."""

from autodiff.codegen import main

main()
