"""The facts of the five documents, and what it means that a number agrees with them.

`truth.json` holds, in `exact`, each number of the systems recomputed with 30 digits, independently of this library (key ->
decimal text), in `scale` the size that an error is relative to where a number is a small difference of larger ones, and
in `items` what stands in the documents, line by line, with the verdict on it.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from importlib import resources
from typing import Any

TOLERANCE = Fraction(1, 10**12)


@dataclass(frozen=True)
class Item:
    """A number, formula or idea that stands in a document, or that follows from one.

    row: the system it belongs to, None for an idea. readings: how a number can be read -> its key, the right one first.
    printed: as the document has it; printed_value: the number in it. right, why, severity: of an erratum, what should
    stand there, the reason, and how grave it is. explained_by: the key that gives a print which is not right.
    """

    name: str
    lines: str
    what: str
    verdict: str
    row: int | None = None
    readings: dict[str, str] = field(default_factory=dict)
    printed_value: str = ""
    printed: str = ""
    explained_by: str = ""
    truncated: bool = False
    severity: str = ""
    right: str = ""
    why: str = ""

    @property
    def key(self) -> str:
        """The key of the right number, "" if there is nothing to compute."""
        return next(iter(self.readings.values()), "")


def _read() -> tuple[dict[str, str], dict[str, str], dict[str, Item]]:
    facts: dict[str, Any] = json.loads(resources.files("nn.documents").joinpath("truth.json").read_text(encoding="utf-8"))
    items = {name: Item(name, **{"printed": item.get("printed_value", "")} | item) for name, item in facts["items"].items()}
    return facts["exact"], facts["scale"], items


EXACT, SCALE, ITEMS = _read()


def keys(*patterns: str) -> list[str]:
    """The keys that match one of the patterns, as in "000.A.*".

    >>> keys("001.batches.*")
    ['001.batches.iters_per_epoch', '001.batches.times_seen', '001.batches.updates_5_epochs']
    """
    return [key for key in EXACT if any(fnmatchcase(key, pattern) for pattern in patterns)]


def exact(key: str) -> Fraction:
    """The exact value of a key, as a fraction: nothing is lost to floats, not even 1e-5022."""
    return Fraction(Decimal(EXACT[key]))


def close(got: float, key: str) -> bool:
    """Whether a number is within 1e-12 of the exact value: relative to it, or to its scale where it is a difference."""
    size = max(abs(exact(key)), Fraction(SCALE.get(key, 0)))
    return math.isfinite(got) and abs(Fraction(got) - exact(key)) <= TOLERANCE * size


def rounds(got: float, printed: str) -> bool:
    """Whether `got`, rounded half up to the digits of `printed`, is what is printed.

    >>> rounds(0.37754, "0.38"), rounds(0.37754, "0.37")
    (True, False)
    """
    return _shortened(got, printed, ROUND_HALF_UP) == Decimal(printed)


def truncates(got: float, printed: str) -> bool:
    """Whether `got`, cut off after the digits of `printed`, is what is printed."""
    return _shortened(got, printed, ROUND_DOWN) == Decimal(printed)


def _shortened(got: float, printed: str, rounding: str) -> Decimal:
    # The twelve digits that are vouched for: as a float, 0.33465 is a little less, and would round down.
    return Decimal(f"{got:.12g}").quantize(Decimal(printed), rounding)


def bears_out(item: Item, numbers: Mapping[str, float]) -> bool:
    """Whether the verdict on a printed number is right, judged by the engine's `numbers`.

    The print agrees with the engine's number, which is the first reading; or it does not, being an erratum or computed
    from rounded intermediates, and then another reading, `explained_by`, says how the document came by it.
    """
    agrees = rounds(numbers[item.key], item.printed_value)
    if item.verdict == "agrees to printed digits":
        return agrees
    explains = truncates if item.truncated else rounds
    return not agrees and explains(numbers[item.explained_by], item.printed_value)
