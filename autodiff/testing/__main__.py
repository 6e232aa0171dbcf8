"""`python -m autodiff.testing 100000`: random programs against the exact oracle."""

import argparse
import sys
import time

from autodiff.testing.survey import survey


def main(argv: list[str] | None = None) -> int:
    """Judge random programs and print the survey; the status is 1 if one is wrong."""
    parser = argparse.ArgumentParser(prog="python -m autodiff.testing", description=__doc__)
    parser.add_argument("programs", type=int, help="how many")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (default 0)")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args(argv)
    if given.programs < 1 or given.processes < 1:
        parser.error("give at least one program and one process")
    begun = time.perf_counter()
    found = survey(given.programs, given.first, given.processes)
    print(found)
    print(f"time               {time.perf_counter() - begun:,.0f} s on {given.processes} processes")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
