"""Text to an expression: a small language of formulas, read by hand and never by `eval`.

    a1 = w1*x1 + b1; h1 = tanh(a1); E = 0.5*(h1 - y)**2

Numbers, names, `+ - * / **`, comparisons, brackets and calls of the operations of the table mean what they mean in
Python. A list, `[a, b]`, is an argument of `dot`, `sum` and their like. Statements end with `;` or with the line: the
last one is the result, and the names given by `=` become the labels of the nodes.
"""

from typing import NoReturn

from autodiff.errors import ExpressionError
from autodiff.language.expression import (
    AssignStep,
    CallStep,
    Expression,
    ExpressionStep,
    PushName,
    PushNumber,
    did_you_mean,
    functions,
    signature,
)
from autodiff.language.tokens import HINTS, Token, hint, tokens
from autodiff.messages import cut
from autodiff.table.op import OPS, Op, rows

LENGTH = 10_000  # characters of an expression
DEPTH = 64  # levels of brackets, signs and powers within each other: far from the limit of Python's own recursion

BINARY = {"+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow",
          ">": "greater", ">=": "greater_equal", "<": "greater", "<=": "greater_equal", "==": "equal"}
COMPARISON = OPS["greater"].precedence
SIGN = OPS["neg"].precedence


def parse(text: str) -> Expression:
    """Read an expression. `ExpressionError`, with the column, if it is none.

    >>> parse("tanh(w*x + b)").inputs
    {'w': 5, 'x': 7, 'b': 11}
    """
    if len(text) > LENGTH:
        raise ExpressionError(f"the expression is longer than {LENGTH} characters: give a part of it", text, LENGTH)
    reader = _Reader(text)
    reader.program()
    return Expression(text, reader.result, tuple(reader.steps), reader.inputs, tuple(reader.assigned))


class _Reader:
    """Reads statements, expressions and operands, and writes down the steps."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.position = 0
        self.depth = 0
        self.result = ""
        self.steps: list[ExpressionStep] = []
        self.inputs: dict[str, int] = {}
        self.assigned: dict[str, int] = {}

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def fail(self, message: str, at: Token) -> NoReturn:
        raise ExpressionError(message, self.text, at.column)

    # --- Statements ---

    def program(self) -> None:
        """Statements up to the end; each but the last has a name, else it would be computed for nothing."""
        unused = None
        while self.next.kind != "end":
            if self.next.text in (";", "\n"):
                self.take()
                continue
            if unused is not None:
                self.fail("this result is not used: give it a name (a = ...), or leave it out", unused)
            unused = None if self.tokens[self.position + 1].text == "=" else self.next
            self.statement()
        if not self.steps:
            self.fail("the expression is empty: write one such as tanh(w*x + b)", self.next)

    def statement(self) -> None:
        """`name = expression`, or the expression alone."""
        start = self.next
        named = start.kind == "name" and self.tokens[self.position + 1].text == "="
        if named:
            self.position += 2
        self.expression()
        if self.next.kind != "end" and self.next.text not in (";", "\n"):
            self.unexpected()
        if named:
            self.assign(start)
        self.result = start.text if named else self.text[start.column : self.next.column]

    def assign(self, name: Token) -> None:
        for names, what in ((self.assigned, "given a value twice"), (self.inputs, "used before it is given a value")):
            if name.text in names:
                self.fail(f"{cut(name.text, 40)!r} is {what}: choose another name", name)
        self.assigned[name.text] = name.column
        self.steps.append(AssignStep(name.text))

    def unexpected(self) -> NoReturn:
        """The error for what cannot follow a complete expression."""
        word = self.next.text
        if word in HINTS:
            self.fail(f"{word!r} is not understood here{hint(word)}", self.next)
        if word in BINARY:
            self.fail("comparisons do not follow each other: a < b < c is written where(a < b, b < c, 0)", self.next)
        if word in (")", "]"):
            self.fail(f"{word!r} closes nothing", self.next)
        operator = " (a product is written with *)" if self.next.kind in ("name", "number") or word == "(" else ""
        self.fail(f"an operator is missing before {cut(word, 40)!r}{operator}", self.next)

    # --- Expressions ---

    def expression(self, level: int = COMPARISON) -> None:
        """An operand, and the operators after it that bind at least as tightly as `level`."""
        start = len(self.steps)
        self.operand()
        while (sign := self.next.text) in BINARY and (op := OPS[BINARY[sign]]).precedence >= level:
            at = self.take()
            middle = len(self.steps)
            if sign == "**":
                self.nested(SIGN, at)  # from the right, and 2**-x is possible
            else:
                self.expression(op.precedence + 1)
            if sign.startswith("<"):  # x < y is y > x
                self.steps[start:] = self.steps[middle:] + self.steps[start:middle]
            self.steps.append(CallStep(op, 2, at.column))
            if op.precedence == COMPARISON:
                level = COMPARISON + 1  # comparisons do not follow each other

    def nested(self, level: int, at: Token) -> None:
        """An expression within another, to a limited depth."""
        self.depth += 1
        if self.depth > DEPTH:
            self.fail(f"nested more than {DEPTH} levels deep: name parts of it (a = ...; b = ...)", at)
        self.expression(level)
        self.depth -= 1

    def operand(self) -> None:
        token = self.take()
        if token.kind == "number":
            self.steps.append(PushNumber(float(token.text)))
        elif token.kind == "name":
            read = self.call if self.next.text == "(" else self.name
            read(token)
        elif token.text == "(":
            self.nested(COMPARISON, token)
            self.close(")", token)
        elif token.text in ("+", "-"):
            self.nested(SIGN, token)
            if token.text == "-":
                self.steps.append(CallStep(OPS["neg"], 1, token.column))
        else:
            self.no_operand(token)

    def no_operand(self, token: Token) -> NoReturn:
        """The error for what cannot begin an operand."""
        if token.text == "[":
            self.fail("a list can only be an argument, as in dot([w1, w2], [x1, x2], b)", token)
        what = "the expression ends" if token.kind == "end" else f"{token.text!r} stands"
        self.fail(f"{what} where a number, a name or a bracket is expected{hint(token.text)}", token)

    def name(self, token: Token) -> None:
        if token.text not in self.assigned:
            self.inputs.setdefault(token.text, token.column)
        self.steps.append(PushName(token.text, token.column))

    def close(self, bracket: str, opened: Token) -> None:
        if self.next.text != bracket and self.next.text in ("", ";", ")", "]"):
            self.fail(f"{opened.text!r} is not closed", opened)
        if self.next.text != bracket:
            self.unexpected()
        self.take()

    # --- Calls ---

    def call(self, name: Token) -> None:
        """`name(argument, ...)`, where an argument is an expression or a list of them."""
        op = functions().get(name.text)
        if op is None:
            typed = name.text.lower()
            symbols = {row.symbol.lower(): row.name for row in rows()}  # ln is the symbol of log
            hint = did_you_mean(symbols.get(typed, typed), functions())
            self.fail(f"unknown function {cut(name.text, 40)!r}{hint}", name)
        lists = self.arguments(")")
        if op.args == op.args[:1] and op.variadic and True not in lists:  # max(a, b) is max([a, b])
            self.steps.append(CallStep(None, len(lists), name.column))
            lists = [True]
        if not _fits(op, lists):
            self.fail(f"{cut(name.text, 40)!r} is called as {signature(op)}", name)
        self.steps.append(CallStep(op, len(lists), name.column))

    def arguments(self, end: str) -> list[bool]:
        """What stands between brackets and commas: for each part, whether it is a list."""
        opened = self.take()
        lists: list[bool] = []
        while self.next.text != end:
            if lists and self.next.text != ",":
                break
            if lists:
                self.take()
            lists.append(self.argument(opened, end))
        self.close(end, opened)
        return lists

    def argument(self, opened: Token, end: str) -> bool:
        if self.next.text == "[" and end == ")":
            token = self.next
            self.steps.append(CallStep(None, len(self.arguments("]")), token.column))
            return True
        self.nested(COMPARISON, opened)
        return False


def _fits(op: Op, lists: list[bool]) -> bool:
    """Whether an operation takes these arguments, of which some are lists."""
    needed = len(op.args) - len(op.defaults)
    expected = [name in op.lists for name in op.names]
    return needed <= len(lists) and lists == expected[: len(lists)]
