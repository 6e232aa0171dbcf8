"""What was measured, as a table of Markdown that is also read in a terminal."""

import statistics

from benchmarks.compiled.rounds import Times
from benchmarks.compiled.table import OURS, Work


def table(work: Work, times: Times) -> str:
    """A work: the time of each engine, its ratio to ours round by round, and the goal."""
    first = OURS if OURS in times else next(iter(times))
    head = ["engine", "time: median", "min", "max", f"times {first}: median", "min", "max", "goal"]
    lines = [head, *(row(name, times[name], times[first], work.goals.get(name)) for name in times)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * (width - 1) + (":" if i else "-") for i, width in enumerate(widths)])
    padded = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    return "\n".join([f"### {work.title}", "", *("| " + " | ".join(line) + " |" for line in padded), ""])


def row(name: str, times: list[float], ours: list[float], goal: float | None) -> list[str]:
    ratios = [theirs / mine for theirs, mine in zip(times, ours, strict=True)]
    return [name, *map(duration, three(times)), *map(number, three(ratios)), "" if goal is None else f"at least {goal:,g}"]


def three(found: list[float]) -> tuple[float, float, float]:
    return statistics.median(found), min(found), max(found)


def duration(seconds: float) -> str:
    size, unit = next((s for s in [(1, "s"), (1e-3, "ms"), (1e-6, "µs")] if seconds >= s[0]), (1e-9, "ns"))
    return f"{number(seconds / size)} {unit}"


def number(x: float) -> str:
    """Three digits, thousands apart: 0.0123, 4.56, 78.9, 12,345."""
    return f"{x:,.0f}" if x >= 100 else f"{x:#.3g}"
