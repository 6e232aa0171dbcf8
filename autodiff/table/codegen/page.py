"""The table of operations as a page for people: `docs/operations.md`."""

from autodiff.table.op import Op, rows

INTRODUCTION = """# Operations

Generated from the table in `autodiff/table/rows.py` by `python -m autodiff.table.codegen`.

Each is a function of numbers and Values, `autodiff.tanh(x)`, and, where its first argument is not a list, a method,
`x.tanh()`; on the command line it is called by the same names. A star marks an argument that is a list. In a formula z
is the result, and other rows are called by their names; the derivatives are in the order of the arguments. Value and
derivatives are within 4 units in the last place (ulp) of the exact result; where another bound or another size to measure
by is given, the unit is that of the result or of this size, whichever is larger.

A comparison, `x > 0`, is a truth for `if` and a number in arithmetic, and remembers what was compared: in
`where(x > 0, a, b)`, beside a Value or in an array it is recorded as an operation. So are comparisons joined by `&`, `|`,
`^` and turned round by `~`, with each other and with bools, Python's or NumPy's: `where((x > 0) & (x < 5), a, b)` follows x
when it is computed anew, in `jit` and in compiled code. (Each in brackets: `x > 0 & x < 5` is an error.) `and`, `or`, `not`
and `0 < x < 5` are Python's own decision, made once: use them in an `if`; `jit`, which traces for all numbers, refuses them.

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
    """The row's bound as a sentence, if there is more to it than 4 ulp of the result."""
    parts = ("the value", *(f"the derivative in {name}" for name in op.names))
    sizes = [f"{part} by the size `{size}`" for part, size in zip(parts, op.scale, strict=True) if size]
    return f"Within {op.ulp} ulp, " + " and ".join(sizes) if sizes else "" if op.ulp == 4 else f"Within {op.ulp} ulp"
