"""Adam, and AdamW, which decays the weights apart from it."""

from typing import Any

from nn.checks import checked_decay, checked_list, checked_not_negative, checked_switch
from nn.optim.numbers import div, maximum, sqrt
from nn.optim.optimizer import Optimizer
from nn.optim.parameters import Parameters
from nn.optim.state import State


class Adam(Optimizer):
    """Running means of gradients and of their squares, corrected for their start at 0. PyTorch's conventions and defaults.

        g <- g + weight_decay*w
        m <- m + (1 - beta1)*(g - m)               v <- beta2*v + (1 - beta2)*g**2
        w <- w - lr/(1 - beta1**t) * m/(sqrt(v/(1 - beta2**t)) + eps)          at step t = 1, 2, ...

    betas: both from 0 to less than 1. eps, weight_decay: 0 or more. amsgrad: the largest v so far takes the place of v.
    Kingma and Ba, arXiv:1412.6980, algorithm 1; Reddi, Kale and Kumar, arXiv:1904.09237 (amsgrad).

    >>> from autodiff import Value
    >>> w = Value(1.0)
    >>> optimizer = Adam([w], lr=0.25)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)  # the first step is lr long, whatever the gradient
    0.75
    """

    def __init__(self, parameters: Parameters, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 0.0, amsgrad: bool = False) -> None:
        super().__init__(parameters, lr)
        first, second = checked_list(betas, 2, "betas")
        self.betas = checked_decay(first, "the first of betas"), checked_decay(second, "the second of betas")
        self.eps = checked_not_negative(eps, "eps")
        self.weight_decay = checked_not_negative(weight_decay, "weight_decay")
        self.amsgrad = checked_switch(amsgrad, "amsgrad")

    def initial_state(self) -> State:
        start = {"step": 0, "exp_avg": 0.0, "exp_avg_sq": 0.0}
        return start | {"max_exp_avg_sq": 0.0} if self.amsgrad else start

    def rule(self, weight: float, gradient: float, state: State) -> tuple[float, State]:
        return self._moved(weight, gradient + self.weight_decay * weight, state)

    def _moved(self, weight: float, g: float, state: State) -> tuple[float, State]:
        beta1, beta2 = self.betas
        t = state["step"] + 1
        m = state["exp_avg"] + (1 - beta1) * (g - state["exp_avg"])
        v = mean_square = beta2 * state["exp_avg_sq"] + (1 - beta2) * g * g
        new: dict[str, Any] = {"step": t, "exp_avg": m, "exp_avg_sq": v}
        if self.amsgrad:
            mean_square = new["max_exp_avg_sq"] = maximum(state["max_exp_avg_sq"], v)
        deviation = sqrt(mean_square) / sqrt(1 - beta2**t) + self.eps
        return weight - div(self.lr / (1 - beta1**t) * m, deviation), new


class AdamW(Adam):
    """Adam with decoupled weight decay: first w <- w - lr*weight_decay*w, and no decay in the gradient.

    Options as for Adam, but weight_decay is 0.01. Loshchilov and Hutter, arXiv:1711.05101, algorithm 2, with PyTorch's lr
    in front of the decay.

    >>> from autodiff import Value
    >>> w = Value(1.0)
    >>> optimizer = AdamW([w], lr=0.25, weight_decay=0.5)
    >>> optimizer.step()  # the gradient is 0
    >>> w.data
    0.875
    """

    def __init__(self, parameters: Parameters, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
                 eps: float = 1e-8, weight_decay: float = 1e-2, amsgrad: bool = False) -> None:
        super().__init__(parameters, lr, betas, eps, weight_decay, amsgrad)

    def rule(self, weight: float, gradient: float, state: State) -> tuple[float, State]:
        return self._moved(weight * (1 - self.lr * self.weight_decay), gradient, state)
