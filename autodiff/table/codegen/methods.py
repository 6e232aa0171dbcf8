"""The methods of `Value` for a row, and the lines that make a node."""

from autodiff.table.codegen.arithmetic import arithmetic, compute, indent
from autodiff.table.codegen.help import reference
from autodiff.table.formula import names_in, parse
from autodiff.table.op import Op


def node_lines(op: Op, fields: dict[str, str]) -> list[str]:
    """Lines that make the node. They assign each slot: a constructor call would double the time."""
    slots = {"_data": "z", "op": op.name.upper(), "_a": "None", "_b": "None", "_da": "None", "_db": "None",
             "_adjoint": "None"}
    filled = slots | fields
    return [
        "node = new(Value)",
        *(f"node.{slot} = {content}" for slot, content in filled.items() if content != "None"),
        " = ".join(f"node.{slot}" for slot, content in filled.items() if content == "None") + " = None",
        "if watch is not None:",
        "    watch(node)",
        "return node",
    ]


def signature(op: Op, annotation: str) -> str:
    return ", ".join(parameter(op, name, annotation) for name in op.names)


def parameter(op: Op, name: str, annotation: str) -> str:
    return f"{name}: {annotation}" + (f" = {op.defaults[name]!r}".replace("inf", "math.inf") if name in op.defaults else "")


def unary_method(op: Op, name: str) -> list[str]:
    body = [reference(op), f"{op.names[0]} = self._data", *compute(op, ["d"], ["True"]),
            *node_lines(op, {"_a": "self", "_da": "d"})]
    return [f"def {name}(self) -> Value:", *indent(body, 1), ""]


def operator_method(op: Op) -> list[str]:
    """`__add__`: the other operand may be a Value or a real number."""
    simple = names_in(parse(op.stable_partials[1])) <= {"x", "y"}  # then it is computed where y is read
    early = arithmetic(op, exact=False)[1][1] if simple else ""
    body = ["x = self._data", "if type(other) is Value:", "    y = other._data",
            f"    db = {early}" if simple else "    tracked = True", "else:", *indent(read_number("y"), 1),
            "    db = None" if simple else "    tracked = False",
            *(compute(op, ["da"], ["True"]) if simple else compute(op, ["da", "db"], ["True", "tracked"])),
            *node_lines(op, {"_a": "self", "_b": "other", "_da": "da", "_db": "db"})]
    return [f"def __{op.operator}__(self, other: Value | SupportsFloat) -> Value:", *indent(body, 1), ""]


def reflected_method(op: Op) -> list[str]:
    """`__radd__`: the other operand is the first one, and never a Value."""
    body = [*read_number("x"), "y = self._data", *compute(op, ["da", "db"], ["False", "True"]),
            *node_lines(op, {"_a": "other", "_b": "self", "_db": "db"})]
    return [f"def __r{op.operator}__(self, other: SupportsFloat) -> Value:", *indent(body, 1), ""]


def read_number(name: str) -> list[str]:
    """Lines that read the operand `other`, or return `NotImplemented`."""
    return ["if type(other) is float:", f"    {name} = other", "else:", f"    other = {name} = constant(other)",
            f"    if {name} is None:", "        return NotImplemented"]


def method(op: Op) -> list[str]:
    """The methods of Value for a row: an operator, a function of one argument, or a call of the function."""
    lines: list[str] = []
    if len(op.args) == 1 and not op.variadic:
        lines += unary_method(op, op.name)
        lines += [f"{name} = {op.name}" for name in op.aliases]
        lines += [f"__{op.operator}__ = {op.name}"] if op.operator else []
    elif op.operator:
        lines += operator_method(op) + reflected_method(op)
    elif not op.variadic:
        rest = signature(op, "Operand").split(", ", 1)[1]
        call = f"return {op.name}(self, {', '.join(op.names[1:])})"
        lines += [f"def {op.name}(self, {rest}) -> Value:", *indent([reference(op), call], 1), ""]
        lines += [f"{name} = {op.name}" for name in op.aliases]
    return [*lines, ""] if lines and lines[-1] else lines
