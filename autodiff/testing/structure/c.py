"""C as a reader of cases: many programs in one file, compiled at once, with every warning an error."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from autodiff import compile
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.samples import each_row, rows_of

WARNINGS = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off")
LEVELS = ("-O0", "-O3")
ENTRY = """
void {name}_rows(const double *x, long rows, double *y, double *g)
{{
    for (long r = 0; r < rows; r++)
        {name}_gradient(x + r*{name}_INPUTS, 0, y + r*{name}_OUTPUTS, g + r*{name}_OUTPUTS*{name}_WRT);
}}
void {name}_values(const double *x, long rows, double *y)
{{
    for (long r = 0; r < rows; r++)
        {name}_value(x + r*{name}_INPUTS, 0, y + r*{name}_OUTPUTS);
}}
"""
Found = list[tuple[Case, Any, Any]]  # an answer and the values alone, or what the compiler said when it refused the program


def source(case: Case, name: str) -> str:
    """The program of a case as C, and an entry that takes rows."""
    outputs, leaves = case.graph()
    kernel = compile(outputs, [leaves[i] for i in case.inputs], [leaves[i] for i in case.wrt])
    return kernel.to_c(name) + ENTRY.format(name=name)


def read(cases: Sequence[Case], ways: Sequence[str] = LEVELS) -> Iterator[tuple[int, str, Case, Any]]:
    """Every case, compiled at each level: value and gradient, and the function that gives the value alone."""
    for level, found in answers(cases, ways).items():
        for i, (case, answer, alone) in enumerate(found):
            yield i, f"C {level}", case, answer
            yield i, f"C {level} value", case, alone


def answers(cases: Sequence[Case], levels: Sequence[str] = LEVELS) -> dict[str, Found]:
    """For each level of optimisation what the cases give, all of them compiled as one file.

    In the place of the answer of a program that the compiler refuses is a text, what it said.
    """
    seen = [each_row(case) for case in cases]
    sources = [source(case, f"m{i}") for i, case in enumerate(seen)]
    return {level: _compiled(list(zip(range(len(seen)), seen, sources, strict=True)), level) for level in levels}


def _compiled(programs: list[tuple[int, Case, str]], level: str) -> Found:
    with TemporaryDirectory() as folder:
        library = _library(Path(folder, "all.c"), "".join(text for _, _, text in programs), level)
        if not isinstance(library, str):
            return [(case, *_run(case, f"m{i}", library)) for i, case, _ in programs]
    if len(programs) == 1:
        return [(programs[0][1], library, library)]
    half = len(programs) // 2  # one of them is to blame
    return _compiled(programs[:half], level) + _compiled(programs[half:], level)


def _library(path: Path, text: str, level: str) -> Any:
    """The file compiled and loaded, or what the compiler said."""
    compiler = (os.environ.get("CC") or shutil.which("cc") or "").split()
    if not compiler:
        raise RuntimeError("these programs need a C compiler: apt-get install gcc libc6-dev, or say in CC which")
    path.write_text(text)
    built = path.with_suffix(".so")
    done = subprocess.run([*compiler, *WARNINGS, level, "-shared", "-fPIC", "-o", str(built), str(path), "-lm"],  # noqa: S603
                          capture_output=True, text=True, check=False)
    return f"the C compiler refuses it: {done.stderr[:1000]}" if done.returncode else ctypes.CDLL(str(built))


def _run(case: Case, name: str, library: Any) -> tuple[Any, Any]:
    rows = rows_of(case)
    values, alone = np.empty((2, case.rows, len(case.outputs)))
    slopes = np.zeros((case.rows, len(case.outputs), len(case.wrt)))
    getattr(library, f"{name}_rows")(*map(_pointer, [rows, case.rows, values, slopes]))
    getattr(library, f"{name}_values")(*map(_pointer, [rows, case.rows, alone]))
    return (values, slopes), (alone, None)


def _pointer(x: Any) -> Any:
    return ctypes.c_long(x) if isinstance(x, int) else ctypes.c_void_p(x.ctypes.data)
