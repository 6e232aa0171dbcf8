"""An expression that was read: its steps, and the graph of Values they make.

The steps stand in the order in which they are carried out (`w*x + b` is `w x mul b add`), with a stack for what waits.
So a sum of thousands of terms needs no recursion, and the same expression can be evaluated on many numbers.
"""

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from autodiff.errors import ExpressionError
from autodiff.messages import cut
from autodiff.table.op import Op, rows
from autodiff.value import value
from autodiff.value.value import Value

CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}  # unless the name is given another value


@dataclass(frozen=True, slots=True)
class PushNumber:
    """A step: push this number."""

    number: float


@dataclass(frozen=True, slots=True)
class PushName:
    """A step: push what has this name."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class CallStep:
    """A step: replace the last `count` things by the operation on them, or by a list of them if there is none."""

    op: Op | None
    count: int
    column: int


@dataclass(frozen=True, slots=True)
class AssignStep:
    """A step: give the last thing this name."""

    name: str


ExpressionStep = PushNumber | PushName | CallStep | AssignStep


@dataclass(frozen=True, slots=True)
class Expression:
    """What `parse` gives: the text, its steps, and its names.

    result: the name of the last statement, or its text if it has none.
    inputs: the names that need a value, each with the column of its first use. `pi`, `e`, `inf` and `nan` are among
    them if they are used, but may be left out. assigned: the names that the expression gives to parts of itself.
    """

    text: str
    result: str
    steps: tuple[ExpressionStep, ...]
    inputs: dict[str, int]
    assigned: tuple[str, ...]

    def evaluate(self, values: Mapping[str, Any]) -> tuple[Value, dict[str, Value]]:
        """The result as a graph, and every named Value of it; `values` are numbers or Values by name.

        A value for an assigned name takes the place of what the expression computes there. `ExpressionError` where a
        value is missing or an operation refuses its arguments.

        >>> from autodiff.language.parse import parse
        >>> y, named = parse("a = w*x; a + 1").evaluate({"w": 0.5, "x": 2.0})
        >>> y.data, named["a"]
        (2.0, Value(data=1.0, grad=0.0, label='a'))
        """
        named = {name: labelled(x, name) for name, x in values.items()}
        stack: list[Any] = []
        for step in self.steps:
            match step:
                case PushNumber(number):
                    stack.append(number)
                case PushName(name):
                    stack.append(named[name] if name in named else self._constant(step, named))
                case CallStep(_, count):
                    start = len(stack) - count
                    stack[start:] = [self._call(step, stack[start:])]
                case AssignStep(name):
                    stack[-1] = named[name] = named[name] if name in values else labelled(stack[-1], name)
        result = stack[-1]
        return result if isinstance(result, Value) else Value(result), named

    def _constant(self, step: PushName, named: Iterable[str]) -> float:
        """The constant of this name; the error if it is only a name without a value."""
        if step.name in CONSTANTS:
            return CONSTANTS[step.name]
        shown = cut(step.name, 40)
        advice = f"it is a function, write {shown}(...)" if step.name in functions() else f"give it as {shown}=NUMBER"
        message = f"{shown!r} has no value: {advice}{did_you_mean(step.name, named)}"
        raise ExpressionError(message, self.text, step.column)

    def _call(self, step: CallStep, arguments: list[Any]) -> Any:
        if step.op is None:
            return arguments
        try:
            return getattr(value, step.op.name)(*arguments)
        except (TypeError, ValueError) as error:  # lists of different lengths, or an empty one
            raise ExpressionError(str(error), self.text, step.column) from None


def labelled(x: Any, name: str) -> Value:
    """`x` as a Value called `name`. What has another name keeps it, and a new node of that name follows it.

    >>> labelled(3.0, "x").label
    'x'
    """
    node = x if isinstance(x, Value) else Value(x)
    if node.label and node.label != name:
        node = node.identity()
    node.label = name
    return node


def functions() -> dict[str, Op]:
    """The operations that an expression may call, by each of their names.

    >>> functions()["arcsin"].name
    'asin'
    """
    return {name: op for op in rows() for name in (op.name, *op.aliases)}


def signature(op: Op) -> str:
    """How an operation is called.

    >>> signature(functions()["dot"]), signature(functions()["prelu"])
    ('dot([w1, ...], [x1, ...], b=0)', 'leaky_relu(x, slope=0.01)')
    """
    shown = [f"[{argument[1:]}1, ...]" if argument.startswith("*") else argument for argument in op.args]
    return f"{op.name}({', '.join(shown)})"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question that names the word of `known` that is most like `name`, or "".

    >>> did_you_mean("tanhh", ["sin", "tanh"])
    "; did you mean 'tanh'?"
    """
    near = difflib.get_close_matches(name[:40], known, n=3, cutoff=0.7)
    near.sort(key=lambda word: sorted(word) != sorted(name))  # letters that changed places come first: tahn, tanh
    return f"; did you mean {near[0]!r}?" if near else ""
