"""The table's arithmetic on vectors, in LLVM's language."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from autodiff.compiler.llvm.code import FunctionBody, literal, mangled, vector

ARITHMETIC = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}
PREDICATES = {">": "ogt", ">=": "oge", "<": "olt", "<=": "ole", "==": "oeq", "!=": "une"}
UNROLLED = 8  # the longest list that is unrolled


class Lanes:
    """The table's arithmetic on vectors of `width` samples."""

    def __init__(self, code: FunctionBody, width: int) -> None:
        self.code, self.width, self.type = code, width, vector(width)

    def number(self, x: float) -> str:
        return literal(x, self.width)

    def binary(self, sign: str, a: str, b: str) -> str:
        return self.code.pure(f"{ARITHMETIC[sign]} {self.type} {a}, {b}")

    def negative(self, a: str) -> str:
        return self.code.pure(f"fneg {self.type} {a}")

    def compare(self, sign: str, a: str, b: str) -> str:
        return self.code.pure(f"fcmp {PREDICATES[sign]} {self.type} {a}, {b}")

    def both(self, a: str, b: str) -> str:
        return self.code.pure(f"and {vector(self.width, 'i1')} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        return self.code.pure(f"or {vector(self.width, 'i1')} {a}, {b}")

    def choose(self, test: str, a: str, b: str) -> str:
        return a if a == b else self.code.pure(f"select {vector(self.width, 'i1')} {test}, {self.type} {a}, {self.type} {b}")

    def call(self, name: str, args: Sequence[str]) -> str:
        if name == "abs":
            self.code.declared.add(f"{self.type} @llvm.fabs.{mangled(self.width)}({self.type})")
            return self.code.pure(f"call {self.type} @llvm.fabs.{mangled(self.width)}({self.type} {args[0]})")
        self.code.functions.add((name, self.width))
        given = ", ".join(f"{self.type} {a}" for a in args)
        return self.code.pure(f"call {self.type} @ad.{name}.v{self.width}({given})")

    def reduce(self, kind: str, length: int | str, element: Callable[[Any], str]) -> str:
        """Reduce a list: unrolled if it is short, else in a loop."""
        sign = {"sum": "+", "prod": "*", "max": ">=", "min": "<="}[kind]
        join = partial(self.binary if kind in ("sum", "prod") else self._extreme, sign)
        start = self.number({"sum": 0.0, "prod": 1.0}[kind]) if kind in ("sum", "prod") else element(0)
        if isinstance(length, int) and length <= UNROLLED:
            for i in range(length):
                start = join(start, element(i))
            return start
        if isinstance(length, str):  # known only at run time, and perhaps 0
            with self.code.loop_if_any(length, [(self.type, start)]) as here:
                here.next = [join(here.carried[0], element(here.index))]
            return here.carried[0]
        with self.code.loop(length, sums=[(self.type, start)]) as here:
            here.next = [join(here.carried[0], element(here.index))]
        return here.next[0]

    def _extreme(self, sign: str, a: str, b: str) -> str:
        """The larger or smaller, the first of equals (0 and -0); nan if one is nan."""
        chosen = self.choose(self.compare(sign, a, b), a, b)
        return self.choose(self.compare("!=", a, a), a, chosen)
