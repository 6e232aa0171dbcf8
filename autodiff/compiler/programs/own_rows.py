"""Rows of one's own in kernels: a kernel is of the formulas it was compiled from, in all it does, or it refuses.

Machine code is made when it is first needed, from the table as it is then. So a kernel remembers the registered rows that
its program calls, and asks before each call whether they are still the same.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from autodiff.compiler.programs.program import ScalarProgram
from autodiff.table.op import OPS, Op
from autodiff.table.wellformed import functions_in
from autodiff.transforms.registration import contents, is_registered, registered


def called(names: Iterable[str]) -> list[str]:
    """Rows, and the rows that their formulas call, and so on.

    >>> called(["erf"])
    ['abs', 'clip', 'erf', 'exp', 'gaussian', 'sign']
    """
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name in OPS and name not in found:
            found.add(name)
            waiting += functions_in(OPS[name])
    return sorted(found)


def own_rows(program: ScalarProgram) -> dict[str, Op]:
    """The registered rows that a program calls."""
    if not registered():
        return {}
    return {name: OPS[name] for name in called(program.operations) if is_registered(name)}


def are_current(rows: Mapping[str, Op]) -> bool:
    """Whether rows are in the table as they were; that one of them was taken out and came back is no difference."""
    return all(OPS.get(name) is row or _is(name, contents(row)) for name, row in rows.items())


def check_current(rows: Mapping[str, Op]) -> None:
    """`ValueError` unless they are."""
    if not are_current(rows):
        name = next(name for name, row in rows.items() if not _is(name, contents(row)))
        raise ValueError(f"the row {name!r} of this kernel was taken out of the table by unregister(), or is another by "
                         "now: build the graph anew and compile that, or register the row again as it was")


def check_arrived(sent: Mapping[str, list[Any]]) -> None:
    """`ValueError` unless the registered rows of a kernel that came by pickle are the same here."""
    for name, wanted in sent.items():
        if not _is(name, wanted):
            there = "with other columns" if name in OPS else "not"
            raise ValueError(f"a kernel came by pickle whose row {name!r} is {there} registered in this process: register "
                             "it here as it was where the kernel was made")


def _is(name: str, wanted: list[Any]) -> bool:
    return name in OPS and contents(OPS[name]) == wanted
