"""The same bits in every process, whatever its hash seed, and in every version of Python (see docs/numbers.md)."""

import os
import platform
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
# The parts that run in the C library alone: where these differ, nothing is promised of what is made of them.
LIBM = "libm "


def fingerprint(python: str, hash_seed: str, nth: int = 1) -> str:
    """What `fingerprint.py` prints in a new process, without any installed package."""
    command = [python, "-S", "-m", "tests.fingerprint", str(nth)]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@cache
def ours() -> dict[str, str]:
    return as_parts(fingerprint(sys.executable, "0"))


def as_parts(printed: str) -> dict[str, str]:
    """The digest of each part."""
    return dict(line.split(": ") for line in printed.splitlines())


@pytest.mark.parametrize("processes", [10, pytest.param(100, marks=pytest.mark.long)])
def test_the_same_bits_in_many_processes(processes: int) -> None:
    seeds = [str(seed) for seed in random.Random(0).sample(range(2**32), processes)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        printed = list(pool.map(lambda seed: as_parts(fingerprint(sys.executable, seed, nth=20)), seeds))
    assert len(printed) == processes
    assert all(parts == printed[0] for parts in printed)


def test_the_fingerprint_has_a_part_for_every_row_and_no_two_alike() -> None:
    from autodiff import OPS

    assert {f"row {name}" for name in OPS} <= ours().keys()
    assert len(set(ours().values())) == len(ours())


def candidates(version: str) -> Iterator[str]:
    """Where a Python of a version may be: the one that runs this, on the path, among the versions of pyenv."""
    if sys.version.startswith(f"{version}."):
        yield sys.executable
    if on_path := shutil.which(f"python{version}"):
        yield on_path
    for home in pyenv_homes():
        yield from map(str, sorted(home.glob(f"versions/{version}*/bin/python{version}"), reverse=True))


def pyenv_homes() -> Iterable[Path]:
    """The folder of pyenv, as it says itself or as its command tells: <home>/bin/pyenv."""
    told, command = os.environ.get("PYENV_ROOT"), shutil.which("pyenv")
    return dict.fromkeys([*([Path(told)] if told else []), *([Path(command).resolve().parents[1]] if command else [])])


def found(version: str) -> tuple[str, str] | None:
    """The first candidate that runs and is what it is called (a shim may lead nowhere), and its full version."""
    for python in candidates(version):
        command = [python, "-S", "-c", "import platform; print(platform.python_implementation(), platform.python_version())"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
        if answer and answer[1].startswith(f"{version}."):
            return python, " ".join(answer)
    return None


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_bits_in_every_version_of_python(version: str, record_property: Callable[[str, object], None]) -> None:
    """The summary of the run says which were found (conftest.py)."""
    python = found(version)
    if python is None:
        record_property("python", f"{version} is not on this machine")
        pytest.skip(f"python{version} is not on this machine")
    record_property("python", python[1] + (" (this one)" if python[1].endswith(platform.python_version()) else ""))
    theirs = as_parts(fingerprint(python[0], "12345"))
    if other := [part for part in theirs if part.startswith(LIBM) and theirs[part] != ours()[part]]:
        pytest.skip(f"python{version} was built with another C library, as {', '.join(other)} differ")
    assert theirs == ours()
