"""Registered rows in kernels: a kernel refuses to run when the formulas it was compiled from have changed.

Machine code is generated when it is first needed, from the table at that time. So a kernel remembers the registered rows
that its program uses, and checks before each call that they are unchanged.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from autodiff.compiler.programs.program import ScalarProgram
from autodiff.table.op import OPS, Op
from autodiff.table.wellformed import functions_in
from autodiff.transforms.registration import contents, is_registered, registered


def called(names: Iterable[str]) -> list[str]:
    """Some rows, and all rows that their formulas call, directly or not.

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
    """The registered rows that a program uses."""
    if not registered():
        return {}
    return {name: OPS[name] for name in called(program.operations) if is_registered(name)}


def are_current(rows: Mapping[str, Op]) -> bool:
    """Whether the table still has these rows with the same contents; one may have been removed and registered again."""
    return all(OPS.get(name) is row or _is(name, contents(row)) for name, row in rows.items())


def check_current(rows: Mapping[str, Op]) -> None:
    """`ValueError` unless `are_current`."""
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
