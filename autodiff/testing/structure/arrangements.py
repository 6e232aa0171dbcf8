"""In which order operands stand in a list, beside the order in which they were made."""

from collections.abc import Callable, Sequence

from autodiff.testing.building import Choices

Operand = int | float
Arranged = Callable[[Choices, Sequence[Operand], int], list[Operand]]


def _as_is(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    return [xs[i % len(xs)] for i in range(n)]


def _reversed(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    return _as_is(choices, xs, n)[::-1]


def _swapped(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """Two neighbours, or the first and the last, have changed places."""
    found = _as_is(choices, xs, n)
    i = choices.integer(0, n - 1)
    found[i], found[i - 1] = found[i - 1], found[i]
    return found


def _rotated(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    by = choices.integer(0, max(0, n - 1))
    found = _as_is(choices, xs, n)
    return found[by:] + found[:by]


def _shifted(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """A window that begins later, and so overlaps with the list itself."""
    by = choices.integer(1, 3)
    return [xs[(i + by) % len(xs)] for i in range(n)]


def _permuted(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    found = _as_is(choices, xs, n)
    for i in range(len(found) - 1, 0, -1):
        j = choices.integer(0, i)
        found[i], found[j] = found[j], found[i]
    return found


def _strided(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    stride = choices.integer(2, 3)
    return [xs[i * stride % len(xs)] for i in range(n)]


def _one(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """One of them n times."""
    return [xs[choices.integer(0, len(xs) - 1)]] * n


def _few(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """The first two or three, again and again."""
    return _as_is(choices, xs[: choices.integer(2, 3)], n)


def _pairs(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """Each twice: a, a, b, b."""
    return [xs[i // 2 % len(xs)] for i in range(n)]


def _any(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """Any of them, some perhaps more than once."""
    return [xs[choices.integer(0, len(xs) - 1)] for _ in range(n)]


def _mixed(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """With constants among them."""
    found = _as_is(choices, xs, n)
    for i in range(choices.integer(0, 1), n, choices.integer(2, 3)):
        found[i] = choices.number(-1.0, 1.0)
    return found


ARRANGEMENTS: tuple[Arranged, ...] = (
    _as_is, _as_is, _reversed, _swapped, _rotated, _shifted, _permuted, _strided, _one, _few, _pairs, _any, _mixed)


def arranged(choices: Choices, xs: Sequence[Operand], n: int) -> list[Operand]:
    """n operands out of `xs`, in some order; the first arrangement is the simplest."""
    if not n:
        return []
    return ARRANGEMENTS[choices.integer(0, len(ARRANGEMENTS) - 1)](choices, xs, n)
