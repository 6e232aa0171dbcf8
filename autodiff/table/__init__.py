"""The table of operations, one row each, and the translation of rows into code.

`op` defines what a row holds, and `rows` lists all rows. `formula` reads the formulas, `lowering` and `braces` translate
them into other arithmetics, and `codegen` writes Python.
"""

from autodiff.table import rows as rows  # fills the table
