"""Registered rows in kernels: a kernel is of the formulas it was compiled from in all it does, or it refuses."""

import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import autodiff as ad
from autodiff import Value, compile, jit, register, unregister
from autodiff.compiler.calling.compiling import traced
from autodiff.compiler.calling.kernel import Kernel
from autodiff.compiler.programs.own_rows import called
from nn import SGD, Training, mse
from nn.training.compiled import CompiledStep

GONE = r"^the row '{}' of this kernel was taken out of the table by unregister\(\), or is another by now: build the graph"


def rows(factor: int) -> None:
    """inner(x) = factor x², and outer(x) = inner(x) + 1, which calls it in all its columns."""
    register("inner_", "x", f"{factor}*x*x", f"{2 * factor}*x")
    register("outer_", "x", "inner_(x) + 1", "2*inner_(x)/x", lets={"t": "inner_(x)"}, stable="t + 1",
             stable_partials=("2*t/x",))


def away() -> None:
    for name in ("outer_", "inner_"):
        if name in ad.OPS:
            unregister(name)


def outer(x: Any) -> Any:
    return ad.outer_(x)  # type: ignore[attr-defined]


@pytest.fixture
def kernel() -> Iterator[Kernel]:
    rows(2)
    x, w = Value(3.0), Value(1.0)
    yield compile(w * outer(x), inputs=[x], wrt=[w, x])
    away()


USES: list[Callable[[Kernel], Any]] = [
    lambda k: k([3.0]), lambda k: k([[3.0]] * 9), lambda k: k([[3.0]] * 9, reduce="mean"), lambda k: k.value([3.0]),
    lambda k: k.value([[3.0]] * 9), lambda k: k.to_c(), lambda k: k.to_jax(), lambda k: k.ir(), lambda k: k.bind([3.0]),
    pickle.dumps, lambda k: k.map([[3.0]] * 9, ThreadPoolExecutor(1))]


@pytest.mark.parametrize("factor", [5, None])
@pytest.mark.parametrize("used_before", [False, True])
def test_a_kernel_of_a_row_that_is_another_or_gone_refuses_everything(kernel: Kernel, used_before: bool,
                                                                       factor: int | None) -> None:
    """Machine code for value, gradient, one row and many is made when it is needed: by then of other formulas."""
    if used_before:
        assert kernel([3.0])[0] == kernel.value([[3.0]] * 9)[8] == 19.0
    kept, step = pickle.dumps(kernel), kernel.bind([[3.0]] * 9)
    away()
    if factor:
        rows(factor)
    for use in USES:
        with pytest.raises(ValueError, match=GONE.format("inner_")):
            use(kernel)
    with pytest.raises(ValueError, match=GONE.format("inner_")):
        step()
    how = "with other columns" if factor else "not"
    with pytest.raises(ValueError, match=f"whose row 'inner_' is {how} registered in this process"):
        pickle.loads(kept)


def test_only_an_inner_row_is_another(kernel: Kernel) -> None:
    away()
    register("inner_", "x", "5*x*x", "10*x")
    with pytest.raises(ValueError, match=GONE.format("inner_")):
        kernel.value([3.0])
    again = "x", "inner_(x) + 1", "2*inner_(x)/x"
    register("outer_", *again, lets={"t": "inner_(x)"}, stable="t + 1", stable_partials=("2*t/x",))  # as it was
    with pytest.raises(ValueError, match=GONE.format("inner_")):
        kernel.value([3.0])


def test_rows_that_are_as_they_were_serve_on(kernel: Kernel) -> None:
    kept, step = pickle.dumps(kernel), kernel.bind([[3.0]] * 9, reduce="mean")
    away()
    rows(2)
    for k in (kernel, pickle.loads(kept)):
        assert (k.value([3.0]), k([3.0])[0], k([3.0])[1].tolist()) == (19.0, 19.0, [19.0, 12.0])
    assert step()[0] == 19.0


def test_a_kernel_compiled_anew_has_the_new_formulas(kernel: Kernel) -> None:
    """Not those of an engine that is still kept for pickles of the old one."""
    pickle.loads(pickle.dumps(kernel))([3.0])
    away()
    rows(5)
    x, w = Value(3.0), Value(1.0)
    anew = compile(w * outer(x), inputs=[x], wrt=[w, x])
    for k in (anew, pickle.loads(pickle.dumps(anew))):
        assert (k.value([3.0]), k([3.0])[0], k([3.0])[1].tolist()) == (46.0, 46.0, [46.0, 30.0])


def test_a_graph_that_was_made_with_the_old_row_is_not_compiled_with_the_new() -> None:
    rows(2)
    x = Value(3.0)
    y = outer(x) * 2
    away()
    for back in (False, True):
        if back:
            rows(5)
        for translate in (compile, traced):  # the latter is what to_jax asks too
            with pytest.raises(ValueError, match="'outer_' of this graph was removed by unregister"):
                translate(y, [x], None)
    away()


def test_jit_and_trainings_take_up_the_new_formulas() -> None:
    f = jit(lambda x: outer(x) * 2)
    rows(2)
    assert (f(3.0), f.value_and_grad(3.0)) == (38.0, (38.0, 24.0))
    away()
    rows(5)
    assert (f(3.0), f.value_and_grad(3.0)) == (92.0, (92.0, 60.0))
    away()
    with pytest.raises(AttributeError, match="outer_"):
        f(3.0)


def test_a_training_takes_up_the_new_formulas() -> None:
    from nn import Neuron

    for factor, expected in ((2, 19.0), (5, 46.0)):
        rows(factor)
        model = Neuron(1, activation="outer_", weights=[3.0], bias=False)
        step = CompiledStep(model, lambda outputs, targets: outputs[0])
        assert step([[1.0]], [0.0]) == pytest.approx(expected, rel=1e-15)
        away()
    rows(2)
    assert step([[1.0]], [0.0]) == pytest.approx(19.0, rel=1e-15)
    assert Training(model, ([[1.0]], [0.0]), mse, SGD(model, lr=0.1), engine="compiled").step() > 0
    away()


def test_a_worker_must_have_the_same_row() -> None:
    from autodiff.compiler.calling import sharding

    rows(2)
    x = Value(3.0)
    sent = pickle.dumps(sharding.Sent(compile(outer(x), inputs=[x])))
    away()
    sharding._arrived.cache_clear()
    with pytest.raises(ValueError, match="whose row 'inner_' is not registered in this process: register it here"):
        pickle.loads(sent)
    rows(2)
    assert pickle.loads(sent).kernel.value([3.0]) == 19.0
    away()


def test_what_rows_call() -> None:
    rows(2)
    assert called(["outer_"]) == ["inner_", "outer_"]
    away()
    assert called(["erfc"]) == ["abs", "clip", "erfc", "exp", "gaussian", "sign"]
    assert called([*ad.OPS, "others"]) == sorted(ad.OPS)
