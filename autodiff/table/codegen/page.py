"""The page `docs/operations.md`."""

from autodiff.table.op import Op, rows

INTRODUCTION = """# Operations

Generated from the table in `autodiff/table/rows.py` by `python -m autodiff.table.codegen`.

Each operation is a function of numbers and Values, `autodiff.tanh(x)`. If its first argument is not a list, it is also a
method, `x.tanh()`. The names are the same on the command line. A star marks an argument that is a list. In a formula, z is
the result, and other operations are called by their names. The derivatives are in the order of the arguments. The value and
the derivatives are within 4 units in the last place (ulp) of the exact result, unless another bound is given. If a size is
given, the unit is that of the result or of this size, whichever is larger.

A comparison, `x > 0`, is a boolean for `if` and a number in arithmetic, and remembers its operands. It is recorded as an
operation in `where(x > 0, a, b)`, beside a Value and in an array. So are comparisons joined by `&`, `|`, `^` and `~`, also
with bools: `where((x > 0) & (x < 5), a, b)` follows x when it is recomputed, in `jit` and in compiled code. Put each
comparison in brackets: `x > 0 & x < 5` is an error. `and`, `or`, `not` and `0 < x < 5` are decided
once, by Python: use them in an `if`. `jit` traces a function once for all numbers, and refuses them.

| operation | value | derivatives | |
|---|---|---|---|
"""


def operations_page() -> str:
    """The source of `docs/operations.md`."""
    return INTRODUCTION + "".join(_line(op) for op in rows())


def _line(op: Op) -> str:
    names = ", ".join(f"`{name}`" for name in op.aliases)
    also = f" (also {names})" if names else ""
    notes = [op.note.rstrip("."), _accuracy(op)]
    cells = [f"`{op.name}({', '.join(op.args)})`{also}", f"`{op.value}`",
             ", ".join(f"`{partial}`" for partial in op.partials), ". ".join(filter(None, notes))]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n"


def _accuracy(op: Op) -> str:
    """The error bound of a row as a sentence, unless it is 4 ulp of the result."""
    parts = ("the value", *(f"the derivative in {name}" for name in op.names))
    sizes = [f"{part} by the size `{size}`" for part, size in zip(parts, op.scale, strict=True) if size]
    return f"Within {op.ulp} ulp, " + " and ".join(sizes) if sizes else "" if op.ulp == 4 else f"Within {op.ulp} ulp"
