"""A call with one place left open for something hostile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autodiff import Value


@dataclass(frozen=True)
class Case:
    """A call with an open place: what is put there stands with `leaf`, a Value.

    kind: "number" where a number or a Value is wanted, and the answer must be that of the float it is, and be tracked;
    "operand" where its own class may answer, as an array does; "numbers" for a list of them;
    "read only" for an attribute that cannot be set; "" for anything else.
    """

    entry: str
    place: str
    call: Callable[[Any, Value], Any]
    kind: str = ""

    @property
    def name(self) -> str:
        return f"{self.entry} {self.place}"
