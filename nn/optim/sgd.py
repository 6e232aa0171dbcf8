"""Stochastic gradient descent."""

from nn.checks import checked_finite, checked_not_negative, checked_switch
from nn.optim.numbers import where
from nn.optim.optimizer import Optimizer
from nn.optim.parameters import Parameters
from nn.optim.state import State


class SGD(Optimizer):
    """Gradient descent, with optional momentum and weight decay. PyTorch's conventions and defaults.

        g <- g + weight_decay*w
        b <- momentum*b + (1 - dampening)*g        (at the first step b <- g)
        w <- w - lr*b                              (nesterov: lr*(g + momentum*b); without momentum: lr*g)

    momentum (momento), weight_decay: 0 or more. nesterov: needs momentum and no dampening, else `ValueError`.
    Sutskever et al., On the importance of initialization and momentum in deep learning (2013), but b does not include lr.

    >>> from autodiff import Value
    >>> w = Value(1.0)
    >>> optimizer = SGD([w], lr=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     optimizer.zero_grad()
    ...     (3 * w).backward()
    ...     optimizer.step()
    >>> round(w.data, 12)  # 1 - 0.1*3 - 0.1*(0.5*3 + 3)
    0.25
    """

    def __init__(self, parameters: Parameters, lr: float = 1e-3, momentum: float = 0.0, dampening: float = 0.0,
                 weight_decay: float = 0.0, nesterov: bool = False) -> None:
        super().__init__(parameters, lr)
        self.momentum = checked_not_negative(momentum, "momentum")
        self.dampening = checked_finite(dampening, "dampening")
        self.weight_decay = checked_not_negative(weight_decay, "weight_decay")
        self.nesterov = checked_switch(nesterov, "nesterov")
        if self.nesterov and (not self.momentum or self.dampening):
            raise ValueError(f"nesterov needs momentum and no dampening, got momentum={self.momentum} and "
                             f"dampening={self.dampening}: try momentum=0.9, dampening=0")

    def initial_state(self) -> State:
        return {"step": 0, "momentum_buffer": 0.0} if self.momentum else {}

    def rule(self, weight: float, gradient: float, state: State) -> tuple[float, State]:
        g = gradient + self.weight_decay * weight
        if not self.momentum:
            return weight - self.lr * g, state
        b = where(state["step"], self.momentum * state["momentum_buffer"] + (1 - self.dampening) * g, g)
        direction = g + self.momentum * b if self.nesterov else b
        return weight - self.lr * direction, {"step": state["step"] + 1, "momentum_buffer": b}
