"""Measure every row and write the tables of docs/proof/accuracy.md: `python -m benchmarks.accuracy [--orders] [ROW ...]`.

It takes some minutes and needs `pip install -e ".[test,accuracy]"`. With rows named it only prints their errors. With
--orders it measures the second to fourth derivatives, which needs no peers, rather than values and partials.
"""

import argparse
from pathlib import Path
from typing import Any

from autodiff import OPS, Op
from benchmarks.accuracy import orders
from benchmarks.accuracy.measure import compare, ours, truth
from benchmarks.accuracy.points import sweep

PAGE = Path(__file__).parent.parent.parent / "docs" / "proof" / "accuracy.md"


def measure(op: Op) -> Any:
    """Everything about one row, a `page.Row`."""
    from benchmarks.accuracy.edges import differences
    from benchmarks.accuracy.page import Row, cells
    from benchmarks.accuracy.peers import PEERS

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


def written(old: str, rows: list[Op], higher: bool) -> str:
    """The page with one of its parts measured anew."""
    if higher:
        return orders.page(old, [orders.line(op) for op in rows])
    from benchmarks.accuracy.page import page  # needs the peers

    return page(old, [measure(op) for op in rows])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--orders", action="store_true", help="the higher derivatives")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these rows, and leave the page alone")
    given = parser.parse_args()
    page = written(PAGE.read_text(encoding="utf-8"), [OPS[name] for name in given.rows or OPS], given.orders)
    if not given.rows:
        PAGE.write_text(page, encoding="utf-8")


main()
