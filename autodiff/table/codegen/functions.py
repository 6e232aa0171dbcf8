"""The public function of a row: it returns a float for floats, and a Value for Values."""

from autodiff.table.codegen.arithmetic import compute, indent
from autodiff.table.codegen.help import docstring
from autodiff.table.codegen.methods import node_lines, parameter, signature
from autodiff.table.op import Op


def function(op: Op) -> list[str]:
    if op.variadic:
        lines = variadic_function(op)
    elif len(op.args) == 1:
        lines = unary_function(op)
    else:
        lines = binary_function(op) if op.operator else general_function(op)
    return [*lines, *(f"{name} = {op.name}" for name in op.aliases), "", ""]


def unary_function(op: Op) -> list[str]:
    body = [*docstring(op), f"return x.{op.name}() if type(x) is Value else _unary(x, {op.name!r})"]
    return [f"def {op.name}(x: T) -> T:", *indent(body, 1), ""]


def overloads(op: Op) -> list[str]:
    return ["@overload", f"def {op.name}({signature(op, 'float')}) -> float: ...  # type: ignore[overload-overlap]",
            "@overload", f"def {op.name}({signature(op, 'Operand')}) -> Value: ..."]


def binary_function(op: Op) -> list[str]:
    sign = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}[op.operator]
    body = [*docstring(op), "if type(x) is Value or type(y) is Value:", f"    return x {sign} y",
            f"x, _, x_tracked = operand(x, {op.name!r})", f"y, _, y_tracked = operand(y, {op.name!r})",
            f"return x {sign} y if x_tracked or y_tracked else (Value(x) {sign} Value(y))._data"]
    return [*overloads(op), f"def {op.name}(x: Any, y: Any) -> Any:", *indent(body, 1), ""]


def general_function(op: Op) -> list[str]:
    """A function of two or more arguments. Two parents are stored in slots of their own, more as a tuple."""
    tracked = [f"{n}_tracked" for n in op.names]
    targets = [f"d_{n}" for n in op.names]
    pair = len(op.args) == 2
    body = [*docstring(op), *read_arguments(op), *compute(op, targets, tracked if pair else ["True"] * len(tracked))]
    if pair:
        fields = {f"_{k}": f"{n}_parent" for k, n in zip("ab", op.names, strict=True)}
        fields |= {f"_d{k}": t for k, t in zip("ab", targets, strict=True)}
        body += [f"if not ({' or '.join(tracked)}):", "    return z", *node_lines(op, fields)]
    else:
        body += many_parents(op)
    return [*overloads(op), f"def {op.name}({signature(op, 'Any')}) -> Any:", *indent(body, 1), ""]


def variadic_function(op: Op) -> list[str]:
    lists = sorted(op.lists)
    read = read_arguments(op)
    if len(lists) > 1:
        read += [f"if len({lists[0]}) != len({lists[1]}):", f"    different_lengths({op.name!r}, {', '.join(lists)})"]
    plain = compute(op, [f"d_{n}" for n in op.names], ["True"] * len(op.names))
    body = [*docstring(op), *read, *plain, *many_parents(op)]
    arguments = ", ".join(f"{n}: Iterable[Operand]" if n in lists else parameter(op, n, "Operand") for n in op.names)
    return [f"def {op.name}({arguments}) -> Any:", *indent(body, 1), ""]


def read_arguments(op: Op) -> list[str]:
    """Lines that read each argument: its parents, its numbers, and how many of them are Values."""
    lines = []
    for name in op.names:
        targets = f"{name}_parent, {name}, {name}_tracked"
        if name in op.lists:
            lines.append(f"{targets} = operands({name}, {op.name!r})")
        else:
            lines += [f"if type({name}) is Value:", f"    {targets} = {name}, {name}._data, 1", "else:",
                      f"    {targets} = operand({name}, {op.name!r})"]
    return lines


def many_parents(op: Op) -> list[str]:
    """Lines that store all operands, and the Values among them with their partials, for the sweeps."""
    lists = op.lists
    parents = ", ".join(f"*{n}_parent" if n in lists else f"{n}_parent" for n in op.names)
    partials = ", ".join(f"*d_{n}" if n in lists else f"d_{n}" for n in op.names)
    chosen = ["partials = tuple(d or None for d in partials)"] if op.selected else []
    groups = ", ".join(f"({n}_parent, d_{n}, {n}_tracked)" if n in lists else f"(({n}_parent,), (d_{n},), {n}_tracked)"
                       for n in op.names)
    return [
        f"tracked = {' + '.join(f'{n}_tracked' for n in op.names)}", "if not tracked:", "    return z",
        f"parents = ({parents},)", "partials: tuple[float | None, ...]", "if tracked == len(parents):",
        "    values = parents", f"    partials = ({partials},)",
        "else:", f"    values, partials = linked({groups})", *chosen,
        *node_lines(op, {"_a": "parents", "_b": "values", "_db": "partials"}),
    ]
