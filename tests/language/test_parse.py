"""parse: what the little language means, what it refuses and where, and that it reads what `expression()` writes."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autodiff import OPS, ExpressionError, Value
from autodiff.language.expression import functions, labelled, signature
from autodiff.language.parse import DEPTH, LENGTH, parse
from autodiff.value import value

VALUES = {"w": 0.5, "x": 2.0, "b": -1.0, "θ": 0.25}


def evaluate(text: str, **values: float) -> Value:
    return parse(text).evaluate({**VALUES, **values})[0]


def refused(text: str) -> tuple[str, str]:
    """The message for a text, and the text from the caret on."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(text)
    return str(caught.value), text[caught.value.column :]


@pytest.mark.parametrize("text", [
    "2", "2.", ".5", "1_000", "1e-3", "2E+2", "w*x + b", "w - x - b", "w/x/b", "2**3**x", "-x**2", "(-x)**2", "2**-x",
    "2**-x**2*3", "--x", "+x", "-+-x", "w*-x", "w - -x", "-w*x", "w + x*b**2", "(w + x)*b", "(w\n*\tx)", "  x  ",
    "abs(b)", "max(w, x, b)", "max([w, x])", "min(w, b)", "sum([w, x, b])", "pow(x, 3)", "pi*e", "θ**2",
])
def test_means_what_it_means_in_python(text: str) -> None:
    names: dict[str, Any] = {**VALUES, "pi": math.pi, "e": math.e}
    assert evaluate(text).data == eval(text.strip(), names)  # noqa: S307


@pytest.mark.parametrize(("text", "expected"), [
    ("sin(x)*cosh(b)", math.sin(2) * math.cosh(-1)), ("log(x)/sqrt(w)", math.log(2) / math.sqrt(0.5)),
    ("hypot(w, x) + atan2(b, x)", math.hypot(0.5, 2) + math.atan2(-1, 2)), ("arcsin(w)", math.asin(0.5)),
    ("dot([w, x], [x, b], 10)", 9.0), ("dot([w], [x])", 1.0), ("prod([w, x, b])", -1.0), ("sum(w, x)", 2.5),
    ("sum([])", 0.0), ("leaky_relu(b)", -0.01), ("leaky_relu(b, 0.5)", -0.5), ("clip(x, 0, 1)", 1.0),
    ("where(x > 0, w, b)", 0.5), ("where(x < 0, w, b)", -1.0), ("where(x <= 2, w, b)", 0.5),
    ("where(x == 2, w, b)", 0.5),
    ("(x >= 2) + (b > 0)", 1.0), ("1/0", math.inf), ("-inf", -math.inf), ("1e999", math.inf), ("exp(1000)", math.inf),
    ("a = w*x; a + b", 0.0), ("a = w*x\nh = a*a\nh", 1.0), (";; x ;;\n", 2.0), ("e = x - w; e**2", 2.25),
])
def test_values(text: str, expected: float) -> None:
    assert evaluate(text).data == expected


def test_nan_is_a_number_too() -> None:
    assert math.isnan(evaluate("log(-1) + nan").data)


def test_assigned_names_become_labels() -> None:
    expression = parse("a = w*x; h = a; k = 3; y = tanh(h) + k")
    y, named = expression.evaluate(VALUES)
    assert (expression.assigned, expression.result, y.label) == (("a", "h", "k", "y"), "y", "y")
    assert {name: v.label for name, v in named.items()} == {name: name for name in named}
    assert named["h"] is not named["a"]
    assert y is named["y"]


def test_a_value_for_an_assigned_name_takes_its_place() -> None:
    assert parse("a = w*x; a*a").evaluate({"w": 1.0, "x": 2.0, "a": 5.0})[0].data == 25.0


def test_inputs_are_shared_nodes() -> None:
    y, named = parse("x*x + x").evaluate({"x": 3.0})
    y.backward()
    assert named["x"].grad == 7.0


def test_an_accent_is_the_same_in_one_character_or_two() -> None:
    assert list(parse("y\u0302 + \u0177").inputs) == ["\u0177"]
    assert list(parse("x\u0302*2").inputs) == ["x\u0302"]


def test_names_may_be_those_of_functions_and_words_of_python() -> None:
    assert parse("lambda*exp(max)").evaluate({"lambda": 2.0, "max": 0.0})[0].data == 2.0


def test_a_long_sum_needs_no_recursion() -> None:
    assert evaluate("+".join(["x"] * (LENGTH // 2))).data == LENGTH
    assert evaluate("x".ljust(LENGTH)).data == 2.0


@pytest.mark.parametrize("text", ["(" * DEPTH + "x" + ")" * DEPTH, "-" * DEPTH + "x",
                                  "tanh(" * DEPTH + "x" + ")" * DEPTH,
                                  "x" + "**x" * DEPTH, "w > x + w*(" * DEPTH + "x" + ")" * DEPTH])
def test_depth(text: str) -> None:
    evaluate(text)
    deeper = text.replace("x", "-" * (DEPTH + 1) + "x", 1) if "**" not in text else text + "**x"
    assert refused(deeper)[0].startswith(f"nested more than {DEPTH} levels deep")


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: str(op.name))
def test_every_operation_can_be_called_by_every_name(op: Any) -> None:
    arguments = [f"[{0.25 + i}]" if a.startswith("*") else str(0.25 + i) for i, a in enumerate(op.args)]
    expected = getattr(value, op.name)(*[[0.25 + i] if a.startswith("*") else 0.25 + i for i, a in enumerate(op.args)])
    for name in (op.name, *op.aliases):
        got = evaluate(f"{name}({', '.join(arguments)})").data
        assert got == expected or (got != got and expected != expected)
        assert refused(f"2*{name}({', '.join(['1'] * 5)}, [1])")[0] == f"{name!r} is called as {signature(op)}"


@pytest.mark.parametrize(("text", "message", "rest"), [
    ("", "the expression is empty", ""), (" ; ", "the expression is empty", ""),
    ("tanhh(x)", "unknown function 'tanhh'; did you mean 'tanh'?", "tanhh(x)"),
    ("1 + ln(x)", "unknown function 'ln'; did you mean 'log'?", "ln(x)"),
    ("__import__('os')", "the character \"'\" has no meaning here", "'os')"),
    ("x.data", "the character '.' has no meaning", ".data"),
    ("x[0]", "an operator is missing before '['", "[0]"), ("f(x)", "unknown function 'f'", "f(x)"),
    ("q*x", "'q' has no value: give it as q=NUMBER", "q*x"),
    ("2*tanh", "'tanh' has no value: it is a function", "tanh"),
    ("x^2", "the character '^' has no meaning here: a power is written **", "^2"), ("x²", "the character '²'", "²"),
    ("x−1", "the character '−' has no meaning here: write -", "−1"), ("℘", "the character '℘'", "℘"),
    ("x\x00", "the character '\\x00'", "\x00"), ("x\ud800", "the character '\\ud800'", "\ud800"),
    ("2x", "an operator is missing before 'x' (a product", "x"), ("2(x)", "an operator is missing before '('", "(x)"),
    ("1.5.2", "an operator is missing before '.2'", ".2"), ("x y", "an operator is missing before 'y'", "y"),
    ("x +", "the expression ends where a number", ""), ("x * * b", "'*' stands where a number", "* b"),
    ("(x", "'(' is not closed", "(x"), ("(x]", "'(' is not closed", "(x]"), ("x)", "')' closes nothing", ")"),
    ("tanh((x)", "'(' is not closed", "((x)"), ("tanh(x; b)", "'(' is not closed", "(x; b)"),
    ("()", "')' stands where", ")"),
    ("tanh(x,)", "')' stands where", ")"), ("tanh(x b)", "an operator is missing before 'b'", "b)"),
    ("tanh(x, b)", "'tanh' is called as tanh(x)", "tanh(x, b)"),
    ("tanh([x])", "'tanh' is called as tanh(x)", "tanh([x])"),
    ("max([x], b)", "'max' is called as max([x1, ...])", "max([x], b)"),
    ("[x]", "a list can only be an argument", "[x]"),
    ("sum([[x]])", "a list can only be an argument", "[x]])"),
    ("leaky_relu(x, slope=1)", "'=' is not understood", "=1)"),
    ("b + max([])", "the largest or smallest of an empty list", "max([])"),
    ("dot([x], [w, x])", "dot() needs two lists of the same length", "dot([x], [w, x])"),
    ("1 < x < 3", "comparisons do not follow each other", "< 3"),
    ("x != 2", "'!=' is not understood here: write", "!= 2"),
    ("x // 2", "'//' is not understood here: it has no derivative", "// 2"), ("x % 2", "the character '%'", "% 2"),
    ("x if b else w", "'if' is not understood here: a choice is written where", "if b else w"),
    ("x = 1; x = 2", "'x' is given a value twice", "x = 2"),
    ("c = x*d; x = 2", "'x' is used before it is given a value", "x = 2"),
    ("2 = x", "'=' is not understood here", "= x"), ("c = = 2", "'=' stands where", "= 2"),
    ("c =", "the expression ends", ""),
    ("x + 1; w", "this result is not used", "x + 1; w"),
    ("x, b", "',' is not understood here: a comma separates", ", b"),
    ("w\n* x", "this result is not used", "w\n* x"),
    ("1" * (LENGTH + 1), f"the expression is longer than {LENGTH}", "1"),
])
def test_errors_say_what_and_where(text: str, message: str, rest: str) -> None:
    said, place = refused(text)
    assert said.startswith(message)
    assert place == rest
    assert "\n" not in said


# --- Round trip: what Value.expression() writes is read back as the same function ---

def _calls(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """One operation of the table on smaller expressions and constants."""
    operand: st.SearchStrategy[Any] = inner | st.sampled_from([2.0, -3.0, 0.5])
    many = st.lists(inner, min_size=1, max_size=3)
    conditions = st.builds(value.greater, inner, operand)
    calls: list[st.SearchStrategy[Any]] = [st.builds(value.where, conditions, inner, operand)]
    for op in OPS.values():
        if op.name != "dot":
            rest = [operand] * (len(op.args) - 1)
            calls.append(st.builds(getattr(value, op.name), many if op.variadic else inner, *rest))
    return st.one_of(calls)


LEAVES = st.sampled_from([Value(x, label=name) for name, x in VALUES.items()])


@settings(max_examples=200, deadline=None)
@given(st.recursive(LEAVES, _calls, max_leaves=8))
def test_what_expression_writes_is_read_back(y: Value) -> None:
    text = y.expression(LENGTH)
    if "…" not in text:  # the deepest are shortened
        assert repr(evaluate(text).data) == repr(y.data), text


# --- Hostile text ---


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("wxb0123.e+-*/()[],;=<>! \n\t", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    column = 0
    try:
        expression = parse(text)
        expression.evaluate(dict.fromkeys(expression.inputs, 1.5))
    except ExpressionError as error:
        column = error.column
    assert 0 <= column <= len(text)


def test_functions_are_those_of_the_table() -> None:
    assert set(OPS) <= set(functions())


@pytest.mark.parametrize("first", ["a = (2)", "a = max([1, 2])",
                                   "a = ((\n2))", "a = max([\n1, 2\n])", "a = dot([1, 2]\n, [1, 0.5])"])
def test_a_line_that_ends_after_its_brackets_ends_a_statement(first: str) -> None:
    assert parse(f"{first}\na*a").evaluate({})[0].data == 4.0


def test_only_what_has_another_name_is_followed_by_a_new_node() -> None:
    x = Value(1.0)
    assert labelled(x, "x") is labelled(x, "x") is x
    other = labelled(x, "y")
    assert (other.label, other.parents, x.label) == ("y", (x,), "x")
