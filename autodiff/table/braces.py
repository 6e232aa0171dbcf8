"""Writing code in languages with braces (C, JavaScript): statements, loops, and the table's arithmetic.

Expressions are objects until the function is printed. Then an expression that is used more than once, or in a loop it does
not depend on, becomes a local variable, and one that is not used is left out.
"""

import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from autodiff.table import scalar

ATOM, SIGN, PRODUCT, SUM, COMPARISON, CHOICE, ANYTHING = range(7)  # precedences, the tightest first
BINDS = {"*": PRODUCT, "/": PRODUCT, "+": SUM, "-": SUM}
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": scalar.div}
COMPARED = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne}
LONGEST = 72  # characters of an expression that is not made a variable
INDICES = "ijk"  # of nested loops, the outermost first


@dataclass(eq=False)
class CodeExpression:
    """An expression without side effects. limits: the loosest precedence of each operand without brackets.

    number: its value, if it is a constant.
    """

    pattern: str
    operands: tuple["CodeExpression", ...] = ()
    limits: tuple[int, ...] = ()
    binds: int = ATOM
    depth: int = 0  # of the loops it is in
    type: str = "double"
    uses: int = 0
    text: str = ""
    number: float | None = None

    def within(self, limit: int) -> str:
        """The text, in brackets if its precedence is too loose."""
        return self.text if self.binds <= limit else f"({self.text})"

    def write(self) -> None:
        self.text = self.pattern.format(*[o.within(limit) for o, limit in zip(self.operands, self.limits, strict=True)])

    def use(self, depth: int) -> None:
        """Count a use at a depth; one in an inner loop counts as two, so that it becomes a local variable."""
        first = not self.uses
        self.uses += 1 if depth <= self.depth else 2
        if first:
            for operand in self.operands:
                operand.use(self.depth)


@dataclass
class Statement:
    pattern: str
    operands: tuple[CodeExpression, ...]
    items: list["CodeExpression | Statement"] | None = None  # of a block


def affine(base: int, *terms: tuple[int | str, int]) -> str:
    """base + the sum of index * stride.

    >>> affine(3, ("k", 2), (1, 4), ("i", -1))
    '7 + 2*k - i'
    """
    fixed = base + sum(index * stride for index, stride in terms if isinstance(index, int))
    moving = [f"{stride}*{index}" for index, stride in terms if isinstance(index, str) and stride]
    text = " + ".join([str(fixed)] * (fixed != 0 or not moving) + moving)
    return re.sub(r"\b1\*", "", text).replace("+ -", "- ")


class Braces(ABC):
    """A function body being written. What was computed in a block or around it is not computed again.

    constant, changing, counting: how the declaration of a local variable begins: of a constant, by type; of a variable;
    of the index of a loop.
    """

    constant: ClassVar[dict[str, str]]
    changing: ClassVar[str]
    counting: ClassVar[str]

    def __init__(self) -> None:
        self._items: list[CodeExpression | Statement] = []
        self._known: list[dict[tuple[object, ...], CodeExpression]] = [{}]
        self._names = self._loops = 0

    # --- Statements ---

    def do(self, pattern: str, *operands: CodeExpression) -> None:
        self._items.append(Statement(pattern, operands))

    @contextmanager
    def block(self, head: str, *operands: CodeExpression) -> Iterator[None]:
        """A block in braces after `head`."""
        around, self._items = self._items, []
        self._known.append({})
        yield
        self._known.pop()
        around.append(Statement(head, operands, self._items))
        self._items = around

    @contextmanager
    def loop(self, count: int | str) -> Iterator[str]:
        """A loop over the indices below `count`."""
        index = INDICES[self._loops]
        self._loops += 1
        with self.block(f"for ({self.counting} {index} = 0; {index} < {count}; {index}++)"):
            yield index
        self._loops -= 1

    def variable(self, stem: str, start: CodeExpression) -> CodeExpression:
        """A local variable that changes."""
        found = CodeExpression("", text=self._name(stem))
        self.do(f"{self.changing} {found.text} = {{}};", start)
        return found

    def _name(self, stem: str) -> str:
        self._names += 1
        return f"{stem}{self._names}"

    def lines(self) -> list[str]:
        """The body, indented."""
        _count(self._items, 0)
        return self._printed(self._items, "    ")

    def _printed(self, items: Sequence[CodeExpression | Statement], indent: str) -> list[str]:
        lines: list[str] = []
        for item in items:
            if isinstance(item, Statement):
                text = item.pattern.format(*[o.within(ANYTHING) for o in item.operands])
                inner = None if item.items is None else self._printed(item.items, indent + "    ")
                lines += [indent + text] if inner is None else [f"{indent}{text} {{", *inner, indent + "}"] if inner else []
            elif item.uses:
                item.write()
                if item.uses > 1 or len(item.text) > LONGEST:
                    name = self._name("t")
                    lines.append(f"{indent}{self.constant[item.type]} {name} = {item.text};")
                    item.text, item.binds = name, ATOM
        return lines

    # --- Expressions ---

    def atom(self, text: str) -> CodeExpression:
        """An expression that is never made a variable: a name or a number."""
        found = self._find((text,))
        if found is None:
            binds = SIGN if text.startswith("-") else ATOM
            found = self._known[-1][text,] = CodeExpression(text, binds=binds, depth=len(self._known) - 1, text=text)
        return found

    def pure(self, pattern: str, operands: Sequence[CodeExpression] = (), limits: Sequence[int] = (), binds: int = ATOM,
             kind: str = "double") -> CodeExpression:
        key = (pattern, *operands)
        found = self._find(key)
        if found is None:
            found = CodeExpression(pattern, tuple(operands), tuple(limits), binds, len(self._known) - 1, kind)
            self._known[-1][key] = found
            self._items.append(found)
        return found

    def _find(self, key: tuple[object, ...]) -> CodeExpression | None:
        return next((scope[key] for scope in self._known if key in scope), None)

    # --- The table's arithmetic ---

    def number(self, x: float) -> CodeExpression:
        found = self.atom(self.literal(x))
        found.number = x
        return found

    def binary(self, sign: str, a: CodeExpression, b: CodeExpression) -> CodeExpression:
        if a.number is not None and b.number is not None:
            return self.number(ARITHMETIC[sign](a.number, b.number))
        spaced = f"{{}} {sign} {{}}" if BINDS[sign] == SUM else f"{{}}{sign}{{}}"
        return self.pure(spaced, (a, b), (BINDS[sign], ATOM if BINDS[sign] == PRODUCT else PRODUCT), BINDS[sign])

    def negative(self, a: CodeExpression) -> CodeExpression:
        return self.pure("-{}", (a,), (ATOM,), SIGN)

    def compare(self, sign: str, a: CodeExpression, b: CodeExpression) -> CodeExpression:
        if a.number is not None and b.number is not None:
            return self.number(float(COMPARED[sign](a.number, b.number)))
        return self.pure(f"{{}} {sign} {{}}", (a, b), (SUM, SUM), COMPARISON, "int")

    def both(self, a: CodeExpression, b: CodeExpression) -> CodeExpression:
        return self._joined("&&", 1.0, a, b)

    def either(self, a: CodeExpression, b: CodeExpression) -> CodeExpression:
        return self._joined("||", 0.0, a, b)

    def _joined(self, sign: str, neutral: float, a: CodeExpression, b: CodeExpression) -> CodeExpression:
        for one, other in ((a, b), (b, a)):
            if one.number is not None:
                return other if one.number == neutral else one
        return self.pure(f"{{}} {sign} {{}}", (a, b), (COMPARISON, COMPARISON), CHOICE, "int")

    def choose(self, test: CodeExpression, a: CodeExpression, b: CodeExpression) -> CodeExpression:
        if test.number is not None:
            return a if test.number else b
        return a if a is b else self.pure("{} ? {} : {}", (test, a, b), (COMPARISON, SUM, CHOICE), CHOICE)

    def call(self, name: str, args: Sequence[CodeExpression]) -> CodeExpression:
        if name == "abs" and args[0].number is not None:
            return self.number(abs(args[0].number))
        return self.pure(f"{self.function(name)}({', '.join(['{}'] * len(args))})", args, [ANYTHING] * len(args))

    @abstractmethod
    def literal(self, x: float) -> str:
        """A number, exact to the bit."""

    @abstractmethod
    def function(self, name: str) -> str:
        """The name of a function of the formulas in this language; `ValueError` if there is none."""

    def reduce(self, kind: str, length: int | str, element: Callable[[int | str], CodeExpression]) -> CodeExpression:
        """A sum, product, maximum or minimum over a list, in order; nan if an element is nan."""
        if length == 0:
            return self.number(1.0 if kind == "prod" else 0.0)
        found = self.variable("s", {"sum": self.number(0.0), "prod": self.number(1.0)}.get(kind) or element(0))
        with self.loop(length) as i:
            each = element(i)
            if kind in ("sum", "prod"):
                self.do(f"{found.text} {'+*'[kind == 'prod']}= {{}};", each)
            else:
                chosen = self.choose(self.compare("<>"[kind == "max"] + "=", found, each), found, each)
                self.do(f"{found.text} = {{}};", self.choose(self.compare("!=", found, found), found, chosen))
        return found


def _count(items: Sequence[CodeExpression | Statement], depth: int) -> None:
    """Count how often statements use each expression, directly or indirectly."""
    for item in items:
        if isinstance(item, Statement):
            for operand in item.operands:
                operand.use(depth)
            _count(item.items or (), depth + 1)
