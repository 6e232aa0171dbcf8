"""BatchNorm: each number scaled by its mean and variance over the batch."""

from typing import Any, ClassVar

from autodiff import Value, dot, sqrt
from autodiff import sum as total
from nn.checks import checked_fraction, checked_not_negative, checked_operand, checked_size
from nn.modules.block import Block, Row


class BatchNorm(Block):
    """Batch normalisation of n numbers: (x - mean)/√(variance + eps) · gamma + beta (Ioffe and Szegedy, 2015).

    In training, mean and variance are those of the batch (variance with 1/m), and the gradient passes through them. The
    running mean and variance move towards them by `momentum` (variance with 1/(m - 1)), and are used in evaluation, as in
    PyTorch. `ValueError` for a batch of one in training.

    >>> [round(y.data, 4) for y in BatchNorm(1)([[1.0], [2.0], [3.0]])]
    [-1.2247, 0.0, 1.2247]
    """

    STATISTICS: ClassVar[tuple[str, ...]] = ("running_mean", "running_var")

    def __init__(self, n: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        checked_size(n, "n, the number of inputs of a BatchNorm,")
        self.eps = checked_not_negative(eps, "eps of a BatchNorm")
        self.momentum = checked_fraction(momentum, "momentum of a BatchNorm")
        self.gamma, self.beta = _values("gamma", 1.0, n), _values("beta", 0.0, n)
        self.running_mean, self.running_var = _values("running_mean", 0.0, n), _values("running_var", 1.0, n)

    def forward(self, rows: list[Row]) -> list[Row]:
        self._check_width(rows, len(self.gamma))
        if self.training and len(rows) < 2:
            raise ValueError("a BatchNorm in training needs a batch of at least 2 samples, got 1: give a batch_size "
                             "that leaves no single sample over, or call eval() first")
        if self.training:
            self._check_not_traced()
        given = [[checked_operand(x, "an input of a BatchNorm") for x in row] for row in rows]
        columns = [self._normalised(i, list(column)) for i, column in enumerate(zip(*given, strict=True))]
        return [list(row) for row in zip(*columns, strict=True)]

    def _normalised(self, i: int, column: Row) -> Row:
        mean = total(column) / len(column) if self.training else self.running_mean[i].data
        deviations = [x - mean for x in column]
        var = dot(deviations, deviations) / len(column) if self.training else self.running_var[i].data
        if self.training:
            self._follow(i, mean, var * (len(column) / (len(column) - 1)))
        scale = self.gamma[i] / sqrt(var + self.eps)
        return [d * scale + self.beta[i] for d in deviations]

    def _follow(self, i: int, mean: Any, var: Any) -> None:
        """Move the running statistics towards those of a batch."""
        for running, found in ((self.running_mean[i], mean), (self.running_var[i], var)):
            running.data += self.momentum * (getattr(found, "data", found) - running.data)

    def _needs(self) -> str:
        return f"a BatchNorm of {len(self.gamma)} inputs needs a list of as many numbers"

    def __repr__(self) -> str:
        return f"BatchNorm({len(self.gamma)})"


def _values(name: str, x: float, n: int) -> list[Value]:
    return [Value(x, label=f"{name}{i}") for i in range(1, n + 1)]
