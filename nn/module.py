"""Module: anything with parameters."""

from collections.abc import Iterator
from math import isfinite

from autodiff import Value
from autodiff.reals import number


class Module:
    """Something with parameters that can be read, reset and moved against their gradients.

    A subclass says in `named_parameters` what they are.

    >>> Module().parameters()
    []
    """

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Each parameter with its name; one that serves in two places comes twice, under two names."""
        yield from ()

    def parameters(self) -> list[Value]:
        """The parameters, each once, in the order of `named_parameters`."""
        return list(dict.fromkeys(p for _, p in self.named_parameters()))

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, as `backward` adds to it."""
        for p in self.parameters():
            p.grad = 0.0

    def gradient_step(self, learning_rate: float) -> None:
        """Plain gradient descent: w <- w - learning_rate * dC/dw for every parameter at once (doc. 001, eta; 004, alpha).

        `ValueError`, and no weight is moved, if a gradient or the rate is not finite.

        >>> from nn import Neuron
        >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=0.0)
        >>> neuron([3.0]).backward()
        >>> neuron.gradient_step(0.1)
        >>> neuron.w[0].data
        1.7
        """
        rate = number(learning_rate, "learning_rate")
        if not isfinite(rate):
            raise ValueError(f"learning_rate must be a finite number, got {rate!r}: try 0.1")
        for name, p in self.named_parameters():
            if not isfinite(p.grad):
                raise ValueError(f"the gradient of {name} is {p.grad}: no weight was moved; "
                                 "strict() finds where it comes from")
        moved = [p.data - rate * p.grad for p in self.parameters()]  # all are read before any is written
        for p, data in zip(self.parameters(), moved, strict=True):
            p.data = data
