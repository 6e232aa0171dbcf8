"""Every row of the table is well formed, and every kind of fault is named: test_registration.py has them all."""

import pytest

from autodiff import OPS, Op
from autodiff.formula import lets_needed
from autodiff.wellformed import check_row


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_rows_of_the_table_are_well_formed(op: Op) -> None:
    check_row(op)
    assert set(op.lets) == set(lets_needed(op, op.stable, *op.stable_partials, *op.partials))  # none of them idle
    assert 0 < op.ulp <= 4


def test_the_lets_may_use_each_other_and_functions_of_floats_in_their_order() -> None:
    check_row(Op("g", ("x",), "sin(x)", ("cos(x)",), lets={"a": "sin_far(x)", "b": "a*a + z"}, stable="a or b**2"))
    with pytest.raises(ValueError, match="let 'a' 'b' reads 'b': known are x, z"):
        check_row(Op("g", ("x",), "x", ("1",), lets={"a": "b", "b": "x"}))
    with pytest.raises(ValueError, match="value 'sin_far\\(x\\)' calls 'sin_far', which is no operation"):
        check_row(Op("g", ("x",), "sin_far(x)", ("1",)))


def test_sums_take_one_or_two_arguments() -> None:
    check_row(Op("g", ("*x", "b=0"), "sum(x*x, b) + sum(x)", ("2*x + 1", "1")))
    with pytest.raises(ValueError, match="calls 'sum' with 3 arguments, it takes 1 or 2"):
        check_row(Op("g", ("*x",), "sum(x, x, x)", ("1",)))
