"""strict(): the first operation that leaves the finite numbers."""

import asyncio
import threading

import pytest

import autodiff as ad
from autodiff import NonFiniteError, Value, strict
from autodiff.value import value
from nn import Neuron


def test_the_message_names_the_expression_and_the_line() -> None:
    x = Value(0.0, label="x")
    with strict(), pytest.raises(NonFiniteError, match=r"log\(x\) is -inf, at line \d+ of .*test_strictness.py"):
        (x * 2 + x.log()).exp()


@pytest.mark.parametrize("f", [
    lambda x: 1 / x, lambda x: (x - 1).sqrt(), lambda x: ad.exp(x + 1000), lambda x: ad.dot([x + 1e200], [1e200]),
    lambda x: x**-1, lambda x: ad.max([x * 0 + 1e308]) * 10, lambda x: ad.atan2(x, 0.0) / x,
])
def test_every_kind_of_operation_is_watched(f) -> None:  # type: ignore[no-untyped-def]
    with strict(), pytest.raises(NonFiniteError):
        f(Value(0.0))
    f(Value(0.0))


def test_what_comes_from_non_finite_input_is_not_blamed() -> None:
    with strict():
        y = Value(float("inf")) - 1
    assert y.data == float("inf")


def test_what_was_computed_before_is_not_blamed_on_its_gradient() -> None:
    """An exp that no branch takes is infinite: `gradients` computes it again, to see whether it is up to date."""
    x = Value(800.0, label="x")
    y = ad.where(x < 0, ad.exp(x), 3 * x)
    with strict():
        assert ad.gradients(y, [x])[0].data == 3.0
        with pytest.raises(NonFiniteError, match=r"exp\(x\) is inf"):
            ad.exp(x)
        x.data = 900.0
        with pytest.raises(ValueError, match="would mix old numbers with new ones"):
            ad.gradients(y, [x])
        with pytest.raises(NonFiniteError, match=r"exp\(x\) is inf"):
            y.recompute()


def test_finite_work_is_left_alone_and_the_watch_ends() -> None:
    with strict():
        with strict():
            assert (Value(2.0) * 3).data == 6.0
        with pytest.raises(NonFiniteError):
            Value(0.0).log()
    assert value.watch is None
    assert Value(0.0).log().data == -float("inf")


def test_only_the_thread_that_asked_is_strict() -> None:
    found = []
    with strict():
        thread = threading.Thread(target=lambda: found.append(Value(0.0).log().data))
        thread.start()
        thread.join()
    assert found == [-float("inf")]


def test_only_the_task_that_asked_is_strict() -> None:
    async def other() -> float:
        await asyncio.sleep(0.01)
        return Value(0.0).log().data

    async def main() -> float:
        task = asyncio.create_task(other())
        with strict():
            await asyncio.sleep(0.02)
            return await task

    assert asyncio.run(main()) == -float("inf")


def test_a_gradient_that_leaves_the_finite_numbers_is_named_and_the_leaves_stay() -> None:
    x, w = ad.variables(x=0.0, w=2.0)
    y = x.sqrt() * w
    with strict(), pytest.raises(NonFiniteError, match=r"that sqrt\(x\) passes to x is inf: .* of .*test_strict"):
        y.backward()
    assert (x.grad, w.grad) == (0.0, 0.0)
    with strict():
        ad.where(x > 0, x.sqrt(), 0.0).backward()
    assert x.grad == 0.0


def test_a_line_of_the_networks_is_not_blamed() -> None:
    with strict(), pytest.raises(NonFiniteError, match=r"test_strictness\.py"):
        Neuron(1, weights=[1e200], bias=False)([1e200])
