"""Blocks beside the layer: Sequential, Activation, PReLU, Dropout, BatchNorm."""

import random
from typing import Any, ClassVar

from autodiff import Value, dot, leaky_relu, sqrt, where
from autodiff import sum as total
from autodiff.graph.comparison import tracing
from autodiff.messages import shown
from autodiff.reals import number
from nn.checks import checked_not_negative, checked_operand, checked_size, generator, is_row
from nn.modules.activation import Activated, activation_title
from nn.modules.block import Block, Row
from nn.modules.layers import Neuron, as_parameter
from nn.modules.module import Module


class Sequential(Block):
    """Blocks one after the other; `TypeError` for what is none.

    >>> from nn import Layer
    >>> model = Sequential(Layer(2, 8, activation="identity", rng=0), BatchNorm(8), Activation("relu"), Layer(8, 1, rng=1))
    >>> len(model.parameters())
    49
    """

    def __init__(self, *blocks: Block) -> None:
        for i, block in enumerate(blocks, 1):
            if is_row(block):
                raise TypeError(f"block {i} of a Sequential must be a Block, not {type(block).__name__} ({shown(block)}): "
                                "give the blocks without brackets, as Sequential(a, b)")
            if not isinstance(block, Block):
                raise TypeError(f"block {i} of a Sequential must be a Block such as a Layer, not {type(block).__name__} "
                                f"({shown(block)}): Activation('tanh') and Activation(PReLU()) make one of a function")
            _name_scopes(block, f"block{i}")
        self.blocks = list(blocks)

    def __len__(self) -> int:
        """The number of blocks."""
        return len(self.blocks)

    def __getitem__(self, i: int) -> Block:
        """The block of that number, from 0 (its parameters count from 1: "block1.neuron1.w1")."""
        return self.blocks[i]

    def forward(self, rows: list[Row]) -> list[Row]:
        for block in self.blocks:
            rows = block.forward(rows)
        return rows

    def __repr__(self) -> str:
        return f"Sequential of [{', '.join(map(str, self.blocks))}]"


def _name_scopes(block: Block, name: str) -> None:
    """Neurons that were given no scope belong to the block, so that a drawing keeps the layers apart."""
    for _, neuron in block.named_modules():
        if isinstance(neuron, Neuron) and neuron.scope.split("/")[0] in ("layer", "neuron"):
            old, neuron.scope = neuron.scope, "/".join([name, *neuron.scope.split("/")[1:]])
            for p in (*neuron.w, *([] if neuron.b is None else [neuron.b])):
                p.scope = neuron.scope if p.scope == old else p.scope


class Activation(Activated, Block):
    """An activation, by name or as a function, applied to each number.

    >>> Activation("relu")([-1.0, 2.0])
    [0.0, 2.0]
    """

    def __init__(self, activation: Any) -> None:
        self.activation = activation

    def forward(self, rows: list[Row]) -> list[Row]:
        return [[self._function(x) for x in row] for row in rows]

    def __repr__(self) -> str:
        return f"Activation({activation_title(self.activation)})"


class PReLU(Module):
    """x above 0 and alpha·x below, where alpha is learnt (doc. 001; He and others, 2015): an activation with a parameter.

    >>> from nn import Neuron
    >>> neuron = Neuron(1, activation=PReLU(), weights=[1.0], bias=False)
    >>> neuron([-2.0]).data, [name for name, _ in neuron.named_parameters()]
    (-0.5, ['w1', 'activation.alpha'])
    """

    def __init__(self, alpha: float | Value = 0.25) -> None:
        slope = alpha if isinstance(alpha, Value) else Value(number(alpha, "alpha of a PReLU"), label="alpha")
        self.alpha = as_parameter(slope, "alpha", "PReLU")

    def __call__(self, x: Any) -> Any:
        return leaky_relu(x, self.alpha)

    def __repr__(self) -> str:
        return f"PReLU(alpha={self.alpha.data})"


class Dropout(Block):
    """In training each number is made 0 with probability p, and the others are divided by 1 - p, so that the mean stays;
    in evaluation nothing happens (Srivastava and others, 2014). rng: a `random.Random`, or an int, its seed; unless given,
    a new one whose seed is drawn from the `random` module.

    `ValueError` for p outside 0 <= p < 1.

    >>> drop = Dropout(0.5, rng=0)
    >>> drop([1.0, 1.0, 1.0, 1.0])
    [2.0, 2.0, 0.0, 0.0]
    >>> drop.eval()([1.0, 1.0, 1.0, 1.0])
    [1.0, 1.0, 1.0, 1.0]
    """

    def __init__(self, p: float = 0.5, rng: Any = random) -> None:
        self.p = number(p, "p of a Dropout")
        if not 0 <= self.p < 1:
            raise ValueError(f"p of a Dropout must be a probability below 1, got {p!r}: give 0.5 to drop every other number")
        self.rng = generator(rng.getrandbits(64) if rng is random else rng)  # its own: two layers must not drop alike

    def forward(self, rows: list[Row]) -> list[Row]:
        if not self.training:
            return rows
        _check_not_traced("Dropout")
        return [[self._dropped(checked_operand(x, "an input of a Dropout")) for x in row] for row in rows]

    def _dropped(self, x: Any) -> Any:
        return x / (1 - self.p) if self.rng.random() >= self.p else where(False, x, 0.0)  # a Value stays one

    def __repr__(self) -> str:
        return f"Dropout({self.p})"


class BatchNorm(Block):
    """Each of n numbers, over the batch: (x - mean)/√(variance + eps) · gamma + beta (Ioffe and Szegedy, 2015).

    In training mean and variance are the batch's (variance with 1/m), and flow into the gradient; the running ones move
    by `momentum` towards them (variance with 1/(m - 1)), and serve in evaluation: PyTorch's conventions. `ValueError` for
    a batch of one in training.

    >>> [round(y.data, 4) for y in BatchNorm(1)([[1.0], [2.0], [3.0]])]
    [-1.2247, 0.0, 1.2247]
    """

    STATISTICS: ClassVar[tuple[str, ...]] = ("running_mean", "running_var")

    def __init__(self, n: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        checked_size(n, "n, the number of inputs of a BatchNorm,")
        self.eps = checked_not_negative(eps, "eps of a BatchNorm")
        self.momentum = checked_not_negative(momentum, "momentum of a BatchNorm")
        if self.momentum > 1:
            raise ValueError(f"momentum of a BatchNorm must be from 0 to 1, got {momentum!r}: PyTorch's is 0.1")
        self.gamma, self.beta = _values("gamma", 1.0, n), _values("beta", 0.0, n)
        self.running_mean, self.running_var = _values("running_mean", 0.0, n), _values("running_var", 1.0, n)

    def forward(self, rows: list[Row]) -> list[Row]:
        self._check_width(rows, len(self.gamma))
        if self.training and len(rows) < 2:
            raise ValueError("a BatchNorm in training needs a batch of at least 2 samples, got 1: give a batch_size "
                             "that leaves no single sample over, or call eval() first")
        if self.training:
            _check_not_traced("BatchNorm")
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


def _check_not_traced(what: str) -> None:
    """`TypeError` inside of `jit`, which would do for ever what a block in training does anew each time."""
    if tracing.get():
        raise TypeError(f"jit would freeze what a {what} in training does to one sample: call eval() on the model first")
