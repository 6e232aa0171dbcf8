"""The rows of the table as JavaScript: value and partials of each operation, as functions of its arguments."""

import ast
import json
import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from autodiff.table.braces import Braces, CodeExpression
from autodiff.table.formula import LISTS
from autodiff.table.lowering import Lowered
from autodiff.table.op import OPS, Op

Element = Callable[[Any], CodeExpression]
MATH = frozenset(("abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp", "expm1",
                  "hypot", "log", "log10", "log1p", "log2", "sin", "sinh", "sqrt", "tan", "tanh"))
OWN = frozenset(("pow", "exp_difference", "erf", "erfc", "others"))  # of functions.js


class JavaScript(Braces):
    """The table's arithmetic as JavaScript."""

    constant: ClassVar = {"double": "const", "int": "const"}
    changing, counting = "let", "let"

    def literal(self, x: float) -> str:
        if not math.isfinite(x):
            return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
        return repr(x).removesuffix(".0")

    def function(self, name: str) -> str:
        if name not in MATH and name not in OWN:
            raise ValueError(f"JavaScript has no function for {name!r}")
        return f"Math.{name}" if name in MATH else f"fn.{name}"

    def reduce(self, kind: str, length: int | str, element: Element) -> CodeExpression:
        """Over a list; a product does not overflow or underflow on the way, as in the eager engine."""
        if kind != "prod":
            return super().reduce(kind, length, element)
        return self.pure(f"fn.prod({self.listed(length, element)})")

    def listed(self, length: int | str, element: Element) -> str:
        """The name of an array of something for each element."""
        name = self.variable("a", self.atom("[]")).text
        with self.loop(length) as i:
            self.do(f"{name}.push({{}});", element(i))
        return name


class JavaScriptRow(Lowered):
    """A row whose sums, with the terms added to them, are rounded once, as in the eager engine."""

    to: JavaScript

    def _reduce(self, kind: str, tree: ast.Call) -> Any:
        if kind != "sum":
            return super()._reduce(kind, tree)
        terms = self.to.listed(self.length, self.elements(tree))
        for more in tree.args[1:]:
            self.to.do(f"{terms}.push({{}});", self.evaluate(more))
        return self.to.pure(f"fn.sum({terms})")


def row_source(op: Op) -> str:
    """An operation as an object: which of its arguments are lists, its value, and its partials.

    A partial is null if no gradient passes; the partial of a list is a list. Arguments end in _, so that none is a keyword
    of JavaScript or a name used here: a registered row may have an argument `var` or `fn`.

    >>> print(row_source(OPS["mul"]))
    mul: {
      lists: [false, false],
      value(x_, y_) {
        return x_*y_;
      },
      partials(x_, y_, z) {
        return [y_, x_];
      },
    },
    """
    lists = [name in op.lists for name in op.names]
    names = ", ".join(map(_spelled, op.names))
    return "\n".join([
        f"{op.name}: {{", f"  lists: {json.dumps(lists)},",
        f"  value({names}) {{", *_value(op, lists), "  },",
        f"  partials({names}, z) {{", *_partials(op, lists), "  },", "},"])


def rows_source(names: Iterable[str]) -> str:
    """The operations of these names, as the object `rows`."""
    inner = "\n".join(row_source(OPS[name]) for name in sorted(set(names)))
    return "const rows = {\n" + "".join(f"  {line}\n" for line in inner.splitlines()) + "};"


def _spelled(name: str) -> str:
    return f"{name}_"


def _lowered(op: Op, to: JavaScript, lists: list[bool]) -> JavaScriptRow:
    given: dict[str, Any] = {"z": partial(to.atom, "z")}
    for name, is_list in zip(op.names, lists, strict=True):
        given[name] = partial(_element, to, _spelled(name)) if is_list else partial(to.atom, _spelled(name))
    length = f"{_spelled(op.names[lists.index(True)])}.length" if True in lists else 0
    return JavaScriptRow(op, to, given, length)


def _element(to: JavaScript, name: str, index: int | str | None = None) -> CodeExpression:
    """An element of a list, or the list."""
    return to.atom(name if index is None else f"{name}[{index}]")


def _value(op: Op, lists: list[bool]) -> list[str]:
    to = JavaScript()
    to.do("return {};", _lowered(op, to, lists).value())
    return to.lines()


def _partials(op: Op, lists: list[bool]) -> list[str]:
    to = JavaScript()
    lowered = _lowered(op, to, lists)
    found = [_passed(op, to, name, lowered.partial(i)) if not is_list else _of_list(op, to, name, lowered, i)
             for i, (name, is_list) in enumerate(zip(op.names, lists, strict=True))]
    to.do(f"return [{', '.join(['{}'] * len(found))}];", *found)
    return to.lines()


def _of_list(op: Op, to: JavaScript, name: str, lowered: JavaScriptRow, position: int) -> CodeExpression:
    """The partials in the elements of a list."""
    if f"scalar.{op.stable_partials[position]}".startswith(LISTS):
        return lowered.partial(position)  # type: ignore[no-any-return]
    lowered.share(position)
    return to.atom(to.listed(lowered.length, lambda i: _passed(op, to, name, lowered.partial(position, i))))


def _passed(op: Op, to: JavaScript, name: str, slope: CodeExpression) -> CodeExpression:
    """A partial, or null where it is 0 and the row selects."""
    if name not in op.selected:
        return slope
    return to.choose(to.compare("==", slope, to.number(0.0)), to.atom("null"), slope)
