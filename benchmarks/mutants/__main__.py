"""Mutation testing: `python -m benchmarks.mutants [--survivors | --report] [--sample N] [file ...]`.

Verdicts are kept in `mutants.json`, so that a run may be interrupted and goes on where it was.
"""

import argparse
import json
import math
import random
import time
import tomllib
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mutants.make import Mutant, mutants
from benchmarks.mutants.session import Session

SETTINGS = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
STORE = Path("mutants.json")
Verdicts = dict[str, dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("files", nargs="*", help="only these files (or folders)")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants of each file, at random")
    parser.add_argument("--tests", action="append", metavar="PATH", help="try only these tests")
    parser.add_argument("--budget", type=float, default=math.inf, metavar="S", help="tests of at most S seconds a mutant")
    parser.add_argument("--survivors", action="store_true", help="try those again that no test has killed")
    parser.add_argument("--report", action="store_true", help="only say what is known: counts per file, and each survivor")
    asked = parser.parse_args()
    verdicts: Verdicts = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    files = [list(mutants(path)) for path in paths(asked.files)]
    if not asked.report:
        todo = [m for m in mixed(files, asked.sample)
                if m.key not in verdicts or (asked.survivors and not verdicts[m.key]["killer"])]
        run(todo, verdicts, asked.tests or SETTINGS["pytest_add_cli_args_test_selection"], asked.budget)
    report([m for file in files for m in file], verdicts)


def mixed(files: list[list[Mutant]], most: int | None) -> list[Mutant]:
    """One mutant of each file, then a second of each, in an order of chance that is always the same: wherever a run is
    interrupted, what it has tried of a file is a fair sample of it."""
    orders = [random.Random(0).sample(file, len(file))[:most] for file in files]
    return [m for turn in zip_longest(*orders) for m in turn if m]


def paths(given: list[str]) -> list[Path]:
    """The files to mutate."""
    every = [p for package in SETTINGS["source_paths"] for p in sorted(Path(package).rglob("*.py"))]
    meant = [p for p in every if not any(p.match(pattern) for pattern in SETTINGS["do_not_mutate"])]
    return [p for g in given for p in meant if p.is_relative_to(g)] if given else meant


def run(todo: list[Mutant], verdicts: Verdicts, tests: list[str], budget: float) -> None:
    """Try mutants, and keep what comes out."""
    start, done, saved = time.monotonic(), 0, time.monotonic()

    def tell(mutant: Mutant, killer: str | None, count: int) -> None:
        nonlocal done, saved
        verdicts[mutant.key] = {"killer": killer, "tests": count}
        done += 1
        if time.monotonic() - saved > 10 or done == len(todo):
            saved = time.monotonic()
            STORE.write_text(json.dumps(verdicts, indent=0), encoding="utf-8")
            alive = sum(not verdicts[m.key]["killer"] for m in todo[:done])
            print(f"{done} of {len(todo)}, {alive} alive, {(saved - start) / done:.2f} s each: {mutant.file}", flush=True)

    if todo:
        arguments = ["-s", "--tb=native", "-p", "no:cacheprovider", *SETTINGS["pytest_add_cli_args"], *tests]
        pytest.main(arguments, [Session(todo, SETTINGS["source_paths"], budget, tell)])


def report(wanted: list[Mutant], verdicts: Verdicts) -> None:
    """Survivors with what was changed, and a table of counts per file."""
    rows: dict[str, Counter[str]] = {}
    for m in wanted:
        state = verdict_in_words(verdicts.get(m.key))
        rows.setdefault(m.file, Counter())[state] += 1
        if state == "survived":
            print(f"{m.file}:{m.lines[0]} {m.function} [{m.key}, {verdicts[m.key]['tests']} tests]\n"
                  f"    - {m.change[0]}\n    + {m.change[1]}")
    print("\n| file | mutants | killed | timeout | survived | untried | % |\n|---|---|---|---|---|---|---|")
    for file, n in [*rows.items(), ("all", sum(rows.values(), Counter[str]()))]:
        tried = n.total() - n["untried"]
        share = 100 * (tried - n["survived"]) / tried if tried else 0
        print(f"| {file} | {n.total()} | {n['killed']} | {n['timeout']} | {n['survived']} | {n['untried']} | {share:.1f} |")


def verdict_in_words(verdict: dict[str, Any] | None) -> str:
    if verdict is None:
        return "untried"
    if not verdict["killer"]:
        return "survived"
    return "timeout" if verdict["killer"].startswith("timeout") else "killed"


if __name__ == "__main__":
    main()
