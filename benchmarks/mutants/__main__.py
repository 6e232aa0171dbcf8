"""Mutation testing: `python -m benchmarks.mutants [--survivors | --report] [--total N | --sample N] [--seed S] [file ...]`.

Verdicts are kept in a file, so that a run may be interrupted and goes on where it was. A score is honest if the sample is
drawn after the last test was written: `--total N` with a new seed, and a new `--store`.
"""

import argparse
import json
import math
import random
import time
import tomllib
from collections import Counter, defaultdict
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mutants.make import Mutant, mutants
from benchmarks.mutants.session import Session

SETTINGS = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
Verdicts = dict[str, dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("files", nargs="*", help="only these files (or folders)")
    parser.add_argument("--total", type=int, metavar="N", help="N of all mutants, at random, each as likely as any other")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants of each file, at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="which sample: another seed, another sample")
    parser.add_argument("--store", type=Path, default=Path("mutants.json"), metavar="FILE", help="where verdicts are kept")
    parser.add_argument("--tests", action="append", metavar="PATH", help="try only these tests")
    parser.add_argument("--budget", type=float, default=math.inf, metavar="S", help="tests of at most S seconds a mutant")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="N mutants at a time")
    parser.add_argument("--survivors", action="store_true", help="try those again that no test has killed")
    parser.add_argument("--report", action="store_true", help="only say what is known: counts per folder, and each survivor")
    asked = parser.parse_args()
    verdicts: Verdicts = json.loads(asked.store.read_text(encoding="utf-8")) if asked.store.exists() else {}
    files = [list(mutants(path)) for path in paths(asked.files)]
    wanted = drawn(files, asked.total, asked.seed) if asked.total else mixed(files, asked.sample, asked.seed)
    if not asked.report:
        todo = [m for m in wanted if m.key not in verdicts or (asked.survivors and not verdicts[m.key]["killer"])]
        run(todo, verdicts, asked.store, asked.tests or SETTINGS["pytest_add_cli_args_test_selection"], asked.budget,
            asked.processes)
    report([m for file in files for m in file], wanted, verdicts)


def drawn(files: list[list[Mutant]], total: int, seed: int) -> list[Mutant]:
    """A simple random sample of all mutants: the share killed is an estimate of the whole that needs no weights."""
    every = [m for file in files for m in file]
    return random.Random(seed).sample(every, min(total, len(every)))


def mixed(files: list[list[Mutant]], most: int | None, seed: int) -> list[Mutant]:
    """One mutant of each file, then a second of each, in an order of chance that is always the same: wherever a run is
    interrupted, what it has tried of a file is a fair sample of it."""
    orders = [random.Random(seed).sample(file, len(file))[:most] for file in files]
    return [m for turn in zip_longest(*orders) for m in turn if m]


def paths(given: list[str]) -> list[Path]:
    """The files to mutate."""
    every = [p for package in SETTINGS["source_paths"] for p in sorted(Path(package).rglob("*.py"))]
    meant = [p for p in every if not any(p.match(pattern) for pattern in SETTINGS["do_not_mutate"])]
    return [p for g in given for p in meant if p.is_relative_to(g)] if given else meant


def run(todo: list[Mutant], verdicts: Verdicts, store: Path, tests: list[str], budget: float,
        processes: int) -> None:
    """Try mutants, and keep what comes out."""
    start, done, saved = time.monotonic(), 0, time.monotonic()

    def tell(mutant: Mutant, killer: str | None, count: int) -> None:
        nonlocal done, saved
        verdicts[mutant.key] = {"killer": killer, "tests": count}
        done += 1
        if time.monotonic() - saved > 10 or done == len(todo):
            saved = time.monotonic()
            store.write_text(json.dumps(verdicts, indent=0), encoding="utf-8")
            alive = sum(not verdicts[m.key]["killer"] for m in todo if m.key in verdicts)
            print(f"{done} of {len(todo)}, {alive} alive, {(saved - start) / done:.2f} s each: {mutant.file}", flush=True)

    if todo:
        arguments = ["-s", "--tb=native", "-p", "no:cacheprovider", *SETTINGS["pytest_add_cli_args"], *tests]
        pytest.main(arguments, [Session(todo, SETTINGS["source_paths"], budget, processes, tell)])


def report(every: list[Mutant], wanted: list[Mutant], verdicts: Verdicts) -> None:
    """Survivors with what was changed, a table of counts per folder, and what the share killed says of all mutants."""
    there, rows = Counter(folder(m) for m in every), defaultdict[str, Counter[str]](Counter)
    for m in sorted(wanted, key=lambda m: (m.file, m.lines[0])):
        state = verdict_in_words(verdicts.get(m.key))
        rows[folder(m)][state] += 1
        if state == "survived":
            print(f"{m.file}:{m.lines[0]} {m.function} [{m.key}, {verdicts[m.key]['tests']} tests]\n"
                  f"    - {m.change[0]}\n    + {m.change[1]}")
    print("\n| folder | mutants | tried | killed | survived | % |\n|---|---|---|---|---|---|")
    for name, n in rows.items():
        print(row(name, there[name], n))
    whole = sum(rows.values(), Counter[str]())
    print(row("all", len(every), whole))
    if tried := whole["killed"] + whole["survived"]:
        share = whole["killed"] / tried
        print(f"\n{100 * share:.1f} ± {196 * math.sqrt(share * (1 - share) / tried):.1f} % killed (95 % confidence)")


def folder(mutant: Mutant) -> str:
    return str(Path(mutant.file).parent)


def row(name: str, there: int, n: Counter[str]) -> str:
    """A line of the table."""
    tried = n["killed"] + n["survived"]
    share = f"{100 * n['killed'] / tried:.1f}" if tried else "-"
    return f"| `{name}` | {there:,} | {tried:,} | {n['killed']:,} | {n['survived']:,} | {share} |"


def verdict_in_words(verdict: dict[str, Any] | None) -> str:
    """A mutant whose test does not end is killed: who runs the suite notices."""
    if verdict is None:
        return "untried"
    return "killed" if verdict["killer"] else "survived"


if __name__ == "__main__":
    main()
