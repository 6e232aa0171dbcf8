"""A survey of random cases by one reader: how many, of what structure, and which are wrong."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from importlib import import_module
from multiprocessing import get_context
from random import Random
from typing import Any

from autodiff.testing.building import RandomChoices
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.forms import draw_case
from autodiff.testing.structure.judging import Truth
from autodiff.testing.structure.shrinking import shrunk
from autodiff.testing.structure.structures import structures

CHUNK = 100  # cases to a task, and to a compilation of C or JAX
EXACT = 20  # one in so many is held against the exact oracle too
SHOWN = 20  # wrong ones that are shown,
LONGEST = 4000  # so many characters of each;
SHRUNK = 2  # those of each task are made smaller



def reader(name: str) -> Any:
    """The module of a reader: `read` reads cases, and `LOOSE` has what is known of functions that it has from elsewhere.

    Imported only now, as JAX or a browser may not be there.
    """
    return import_module(f"autodiff.testing.structure.{name}")


def case_of(seed: int) -> Case:
    """The case of a seed."""
    return draw_case(RandomChoices(Random(seed)))  # noqa: S311


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: the seed of its case, the reader, what is wrong, and Python to paste: of a smaller case, perhaps."""

    seed: int
    reader: str
    complaint: str
    code: str

    def __str__(self) -> str:
        return f"\nseed {self.seed}, {self.reader}: {self.complaint}\n{self.code}"


@dataclass
class CompiledSurvey:
    """Statistics of cases.

    structures: how many cases have which. readers: how many each reader read. exact: answers that were held against the
    exact oracle too. wrong: those that are not what the eager engine gives, or what the oracle says.
    """

    cases: int = 0
    structures: Counter[str] = field(default_factory=Counter)
    readers: Counter[str] = field(default_factory=Counter)
    exact: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @classmethod
    def of_seeds(cls, seeds: Sequence[int], name: str = "machine", ways: Sequence[str] | None = None) -> "CompiledSurvey":
        """Draw, compile and judge the cases of these seeds. ways: those of the reader's that are wanted."""
        found, cases, by = cls(), [case_of(seed) for seed in seeds], reader(name)
        for case in cases:
            found.cases += 1
            found.structures.update(structures(case))
        truths: dict[int, Truth] = {}
        for i, how, case, answer in by.read(cases, **({} if ways is None else {"ways": ways})):
            found.readers[how] += 1
            if i not in truths or truths[i].case != case:
                truths[i] = Truth(case, getattr(by, "LOOSE", {}))
            if found.take(seeds[i], how, truths[i], answer) and len(found.wrong) <= SHRUNK:
                smaller = shrunk(truths[i].case, partial(complained, by, how))
                found.wrong[-1] = replace(found.wrong[-1], code=smaller.code())
        return found

    def take(self, seed: int, how: str, truth: Truth, answer: Any) -> bool:
        """Judge one answer; whether it is wrong."""
        complaint = truth.complaint(answer)
        if not complaint and seed % EXACT == 0 and truth.can_be_exact(answer):
            self.exact += 1
            complaint = truth.exactly(answer)
        if complaint:
            code = truth.case.code()
            self.wrong.append(Wrong(seed, how, complaint, code if len(code) <= LONGEST else f"{code[:LONGEST]} ..."))
        return bool(complaint)

    def __add__(self, other: "CompiledSurvey") -> "CompiledSurvey":
        return CompiledSurvey(self.cases + other.cases, self.structures + other.structures, self.readers + other.readers,
                              self.exact + other.exact, self.wrong + other.wrong)

    def __str__(self) -> str:
        lines = [f"cases              {self.cases:,}",
                 *(f"read by            {how}: {count:,}" for how, count in sorted(self.readers.items())),
                 f"held against 60 digits  {self.exact:,}", "structures"]
        lines += [f"  {name:<34} {count / self.cases:.1%}" for name, count in self.structures.most_common()]
        seeds = {w.seed for w in self.wrong}
        lines.append(f"wrong              {len(seeds)} cases, {len(self.wrong)} answers"
                     + f"; by reader: {dict(Counter(w.reader for w in self.wrong))}" * bool(seeds))
        return "\n".join([*lines, *map(str, self.wrong[:SHOWN])])


def complained(by: Any, how: str, case: Case) -> bool:
    """Whether what a reader gives for a case is wrong."""
    return any(name == how and Truth(seen, getattr(by, "LOOSE", {})).complaint(answer)
               for _, name, seen, answer in by.read([case]))


def compiled_survey(count: int, name: str = "machine", first: int = 0, processes: int = 1) -> CompiledSurvey:
    """The survey of `count` cases by a reader, of the seeds from `first` on, on several processes."""
    last = first + count
    chunks = [range(a, min(a + CHUNK, last)) for a in range(first, last, CHUNK)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        found = pool.map(partial(CompiledSurvey.of_seeds, name=name), chunks)
        return reduce(CompiledSurvey.__add__, found, CompiledSurvey())
