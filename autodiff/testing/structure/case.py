"""A case: a program of several outputs, what of it is an input, what it is differentiated by, and how it is called."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autodiff.testing.program import IDENTITY, Program, Step, recorded
from autodiff.transforms.gradients import gradients
from autodiff.value.value import Value

APART = 2.0**-20  # from row to row an input moves by multiples of this: far more than rounding, far less than to a kink
PERIOD = 13  # so many rows are different, and then they come again: neighbours in a vector never are the same
WAYS = ("call", "value", "bind", "map", "pickle", "threads")
STEPS = (1, 2, 3, 5, 4, 7, 6)  # how fast the inputs move, one after the other


@dataclass(frozen=True, repr=False)
class Case:
    """What is compiled, and how it is called.

    outputs: numbers of results of `program`, in any order, perhaps one twice or a leaf. inputs, wrt: numbers of leaves; the
    leaves that are no inputs are parameters. switches: inputs that decide, and change their sign from row to row. rows,
    reduce, way: the call. order: of which derivatives the outputs are.
    """

    program: Program
    outputs: tuple[int, ...]
    inputs: tuple[int, ...]
    wrt: tuple[int, ...]
    switches: tuple[int, ...] = ()
    rows: int = 1
    reduce: str | None = None
    way: str = "call"
    order: int = 0

    def table(self, count: int | None = None) -> list[list[float]]:
        """The rows of inputs, the first at the point of the program; at most PERIOD different ones."""
        return [[self._moved(x, r % PERIOD) for x in self.inputs] for r in range(self.rows if count is None else count)]

    def _moved(self, x: int, turn: int) -> float:
        at = self.program.point[x]
        if x in self.switches:
            return at if turn % 3 != 1 else -at
        return at + turn * STEPS[x % len(STEPS)] * APART

    def distinct(self) -> int:
        """How many rows are different."""
        return min(self.rows, PERIOD) if self.inputs else 1

    def graph(self, row: Sequence[float] | None = None) -> tuple[list[Value], list[Value]]:
        """Outputs and leaves as Values, at a row of inputs."""
        point = list(self.program.point)
        for i, x in zip(self.inputs, row or [], strict=bool(row)):
            point[i] = x
        leaves = [Value(x, label=f"x{i}") for i, x in enumerate(point)]
        results = self.program.run(leaves)
        return [results[i] if isinstance(results[i], Value) else Value(results[i]) for i in self.outputs], leaves

    def differentiated(self) -> "Case":
        """The case whose outputs are the gradients of this one's first output by its `wrt`."""
        outputs, leaves = self.graph()
        slopes = gradients(outputs[0], [leaves[i] for i in self.wrt])
        program, places = several(slopes, leaves)
        return replace(self, program=program, outputs=places, order=self.order + 1)

    def only(self, output: int) -> Program:
        """The program of one output, at the first row, whose inputs are the leaves of `wrt`."""
        outputs, leaves = self.graph()
        return Program.of(outputs[output], [leaves[i] for i in self.wrt])

    def code(self) -> str:
        """Python that compiles it, and prints it beside the eager engine."""
        names = [self.program.name(i) for i in range(len(self.program.point) + len(self.program.steps))]
        built = self.program.code().splitlines()[:-1]
        given = [f"[{', '.join(names[i] for i in chosen)}]" for chosen in (self.outputs, self.inputs, self.wrt)]
        rows = f"np.array({self.table(self.distinct())!r}).reshape({self.distinct()}, {len(self.inputs)})"
        again = "" if self.rows == self.distinct() else f"[np.arange({self.rows}) % {PERIOD}]"
        reduce = f", reduce={self.reduce!r}" if self.reduce else ""
        return "\n".join([
            "import numpy as np", *built, f"outputs, inputs, wrt = {', '.join(given)}",
            f"rows = {rows}{again}  # called by way of {self.way!r}", "kernel = ad.compile(outputs, inputs, wrt)",
            f"print('compiled', *kernel(rows{reduce}), sep='\\n')",
            "print('eager, first row', [[g.data for g in ad.gradients(y, wrt)] for y in outputs], sep='\\n')"])

    __repr__ = code


def several(outputs: Sequence[Value], leaves: Sequence[Value]) -> tuple[Program, tuple[int, ...]]:
    """The graph of several outputs as a program of these leaves, and where in it each output is."""
    steps, place = recorded(outputs, leaves)
    where: list[int] = []
    for y in outputs:
        found = place[y]
        if not isinstance(found, int):  # a constant has a place only as the result of a step
            steps.append(Step(IDENTITY, (found,)))
            place[y] = found = len(leaves) + len(steps) - 1
        where.append(found)
    return Program(tuple(x.data for x in leaves), tuple(steps)), tuple(where)
