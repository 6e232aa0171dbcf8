"""`python -m autodiff.testing 100000`: random programs against the exact oracle.

`python -m autodiff.testing compiled 100000`: random programs of every structure, compiled, against the eager engine.
"""

import argparse
import sys
import time
from typing import Any

from autodiff.testing.survey import survey

READERS = ("machine", "batch", "c", "jax", "page")


def main(argv: list[str] | None = None) -> int:
    """Judge random programs and print the survey; the status is 1 if one is wrong."""
    argv = sys.argv[1:] if argv is None else argv
    compiled = argv[:1] == ["compiled"]
    parser = argparse.ArgumentParser(prog="python -m autodiff.testing" + " compiled" * compiled, description=__doc__)
    parser.add_argument("programs", type=int, help="how many")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (default 0)")
    parser.add_argument("--processes", type=int, default=1)
    if compiled:
        parser.add_argument("--reader", choices=READERS, default="machine", help="what evaluates the programs")
    given = parser.parse_args(argv[compiled:])
    if given.programs < 1 or given.processes < 1:
        parser.error("give at least one program and one process")
    begun = time.perf_counter()
    if compiled:
        from autodiff.testing.structure.survey import compiled_survey  # which needs NumPy, as what it reads does

        found: Any = compiled_survey(given.programs, given.reader, given.first, given.processes)
    else:
        found = survey(given.programs, given.first, given.processes)
    print(found)
    print(f"time               {time.perf_counter() - begun:,.0f} s on {given.processes} processes")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
