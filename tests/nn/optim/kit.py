"""What the tests of optimisers share: all kinds of them, and how to lead them along given gradients."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from autodiff import Value, variables
from nn.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop

KINDS: list[type[Optimizer]] = [SGD, RMSprop, Adagrad, Adam, AdamW]

_decays = st.floats(0, 0.999)
_small = st.sampled_from([0.0, 1e-3, 0.1])
_adam = {"lr": st.floats(0, 1), "betas": st.tuples(_decays, _decays), "eps": st.sampled_from([1e-8, 0.1]),
         "weight_decay": _small, "amsgrad": st.booleans()}
_options: dict[type[Optimizer], Any] = {
    SGD: st.one_of(
        st.fixed_dictionaries({"lr": st.floats(0, 1), "momentum": _decays, "dampening": _small, "weight_decay": _small}),
        st.fixed_dictionaries({"momentum": st.floats(0.1, 0.9), "nesterov": st.just(True)})),
    RMSprop: st.fixed_dictionaries({"lr": st.floats(0, 1), "alpha": _decays, "eps": st.sampled_from([1e-8, 0.1]),
                                    "weight_decay": _small, "momentum": _small, "centered": st.booleans()}),
    Adagrad: st.fixed_dictionaries({"lr": st.floats(0, 1), "lr_decay": _small, "weight_decay": _small,
                                    "initial_accumulator_value": _small}),
    Adam: st.fixed_dictionaries(_adam),
    AdamW: st.fixed_dictionaries(_adam),
}
kinds = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), _options[kind]))
numbers = st.floats(-1e3, 1e3)


def rows(width: int, least: int = 1, most: int = 6) -> st.SearchStrategy[list[list[float]]]:
    """Gradients of `width` parameters for some steps."""
    return st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=least, max_size=most)


def three(data: Sequence[float] = (0.5, -1.25, 3.0)) -> list[Value]:
    """Three parameters with labels."""
    return variables(a=data[0], b=data[1], c=data[2])


def lead(optimizer: Optimizer, parameters: Sequence[Value], gradients: Sequence[Sequence[float]]) -> None:
    """A step for every row of gradients."""
    for row in gradients:
        for p, gradient in zip(parameters, row, strict=True):
            p.grad = gradient
        optimizer.step()


def picture(optimizer: Optimizer, parameters: Sequence[Value]) -> tuple[list[str], dict[str, Any]]:
    """Weights and state, to the bit."""
    return [p.data.hex() for p in parameters], optimizer.state_dict()
