"""The measuring process, started by `python -m benchmarks.compiled` with every library told to use one thread."""

import argparse
import os
import time

from benchmarks.compiled import page
from benchmarks.compiled.report import table
from benchmarks.compiled.rounds import measured
from benchmarks.compiled.table import WORKS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compiled", description="Compiled code beside its peers.")
    parser.add_argument("works", nargs="*", metavar="WORK", help=f"only these works: {', '.join(WORKS)}")
    parser.add_argument("--rounds", type=int, default=11, metavar="N", help="alternating rounds (default: %(default)s)")
    parser.add_argument("--page", action="store_true", help="write docs/proof/performance.md")
    parser.add_argument("--cpu", action="store_true", help="processor time where one process does it all")
    asked = parser.parse_args()
    if unknown := [name for name in asked.works if name not in WORKS]:
        parser.error(f"no such work: {', '.join(unknown)}; there are {', '.join(WORKS)}")
    machine, tables = page.machine(asked.rounds, "processor" if asked.cpu else "elapsed"), []
    print(machine, end="\n\n", flush=True)
    stay_on_one_core()
    for work in [WORKS[name] for name in asked.works or WORKS]:
        if makers := work.makers():
            clock = time.process_time if asked.cpu and not work.others else time.perf_counter
            tables.append(table(work, measured(makers, asked.rounds, clock)))
            print(tables[-1], flush=True)
    if asked.page:
        page.write(machine, tables)


def stay_on_one_core() -> None:
    """A library that starts threads all the same gains nothing by them."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    main()
