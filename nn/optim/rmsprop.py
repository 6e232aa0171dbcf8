"""RMSprop."""

from nn.checks import checked_decay, checked_not_negative, checked_switch
from nn.optim.numbers import div, maximum, sqrt
from nn.optim.optimizer import Optimizer
from nn.optim.parameters import Parameters
from nn.optim.state import State


class RMSprop(Optimizer):
    """Gradients divided by the root of their running mean square. PyTorch's conventions and defaults.

        g <- g + weight_decay*w
        v <- alpha*v + (1 - alpha)*g**2            m <- m + (1 - alpha)*(g - m), if centered, else 0
        b <- momentum*b + g/(sqrt(v - m**2) + eps)
        w <- w - lr*b

    alpha: from 0 to less than 1. eps, weight_decay, momentum: 0 or more. If rounding makes the variance
    v - m**2 negative, it counts as 0 (PyTorch: nan).
    Hinton, Neural networks for machine learning, lecture 6e (2012); centered: Graves, arXiv:1308.0850, equations 38-45.

    >>> from autodiff import Value
    >>> w = Value(1.0)
    >>> optimizer = RMSprop([w], lr=0.25, alpha=0.75, eps=0.0)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> w.data  # 1 - 0.25*3/sqrt(0.25*3**2)
    0.5
    """

    def __init__(self, parameters: Parameters, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8,
                 weight_decay: float = 0.0, momentum: float = 0.0, centered: bool = False) -> None:
        super().__init__(parameters, lr)
        self.alpha = checked_decay(alpha, "alpha")
        self.eps = checked_not_negative(eps, "eps")
        self.weight_decay = checked_not_negative(weight_decay, "weight_decay")
        self.momentum = checked_not_negative(momentum, "momentum")
        self.centered = checked_switch(centered, "centered")

    def initial_state(self) -> State:
        averages = ["square_avg"] + ["grad_avg"] * self.centered + ["momentum_buffer"] * (self.momentum > 0)
        return dict.fromkeys(averages, 0.0)

    def rule(self, weight: float, gradient: float, state: State) -> tuple[float, State]:
        g = gradient + self.weight_decay * weight
        v = variance = self.alpha * state["square_avg"] + (1 - self.alpha) * g * g
        new = {"square_avg": v}
        if self.centered:
            m = new["grad_avg"] = state["grad_avg"] + (1 - self.alpha) * (g - state["grad_avg"])
            variance = maximum(v - m * m, 0.0)
        deviation = sqrt(variance) + self.eps
        if not self.momentum:
            return weight - div(self.lr * g, deviation), new
        b = new["momentum_buffer"] = self.momentum * state["momentum_buffer"] + div(g, deviation)
        return weight - self.lr * b, new
