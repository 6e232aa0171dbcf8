"""Tables of a page, between marks in it."""

from benchmarks.accuracy.measure import Errors

LOST = 2.0**52  # from here on no digit is right

Columns = list[list[str]]


def between(marks: tuple[str, str], old: str, new: str) -> str:
    """The page with what stands between two marks made anew."""
    begin, end = marks
    before, _, rest = old.partition(begin)
    return before + begin + "\n" + new + "\n" + end + rest.partition(end)[2]


def table(head: list[str], lines: Columns) -> list[str]:
    marked = [[cell.replace("|", r"\|") for cell in line] for line in [head, ["---"] * len(head), *lines]]
    return ["| " + " | ".join(line) + " |" for line in marked]


def error(e: Errors) -> str:
    """The largest error, and the share of points with more than 4 ulp: `3.1`, `2e2 (2 %)`, `lost (30 %)`."""
    return worst(e) + (f" ({max(100 * e.bad / e.count, 0.1):.2g} %)" if e.bad else "")


def worst(e: Errors) -> str:
    """The largest error."""
    shown = "0" if e.worst < 0.005 else f"{e.worst:.2g}" if e.worst < 99.5 else f"{e.worst:.0e}".replace("e+0", "e")
    return "lost" if e.worst >= LOST else shown.replace("e+", "e")
