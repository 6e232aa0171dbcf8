"""`python -m autodiff.table.codegen`."""

from autodiff.table.codegen import main

main()
