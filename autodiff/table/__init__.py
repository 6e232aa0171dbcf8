"""The table: what the engine knows of each operation, one row each; and what is made of a row.

`op` says what a row is, `rows` has them all. `formula` reads the formulas; `lowering` and `braces` translate them into other
arithmetics, `codegen` writes Python.
"""

from autodiff.table import rows as rows  # fills the table
