"""A program: an expression as data, so that it can be run on any kind of number, printed as code, drawn and shrunk."""

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autodiff.drawing.draw import Drawing, draw
from autodiff.graph.sweeps import topological
from autodiff.graph.text import fill
from autodiff.messages import shown
from autodiff.table.op import Op
from autodiff.value import value
from autodiff.value.value import Value

Argument = int | float | tuple["Argument", ...]  # the number of an earlier result; a constant; a list of both
Apply = Callable[["Step", list[Any]], Any]

IDENTITY = value.IDENTITY
FUNCTION, METHOD, OPERATOR = "function", "method", "operator"


@dataclass(frozen=True)
class Step:
    """One operation of a program.

    arguments: for each argument of the row an int (an input or earlier step, counted from 0, inputs first), a float (a
    constant), or for a list a tuple of them. way: how it is called: as "function", "method" or "operator".
    """

    op: Op
    arguments: tuple[Argument, ...]
    way: str = FUNCTION

    def operands(self) -> Iterator[tuple[int, int | None, int | float]]:
        """Every operand with its place: argument i and, if that is a list, its element j."""
        for i, argument in enumerate(self.arguments):
            if isinstance(argument, tuple):
                yield from ((i, j, a) for j, a in enumerate(argument) if not isinstance(a, tuple))
            else:
                yield i, None, argument

    def read(self, results: Sequence[Any], constant: Callable[[float], Any] = float) -> list[Any]:
        """The arguments, out of the results so far; lists as lists."""

        def one(argument: Argument) -> Any:
            if isinstance(argument, tuple):
                return [one(a) for a in argument]
            return results[argument] if isinstance(argument, int) else constant(argument)

        return [one(a) for a in self.arguments]

    def call(self, given: list[Any]) -> Any:
        """Carry the operation out, on Values or floats (which have no methods, and operators that raise)."""
        if self.way == OPERATOR and any(isinstance(g, Value) for g in given):
            return getattr(operator, self.op.operator)(*given)
        if self.way == METHOD and isinstance(given[0], Value):
            return getattr(given[0], self.op.name)(*given[1:])
        return getattr(value, self.op.name)(*given)


@dataclass(frozen=True, repr=False)
class Program:
    """An expression of `inputs` numbers: steps, each of which may use all earlier results, and a point to try it at.

    The result is that of the last step. Prints as Python that runs.

    >>> from autodiff import OPS
    >>> Program((0.5,), (Step(OPS["tanh"], (0,)), Step(OPS["mul"], (1, 0), "operator")))
    import autodiff as ad
    x0 = ad.Value(0.5, label='x0')
    v1 = ad.tanh(x0)
    v2 = v1*x0
    v2.backward()
    """

    point: tuple[float, ...]
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, y: Value, inputs: Sequence[Value]) -> "Program":
        """The program that a graph records; leaves that are not among `inputs` become constants."""
        if not isinstance(y, Value):
            raise TypeError(f"Program.of() needs the Value that was computed, not {type(y).__name__} ({shown(y)})")
        steps, place = recorded([y], inputs)
        if not steps or y.op is None or y in inputs:  # the last step must be the result
            steps.append(Step(IDENTITY, (place[y],)))
        return cls(tuple(x.data for x in inputs), tuple(steps))

    def run(self, inputs: Sequence[Any], apply: Apply = Step.call, constant: Callable[[float], Any] = float) -> list[Any]:
        """All results, inputs first: with `apply` every step, on whatever numbers `inputs` are."""
        results = list(inputs)
        if len(results) != len(self.point):
            raise ValueError(f"the program has {len(self.point)} inputs, got {len(results)} numbers")
        for step in self.steps:
            results.append(apply(step, step.read(results, constant)))
        return results

    def __call__(self, inputs: Sequence[Any]) -> Any:
        """The result on Values, or on floats."""
        return self.run(inputs)[-1]

    def values(self) -> tuple[Value, list[Value]]:
        """The result as a graph, and its leaves x0, x1 ..."""
        xs = [Value(x, label=f"x{i}") for i, x in enumerate(self.point)]
        y = self(xs)
        return (y if isinstance(y, Value) else Value(y)), xs

    def draw(self) -> Drawing:
        """The picture of its graph."""
        return draw(self.values()[0])

    def name(self, i: int) -> str:
        return f"x{i}" if i < len(self.point) else f"v{i}"

    def code(self) -> str:
        """Python that builds and differentiates it."""
        lines = ["import autodiff as ad", *(f"x{i} = ad.Value({x!r}, label='x{i}')" for i, x in enumerate(self.point))]
        lines += [f"{self.name(i)} = {self._call(step)}" for i, step in enumerate(self.steps, len(self.point))]
        return "\n".join([*lines, f"{self.name(len(self.point) + len(self.steps) - 1)}.backward()"])

    __repr__ = code

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # of IPython and hypothesis, which would list the fields
        printer.text(self.code())

    def _call(self, step: Step) -> str:
        given = [self._argument(a) for a in step.arguments]
        if step.way == OPERATOR:
            return fill(step.op.template, dict(zip(step.op.names, given, strict=True)))
        if step.way == METHOD:
            return f"{given[0]}.{step.op.name}({', '.join(given[1:])})"
        return f"ad.{step.op.name}({', '.join(given)})"

    def _argument(self, argument: Argument) -> str:
        if isinstance(argument, tuple):
            return f"[{', '.join(map(self._argument, argument))}]"
        if isinstance(argument, int):
            return self.name(argument)
        shown = repr(argument) if abs(argument) < float("inf") else f"float('{argument}')"
        return f"({shown})" if argument < 0 else shown


def recorded(outputs: Sequence[Value], inputs: Sequence[Value]) -> tuple[list[Step], dict[Value, Argument]]:
    """The steps of a graph, and where each Value is among inputs and results; other leaves are constants."""
    place: dict[Value, Argument] = {x: i for i, x in enumerate(inputs)}
    steps: list[Step] = []
    for node in topological(*outputs):
        if node in place:
            continue
        if node.op is None:
            place[node] = node.data
            continue
        given = node.op.arguments([p if isinstance(p, float) else place[p] for p in node.parents])
        steps.append(Step(node.op, tuple(tuple(a) if isinstance(a, list) else a for a in given)))
        place[node] = len(inputs) + len(steps) - 1
    return steps, place
