"""Changing a function of the running program: its code is exchanged, so that whoever holds the function has the mutant."""

import __future__

import gc
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import CodeType, FunctionType

from benchmarks.mutants.make import Mutant

LAZY = __future__.annotations  # what a module has that begins with `from __future__ import annotations`
Functions = dict[CodeType, list[FunctionType]]


def import_all(packages: Iterable[str]) -> None:
    """Import every module but the starts of programs: much is imported only when it is used."""
    for package in packages:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def functions() -> Functions:
    """All functions of the program by their code; those that came of one `def` share it."""
    found: Functions = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType):
            found.setdefault(thing.__code__, []).append(thing)
    return found


def find(mutant: Mutant, known: Functions) -> CodeType:
    """The code that a mutant takes the place of; LookupError if no function of the program has it."""
    file = str(Path(mutant.file).resolve())
    for code in known:
        if (code.co_filename, code.co_qualname, code.co_firstlineno) == (file, mutant.function, mutant.start):
            return code
    raise LookupError(f"{mutant.function} of {mutant.file} is in no module that the tests import")


def swap(mutant: Mutant, known: Functions) -> None:
    """Put the mutant in the place of its function."""
    old = find(mutant, known)
    new = compiled(mutant, old.co_filename)
    for function in known[old]:
        function.__defaults__, function.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    exchange(old, new.__code__, known)


def compiled(mutant: Mutant, file: str) -> FunctionType:
    """The mutant as a function, with the lines of the file in its tracebacks."""
    module = sys.modules[mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")]
    owner, _, name = mutant.function.rpartition(".")
    source = f"class {owner}:\n{mutant.source}" if owner else mutant.source
    flags = LAZY.compiler_flag if vars(module).get("annotations") is LAZY else 0
    names = dict(vars(module))
    exec(compile("\n" * (mutant.start - 1 - bool(owner)) + source, file, "exec", flags, True), names)  # noqa: S102
    made: FunctionType = vars(names[owner])[name] if owner else names[name]
    return made


def exchange(old: CodeType, new: CodeType, known: Functions) -> None:
    """Give the functions with the code `old` the code `new`, and the functions defined in them likewise."""
    for function in known.get(old, []):
        if len(function.__code__.co_freevars) == len(new.co_freevars):
            function.__code__ = new
        else:
            replace(function, new)
    inner = [[c for c in code.co_consts if isinstance(c, CodeType)] for code in (old, new)]
    for a, b in zip(*inner, strict=False):
        exchange(a, b, known)


def replace(function: FunctionType, code: CodeType) -> None:
    """A closure that needs other names than before is another function, to be put where the first one stands."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    closure = tuple(cells[name] for name in code.co_freevars)
    twin = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, closure)
    for module in [m for m in sys.modules.values() if getattr(m, "__file__", None) == code.co_filename]:
        for holder in (module, *(c for c in vars(module).values() if isinstance(c, type))):
            for name in [n for n, thing in vars(holder).items() if thing is function]:
                setattr(holder, name, twin)
