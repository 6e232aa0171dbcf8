"""The options of the optimisers: their defaults are PyTorch's, and what is out of range is named."""

import math
from typing import Any

import pytest

from nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from tests.nn.optim.kit import three

DEFAULTS: list[tuple[Any, str]] = [  # from the signatures of torch.optim
    (SGD, "lr=0.001, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False"),
    (RMSprop, "lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0.0, momentum=0.0, centered=False"),
    (Adagrad, "lr=0.01, lr_decay=0.0, weight_decay=0.0, initial_accumulator_value=0.0, eps=1e-10"),
    (Adam, "lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0, amsgrad=False"),
    (AdamW, "lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, amsgrad=False"),
]


@pytest.mark.parametrize(("make", "options"), DEFAULTS)
def test_the_defaults_and_their_order(make: Any, options: str) -> None:
    assert repr(make(three())) == f"{make.__name__}({options}) of 3 parameters"


NOT_NEGATIVE = {SGD: ["lr", "momentum", "weight_decay"], RMSprop: ["lr", "eps", "weight_decay", "momentum"],
                Adagrad: ["lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"],
                Adam: ["lr", "eps", "weight_decay"], AdamW: ["lr", "eps", "weight_decay"]}


@pytest.mark.parametrize(("make", "option"), [(make, o) for make, options in NOT_NEGATIVE.items() for o in options])
def test_an_option_below_0_or_not_finite_is_refused(make: Any, option: str) -> None:
    for bad, expected in ((-0.5, "0 or more, got -0.5"), (math.nan, "finite, got nan"), (math.inf, "finite, got inf")):
        with pytest.raises(ValueError, match=f"^{option} must be {expected}: give a number"):
            make(three(), **{option: bad})
    with pytest.raises(TypeError, match=f"^{option} must be a real number, not str"):
        make(three(), **{option: "0.5"})
    assert repr(getattr(make(three(), **{option: 0}), option)) == "0.0"


REFUSED: list[tuple[Any, dict[str, Any], type[Exception], str]] = [
    (SGD, {"nesterov": True}, ValueError, "nesterov needs momentum and no dampening, got momentum=0.0 and dampening=0.0: "
     "try momentum=0.9, dampening=0"),
    (SGD, {"nesterov": True, "momentum": 0.5, "dampening": 0.1}, ValueError,
     "nesterov needs momentum and no dampening, got momentum=0.5 and dampening=0.1: try momentum=0.9, dampening=0"),
    (SGD, {"nesterov": 1}, TypeError, "nesterov must be True or False, not int (1)"),
    (SGD, {"dampening": math.inf}, ValueError, "dampening must be finite, got inf: give a number such as 0.1"),
    (RMSprop, {"alpha": 1}, ValueError, "alpha must be at least 0 and less than 1, got 1.0: give a number such as 0.9"),
    (RMSprop, {"alpha": math.nan}, ValueError, "alpha must be finite, got nan: give a number such as 0.1"),
    (RMSprop, {"alpha": -0.1}, ValueError, "alpha must be at least 0 and less than 1, got -0.1: give a number such as 0.9"),
    (RMSprop, {"centered": None}, TypeError, "centered must be True or False, not NoneType (None)"),
    (Adam, {"amsgrad": "no"}, TypeError, "amsgrad must be True or False, not str ('no')"),
    (Adam, {"betas": (0.9,)}, ValueError, "betas must be a list of 2, got 1: [0.9]"),
    (Adam, {"betas": 0.9}, TypeError, "betas must be a list of 2, not float (0.9)"),
    (Adam, {"betas": (1.5, 0.9)}, ValueError,
     "the first of betas must be at least 0 and less than 1, got 1.5: give a number such as 0.9"),
    (AdamW, {"betas": (0.5, None)}, TypeError, "the second of betas must be a real number, not NoneType (None): give an int "
     "or a float (of a list or an array, one element at a time)"),
]


@pytest.mark.parametrize(("make", "options", "error", "message"), REFUSED)
def test_what_an_option_cannot_be_is_named(make: Any, options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        make(three(), **options)
    assert str(caught.value) == message


def test_the_least_that_is_let_in() -> None:
    assert Adam(three(), betas=[0, 0]).betas == (0.0, 0.0)
    assert RMSprop(three(), alpha=0).alpha == 0.0
    assert SGD(three(), dampening=-0.5).dampening == -0.5  # as in PyTorch
