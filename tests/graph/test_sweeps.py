"""Walking a graph: what backward promises, interrupted and from threads (at any size: test_scale.py)."""

import math
import signal
import time
from typing import Any

import pytest

import autodiff as ad
from autodiff import OPS, Op, Value, variables
from autodiff.graph import sweeps as graph
from autodiff.value.outdated import outdated
from tests.threads import together


def test_a_second_backward_doubles_the_leaves_and_nothing_else() -> None:
    a, b = variables(a=2.0, b=0.3)
    e = a * b
    y = e.tanh() * e
    y.backward()
    first, inner = (a.grad, b.grad), e.grad
    y.backward()
    assert (a.grad, b.grad) == (2 * first[0], 2 * first[1])
    assert (e.grad, y.grad) == (inner, 1.0)


def test_two_losses_that_share_a_part_add_up() -> None:
    x = Value(3.0)
    shared = x * x
    (shared * 2).backward()
    (shared + x).backward()
    assert x.grad == 12 + 6 + 1
    assert shared.grad == 1.0


def test_after_zero_grad_on_the_leaves_a_repeat_gives_the_first_answer() -> None:
    x = Value(2.0)
    y = (x * x) * x
    y.backward()
    assert x.grad == 12.0
    x.grad = 0.0
    y.backward()
    assert x.grad == 12.0


def test_an_intermediate_behind_a_branch_not_taken_is_set_to_0() -> None:
    x = Value(-1.0)
    h = x * 3
    (h * 5).backward()
    assert h.grad == 5.0
    h.relu().backward()
    assert (h.grad, x.grad) == (0.0, 15.0)


def test_backward_from_a_leaf_and_to_itself() -> None:
    x = Value(2.0)
    x.backward()
    assert x.grad == 1.0


def test_the_gradient_is_that_of_what_was_computed() -> None:
    a, b = variables(a=2.0, b=3.0)
    y = a * b + a**2
    a.data, b.data = 100.0, 200.0
    y.backward()
    assert (y.data, a.grad, b.grad) == (10.0, 7.0, 2.0)
    assert y.recompute() is y
    assert y.data == 30_000.0
    a.grad = 0.0
    y.backward()
    assert a.grad == 400.0


def test_recompute_reads_every_kind_of_operand() -> None:
    a, b = variables(a=2.0, b=3.0)
    y = ad.dot([a, 2.0], [b, a], 1.0) + ad.where(a > b, a, 2 / b) + ad.clip(a, -1, b) + ad.max([a, b, 4.0]) + (5 - a) ** b
    a.data, b.data = 3.5, 2.5
    expected = (3.5 * 2.5 + 2 * 3.5 + 1) + 3.5 + 2.5 + 4.0 + 1.5**2.5
    assert y.recompute().data == pytest.approx(expected, rel=1e-15)
    y.backward()
    fresh_a, fresh_b = variables(a=3.5, b=2.5)
    fresh = (ad.dot([fresh_a, 2.0], [fresh_b, fresh_a], 1.0) + fresh_a + ad.clip(fresh_a, -1, fresh_b) + 4.0
             + (5 - fresh_a) ** fresh_b)
    fresh.backward()
    assert (a.grad, b.grad) == (fresh_a.grad, fresh_b.grad)


def test_sharing_without_blow_up() -> None:
    x = Value(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60
    assert len(graph.topological(y)) == 61


def test_topological_order_of_several_roots() -> None:
    a, b = variables(a=1.0, b=2.0)
    c = a * b
    d = c + a
    order = graph.topological(c, d, a)
    assert [v for v in order if v.op] == [c, d]
    assert set(order) == {a, b, c, d}
    for node in order:
        assert all(order.index(p) < order.index(node) for p in node.parents if isinstance(p, Value))


def test_tangents_are_summed_from_left_to_right_in_every_version_of_python() -> None:
    big, small = variables(big=1e16, small=1.0)
    assert graph.tangents([ad.sum([big, small, small])], {big: 1e16, small: 1.0}) == [1e16]  # compensated it has 2 more


def test_an_interrupt_leaves_every_gradient_as_it_was() -> None:
    xs = [Value(float(i)) for i in range(2000)]
    y: Any = Value(0.0)
    for x in xs:
        y = (y + x * x).tanh() * x
    y.backward()
    first = [x.grad for x in xs]
    interrupted = 0
    previous = signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        for k in range(60):
            before = [x.grad for x in xs]
            try:
                signal.setitimer(signal.ITIMER_REAL, 2e-4 + k * 1e-4)
                y.backward()
                time.sleep(0.01)  # an alarm that comes late still falls into this block
            except KeyboardInterrupt:
                interrupted += 1
            after = [x.grad for x in xs]
            assert after in (before, [b + f for b, f in zip(before, first, strict=True)])  # all or nothing
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert interrupted > 5
    for x in xs:
        x.grad = 0.0
    y.backward()
    assert [x.grad for x in xs] == first


def test_a_sweep_inside_a_sweep_is_refused_rather_than_wrong() -> None:
    x = Value(0.5)
    y = x
    for _ in range(20_000):
        y = y + x
    refused = []

    def inner(*_: object) -> None:
        try:
            (y * 3.0).backward()
        except RuntimeError as error:
            refused.append(str(error))

    previous = signal.signal(signal.SIGALRM, inner)
    try:
        signal.setitimer(signal.ITIMER_REAL, 2e-3)
        found = graph.derivatives(y, [x])
        time.sleep(0.01)
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert found == [20_001.0]
    assert all("same thread" in message for message in refused)
    assert graph.derivatives(y, [x]) == [20_001.0]


def test_the_refusal_says_when_it_may_be_done() -> None:
    message = (r"^a sweep over a graph was interrupted by another one in the same thread \(from a signal handler or a "
               r"finaliser\): start it after the first has finished$")
    with graph._sweeping(), pytest.raises(RuntimeError, match=message):
        Value(0.5).backward()


def test_threads_that_share_leaves_add_up_exactly() -> None:
    w = [Value(0.01 * i) for i in range(20)]

    def work() -> None:
        for _ in range(50):
            y = w[0]
            for v in w:
                y = y * 0.5 + v * 2
            y.backward()

    work()
    once = [v.grad for v in w]
    for v in w:
        v.grad = 0.0
    together(*[work] * 4, rounds=1)
    assert [v.grad for v in w] == [4 * g for g in once]  # all partial sums are exact


def test_threads_that_differentiate_the_same_graph() -> None:
    x = Value(0.5)
    y = x
    for _ in range(300):
        y = (y * x + x).tanh()
    y.backward()
    expected = x.grad
    found: list[list[float]] = []
    together(*[lambda: found.append(graph.derivatives(y, [x]))] * 8, rounds=1)
    assert found == [[expected]] * 8


def test_derivatives_touch_no_gradient() -> None:
    x, z = Value(2.0), Value(1.0)
    y = x * x
    assert graph.derivatives(y, [x, y, z]) == [4.0, 1.0, 0.0]
    assert (x.grad, y.grad, z.grad) == (0.0, 0.0, 0.0)


def test_leaves_stand_in_the_order_in_which_they_are_met() -> None:
    a, b, c, d = variables(a=1.0, b=2.0, c=3.0, d=4.0)
    assert graph.topological(d, b, d, a) == [d, b, a]
    assert graph.topological(c + d, a * b, c)[:4] == [c, d, a, b]
    assert graph.topological(ad.dot([d, 1.0, b], [a, c, a], b))[:4] == [d, b, a, c]


def test_a_node_behind_lists_is_finished_once() -> None:
    a, b = variables(a=1.0, b=2.0)
    h = a * b
    y = ad.sum([h, ad.sum([h, a]), h + b, h])
    order = graph.topological(y)
    assert len(order) == len(set(order)) == 6
    y.backward()
    assert (a.grad, b.grad, h.grad) == (9.0, 5.0, 4.0)
    assert graph.tangents([y, h, b], {h: 1.0}) == [4.0, 1.0, 0.0]


def test_the_sizes_of_paths_by_hand() -> None:
    """y = 3 a b - a: over a·b the partials are 3, b and a, over the difference 1 and -1."""
    a, b = ad.variables(a=2.0, b=-5.0)
    product = a * b
    y = 3 * product - a
    sizes = graph.path_sizes(y)
    assert (sizes[y], sizes[product], sizes[b], sizes[a]) == (1.0, 3.0, 6.0, 16.0)
    assert all(isinstance(node, Value) for node in sizes)


def test_no_path_leads_through_a_branch_that_was_not_taken() -> None:
    (x,) = ad.variables(x=0.0)
    infinite = x.sqrt()
    sizes = graph.path_sizes(ad.where(x > 0, infinite, x * 2))
    assert sizes[x] == 2.0
    assert infinite not in sizes


@pytest.mark.parametrize("op", [op for op in OPS.values() if op.variadic], ids=lambda op: op.name)
def test_numbers_that_are_nan_are_up_to_date_too(op: Op) -> None:
    """Computed anew, nan is another object: neither a value nor a partial of it is a sign of other data."""
    x, other = Value(math.nan), Value(2.0)
    node = getattr(ad, op.name)(*[[x, other] if name in op.lists else 0.5 for name in op.names])
    assert math.isnan(node.data)
    assert outdated([node]) is None


def test_forward_mode_takes_the_given_speed_of_an_intermediate() -> None:
    x = Value(2.0)
    e = x * x
    assert graph.tangents([3 * e, e + x], {x: 1.0, e: 10.0}) == [30.0, 11.0]
