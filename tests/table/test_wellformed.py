"""Every row of the table is well formed, and every kind of fault is named: test_registration.py has them all."""

from dataclasses import replace

import pytest

from autodiff import OPS, Op
from autodiff.table.formula import lets_needed
from autodiff.table.wellformed import RESERVED, check_row


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_rows_of_the_table_are_well_formed(op: Op) -> None:
    check_row(op)
    assert set(op.lets) == set(lets_needed(op, op.stable, *op.stable_partials, *op.partials))  # none of them idle
    assert 0 < op.ulp <= 4


def test_the_lets_may_use_each_other_and_functions_of_floats_in_their_order() -> None:
    check_row(Op("g", ("x",), "sin(x)", ("cos(x)",), lets={"a": "sin_far(x)", "b": "a*a + z"},
                 stable="1 if a or b else 2**3"))
    with pytest.raises(ValueError, match="let 'a' 'b' reads 'b': known are x, z"):
        check_row(Op("g", ("x",), "x", ("1",), lets={"a": "b", "b": "x"}))
    with pytest.raises(ValueError, match="value 'sin_far\\(x\\)' calls 'sin_far', which is not an operation"):
        check_row(Op("g", ("x",), "sin_far(x)", ("1",)))


def test_sums_take_one_or_two_arguments() -> None:
    check_row(Op("g", ("*x", "b=0"), "sum(x*x, b) + sum(x)", ("2*x + 1", "1")))
    with pytest.raises(ValueError, match="calls 'sum' with 3 arguments, it takes 1 or 2"):
        check_row(Op("g", ("*x",), "sum(x, x, x)", ("1",)))


@pytest.mark.parametrize("name", ["g", "G", "Zz", "aZ", "g_1", "zz"])
def test_names_of_letters_digits_and_underscores(name: str) -> None:
    check_row(Op(name, ("x",), "x", ("1",)))
    check_row(Op("row", (name,), name, ("1",)))


@pytest.mark.parametrize("name", ["1g", "_g", "g-1", "g ", "é", "", "if", "None"])
def test_other_names_are_none(name: str) -> None:
    own = r"a word of Python's own: choose another name"
    why = own if name in ("if", "None") else r"not a name: use letters \(a to z\), digits and _, a letter first"
    with pytest.raises(ValueError, match=f"^operation 'row': '{name}' is {why}$"):
        check_row(Op("row", ("x",), "x", ("1",), aliases=(name,)))


@pytest.mark.parametrize("name", [*sorted(RESERVED), "inf", "TINY", "exp", "abs", "pow", "tanh", "sum", "max", "div"])
def test_names_with_a_meaning_cannot_name_an_argument_or_a_let(name: str) -> None:
    message = (f"operation 'row': '{name}' cannot name an argument or a let, it has a meaning in formulas or in the code "
               "made of")
    for op in (Op("row", (name,), "1", ("0",)), Op("row", ("x",), "x", ("1",), lets={name: "x"})):
        with pytest.raises(ValueError, match=f"^{message} them: choose another$"):
            check_row(op)


@pytest.mark.parametrize(("args", "fits"), [
    (("*a", "*b", "x", "y", "c=1", "d=1"), True), (("*a", "x", "c=1"), True), (("*a", "c=1"), True), (("x", "c=1"), True),
    (("x", "*a"), False), (("c=1", "x"), False), (("c=1", "*a"), False), (("*a", "c=1", "x"), False)])
def test_lists_come_first_and_defaults_last(args: tuple[str, ...], fits: bool) -> None:
    op = Op("row", args, "1", ("0",) * len(args))
    if fits:
        check_row(op)
    else:
        with pytest.raises(ValueError, match=r"^operation 'row': lists come first and defaults last among the "):
            check_row(op)


@pytest.mark.parametrize("interval", [(1.0, 1.0), (1.0, 0.0), (float("nan"), 1.0), (0.0, float("nan"))])
def test_an_empty_domain_is_refused(interval: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"^operation 'row': the domain \(.*\) is empty: give the lower end first$"):
        check_row(Op("row", ("x",), "x", ("1",), domain=(interval,)))


@pytest.mark.parametrize("formula", ["1 if a and b else 2", "x*2**-3", "1 if 0 < x < 1 else a", "2.5*x", "sin_far(x)"])
def test_what_floats_may_and_graphs_may_not(formula: str) -> None:
    lets = {"a": "x", "b": "z"}
    check_row(Op("row", ("x",), "x", ("1",), lets=lets, stable=formula.replace("b", "x")))
    check_row(Op("row", ("x",), "x", ("1",), lets=lets, stable_partials=(formula,), scale=("x*2.0**3", "z*z")))
    plain = formula == "2.5*x"
    for columns in ({"partials": (formula,)}, {"kinks": (formula,)}, {"value": formula}):
        row = {"value": "x", "partials": ("1",), "lets": {"a": "x", "b": "x"}} | columns
        if plain:
            check_row(Op("row", ("x",), **row))  # type: ignore[arg-type]
        else:
            with pytest.raises(ValueError, match=r"^operation 'row': (value|partial|kink) "):
                check_row(Op("row", ("x",), **row))  # type: ignore[arg-type]


@pytest.mark.parametrize(("column", "what"), [
    ("value", "value"), ("partials", "partial"), ("stable", "stable"), ("stable_partials", "stable partial"),
    ("kinks", "kink")])
def test_a_formula_that_cannot_be_read_is_named_with_its_column(column: str, what: str) -> None:
    formula = "q + 1" if isinstance(getattr(OPS["tanh"], column), str) else ("q + 1",)
    with pytest.raises(ValueError, match=rf"^operation 'row': {what} 'q \+ 1' reads 'q': known are x"):
        check_row(replace(OPS["tanh"], name="row", **{column: formula}))
