"""Vectors of floats as Python objects: arithmetic on them writes LLVM instructions.

So an elementary function is an ordinary Python function, written as one writes mathematics, and what it leaves behind is
its machine code for any width. Nothing here branches: a choice is made lane by lane, with both sides computed.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

Number = float  # a constant: the same in every lane


@dataclass
class Code:
    """The instructions of one function, in vectors of `width` lanes. fma: whether a*b + c is one instruction, rounded once."""

    width: int
    fma: bool = True
    lines: list[str] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)  # what the function calls, as it is to be declared

    def type(self, element: str) -> str:
        """The type of a vector of such elements: `<4 x double>`; with one lane the element itself."""
        return element if self.width == 1 else f"<{self.width} x {element}>"

    def splat(self, element: str, constant: str) -> str:
        """A constant in every lane."""
        return constant if self.width == 1 else f"<{', '.join([f'{element} {constant}'] * self.width)}>"

    def line(self, instruction: str) -> str:
        """Add an instruction; the name of its result."""
        name = f"%v{len(self.lines)}"
        self.lines.append(f"  {name} = {instruction}")
        return name

    def call(self, name: str, type: str, *arguments: str, attributes: str = "") -> str:
        """Add the call of a function whose arguments and result are all of a type; the name of its result."""
        self.declared.add(f"{type} @{name}({', '.join([type] * len(arguments))}){attributes}")
        return self.line(f"call {type} @{name}({', '.join(f'{type} {argument}' for argument in arguments)})")

    def intrinsic(self, name: str, *arguments: str) -> str:
        """Add the call of an LLVM intrinsic on vectors of doubles, such as `fma`."""
        return self.call(f"llvm.{name}.{self.suffix}", self.type("double"), *arguments)

    def operand(self, x: "Vector | Number") -> str:
        """A vector by its name, a constant in every lane."""
        if isinstance(x, Vector):
            return x.name
        return self.splat("double", f"0x{struct.unpack('<Q', struct.pack('<d', x))[0]:016X}")

    def constant(self, x: float) -> "Vector":
        """A number in every lane, where a Vector is needed."""
        return Vector(self, self.operand(x))

    @property
    def suffix(self) -> str:
        """How LLVM names the type in its intrinsics: f64, v4f64."""
        return "f64" if self.width == 1 else f"v{self.width}f64"


@dataclass(frozen=True, eq=False)
class Vector:
    """A double in each lane."""

    code: Code
    name: str

    def _apply(self, instruction: str, a: "Vector | Number", b: "Vector | Number") -> "Vector":
        text = f"{instruction} {self.code.type('double')} {self.code.operand(a)}, {self.code.operand(b)}"
        return Vector(self.code, self.code.line(text))

    def __add__(self, other: "Vector | Number") -> "Vector":
        return self._apply("fadd", self, other)

    def __radd__(self, other: Number) -> "Vector":
        return self._apply("fadd", other, self)

    def __sub__(self, other: "Vector | Number") -> "Vector":
        return self._apply("fsub", self, other)

    def __rsub__(self, other: Number) -> "Vector":
        return self._apply("fsub", other, self)

    def __mul__(self, other: "Vector | Number") -> "Vector":
        return self._apply("fmul", self, other)

    def __rmul__(self, other: Number) -> "Vector":
        return self._apply("fmul", other, self)

    def __truediv__(self, other: "Vector | Number") -> "Vector":
        return self._apply("fdiv", self, other)

    def __rtruediv__(self, other: Number) -> "Vector":
        return self._apply("fdiv", other, self)

    def __neg__(self) -> "Vector":
        return Vector(self.code, self.code.line(f"fneg {self.code.type('double')} {self.name}"))

    def __abs__(self) -> "Vector":
        return Vector(self.code, self.code.intrinsic("fabs", self.name))

    def times_plus(self, factor: "Vector | Number", addend: "Vector | Number") -> "Vector":
        """self*factor + addend, rounded once where the machine can."""
        if not self.code.fma:
            return self * factor + addend
        return Vector(self.code, self.code.intrinsic("fma", self.name, self.code.operand(factor), self.code.operand(addend)))

    def sqrt(self) -> "Vector":
        """The square root, correctly rounded."""
        return Vector(self.code, self.code.intrinsic("sqrt", self.name))

    def with_sign_of(self, other: "Vector") -> "Vector":
        """|self| with the sign bit of another."""
        return Vector(self.code, self.code.intrinsic("copysign", self.name, other.name))

    def is_(self, relation: str, other: "Vector | Number") -> "Mask":
        """Where the relation (LLVM's word: `olt`, `oeq`) holds; an ordered one (o...) holds nowhere beside nan."""
        text = f"fcmp {relation} {self.code.type('double')} {self.name}, {self.code.operand(other)}"
        return Mask(self.code, self.code.line(text))

    def __lt__(self, other: "Vector | Number") -> "Mask":
        return self.is_("olt", other)

    def __gt__(self, other: "Vector | Number") -> "Mask":
        return self.is_("ogt", other)

    def at_most(self, limit: Number) -> "Vector":
        """The smaller of self and a limit; nan stays."""
        return (self > limit).choose(limit, self)

    def at_least(self, limit: Number) -> "Vector":
        """The larger of self and a limit; nan stays."""
        return (self < limit).choose(limit, self)

    @property
    def bits(self) -> "Bits":
        """The 64 bits of each number."""
        double, integer = self.code.type("double"), self.code.type("i64")
        return Bits(self.code, self.code.line(f"bitcast {double} {self.name} to {integer}"))


@dataclass(frozen=True, eq=False)
class Mask:
    """A truth in each lane."""

    code: Code
    name: str

    def choose(self, yes: Vector | Number, no: Vector | Number) -> Vector:
        """In each lane `yes` where the mask is true, else `no`."""
        double = self.code.type("double")
        chosen = f"{double} {self.code.operand(yes)}, {double} {self.code.operand(no)}"
        return Vector(self.code, self.code.line(f"select {self.code.type('i1')} {self.name}, {chosen}"))


@dataclass(frozen=True, eq=False)
class Bits:
    """64 bits in each lane, with the arithmetic of unsigned integers modulo 2^64."""

    code: Code
    name: str

    def _apply(self, instruction: str, a: "Bits | int", b: "Bits | int") -> "Bits":
        names = (x.name if isinstance(x, Bits) else self.code.splat("i64", str(x)) for x in (a, b))
        return Bits(self.code, self.code.line(f"{instruction} {self.code.type('i64')} {', '.join(names)}"))

    def __add__(self, other: "Bits | int") -> "Bits":
        return self._apply("add", self, other)

    def __sub__(self, other: "Bits | int") -> "Bits":
        return self._apply("sub", self, other)

    def __rsub__(self, other: int) -> "Bits":
        return self._apply("sub", other, self)

    def __and__(self, other: "Bits | int") -> "Bits":
        return self._apply("and", self, other)

    def __or__(self, other: "Bits | int") -> "Bits":
        return self._apply("or", self, other)

    def __lshift__(self, places: int) -> "Bits":
        return self._apply("shl", self, places)

    def __rshift__(self, places: int) -> "Bits":
        return self._apply("lshr", self, places)

    @property
    def double(self) -> Vector:
        """The number that has these bits."""
        double, integer = self.code.type("double"), self.code.type("i64")
        return Vector(self.code, self.code.line(f"bitcast {integer} {self.name} to {double}"))


def polynomial(x: Vector, coefficients: Sequence[float]) -> Vector:
    """c0 + c1 x + c2 x² + …, two or more of them, by Estrin's rule: in pairs, then pairs of pairs, so that few have to wait."""
    terms: list[Vector | float] = list(coefficients)
    while len(terms) > 1:
        pairs = zip(terms[::2], terms[1::2], strict=False)
        terms = [x.times_plus(high, low) for low, high in pairs] + terms[len(terms) & ~1 :]
        x = x * x
    return terms[0]


def sum_and_error(a: Vector | float, b: Vector) -> tuple[Vector, Vector]:
    """a + b rounded, and what the rounding lost (Dekker's fast two-sum): exact where |a| >= |b| or a = 0."""
    total = a + b
    return total, b - (total - a)


def product_and_error(a: Vector, b: float) -> tuple[Vector, Vector]:
    """a*b rounded, and what the rounding lost."""
    product = a * b
    return product, -remainder(product, a, a.code.constant(b))


def remainder(a: Vector, q: Vector, b: Vector) -> Vector:
    """a - q*b where that is small: exact, also without fma (by Dekker's product)."""
    if a.code.fma:
        return (-q).times_plus(b, a)
    (q_high, q_low), (b_high, b_low) = halves(q), halves(b)
    return (((a - q_high * b_high) - q_high * b_low) - q_low * b_high) - q_low * b_low


def halves(a: Vector) -> tuple[Vector, Vector]:
    """A number as a sum of two with 26 bits each (Veltkamp), whose products are exact."""
    scaled = a * 134217729.0  # 2^27 + 1
    high = scaled - (scaled - a)
    return high, a - high
