"""steps(y): the backward pass to the bit, in an order in which every gradient is complete when its turn comes."""

import math
from itertools import islice
from types import SimpleNamespace

import pytest
from hypothesis import given

from autodiff import Value, maximum, relu, steps, tanh, variables, where
from autodiff.graph.sweeps import topological
from autodiff.testing.program import Program
from autodiff.testing.strategies import programs


@given(programs())
def test_the_adjoints_are_the_gradients_of_backward_to_the_bit(program: Program) -> None:
    y, _ = program.values()
    found = list(steps(y))
    y.backward()
    assert [(step.node, step.adjoint.hex()) for step in found] == [(step.node, step.node.grad.hex()) for step in found]
    reached = {step.node for step in found}
    assert len(reached) == len(found)
    assert all(node.grad == 0.0 for node in topological(y) if node not in reached)


@given(programs())
def test_every_gradient_is_the_sum_of_the_contributions_before_it(program: Program) -> None:
    y, _ = program.values()
    sums = {y: 1.0}
    for node, adjoint, partials, contributions in steps(y):
        assert sums[node] == adjoint or math.isnan(adjoint)
        assert len(partials) == len(node.parents)
        for parent, partial, share in contributions:
            assert partial in partials or math.isnan(partial)
            assert share == adjoint * partial or math.isnan(share)
            sums[parent] = sums.get(parent, 0.0) + share


def test_the_steps_of_the_chain_rule_by_hand() -> None:
    w, x, b = variables(w=0.5, x=2.0, b=-1.0)
    found = [(s.node.op.name if s.node.op else s.node.label, s.adjoint, s.partials) for s in steps(tanh(w * x + b))]
    assert found == [("tanh", 1.0, (1.0,)), ("add", 1.0, (1.0, 1.0)), ("mul", 1.0, (2.0, 0.5)),
                     ("w", 2.0, ()), ("x", 0.5, ()), ("b", 1.0, ())]


def test_an_operand_that_stands_twice_has_two_contributions() -> None:
    x = Value(3.0)
    first, last = steps(x * x)
    assert [tuple(c) for c in first.contributions] == [(x, 3.0, 3.0), (x, 3.0, 3.0)]
    assert (last.node, last.adjoint) == (x, 6.0)


def test_nothing_passes_to_constants_and_branches_not_taken() -> None:
    x, z = variables(x=-1.0, z=2.0)
    (only,) = steps(relu(x))
    assert (only.partials, only.contributions) == ((None,), ())
    kept = list(steps(where(x > 0, tanh(x), 3 * z)))
    assert x not in [step.node for step in kept]
    assert kept[0].partials == (None, None, 1.0)
    assert kept[-1].adjoint == 3.0
    assert [c.parent for c in next(steps(maximum(x, z))).contributions] == [z]


def test_a_leaf_is_a_step_of_its_own_and_gradients_are_not_touched() -> None:
    x = Value(2.0)
    x.grad = 5.0
    assert [tuple(step) for step in steps(x)] == [(x, 1.0, (), ())]
    y = x * 3
    list(steps(y))
    assert (x.grad, y.grad) == (5.0, 0.0)


def test_it_goes_step_by_step_over_a_million_nodes() -> None:
    y = x = Value(0.5)
    for _ in range(10**6):
        y = y + 1.0
    assert sum(1 for _ in islice(steps(y), 1000)) == 1000
    *_, last = steps(y)
    assert (last.node, last.adjoint) == (x, 1.0)


@pytest.mark.parametrize("thing", [None, 1.0, "y", SimpleNamespace(), [Value(1.0)]])
def test_what_is_no_value_is_refused_at_once(thing: object) -> None:
    with pytest.raises(TypeError, match=r"steps\(\) needs the Value that was computed, not "):
        steps(thing)  # type: ignore[arg-type]
