"""A program in the making by whole lists: what is done to one element is done to all, so that the structure stays."""

import math
from collections.abc import Sequence
from itertools import pairwise

from autodiff.table.op import OPS, Op
from autodiff.testing.building import APART, LARGE, SMALL, Builder, Choices
from autodiff.testing.structure.arrangements import Operand, arranged

UNARY = ("tanh", "sin", "cos", "sigmoid", "softplus", "silu", "gelu", "atan", "erf", "neg", "square", "exp", "relu", "abs",
         "asinh", "expm1", "sech2", "leaky_relu", "log", "sqrt", "reciprocal", "log1p")
BINARY = ("sub", "div", "mul", "add", "pow", "atan2", "hypot", "logaddexp", "exp_difference", "xlogy", "maximum", "minimum",
          "bce_with_logits")
JOINING = ("sum", "logsumexp", "max", "min", "prod")
INSTEAD = {  # where a kink is near
    "relu": "softplus", "abs": "square", "leaky_relu": "silu", "maximum": "logaddexp", "minimum": "sub", "max": "logsumexp",
    "min": "sum"}


class Sketch(Builder):
    """Lists of results, what was made of them, and steps."""

    def __init__(self, choices: Choices, leaves: int) -> None:
        super().__init__(choices, leaves)
        self.lists: list[list[int]] = []
        self.ends: list[int] = []  # results for which a form was made
        self.switches: list[int] = []
        self.inputs: list[int] | None = None  # which leaves are to be inputs, if that matters

    def one_of(self, names: Sequence[str]) -> str:
        return names[self.choices.integer(0, len(names) - 1)]

    def chance(self, one_in: int) -> bool:
        """True once in so many times; False is simpler."""
        return self.choices.integer(0, one_in - 1) == one_in - 1

    # --- Lists of operands ---

    def source(self, n: int) -> list[int]:
        """Some results out of which lists of n are arranged: leaves, what is computed of them, or a list used before."""
        leaves, kind = len(self.point), self.choices.integer(0, 5)
        if kind < 2 or (kind < 4 and not self.lists):
            first, stride = self.choices.integer(0, leaves - 1), 1 + self.chance(4)
            found = [(first + i * stride) % leaves for i in range(max(1, min(n, leaves)))]
            return found if kind != 1 else self.each(self.one_of(UNARY), found)
        if kind < 4:
            return self.lists[self.choices.integer(0, len(self.lists) - 1)]
        return self.each(self.one_of(("mul", "add")), [i % leaves for i in range(max(1, n))],
                         [round(0.125 * (i % 17) - 0.9, 3) for i in range(max(1, n))])

    def operands(self, n: int) -> list[Operand]:
        return arranged(self.choices, self.source(n), n)

    def each(self, name: str, *lists: Sequence[Operand], odd: int | None = None) -> list[int]:
        """An operation on the elements of lists, one after the other, kept from its kinks and in its domain.

        odd: the element whose operands change places, or whose operation is another.
        """
        if name in INSTEAD and not self._off_kinks(name, lists):
            name = INSTEAD[name]
        op = OPS[name]
        given = [self.within(op, i, xs) for i, xs in enumerate(lists)]
        found = []
        for k, operands in enumerate(zip(*given, strict=True)):
            used, chosen = (operands[::-1], op) if k == odd and len(given) > 1 else (operands, op)
            if k == odd and len(given) == 1:
                chosen = OPS["sin"]
            found.append(self.push(chosen, tuple(self._inside(chosen, used))))
        found = self.tame(found)
        if found:
            self.lists.append(found)
        return found

    def _inside(self, op: Op, operands: Sequence[Operand]) -> list[Operand]:
        """Operands that changed places must be in the domain there."""
        return [x if low < self._number(x) < high else self.fit(x, (low, high)) if isinstance(x, int) else 0.75
                for x, (low, high) in zip(operands, op.domain, strict=False)]

    def _off_kinks(self, name: str, lists: Sequence[Sequence[Operand]]) -> bool:
        """Whether no element is near a kink: two operands that are the same one are at it exactly, as they are anywhere."""
        if len(lists) == 1:
            return all(abs(self._number(x)) >= APART for x in lists[0])
        return all(a == b or abs(self._number(a) - self._number(b)) >= APART for a, b in zip(*lists, strict=True))

    def within(self, op: Op, i: int, xs: Sequence[Operand]) -> list[Operand]:
        """A list inside the domain of argument i: all its elements led there in the same way, if one is not."""
        low, high = op.domain[i]
        if math.isinf(low) or all(low + SMALL < self._number(x) < high - SMALL for x in xs):
            return list(xs)
        names = {x: self.push(OPS["sigmoid"], (x,)) for x in dict.fromkeys(x for x in xs if isinstance(x, int))}
        if math.isfinite(high):
            return [names[x] if isinstance(x, int) else 0.75 for x in xs]
        moved = {x: self.push(OPS["add"], (y, low + 0.25)) for x, y in names.items()}
        return [moved[x] if isinstance(x, int) else abs(x) + low + 0.25 for x in xs]

    def tame(self, xs: list[int]) -> list[int]:
        """The list, or if a number in it is too large or too small its elements made moderate in the same way."""
        sizes = [abs(self.numbers[x]) for x in xs]
        if any(s > LARGE for s in sizes):
            return [self.push(OPS["atan"], (x,)) for x in xs]
        if any(0.0 < s < SMALL for s in sizes):
            return [self.push(OPS["add"], (x, 0.5)) for x in xs]
        return xs

    # --- Ends ---

    def join(self, xs: Sequence[Operand]) -> None:
        """Lists become results: by one operation, by a chain of additions, by a weighted sum, or as outputs themselves."""
        kind = self.choices.integer(0, 7)
        if kind < 2:
            self.ends.append(self.push(OPS["sum"], (tuple(xs),)))
        elif kind == 2:
            self.ends.append(self._listed(self.one_of(JOINING[1:]), xs))
        elif kind == 3 and xs:
            self.ends.append(self._chain(xs))
        elif kind == 4:
            weights = [0.1 * (i % 17 + 1) for i in range(len(xs))]
            self.ends.append(self.push(OPS["sum"], (tuple(self.each("mul", xs, weights)),)))
        elif kind == 5:
            self._dot(xs, self.operands(len(xs)))
        elif kind == 6:
            self._dot(xs, arranged(self.choices, list(xs), len(xs)))
        else:
            self.ends += [x for x in xs[:4] if isinstance(x, int)]

    def _dot(self, xs: Sequence[Operand], weights: Sequence[Operand]) -> None:
        self.ends.append(self.push(OPS["dot"], (tuple(weights), tuple(xs), self.bias())))

    def _chain(self, xs: Sequence[Operand]) -> int:
        total: Operand = xs[0]
        for x in xs[1:]:
            total = self.push(OPS["add"], (x, total) if len(xs) % 2 else (total, x))
        return total if isinstance(total, int) else self.push(OPS["identity"], (total,))

    def _listed(self, name: str, xs: Sequence[Operand]) -> int:
        if (name == "prod" and len(xs) > 16) or not xs:
            name = "sum"
        if name in INSTEAD:
            ordered = sorted({x if isinstance(x, int) else -1 - i: self._number(x) for i, x in enumerate(xs)}.values())
            if any(b - a < APART for a, b in pairwise(ordered)):
                name = INSTEAD[name]
        return self.tame([self.push(OPS[name], (tuple(xs),))])[0]

    def bias(self) -> Operand:
        """What is added: nothing, a constant, a leaf, or a computed value."""
        kind = self.choices.integer(0, 3)
        if kind == 0:
            return 0.0
        if kind == 1:
            return self.choices.number(-1.0, 1.0)
        if kind == 2:
            return self.choices.integer(0, len(self.point) - 1)
        i = self.choices.integer(0, len(self.numbers) - 1)
        return i if abs(self.numbers[i]) < LARGE else 0
