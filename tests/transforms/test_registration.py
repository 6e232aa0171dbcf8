"""Rows from outside: every reader takes them up, and what is no row is refused and leaves nothing behind."""

import inspect
import math
import re
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

import autodiff as ad
import nn
from autodiff import OPS, Value, register, strict, unregister, variables
from autodiff.language.expression import functions
from autodiff.language.parse import parse
from autodiff.testing import assert_gradients, assert_operation
from autodiff.transforms.given_row import row_of
from autodiff.transforms.registration import _inside
from autodiff.value import derivatives, value
from autodiff.value.derivatives import PARTIALS

INF = math.inf
Row = Callable[..., Any]


@pytest.fixture
def softsign() -> Iterator[Row]:
    yield register("softsign", "x", "x/(1 + abs(x))", "1/((1 + abs(x))*(1 + abs(x)))", aliases=("soft",), symbol="ς",
                   template="softsign({x})", latex=r"\varsigma\left({x}\right)", note="x/(1 + |x|)")
    unregister("softsign")


def everything() -> tuple[Any, ...]:
    """What a registration touches."""
    return set(OPS), set(PARTIALS), set(dir(ad)), set(dir(Value)), set(dir(value)), set(dir(derivatives))


def test_floats_values_methods_and_aliases(softsign: Row) -> None:
    x = Value(-3.0, label="x")
    assert softsign(-3.0) == -0.75
    assert [f(x).data for f in (softsign, ad.softsign, ad.soft, Value.softsign, Value.soft)] == [-0.75] * 5  # type: ignore[attr-defined]
    assert softsign(x).partials == (0.0625,)
    assert softsign(x).op is OPS["softsign"]
    assert (softsign.__doc__ or "").startswith("x/(1 + |x|).\n\n    Value: z = x/(1 + abs(x)).\n")


def test_sweeps_graphs_and_transformations(softsign: Row) -> None:
    (x,) = variables(x=1.0)
    y = softsign(x) * 3
    y.backward()
    assert x.grad == 0.75
    assert ad.grad(ad.grad(softsign))(1.0) == -0.25
    assert ad.hessian(lambda v: softsign(v[0]) * v[1])([1.0, 2.0]) == [[-0.5, 0.25], [0.25, 0.0]]
    assert ad.jvp(softsign, (1.0,), (2.0,)) == (0.5, 0.5)
    x.data = 3.0
    assert y.recompute().data == 2.25


def test_text_pictures_parser_and_networks(softsign: Row) -> None:
    (x,) = variables(x=1.0)
    assert repr(softsign(x)) == "Value(data=0.5, grad=0.0, softsign(x))"
    assert "ς" in ad.draw(softsign(x)).svg
    assert functions()["soft"] is OPS["softsign"]
    assert parse("2*soft(x)").evaluate({"x": 1.0})[0].data == 1.0
    assert nn.MLP(1, [2], activation="softsign")([0.5])


def test_the_watch_of_strict_sees_it() -> None:
    register("far", "x", "exp(x)*exp(x)", "2*z")
    try:
        with strict(), pytest.raises(ad.NonFiniteError, match="far"):
            ad.far(Value(1e3))  # type: ignore[attr-defined]
    finally:
        unregister("far")


@pytest.mark.parametrize(("row", "columns"), [
    (("softsign", "x", "x/(1 + abs(x))", "1/((1 + abs(x))*(1 + abs(x)))"), {}),
    (("scaled", "t width=2", "t/width*tanh(t)", "(tanh(t) + t*sech2(t))/width", "-z/width"),
     {"domain": ((-INF, INF), (0, INF))}),
    (("norm", "*v", "sqrt(sum(v*v))", "0 if z == 0 else v/z"), {"domain": [(0, INF)]}),
    (("ramp", "x low high", "low if x < low else high if x > high else x", "0 if x < low else 0 if x > high else 1",
      "1 if x < low else 0", "0 if x < low else 1 if x > high else 0"),
     {"kinks": ("x - low", "x - high", "low - high"), "selects": True}),
    (("versine", "x", "1 - cos(x)", "sin(x)"), {"lets": {"s": "sin(x/2)"}, "stable": "2*s*s"}),
])
def test_the_kit_proves_right_rows_right(row: tuple[str, ...], columns: dict[str, Any]) -> None:
    before = everything()
    function = register(*row, **columns)
    try:
        assert_operation(OPS[row[0]], examples=20)
        if len(row) == 4 and row[1] == "x":
            assert_gradients(function, 0.5)
    finally:
        unregister(row[0])
    assert everything() == before


@pytest.mark.parametrize(("formula", "partial"), [
    ("x*x*x", "3*x"), ("x/(1 + abs(x))", "1/(1 + abs(x))"), ("sin(x)", "-cos(x)")])
def test_the_kit_finds_wrong_rows(formula: str, partial: str) -> None:
    register("cubed", "x", formula, partial)
    try:
        with pytest.raises(AssertionError, match="the value, or its gradient by the sweep, is wrong"):
            assert_operation(OPS["cubed"])
    finally:
        unregister("cubed")


def test_a_stable_form_that_says_something_else_is_found() -> None:
    register("cubed", "x", "x*x*x", "3*x*x", stable="x*x*x + 1/1000000000000")
    try:
        with pytest.raises(AssertionError, match="value"):
            assert_operation(OPS["cubed"])
    finally:
        unregister("cubed")


@pytest.mark.parametrize("note", [
    '"""\nimport this\n"""', 'a "quoted" word"', "back\\", "\\", '"', "{x}", "two\nlines", "nul\0", "\r"])
def test_a_note_is_text_whatever_it_holds(note: str) -> None:
    function = register("noted", "x", "x", "1", note=note, template=note, symbol=note, latex=note)
    try:
        assert (function.__doc__ or "").startswith(f"{note}.\n\n")
        assert "<svg" in ad.draw(function(Value(1.0, label="x"))).svg
    finally:
        unregister("noted")


def test_the_same_row_again_is_the_same_function_and_another_is_refused(softsign: Row) -> None:
    columns = {"aliases": ("soft",), "symbol": "ς", "template": "softsign({x})", "latex": r"\varsigma\left({x}\right)"}
    partial = "1/((1 + abs(x))*(1 + abs(x)))"
    assert register("softsign", "x", "x/(1 + abs(x))", partial, **columns, note="x/(1 + |x|)") is softsign
    with pytest.raises(ValueError, match=r"'softsign' is registered with other columns: unregister\('softsign'\) first"):
        register("softsign", "x", "x", "1")


def test_its_source_shows_in_tracebacks_and_to_inspect(softsign: Row) -> None:
    assert "def softsign(x: T) -> T:" in inspect.getsource(softsign)
    try:
        softsign("a")
    except TypeError:
        trace = traceback.format_exc()
    assert 'File "<functions of softsign>", line 12, in softsign\n    return x.softsign() if type(x) is Value' in trace


MEANING = ("cannot name an argument or a let, it has a meaning in formulas or in the code made of them: choose another")
REFUSED = [
    (("tanh", "x", "x", "1"), "register('tanh'): the name 'tanh' is taken: choose another"),
    (("data", "x", "x", "1"), "register('data'): the name 'data' is taken: choose another"),
    (("len", "x", "x", "1"), "register('len'): the name 'len' is taken: choose another"),
    (("t", "x", "x", "1"), "register('t'): the name 't' is taken: choose another"),  # T, a type of the generated module
    (("g", "x x_parent", "x", "1", "0"),
     "register('g'): 'x_parent' cannot name an argument or a let, the code made of the row uses it: choose another"),
    (("table", "x", "x", "1"), "register('table'): the name 'table' is taken: choose another"),
    (("a b", "x", "x", "1"), "operation 'a b': 'a b' is not a name: use letters (a to z), digits and _, a letter first"),
    (("_g", "x", "x", "1"), "operation '_g': '_g' is not a name: use letters (a to z), digits and _, a letter first"),
    (("lambda", "x", "x", "1"), "operation 'lambda': 'lambda' is a word of Python's own: choose another name"),
    (("g", "x x", "x", "1", "1"), "operation 'g': a name is used twice among g, x, x"),
    (("g", "x y", "x", "1"), "operation 'g': one partial for each argument is needed, got 1 for 2 (x y)"),
    (("g", "", "1"), "operation 'g': one partial for each argument is needed, got 0 for 0 ()"),
    (("g", "x=a", "x", "1"), "register('g'): the default 'a' in 'x=a' is not a number: write 'x slope=0.01'"),
    (("g", "y=1 x", "x*y", "x", "y"), "operation 'g': lists come first and defaults last among the arguments, got y=1 x"),
    (("g", "z", "z", "1"), f"operation 'g': 'z' {MEANING}"),
    (("g", "exp", "exp", "1"), f"operation 'g': 'exp' {MEANING}"),
    (("g", "x", "x + y", "1"), "operation 'g': value 'x + y' reads 'y': known are x"),
    (("g", "x", "z", "1"), "operation 'g': value 'z' reads 'z': known are x"),
    (("g", "x", "foo(x)", "1"), "operation 'g': value 'foo(x)' calls 'foo', which is not an operation"),
    (("g", "x", "tanh(x, x)", "1"), "operation 'g': value 'tanh(x, x)' calls 'tanh' with 2 arguments, it takes 1"),
]
ARITHMETIC = "use numbers, names, + - * /, pow(x, y), one comparison at a time, `a if c else b` and calls"
NO_FORMULA = [("x**2", "x ** 2"), ("__import__('os')", "'os'"), ("x if 0 < x < 1 else 1", "0 < x < 1")] + [
    (text, text) for text in ("x.real", "lambda: 1", "'a'", "x or 1", "[x]", "tanh(x=x)", "x[0]", "x % 2", "(y := x)", "1j",
                              "True", "abs(x)(x)")]


@pytest.mark.parametrize(("row", "message"), [
    *REFUSED,
    *((("g", "x", text, "1"), f"operation 'g': value {text!r} uses {shown!r}: {ARITHMETIC}") for text, shown in NO_FORMULA),
    (("g", "x", "(", "1"), f"operation 'g': value '(' is no expression: {ARITHMETIC}"),
    (("g", "x", "x; 1", "1"), f"operation 'g': value 'x; 1' is no expression: {ARITHMETIC}"),
    (("g", "x", "x\0", "1"), f"operation 'g': value 'x\\x00' is no expression: {ARITHMETIC}"),
    (("g", "x", "x" + "+x" * 20_000, "1"), ""),
], ids=lambda case: str(case)[:40])
def test_what_is_no_row_is_refused_and_leaves_nothing(row: tuple[str, ...], message: str) -> None:
    before = everything()
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        register(*row)
    assert message in str(caught.value)
    assert not message or str(caught.value) == message
    assert everything() == before


@pytest.mark.parametrize(("columns", "message"), [
    ({"domain": ((1, 0),)}, "operation 'g': the domain (1, 0) is empty: give the lower end first"),
    ({"domain": ((0, 1), (0, 1))}, "operation 'g': one interval of the domain for each argument is needed, got 2 for 1 (x)"),
    ({"stable_partials": ("1", "1")}, "operation 'g': one stable partial for each argument is needed, got 2 for 1 (x)"),
    ({"scale": ("x", "x", "x")}, "operation 'g': one scale for the value and one for each partial at most, got 3"),
    ({"kinks": ("y",)}, "operation 'g': kink 'y' reads 'y': known are x"),
    ({"lets": {"a": "b", "b": "x"}}, "operation 'g': let 'a' 'b' reads 'b': known are x, z"),
    ({"stable": "q"}, "operation 'g': stable 'q' reads 'q': known are x"),
    ({"scale": ("abs(q)",)}, "operation 'g': scale 'abs(q)' reads 'q': known are x, z"),
    ({"aliases": ("tanh",)}, "register('g'): the name 'tanh' is taken: choose another"),
])
def test_columns_that_do_not_fit_are_refused(columns: dict[str, Any], message: str) -> None:
    before = everything()
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        register("g", "x", "x", "1", **columns)
    assert str(caught.value) == message
    assert everything() == before


@pytest.mark.parametrize(("columns", "message"), [
    ({"colour": "red"}, "register('g'): 'colour' is not an option: choose from aliases, domain, kinks, latex, "
                        "lets, note, precedence, scale, selects, stable, stable_partials, symbol, template, textbook, ulp"),
    ({"kinks": "x"}, "register('g'): kinks must be a list of texts, not str ('x')"),
    ({"domain": (0, 1)}, "register('g'): domain must be a pair of numbers for each argument, not tuple ((0, 1))"),
    ({"symbol": 3}, "register('g'): symbol must be a text, not int (3)"),
    ({"lets": ["a"]}, "register('g'): lets must be a dict of formulas by name, not list (['a'])"),
    ({"precedence": 7}, "register('g'): precedence must be an int from 0 to 5, not int (7)"),
    ({"selects": None}, "register('g'): selects must be True, False or the name of an argument, not NoneType (None)"),
    ({"ulp": INF}, "register('g'): ulp must be a number above 0, not float (inf)"),
    ({"ulp": -1}, "register('g'): ulp must be a number above 0, not int (-1)"),
])
def test_columns_of_another_type_are_refused(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        register("g", "x", "x", "1", **columns)
    assert str(caught.value) == message


def test_texts_are_wanted() -> None:
    for row in [(None, "x", "x", "1"), ("g", 3, "x", "1"), ("g", "x", Value(1.0), "1"), ("g", "x", "x", 1)]:
        with pytest.raises(TypeError, match=r"needs texts for name, arguments, formula and partials, not .*: register"):
            register(*row)  # type: ignore[arg-type]


def test_only_what_was_registered_can_be_taken_away() -> None:
    for name in ("tanh", "nonsense"):
        with pytest.raises(ValueError, match=f"'{name}' was not registered"):
            unregister(name)


def test_a_graph_of_an_operation_that_was_taken_away_says_so() -> None:
    gone = register("gone", "x", "x*x", "2*x")
    x = Value(3.0)
    y = gone(x) + 1
    unregister("gone")
    y.backward()
    assert (y.data, x.grad) == (10.0, 6.0)
    for anew in (y.recompute, lambda: ad.gradients(y, [x])):
        with pytest.raises(ValueError, match="the operation 'gone' of this graph was removed by unregister"):
            anew()
    assert y.data == 10.0


def test_what_another_row_calls_cannot_be_taken_away() -> None:
    register("inner", "x", "x*x", "2*x")
    register("outer", "x", "inner(x) + 1", "2*x")
    with pytest.raises(ValueError, match="'inner' cannot be taken away while the formulas of 'outer' call it"):
        unregister("inner")
    unregister("outer")
    unregister("inner")


NAMES = ["q_parent", "q_tracked", "d_q", "sigmoid0", "sigmoid1_e", "Value", "new", "watch", "operand", "type", "len", "map",
         "odd"]


@pytest.mark.parametrize("name", NAMES)
def test_arguments_and_lets_called_like_parts_of_the_code_are_refused(name: str) -> None:
    before = everything()
    for row, columns in [(("odd", f"q {name}", f"q*{name}", name, "q"), {}),
                         (("odd", "q", "q*q", "2*q"), {"lets": {name: "q"}, "stable": f"q*{name}"})]:
        with pytest.raises(ValueError, match=f"'{name}'"):
            register(*row, **columns)
    assert everything() == before


@pytest.mark.parametrize("name", ["FOO", "Methods", "A", "command", "language", "testing", "table", "drawing"])
def test_rows_called_like_modules_or_with_capitals_are_refused(name: str) -> None:
    before = everything()
    with pytest.raises(ValueError, match=f"'{name}'"):
        register(name, "x", "x", "1")
    assert everything() == before


@pytest.mark.parametrize(("row", "columns"), [
    (("g", "x", "x > 0", "0"), {}), (("g", "*x", "x", "1"), {}), (("g", "x", "others(x)", "1"), {}),
    (("g", "x", "x", "1"), {"stable": "_quiet(x)"}), (("g", "x", "x", "1"), {"stable": "accumulate(x)"}),
    (("g", "**x", "sum(x)", "1"), {}), (("g", "*x=1", "sum(x)", "1"), {}), (("g", "x", "max(x)", "1"), {}),
    (("g", "x y", "dot(x, y, 0)", "y", "x"), {}), (("g", "x", "x", "1"), {"selects": "nope"}),
    (("g", "x", "x", "1"), {"kinks": ["1"]}), (("g", "*x", "sum(x)", "1"), {"kinks": ["x"]}),
    (("g", "x", "x", "1"), {"note": "half \ud800"}), (("g", "x", "sin(x)", "s"), {"lets": {"s": "sin_far(x)"}})])
def test_rows_that_cannot_be_computed_are_refused_and_leave_nothing(row: tuple[str, ...], columns: dict[str, Any]) -> None:
    before = everything()
    with pytest.raises(ValueError, match="g"):
        register(*row, **columns)
    assert everything() == before


def test_the_callers_own_lists_and_dicts_stay_his() -> None:
    lets = {"s": "sin(x)"}
    register("own", "x", "sin(x)*sin(x)", "2*s*cos(x)", lets=lets)
    try:
        lets["s"] = "cos(x)"
        assert OPS["own"].lets == {"s": "sin(x)"}
    finally:
        unregister("own")


TRUTHS = ["(x > 0)*x", "x + (x > 0)", "-(x > 0)", "exp(x > 0)", "(x > 0) == (x < 3)", "1 if x > 0 else x > 1",
          "1 if (x > 0) + 1 else 2", "x if x < 9 else (x > 0)*(x < 1)", "x > 0"]
FLOATS = ["x**0.5", "2**x", "x**2", "(x + 1)**2.0", "(-8)**0.5", "2**5000", "0**-1", "2**2**2", "x + 1" + "0" * 400,
          "x and 3", "x or 3", "x + (x and 3)", "1 if x > 9 else x and 3", "not x", "sin(x and 3)", "2**True"]
COLUMNS = ["stable", "lets", "stable_partials", "partials", "value", "textbook", "kinks", "scale"]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("formula", [*TRUTHS, *FLOATS])
def test_no_column_takes_what_is_no_number_everywhere(column: str, formula: str) -> None:
    """A comparison in the place of a number, `and` as a number, a power that may be complex or too large."""
    before = everything()
    row = {"value": "x", "partials": ("1",)}
    row[column] = {"value": formula, "lets": {"a": formula}}.get(column, formula if column == "stable" else (formula,))
    named = "value|stable|let|partial|stable partial|textbook partial|kink|scale"
    with pytest.raises(ValueError, match=rf"^operation 'g': ({named})"):
        register("g", "x", row.pop("value"), *row.pop("partials"), **row)
    assert everything() == before


@pytest.mark.parametrize(("args", "columns", "message"), [
    ("*x", {"value": "x"}, "value 'x' takes the list 'x' for a number: use sum(x), max(x) ..."),
    ("*x", {"stable": "sum(x) if sum(x) > -9 else x"}, "takes the list 'x' for a number"),
    ("*x", {"lets": {"t": "2*x"}, "stable": "sum(x)"}, "let 't' '2*x' takes the list 'x' for a number"),
    ("*x", {"stable": "sum(x, x)"}, "takes the list 'x' for a number"),
    ("*x", {"value": "sum(others(x))"}, "'others', which gives a list: it can only be the whole of a partial in a list"),
    ("*x", {"partials": ("2*others(x)",)}, "calls 'others', which gives a list"),
    ("*x y", {"partials": ("1", "x")}, "partial 'x' takes the list 'x' for a number"),
    ("x", {"partials": ("others(x)",)}, "calls 'others', which gives a list"),
    ("*x", {"partials": ("around(x)",)}, "calls 'around', which is not an operation"),
])
def test_a_list_is_no_number(args: str, columns: dict[str, Any], message: str) -> None:
    row = {"value": "sum(x)" if "*" in args else "x", "partials": ("1",) * len(args.split()), **columns}
    with pytest.raises(ValueError, match=re.escape(message)):
        register("g", args, row.pop("value"), *row.pop("partials"), **row)


@pytest.mark.parametrize("formula", ["2.0**53*x/2**53", "x if x > -1 and x < 9 or x == 3 else x", "x*2.0**-600*2**600",
                                     "x if (x and x > -2) else x", "x if -1 < x < 9 else x"])
def test_what_floats_may_is_the_same_when_compiled(formula: str) -> None:
    """Every formula here is x, in floats, in machine code and in C."""
    f = register("g", "x", "x", "1", stable=formula, stable_partials=(formula.replace("x", "(1 if x == x else 1)"),))
    try:
        x = Value(0.75)
        kernel = ad.compile(f(x), [x])
        assert (f(0.75), f(x).data, *f(x).partials) == (0.75, 0.75, 1.0)
        assert (kernel.value([0.75]), kernel([0.75])[0], kernel([0.75])[1].tolist()) == (0.75, 0.75, [1.0])
        assert "g_value" in kernel.to_c("g")
    finally:
        unregister("g")


def test_unequal_in_a_condition() -> None:
    register("other", "x", "2*x if x != 0 else 0", "2 if x != 0 else 0")
    try:
        x = Value(2.0)
        assert ad.gradients(ad.other(x), [x])[0].data == ad.other(x).partials[0] == 2.0  # type: ignore[attr-defined]
    finally:
        unregister("other")


def test_threads_may_register() -> None:
    def work(i: int) -> None:
        for _ in range(5):
            register(f"row{i}", "x", "x*x", "2*x")
            unregister(f"row{i}")

    before = everything()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert everything() == before


def test_of_threads_that_want_one_name_one_gets_it() -> None:
    formulas = [("x*x", "2*x"), ("x*x*x", "3*x*x")]
    outcomes = []

    def work(i: int) -> None:
        ready.wait()
        try:
            register("wanted", "x", *formulas[i])
            outcomes.append("has it")
        except ValueError as error:
            outcomes.append(str(error))

    for _ in range(20):
        ready = threading.Barrier(2)
        outcomes.clear()
        try:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(work, range(2)))
            assert sorted(outcomes, key=len) == [
                "has it", "register('wanted'): 'wanted' is registered with other columns: unregister('wanted') first"]
        finally:
            unregister("wanted")


@pytest.mark.parametrize(("column", "right", "wrong"), [
    ("precedence", [0, 5], [-1, 6, True, 2.0, "1"]), ("ulp", [0.5, 1, 4], [0, -0.5, "1", None]),
    ("selects", [True, False, "x"], [1, ["x"]]),
    ("domain", [[(0, 1)], ((0.5, INF),)], [[(0,)], [(0, 1, 2)], [("0", 1)], [0], 3]),
    ("lets", [{}, {"a": "x"}], [{"a": 1}, {1: "x"}, [("a", "x")]]), ("kinks", [["x"], ("x", "x")], ["x", [1], None, {"x"}]),
    ("note", ["", "text"], [None, 1, ["text"]]),
])
def test_what_a_column_takes(column: str, right: list[Any], wrong: list[Any]) -> None:
    for given in right:
        made = getattr(row_of("g", "x", "x", ("1",), {column: given}), column)
        assert made == (tuple(given) if isinstance(given, list) else given) or not given
    for given in wrong:
        with pytest.raises(TypeError, match=rf"^register\('g'\): {column} must be "):
            row_of("g", "x", "x", ("1",), {column: given})


def test_the_text_that_is_none_is_shown() -> None:
    with pytest.raises(TypeError) as caught:
        register("g", "x", 3, "1")  # type: ignore[arg-type]
    assert str(caught.value) == ("register() needs texts for name, arguments, formula and partials, not int (3): "
                                 "register('double', 'x', '2*x', '2')")


def test_the_source_of_its_derivatives_shows_too(softsign: Row) -> None:
    assert inspect.getsource(PARTIALS["softsign"][0]).startswith("def softsign_x(x, z):")
    assert PARTIALS["softsign"][0].__code__.co_filename == "<derivatives of softsign>"


def test_what_is_taken_away_leaves_nothing() -> None:
    before = everything()
    register("twice", "x", "2*x", "2", aliases=["doubled"])
    assert everything() != before
    assert (ad.doubled, Value.doubled) == (ad.twice, Value.twice)  # type: ignore[attr-defined]
    unregister("twice")
    assert everything() == before
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        unregister("twice")
    assert str(caught.value) == "'twice' was not registered: only operations added by register() can be taken away"


def test_a_list_times_a_number_in_a_sum() -> None:
    weighted = register("weighted", "*w x", "sum(w*x)", "x", "sum(w)")
    try:
        assert weighted([1.0, 2.0], 3.0) == 9.0
        assert_operation(OPS["weighted"], examples=20)
    finally:
        unregister("weighted")


def test_a_row_is_tried_in_the_midst_of_its_domain() -> None:
    row = replace(OPS["where"], domain=((1.0, 3.0), (0.0, math.inf), (-math.inf, 0.0)))
    assert _inside(row) == [2.0, 1.0, -1.0]
    row = replace(OPS["dot"], domain=((-math.inf, math.inf), (-math.inf, 4.0), (-1.0, 0.0)))
    assert _inside(row) == [[0.5, 0.5], [3.0, 3.0], -0.5]
