"""Vectors of floats as Python objects: arithmetic on them writes LLVM instructions.

So an elementary function is an ordinary Python function, written as one writes mathematics, and what it leaves behind is
its machine code for any width. A choice is made lane by lane, with both sides computed.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Code:
    """The instructions of one function. width: how many lanes; fma: whether a*b + c is one instruction, rounded once."""

    width: int
    fma: bool = True
    lines: list[str] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)  # what the function calls, as it is to be declared
    helpers: set[str] = field(default_factory=set)  # definitions of our own that it needs

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

    def intrinsic(self, name: str, *arguments: str) -> "Vector":
        """Add the call of an LLVM intrinsic on vectors of doubles, such as `fma`."""
        suffix = "f64" if self.width == 1 else f"v{self.width}f64"
        return Vector(self, self.call(f"llvm.{name}.{suffix}", self.type("double"), *arguments))

    def operand(self, x: "Vector | float") -> str:
        """A vector by its name, a constant in every lane."""
        if isinstance(x, Vector):
            return x.name
        return self.splat("double", f"0x{struct.unpack('<Q', struct.pack('<d', x))[0]:016X}")

    def constant(self, x: float) -> "Vector":
        """A number in every lane, where a Vector is needed."""
        return Vector(self, self.operand(x))

    def joined(self, lanes: Sequence[str]) -> "Vector":
        """A vector of the numbers with these names."""
        if self.width == 1:
            return Vector(self, lanes[0])
        vector, result = self.type("double"), "undef"
        for i, lane in enumerate(lanes):
            result = self.line(f"insertelement {vector} {result}, double {lane}, i32 {i}")
        return Vector(self, result)

    def seldom(self, where: "Mask", others: Callable[[], list["Vector"]], usual: list["Vector"]) -> list["Vector"]:
        """The usual vectors, or if any lane is in the mask the others, computed in a branch. Once in a function."""
        lanes = where.name if self.width == 1 else self.line(f"bitcast {self.type('i1')} {where.name} to i{self.width}")
        any_lane = self.line(f"icmp ne i{self.width} {lanes}, 0")
        self.lines += [f"  br i1 {any_lane}, label %seldom, label %joined", "seldom:"]
        found = others()
        self.lines += ["  br label %joined", "joined:"]
        double = self.type("double")
        return [Vector(self, self.line(f"phi {double} [{a.name}, %start], [{b.name}, %seldom]"))
                for a, b in zip(usual, found, strict=True)]


def _on_vectors(instruction: str, reflected: bool = False) -> Callable[["Vector", "Vector | float"], "Vector"]:
    """An operator of vectors."""
    if reflected:
        return lambda self, other: self._apply(instruction, other, self)
    return lambda self, other: self._apply(instruction, self, other)


@dataclass(frozen=True, eq=False)
class Vector:
    """A double in each lane."""

    code: Code
    name: str

    def _apply(self, instruction: str, a: "Vector | float", b: "Vector | float") -> "Vector":
        text = f"{instruction} {self.code.type('double')} {self.code.operand(a)}, {self.code.operand(b)}"
        return Vector(self.code, self.code.line(text))

    __add__, __radd__ = _on_vectors("fadd"), _on_vectors("fadd", reflected=True)
    __sub__, __rsub__ = _on_vectors("fsub"), _on_vectors("fsub", reflected=True)
    __mul__, __rmul__ = _on_vectors("fmul"), _on_vectors("fmul", reflected=True)
    __truediv__, __rtruediv__ = _on_vectors("fdiv"), _on_vectors("fdiv", reflected=True)

    def __neg__(self) -> "Vector":
        return Vector(self.code, self.code.line(f"fneg {self.code.type('double')} {self.name}"))

    def __abs__(self) -> "Vector":
        return self.code.intrinsic("fabs", self.name)

    def times_plus(self, factor: "Vector | float", addend: "Vector | float") -> "Vector":
        """self*factor + addend, rounded once where the machine can."""
        if not self.code.fma:
            return self * factor + addend
        return self.code.intrinsic("fma", self.name, self.code.operand(factor), self.code.operand(addend))

    def sqrt(self) -> "Vector":
        """The square root, correctly rounded."""
        return self.code.intrinsic("sqrt", self.name)

    def with_sign_of(self, other: "Vector") -> "Vector":
        """|self| with the sign bit of another."""
        return self.code.intrinsic("copysign", self.name, other.name)

    def is_(self, relation: str, other: "Vector | float") -> "Mask":
        """Where the relation (LLVM's word: `olt`, `oeq`) holds; an ordered one (o...) holds nowhere beside nan."""
        text = f"fcmp {relation} {self.code.type('double')} {self.name}, {self.code.operand(other)}"
        return Mask(self.code, self.code.line(text))

    def __lt__(self, other: "Vector | float") -> "Mask":
        return self.is_("olt", other)

    def __gt__(self, other: "Vector | float") -> "Mask":
        return self.is_("ogt", other)

    def at_most(self, limit: float) -> "Vector":
        """The smaller of self and a limit; nan stays."""
        return (self > limit).choose(limit, self)

    def at_least(self, limit: float) -> "Vector":
        """The larger of self and a limit; nan stays."""
        return (self < limit).choose(limit, self)

    @property
    def lanes(self) -> list[str]:
        """The number in each lane, by name."""
        if self.code.width == 1:
            return [self.name]
        vector = self.code.type("double")
        return [self.code.line(f"extractelement {vector} {self.name}, i32 {i}") for i in range(self.code.width)]

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

    def choose(self, yes: Vector | float, no: Vector | float) -> Vector:
        """In each lane `yes` where the mask is true, else `no`."""
        double = self.code.type("double")
        chosen = f"{double} {self.code.operand(yes)}, {double} {self.code.operand(no)}"
        return Vector(self.code, self.code.line(f"select {self.code.type('i1')} {self.name}, {chosen}"))


def _on_bits(instruction: str, reflected: bool = False) -> Callable[["Bits", "Bits | int"], "Bits"]:
    """An operator of bits."""
    if reflected:
        return lambda self, other: self._apply(instruction, other, self)
    return lambda self, other: self._apply(instruction, self, other)


@dataclass(frozen=True, eq=False)
class Bits:
    """64 bits in each lane (or another number of them), with the arithmetic of unsigned integers modulo 2^64."""

    code: Code
    name: str
    size: int = 64

    @property
    def type(self) -> str:
        """LLVM's name of the type."""
        return self.code.type(f"i{self.size}")

    def _new(self, instruction: str) -> "Bits":
        return Bits(self.code, self.code.line(instruction), self.size)

    def _apply(self, instruction: str, a: "Bits | int", b: "Bits | int") -> "Bits":
        names = (x.name if isinstance(x, Bits) else self.code.splat(f"i{self.size}", str(x)) for x in (a, b))
        return self._new(f"{instruction} {self.type} {', '.join(names)}")

    __add__, __mul__ = _on_bits("add"), _on_bits("mul")
    __sub__, __rsub__ = _on_bits("sub"), _on_bits("sub", reflected=True)
    __and__, __or__, __xor__ = _on_bits("and"), _on_bits("or"), _on_bits("xor")
    __lshift__, __rshift__ = _on_bits("shl"), _on_bits("lshr")

    def resized(self, size: int) -> "Bits":
        """The same number with more bits, or its last ones."""
        word = "zext" if size > self.size else "trunc"
        return Bits(self.code, self.code.line(f"{word} {self.type} {self.name} to {self.code.type(f'i{size}')}"), size)

    @property
    def odd(self) -> Mask:
        """Where the last bit is set."""
        return Mask(self.code, self.code.line(f"trunc {self.type} {self.name} to {self.code.type('i1')}"))

    @property
    def leading_zeros(self) -> "Bits":
        """How many of the first bits are 0 (in one lane)."""
        return self._new(f"call {self.type} @llvm.ctlz.i{self.size}({self.type} {self.name}, i1 false)")

    @property
    def as_number(self) -> Vector:
        """The integer, below 2^53, as a double."""
        return Vector(self.code, self.code.line(f"sitofp {self.type} {self.name} to {self.code.type('double')}"))

    @property
    def double(self) -> Vector:
        """The number that has these 64 bits."""
        return Vector(self.code, self.code.line(f"bitcast {self.type} {self.name} to {self.code.type('double')}"))
