"""What a module holds: every Value and module among its attributes is found, or refused, wherever it lies."""

import copy
import pickle
import random
from collections import ChainMap, OrderedDict, UserList, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np
import pytest

from autodiff import Value
from nn import SGD, Layer, Module, Neuron, fit, mse


class Bare(Module):
    def __init__(self, **things: Any) -> None:
        for name, thing in things.items():
            setattr(self, name, thing)


class Slotted(Module):
    __slots__ = ("_hidden", "a", "later", "ws")

    def __init__(self) -> None:
        self.b, self.ws, self.a, self._hidden = Value(3.0), [Value(1.0), Value(2.0)], Neuron(1, rng=0), Value(4.0)

    def forward(self, x: float) -> Value:
        return self.ws[0] * x + self.ws[1] * x + self.b + self.a([x])


class Inherited(Slotted):
    __slots__ = ("c",)

    def __init__(self) -> None:
        super().__init__()
        self.c = Value(5.0)


def test_attributes_in_slots_are_found_and_trained() -> None:
    model = Inherited()
    names = ["w1", "w2", "c", "b", "a.w1", "a.b"]
    assert [name for name, _ in model.named_parameters()] == names
    assert list(model.state_dict()) == names
    model.freeze("w1")
    before = model.state_dict()
    model.zero_grad()
    model.forward(1.0).backward()
    model.gradient_step(0.5)
    assert model.state_dict()["w2"] == before["w2"] - 0.5
    assert model.state_dict()["w1"] == before["w1"]
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert copied.state_dict() == model.state_dict()
        assert set(copied.parameters()).isdisjoint(model.parameters())


def test_slots_of_a_class_that_is_no_module() -> None:
    class Mixin:
        __slots__ = ("gain",)
        gain: Value

    class Both(Mixin, Module):
        def __init__(self) -> None:
            self.gain = Value(2.0)

    assert list(Both().state_dict()) == ["gain"]


@pytest.mark.parametrize(("make", "names"), [
    (lambda *v: deque(v), ["w1", "w2"]), (lambda *v: UserList(v), ["w1", "w2"]),
    (lambda *v: MappingProxyType({"x": v[0], "y": v[1]}), ["ws.x", "ws.y"]),
    (lambda *v: OrderedDict(x=v[0], y=v[1]), ["ws.x", "ws.y"]), (lambda *v: ChainMap({"x": v[0]}, {}), ["ws.x"]),
    (lambda *v: np.array(v, dtype=object), ["w1", "w2"]), (lambda *v: ({"x": v[0]}, [v[1]]), ["w1.x", "w2_1"])])
def test_whatever_has_an_order_is_looked_through(make: Callable[..., Any], names: list[str]) -> None:
    assert list(Bare(ws=make(Value(1.0), Value(2.0))).state_dict()) == names


@pytest.mark.parametrize("make", [
    lambda v: {v}, lambda v: frozenset([v, Value(2.0)]), lambda v: [{v}], lambda v: {"x": {v}}, lambda v: {(1, (v,))},
    lambda v: {frozenset([v])}, lambda v: {"x": v}.values(), lambda v: {"x": v}.items(), lambda v: {v: 1.0}.keys(),
    lambda v: {Neuron(1)}, lambda v: {random.Random(0)}])
def test_a_set_has_no_order_and_is_refused(make: Callable[[Value], Any]) -> None:
    model = Bare(ws=make(Value(1.0)), b=Value(2.0))
    for use in (model.parameters, model.state_dict, model.zero_grad, lambda: SGD(model, lr=0.1)):
        with pytest.raises(TypeError, match=r"^w.* that holds Values or modules, which have no order there: give a list"):
            use()
    model._ws = model.__dict__.pop("ws")
    assert list(model.state_dict()) == ["b"]


def test_other_sets_are_no_matter() -> None:
    assert list(Bare(ws={"a", 1, (2.0, "b")}, names={"x": 1}.keys(), b=Value(2.0)).state_dict()) == ["b"]


@pytest.mark.parametrize(("thing", "part"), [
    (Value(1.0), "w"), ([Value(1.0)], "w1"), ({"x": Value(1.0)}, "w.x"), (Neuron(1), "w"), ([Layer(1, 1)], "w1"),
    (random.Random(0), "w")])
@pytest.mark.parametrize("how", ["written", "later", "mixin", "inside"])
def test_attributes_of_the_class_are_refused(thing: Any, part: str, how: str) -> None:
    body: dict[str, Any] = {"w": thing, "size": 3, "names": ["a"], "kind": Neuron, "_left_alone": Value(1.0)}
    if how == "mixin":
        kind: Any = type("M", (type("Mixin", (), body), Bare), {})
    else:
        kind = type("M", (Bare,), {} if how == "later" else body)
    if how == "later":
        kind.w = thing
    model = Bare(part=kind(b=Value(2.0))) if how == "inside" else kind(b=Value(2.0))
    with pytest.raises(TypeError, match=rf"^{part} is an attribute of the class M(ixin)?, .* set self.w in __init__"):
        model.parameters()


def test_a_default_of_the_class_that_the_module_has_an_own_of_is_none() -> None:
    shared = Value(1.0)

    @dataclass(eq=False)
    class Line(Module):
        w: Value = shared
        ws: list[Value] = field(default_factory=list)
        CONSTANT: ClassVar[Value] = shared * 2  # a result, which no training moves

    assert Line(Value(2.0), [Value(3.0)]).state_dict() == {"w": 2.0, "w1": 3.0}


def test_a_masked_array_of_values_is_refused() -> None:
    model = Bare(ws=np.ma.array([Value(1.0), Value(2.0)], mask=[False, True]))
    with pytest.raises(TypeError, match=r"^ws must not be a masked array, as the mask would be lost"):
        model.parameters()


def test_fit_trains_what_lies_in_slots() -> None:
    class Line(Module):
        __slots__ = ("w",)

        def __init__(self) -> None:
            self.w = Value(0.0)

        def forward(self, rows: Any) -> Any:
            return [self.w * x for x, in rows]

    model = Line()
    fit(model, ([[1.0], [2.0]], [2.0, 4.0]), mse, SGD(model, lr=0.1), epochs=100, progress=False)
    assert model.w.data == pytest.approx(2.0, rel=1e-12)
