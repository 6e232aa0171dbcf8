"""Interrupts, errors of users, threads: every public entry leaves behind what was before, or what should be."""

import dis
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

import autodiff as ad
import nn
from autodiff import Value, draw, gradients, strict, variables
from autodiff.graph import sweeps as graph
from autodiff.transforms import functional as transforms
from autodiff.value import strictness, value
from nn import MLP, Module
from tests.hostile.things import OwnError
from tests.threads import together


def clean() -> None:
    """Nothing of an interrupted call is left: no lock, no nesting, no watch."""
    assert not graph._lock._is_owned()  # type: ignore[attr-defined]
    assert (transforms._nesting.get(), strictness._active.get()) == (0, False)
    assert (Value(0.0).log().data, ad.grad(lambda x: x * x)(2.0)) == (-float("inf"), 4.0)
    with strict():  # a watch that an interrupt left set costs a little time, until the next block
        pass
    assert (value.watch, graph.watch) == (None, None)


@contextmanager
def interrupted_at(step: int) -> Iterator[list[int]]:
    """Raise KeyboardInterrupt at the `step`-th place in the packages where a Ctrl-C may come.

    Python looks for one at the beginning of a function, at a jump backwards, and after a call of a function in C.
    """
    seen = [0]
    last: dict[Any, str] = {}  # of each frame the instruction before

    def trace(frame: Any, event: str, _: Any) -> Any:
        if event == "call" and frame.f_back in last:
            last[frame.f_back] = "a call of Python"
        if not frame.f_code.co_filename.startswith(PACKAGES):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        if event == "opcode":
            looked = last.get(frame, "").startswith(("CALL", "RESUME", "JUMP_BACKWARD"))
            last[frame] = dis.opname[frame.f_code.co_code[frame.f_lasti]]
            seen[0] += looked
            if looked and seen[0] == step:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # from Python 3.12 on it must be asked for before the tracing begins
    sys.settrace(trace)
    try:
        yield seen
    finally:
        sys.settrace(before)


PACKAGES = tuple(str(package.__file__).removesuffix("__init__.py") for package in (ad, nn))


def at_every_place(work: Callable[[], Any], after: Callable[[bool], None], stride: int) -> int:
    """Interrupt `work` at every `stride`-th of these places in turn, and look at what is `after` each time."""
    step = interrupts = 0
    while True:
        step += stride
        gc.disable()  # a finaliser that is interrupted would only print
        try:
            with interrupted_at(step) as seen:
                work()
        except KeyboardInterrupt:
            interrupts += 1
            after(True)
        else:
            after(False)
            assert seen[0] < step  # it ran to its end
            return interrupts
        finally:
            gc.enable()


def program(x: Value, y: Value) -> Value:
    """A graph of every shape of node."""
    z = ad.where(x > 0, (x * y).tanh(), ad.dot([x, 2.0], [y, x], y)) + ad.max([x, y, z0 := x - y]) * z0
    return ad.relu(z) + ad.clip(z, x, 3.0) / y


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="sys.settrace does not tell of every instruction there")
def test_backward_interrupted_anywhere_is_all_or_nothing() -> None:
    x, y = variables(x=0.5, y=1.25)
    z = program(x, y)
    z.backward()
    first, before = (x.grad, y.grad), [(x.grad, y.grad)]

    def look(_: bool) -> None:
        once_more = (before[0][0] + first[0], before[0][1] + first[1])
        assert (x.grad, y.grad) in (before[0], once_more)
        before[0] = x.grad, y.grad
        assert graph.derivatives(z, [x, y]) == list(first)
        clean()

    assert at_every_place(z.backward, look, 1) > 50


WORK: dict[str, Callable[[Value, Value, Value], Any]] = {
    "recompute": lambda x, y, z: z.recompute(),
    "gradients": lambda x, y, z: gradients(z, [x, y]),
    "grad": lambda x, y, z: ad.grad(program, (0, 1))(0.5, 1.25),
    "hessian": lambda x, y, z: ad.hessian(program, (0, 1))(0.5, 1.25),
    "hvp": lambda x, y, z: ad.hvp(program, (0.5, 1.25), (1.0, 0.0)),
    "gradcheck": lambda x, y, z: ad.gradcheck(program, 0.5, 1.25),
    "repr": lambda x, y, z: repr(z),
    "draw": lambda x, y, z: draw(z).svg,
    "strict": lambda x, y, z: strictly(x, y),
}


def strictly(x: Value, y: Value) -> None:
    with strict():
        (x * y).tanh()


@pytest.mark.parametrize("name", WORK)
def test_anything_interrupted_anywhere_leaves_nothing_behind(name: str) -> None:
    x, y = variables(x=0.5, y=1.25)
    z = program(x, y)
    data = z.data

    def look(_: bool) -> None:
        assert (x.grad, y.grad, z.data) == (0.0, 0.0, data)
        clean()

    with interrupted_at(0) as places:
        WORK[name](x, y, z)
    stride = max(1, places[0] // (60 if name == "strict" else 6))
    assert at_every_place(lambda: WORK[name](x, y, z), look, stride) > 3


def test_an_interrupt_in_recompute_leaves_all_old_or_all_new() -> None:
    x, y = variables(x=0.5, y=1.25)
    z = program(x, y)
    old = [n.data for n in graph.topological(z) if n.op]
    x.data = 0.75
    new = [n.data for n in graph.topological(program(x, y)) if n.op]

    def look(_: bool) -> None:
        assert [n.data for n in graph.topological(z) if n.op] in (old, new)

    assert at_every_place(z.recompute, look, 1) > 50
    assert [n.data for n in graph.topological(z) if n.op] == new


# --- What a user's function raises comes through as it is ---


def inside_strict(work: Callable[[], Any]) -> None:
    with strict():
        work()


def broken(*_: Any) -> Any:
    raise OwnError("mine")


RAISING: dict[str, Callable[[], Any]] = {
    **{t.__name__: lambda t=t: t(broken)(1.0) for t in (ad.grad, ad.value_and_grad, ad.jacobian, ad.hessian)},
    "nested": lambda: ad.grad(lambda x: ad.grad(broken)(x))(1.0),
    "jvp": lambda: ad.jvp(broken, (1.0,), (1.0,)), "hvp": lambda: ad.hvp(broken, (1.0,), (1.0,)),
    "gradcheck": lambda: ad.gradcheck(broken, 1.0),
    "later in gradcheck": lambda: ad.gradcheck(lambda x: x * x if x.data == 1.0 else broken(), 1.0),
    "an activation": lambda: MLP(1, [1], activation=[broken])([1.0]),
    "a list": lambda: ad.sum(broken(x) for x in [1.0]), "a dot": lambda: ad.dot([1.0], map(broken, [1.0])),
    "softmax": lambda: ad.softmax(map(broken, [1.0])), "gradients": lambda: gradients(Value(1.0), map(broken, [1])),
    "draw": lambda: draw(map(broken, [1])), "fold": lambda: draw(Value(1.0), fold=map(broken, [1])),  # type: ignore
    "rng": lambda: MLP(1, [1], rng=type("R", (Random,), {"uniform": broken})()),
    "parameters": lambda: type("M", (Module,), {"named_parameters": broken})().parameters(),
}


@pytest.mark.parametrize("name", RAISING)
@pytest.mark.parametrize("strictly", [False, True])
def test_an_error_of_the_user_comes_through(name: str, strictly: bool) -> None:
    with pytest.raises(OwnError, match="mine") as caught:
        RAISING[name]() if not strictly else inside_strict(RAISING[name])
    assert caught.value.__cause__ is None
    assert (value.watch, graph.watch) == (None, None)
    clean()


@pytest.mark.parametrize("error", [TypeError, AttributeError, ValueError, KeyError, GeneratorExit, SystemExit])
def test_even_one_that_looks_like_ours(error: type[BaseException]) -> None:
    def raising(*_: Any) -> Any:
        raise error("mine")

    for work in (lambda: ad.grad(raising)(1.0), lambda: ad.sum(map(raising, [1.0])), lambda: ad.gradcheck(raising, 1.0)):
        with pytest.raises(error, match="mine"):
            work()
    clean()


# --- Threads ---


def test_every_entry_in_threads_over_shared_leaves() -> None:
    x, y = variables(x=0.5, y=1.25)
    z = program(x, y)
    expected = graph.derivatives(z, [x, y])
    svg, second = draw(z).svg, ad.hessian(program, (0, 1))(0.5, 1.25)

    def agree(found: Any, right: Any) -> None:
        assert found == right

    def boxes(svg: str) -> int:
        return svg.count('class="ad-box"')

    def strictly() -> None:
        with strict(), pytest.raises(ad.NonFiniteError):
            (x - 0.5).log()

    together(
        lambda: program(x, y).backward(), lambda: program(x, y).backward(), z.recompute, strictly,
        lambda: agree([g.data for g in gradients(z, [x, y])], expected),
        lambda: agree(graph.derivatives(z, [x, y]), expected),
        lambda: agree(ad.hessian(program, (0, 1))(0.5, 1.25), second),
        lambda: agree(boxes(draw(program(x, y)).svg), boxes(svg)),
        lambda: agree(ad.gradcheck(program, 0.5, 1.25).ok, True), lambda: agree(repr(z).startswith("Value(data="), True),
    )
    swept = 0.0
    for _ in range(12):
        swept += expected[0]
    assert x.grad == swept
    clean()
