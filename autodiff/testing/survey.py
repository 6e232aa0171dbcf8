"""A survey of random programs: how many, of what kind, and what the oracle says of them. `python -m autodiff.testing`."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from multiprocessing import get_context
from random import Random

from autodiff.graph import sweeps as graph
from autodiff.table.op import rows
from autodiff.testing.building import RandomChoices, build
from autodiff.testing.oracle import judge
from autodiff.testing.program import Program

CHUNK = 200  # programs to a task


@dataclass
class Survey:
    """Statistics of programs.

    rows: how often each operation occurs. depths: how many programs have which depth, in operations one upon another.
    shared: programs in which a result is used more than once. whole: those in which each input has a gradient other than
    0. worst: the largest error, as a part of what rounding explains. wrong: the programs of which the oracle complains.

    >>> survey = Survey.of_seeds(range(20))
    >>> survey.programs, survey.wrong
    (20, [])
    """

    programs: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    depths: Counter[int] = field(default_factory=Counter)
    shared: int = 0
    whole: int = 0
    worst: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def of_seeds(cls, seeds: Iterable[int]) -> "Survey":
        """Build, differentiate and judge the programs of these seeds."""
        survey, table = cls(), list(rows())
        for seed in seeds:
            survey.take(build(RandomChoices(Random(seed)), table))  # noqa: S311
        return survey

    def take(self, program: Program) -> None:
        """Count and judge one more."""
        y, xs = program.values()
        gradient = graph.derivatives(y, xs)
        judgement = judge(program, y.data, gradient)
        uses = Counter(a for step in program.steps for _, _, a in step.operands() if isinstance(a, int))
        self.programs += 1
        self.rows.update(step.op.name for step in program.steps)
        self.depths[depth(program)] += 1
        self.shared += any(count > 1 for count in uses.values())
        self.whole += all(gradient)
        self.worst = max(self.worst, judgement.share)
        if not judgement:
            self.wrong.append(f"{judgement}\n{program.code()}")

    def __add__(self, other: "Survey") -> "Survey":
        return Survey(self.programs + other.programs, self.rows + other.rows, self.depths + other.depths,
                      self.shared + other.shared, self.whole + other.whole, max(self.worst, other.worst),
                      self.wrong + other.wrong)

    def __str__(self) -> str:
        middle = sorted(self.depths.elements())[self.programs // 2]
        rare, count = min(self.rows.items(), key=lambda item: item[1])
        return "\n".join([
            f"programs           {self.programs:,}",
            f"operations         {self.rows.total():,}, of {len(self.rows)} kinds; the rarest, {rare}, {count:,} times",
            f"depth              {min(self.depths)} to {max(self.depths)}, half of them {middle} or more",
            f"with shared parts  {self.shared / self.programs:.0%}",
            f"all gradients ≠ 0  {self.whole / self.programs:.0%}",
            f"largest error      {self.worst:.0%} of what rounding explains",
            f"wrong              {len(self.wrong)}", *self.wrong])


def depth(program: Program) -> int:
    """The number of operations on the longest way from an input to the result."""
    return int(program.run([0] * len(program.point), lambda _, given: 1 + _deepest(given), lambda _: 0)[-1])


def _deepest(given: list[int | list[int]]) -> int:
    return max((_deepest(list(g)) if isinstance(g, list) else g for g in given), default=0)


def survey(count: int, first: int = 0, processes: int = 1) -> Survey:
    """The survey of `count` programs, of the seeds from `first` on, on several processes."""
    last = first + count
    chunks = [range(a, min(a + CHUNK, last)) for a in range(first, last, CHUNK)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:  # a process with threads should not fork
        return reduce(Survey.__add__, pool.map(Survey.of_seeds, chunks), Survey())
