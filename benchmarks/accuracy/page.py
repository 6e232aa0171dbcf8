"""The measured part of docs/proof/accuracy.md."""

import platform
from dataclasses import dataclass

from autodiff import Op
from benchmarks.accuracy.edges import Difference, kind
from benchmarks.accuracy.measure import Errors
from benchmarks.accuracy.peers import PEERS
from benchmarks.accuracy.tables import between, error, table

MARKS = "<!-- measured -->\n", "<!-- end of what was measured -->\n"


@dataclass
class Row:
    """What was measured of one row: errors by engine, ours also in plain ulp, and answers at the edges by peer."""

    op: Op
    points: int
    errors: dict[str, list[Errors]]
    plain: list[Errors]
    edges: dict[str, tuple[int, list[Difference]]]


def page(old: str, rows: list[Row]) -> str:
    """The page with its measured part made anew."""
    return between(MARKS, old, measured(rows))


def measured(rows: list[Row]) -> str:
    """The tables."""
    return "\n".join([platform_line(rows), "", *sweep_table(rows), "", "## Rows measured by a size of their own", "", PLAIN,
                      "", *plain_table(rows), "", "## Where ours is worst", "", *worst_table(rows), "",
                      "## Other answers at the edges", "", EDGES, "", *edge_table(rows), ""])


PLAIN = """Their result can be small beside what it is the difference of, so they have a size in the table, also printed in
[operations](operations.md). The same errors of ours, in ulp of the result itself, and where:"""

EDGES = """Arguments 0, -0, 1, -1, ∞, -∞ and nan in every combination, each answer being the value or one partial. There a
convention decides; each line counts the answers that differ and shows one."""


def platform_line(rows: list[Row]) -> str:
    libc = " ".join(filter(None, platform.libc_ver())) or "unknown C library"
    peers = ", ".join(f"{name} {peer.version}" for name, peer in PEERS.items())
    points = sum(row.points for row in rows)
    return (f"Measured with {peers}, Python {platform.python_version()}, {libc}, {platform.system()} on "
            f"{platform.machine()}: {len(rows)} rows, {points:,} points.")


def sweep_table(rows: list[Row]) -> list[str]:
    names = ["autodiff", *PEERS]
    head = ["operation", *(f"{name}, {part}" for name in names for part in ("value", "partials"))]
    lines = [[f"`{row.op.name}`", *(cell for name in names for cell in cells(row.errors.get(name)))] for row in rows]
    return table(head, lines)


def cells(errors: list[Errors] | None) -> tuple[str, str]:
    """The value's error and those of the partials; a dash where the engine has no such function."""
    return (error(errors[0]), " · ".join(map(error, errors[1:]))) if errors else ("–", "–")


def plain_table(rows: list[Row]) -> list[str]:
    lines = [[f"`{row.op.name}`", part, f"`{size}`", error(e), point(e)]
             for row in rows for part, size, e in zip(parts(row.op), row.op.scale, row.plain, strict=True) if size]
    return table(["operation", "part", "size", "ulp of the result", "at"], lines)


def parts(op: Op) -> list[str]:
    return ["value", *(f"partial in {name}" for name in op.names)]


def point(e: Errors) -> str:
    """Where the largest error was seen; the elements of lists in short."""
    return "`" + ", ".join(repr([float(f"{v:.3g}") for v in x] if isinstance(x, list) else x) for x in e.at) + "`"


def worst_table(rows: list[Row]) -> list[str]:
    seen = [(e.worst, row.op.name, part, point(e)) for row in rows
            for part, e in zip(parts(row.op), row.errors["autodiff"], strict=True) if e.worst > 2.5]
    lines = [[f"`{name}`", part, f"{worst:.2g}", at] for worst, name, part, at in sorted(seen, reverse=True)]
    return table(["operation", "part", "ulp", "at"], lines)


def edge_table(rows: list[Row]) -> list[str]:
    lines = [[f"`{row.op.name}`", *(edge(row, peer) for peer in PEERS)] for row in rows
             if any(found for _, found in row.edges.values())]
    return table(["operation", *PEERS], lines)


def edge(row: Row, peer: str) -> str:
    if peer not in row.edges:
        return "–"
    count, found = row.edges[peer]
    if not found:
        return f"0 of {count:,}"
    at, part, mine, theirs = found[0]
    arguments = ", ".join(str(x).removesuffix(".0").replace("inf", "∞") for x in at)
    return f"{len(found)} of {count:,}; {parts(row.op)[part]} at ({arguments}): ours {kind(mine)}, theirs {kind(theirs)}"
