"""Every public entry of `nn`, as calls with one place left open for something hostile; see entries.py."""

from collections.abc import Callable
from typing import Any

import autodiff as ad
import nn
from autodiff import Value
from nn import MLP, Activation, BatchNorm, Block, Dropout, Layer, Module, Neuron, PReLU, Sequential, init
from nn.documents import beside, comparisons
from tests.hostile.case import Case


def _used(block: Any, width: int = 2) -> Any:
    """What a block answers, and its gradients, so that nothing hostile lies in wait."""
    rows = block([[2.0, 3.0][:width], [-1.0, 0.5][:width]])
    ad.sum([x for row in rows for x in (row if isinstance(row, list) else [row])], Value(0.0)).backward()
    block.zero_grad()
    block.gradient_step(0.1)
    block.load_state_dict(block.state_dict())
    return repr(block)


class _Own(Block):
    """A block of a user whose forward gives something hostile."""

    def __init__(self, answer: Any = None, **attributes: Any) -> None:
        self._answer = answer
        vars(self).update(attributes)

    def forward(self, rows: list[Any]) -> Any:
        return self._answer


def _held(x: Any) -> Any:
    """A module with something hostile among its attributes."""
    own = _Own(things=[x, {"thing": x}], thing=x, **{"1": Value(1.0)})
    own.freeze("1")
    return own.state_dict(), own.parameters(), own.train().eval().zero_grad(), repr(own)


def _drawn(initializer: Any) -> Any:
    return _used(MLP(2, [2, 1], init=initializer, rng=0))


PAIRED: dict[str, tuple[Callable[..., Any], float]] = {  # losses of one number beside another, and a target they take
    "squared_error": (nn.squared_error, 0.5), "half_squared_error": (nn.half_squared_error, 0.5), "mse": (nn.mse, 0.5),
    "mae": (nn.mae, 0.5), "huber": (nn.huber, 0.5), "hinge": (nn.hinge, 1.0),
    "binary_cross_entropy": (nn.binary_cross_entropy, 1.0),
    "binary_cross_entropy_with_logits": (nn.binary_cross_entropy_with_logits, 1.0),
}
CLASSED: dict[str, Callable[..., Any]] = {"cross_entropy": nn.cross_entropy, "nll": nn.nll}
UNBOUNDED = set(PAIRED) - {"hinge", "binary_cross_entropy", "binary_cross_entropy_with_logits"}  # take any target


def _losses() -> list[Case]:
    cases = []
    for name, (loss, y) in PAIRED.items():
        free = "" if name == "binary_cross_entropy" else "number"  # which takes none but probabilities
        cases += [
            Case(name, "one output", lambda x, v, f=loss, y=y: f([v, x], [y, y]), free),
            Case(name, "one target", lambda x, v, f=loss, y=y: f([v, v], [y, x]), "number" if name in UNBOUNDED else ""),
            Case(name, "outputs", lambda x, v, f=loss, y=y: f(x, [y, y])),
            Case(name, "targets", lambda x, v, f=loss, y=y: f([v, v], x)),
            Case(name, "reduction", lambda x, v, f=loss, y=y: f([v, v], [y, y], reduction=x)),
        ]
    for name, loss in CLASSED.items():
        cases += [
            Case(name, "one output", lambda x, v, f=loss: f([v, x], 1), "number"),
            Case(name, "outputs", lambda x, v, f=loss: f(x, 0)),
            Case(name, "outputs of a sample", lambda x, v, f=loss: f([[v, v], x], [0, 1])),
            Case(name, "target", lambda x, v, f=loss: f([v, v], x)),
            Case(name, "targets", lambda x, v, f=loss: f([[v, v], [v, v]], x)),
            Case(name, "reduction", lambda x, v, f=loss: f([v, v], 0, x)),
        ]
    cases.append(Case("cross_entropy", "a probability", lambda x, v: nn.cross_entropy([v, v], [0.5, x])))
    cases.append(Case("huber", "delta", lambda x, v: nn.huber([v, v], [0.5, 1.0], x)))
    return cases


def _modules() -> list[Case]:
    layer = {"nin": 2, "nout": 2}
    return [
        Case("Module", "too many", lambda x, v: Module(x)),  # type: ignore[call-arg]
        Case("Module", "an attribute", lambda x, v: _held(x)),
        *(Case(f"Module.{name}", "too many", lambda x, v, name=name: getattr(Module(), name)(x))
          for name in ("eval", "named_generators", "named_modules", "named_parameters", "parameters", "state_dict",
                       "steady", "zero_grad")),
        *(Case(f"Module.{name}", "a name", lambda x, v, name=name: getattr(Layer(2, 2), name)(x))
          for name in ("freeze", "unfreeze")),
        Case("Module.train", "mode", lambda x, v: Module().train(x)),
        Case("Module.load_state_dict", "state", lambda x, v: Neuron(1).load_state_dict(x)),
        Case("Module.load_state_dict", "a number", lambda x, v: Neuron(1, bias=False).load_state_dict({"w1": x})),
        Case("Module.load_state_dict", "a name", lambda x, v: Neuron(1, bias=False).load_state_dict({"w1": 1.0, x: 1.0})),
        Case("Module.gradient_step", "learning_rate", lambda x, v: Neuron(1, weights=[v], bias=False).gradient_step(x)),
        *(Case("Neuron", place, lambda x, v, p=place: _used(Neuron(**{"nin": 2, p: x})))
          for place in ("nin", "nonlin", "activation", "bias", "weights", "init", "rng", "scope")),
        *(Case("Layer", place, lambda x, v, p=place: _used(Layer(**{**layer, p: x})))
          for place in ("nin", "nout", "nonlin", "activation", "bias", "weights", "init", "rng", "scope")),
        *(Case("MLP", place, lambda x, v, p=place: _used(MLP(**{"nin": 2, "nouts": [2, 1], p: x})))
          for place in ("nin", "nouts", "activation", "bias", "weights", "init", "rng")),
        Case("MLP", "one size", lambda x, v: _used(MLP(2, [x, 1]))),
        Case("MLP", "one bias", lambda x, v: _used(MLP(2, [2, 1], bias=[x, True]))),
        Case("MLP", "one activation", lambda x, v: _used(MLP(2, [2, 1], activation=[x, "tanh"]))),
        Case("Neuron", "input", lambda x, v: Neuron(1, weights=[v])(x), "numbers"),
        Case("Layer", "input", lambda x, v: Layer(1, 1, weights=[[v]])(x), "numbers"),
        Case("MLP", "input", lambda x, v: MLP(1, [1], weights=[[[v]]])(x), "numbers"),
        Case("Neuron", "one input", lambda x, v: Neuron(2, weights=[0.5, -2.0])([v, x]), "number"),
        Case("MLP", "one sample", lambda x, v: MLP(2, [1], rng=0)([[v, v], x])),
        Case("MLP", "one input of a batch", lambda x, v: MLP(2, [1], rng=0)([[v, 1.0], [v, x]]), "number"),
        Case("comparisons", "document", lambda x, v: comparisons(x)),
        Case("beside", "document", lambda x, v: beside(x)),
        Case("beside", "item", lambda x, v: beside("000", x)),
    Case("MLP", "one weight", lambda x, v: MLP(1, [1], weights=[[[x]]], bias=False)([v])),
    ]


def _blocks() -> list[Case]:
    return [
        Case("Block", "what forward gives", lambda x, v: _Own(x)([v, v])),
        Case("Block", "the outputs of a row", lambda x, v: _Own([x])([v, v])),
        Case("Sequential", "a block", lambda x, v: _used(Sequential(Layer(2, 2), x))),
        Case("Sequential", "input", lambda x, v: Sequential(Activation("tanh"), Layer(1, 1, weights=[[v]]))(x), "numbers"),
        Case("Sequential", "no blocks, input", lambda x, v: Sequential()(x)),
        Case("Activation", "activation", lambda x, v: Activation(x)([v, v])),
        Case("Activation", "one input", lambda x, v: Activation("tanh")([v, x]), "number"),
        Case("PReLU", "alpha", lambda x, v: PReLU(x)(v)),
        Case("PReLU", "x", lambda x, v: PReLU(v)(x), "number"),
        Case("Dropout", "p", lambda x, v: Dropout(x)([v, v])),
        Case("Dropout", "rng", lambda x, v: Dropout(0.5, x)([v, v])),
        Case("Dropout", "one input, kept", lambda x, v: Dropout(0.0, rng=0)([v, x]), "number"),
        Case("Dropout", "one input, dropped", lambda x, v: Dropout(1 - 1e-9, rng=0)([v, x]), "number"),
        *(Case("BatchNorm", place, lambda x, v, p=place: _used(BatchNorm(**{"n": 2, p: x})))
          for place in ("n", "eps", "momentum")),
        Case("BatchNorm", "one input", lambda x, v: BatchNorm(1)([[v], [2.0], [x]]), "number"),
        Case("BatchNorm", "one input in evaluation", lambda x, v: BatchNorm(1).eval()([[v], [x]]), "number"),
        Case("BatchNorm", "input", lambda x, v: BatchNorm(1)(x)),
    ]


def _initialisers() -> list[Case]:
    return [
        *(Case("init.uniform", place, lambda x, v, p=place: _drawn(init.uniform(**{p: x}))) for place in ("low", "high")),
        *(Case("init.normal", place, lambda x, v, p=place: _drawn(init.normal(**{p: x}))) for place in ("mean", "std")),
        Case("init.constant", "x", lambda x, v: _drawn(init.constant(x))),
        Case("init.xavier_uniform", "gain", lambda x, v: _drawn(init.xavier_uniform(x))),
        Case("init.xavier_normal", "gain", lambda x, v: _drawn(init.xavier_normal(x))),
        Case("init.he_uniform", "too many", lambda x, v: init.he_uniform(x)),  # type: ignore[call-arg]
        Case("init.he_normal", "too many", lambda x, v: init.he_normal(x)),  # type: ignore[call-arg]
        Case("init.initializer", "init", lambda x, v: init.initializer(x)),
        Case("init.initializer", "what it draws", lambda x, v: _drawn(lambda *_: x)),
    ]


CASES = [
    *_modules(),
    *_blocks(),
    *_losses(),
    *_initialisers(),
    Case("Module.statistics", "too many", lambda x, v: Module().statistics(x)),  # type: ignore[call-arg]
    Case("l2", "weights", lambda x, v: nn.l2(x, 0.1)),
    Case("l2", "one weight", lambda x, v: nn.l2([v, x], 0.1), "number"),
    Case("l2", "strength", lambda x, v: nn.l2([v, v], x)),
    Case("l2", "samples", lambda x, v: nn.l2([v, v], 0.1, x)),
    Case("l1", "weights", lambda x, v: nn.l1(x, 0.1)),
    Case("l1", "one weight", lambda x, v: nn.l1([v, x], 0.1), "number"),
    Case("l1", "strength", lambda x, v: nn.l1([v, v], x)),
]

NO_CALLS = {"CheckpointError", "EngineError"}  # public names that are no calls of a user
