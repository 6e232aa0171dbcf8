"""Adagrad."""

from nn.checks import checked_not_negative
from nn.optim.numbers import div, sqrt
from nn.optim.optimizer import Optimizer
from nn.optim.parameters import Parameters
from nn.optim.state import State


class Adagrad(Optimizer):
    """Gradients divided by the root of the sum of all their squares. PyTorch's conventions and defaults.

        g <- g + weight_decay*w
        s <- s + g**2                              (s begins as initial_accumulator_value)
        w <- w - lr/(1 + (t - 1)*lr_decay) * g/(sqrt(s) + eps)       at step t = 1, 2, ...

    lr_decay, weight_decay, initial_accumulator_value, eps: 0 or more.
    Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic optimization (2011).

    >>> from autodiff import Value
    >>> w = Value(1.0)
    >>> optimizer = Adagrad([w], lr=0.25, initial_accumulator_value=16.0, eps=0.0)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> w.data  # 1 - 0.25*3/sqrt(16 + 3**2)
    0.85
    """

    def __init__(self, parameters: Parameters, lr: float = 1e-2, lr_decay: float = 0.0, weight_decay: float = 0.0,
                 initial_accumulator_value: float = 0.0, eps: float = 1e-10) -> None:
        super().__init__(parameters, lr)
        self.lr_decay = checked_not_negative(lr_decay, "lr_decay")
        self.weight_decay = checked_not_negative(weight_decay, "weight_decay")
        self.initial_accumulator_value = checked_not_negative(initial_accumulator_value, "initial_accumulator_value")
        self.eps = checked_not_negative(eps, "eps")

    def initial_state(self) -> State:
        return {"step": 0, "sum": self.initial_accumulator_value}

    def rule(self, weight: float, gradient: float, state: State) -> tuple[float, State]:
        g = gradient + self.weight_decay * weight
        rate = self.lr / (1 + state["step"] * self.lr_decay)
        s = state["sum"] + g * g
        return weight - div(rate * g, sqrt(s) + self.eps), {"step": state["step"] + 1, "sum": s}
