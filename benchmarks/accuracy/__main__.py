"""Measure every row and write the tables of docs/accuracy.md: `python -m benchmarks.accuracy [ROW ...]`.

It takes some minutes and needs `pip install -e ".[test,accuracy]"`. With rows named it only prints their errors.
"""

import argparse
from pathlib import Path

from autodiff import OPS, Op
from benchmarks.accuracy.edges import differences
from benchmarks.accuracy.measure import compare, ours, truth
from benchmarks.accuracy.page import Row, cells, page
from benchmarks.accuracy.peers import PEERS
from benchmarks.accuracy.points import sweep

PAGE = Path(__file__).parent.parent.parent / "docs" / "accuracy.md"


def measure(op: Op) -> Row:
    """Everything about one row."""
    points = sweep(op)
    truths = [truth(op, point) for point in points]
    found = list(ours(op, points))
    errors = {"autodiff": compare(op, truths, found)}
    peers = {name: peer for name, peer in PEERS.items() if op.name in peer.functions}
    for name, peer in peers.items():
        errors[name] = compare(op, truths, peer.parts(op, points), flushed=peer.flushes)
    row = Row(op, len(points), errors, compare(op, truths, found, scaled=False), {p: differences(op, p) for p in peers})
    print(f"{op.name:16}", *(f"{name}: {' | '.join(cells(e))}" for name, e in errors.items()), sep="   ", flush=True)
    return row


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these rows, and leave the page alone")
    names = parser.parse_args().rows
    rows = [measure(OPS[name]) for name in names or OPS]
    if not names:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), rows), encoding="utf-8")


main()
