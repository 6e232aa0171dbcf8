"""EagerStep: a mini-batch evaluated by the eager engine, which builds its graph."""

from collections.abc import Sequence
from typing import Any

from autodiff import Value
from autodiff.messages import shown
from nn.checks import is_row, wrong_type
from nn.losses import cross_entropy
from nn.training.options import Loss, Penalty


class EagerStep:
    """Builds the graph of a batch and runs the reverse pass.

    >>> from nn import Neuron, mse
    >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=False)
    >>> EagerStep(neuron, mse)([[1.0], [2.0]], [1.0, 2.0]), neuron.w[0].grad
    (2.5, 5.0)
    """

    def __init__(self, model: Any, loss: Loss, penalty: Penalty | None = None) -> None:
        if not callable(loss):
            raise wrong_type("loss must be a function", loss, "give nn.mse")
        if penalty is not None and not callable(penalty):
            raise wrong_type("penalty must be a function of the model", penalty, "give lambda model: l2(model, 0.01)")
        self.model, self.of, self.penalty = model, loss, penalty

    def __call__(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        cost = self.cost(inputs, targets)
        cost.backward()
        return cost.data

    def loss(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        return self.cost(inputs, targets, penalty=False).data

    def cost(self, inputs: Sequence[Any], targets: Sequence[Any], penalty: bool = True) -> Value:
        """The loss of a batch as a graph, with or without the penalty."""
        cost = self._loss(inputs, targets)
        if penalty and self.penalty is not None:
            cost = _checked(cost + self.penalty(self.model), "the penalty")
        return cost

    def _loss(self, inputs: Sequence[Any], targets: Sequence[Any]) -> Value:
        outputs = self.model(inputs)
        if self.of is cross_entropy and is_row(outputs) and not is_row(outputs[0]):  # not one sample of many classes
            raise ValueError("cross_entropy needs a model of one output per class, and this one has a single output: "
                             "give binary_cross_entropy_with_logits")
        return _checked(self.of(outputs, targets), "the loss")

    def outputs(self, inputs: Sequence[Any]) -> list[Any]:
        return self.model(inputs)  # type: ignore[no-any-return]


def _checked(cost: Any, what: str) -> Value:
    if not isinstance(cost, Value):
        raise wrong_type(f"{what} must give a Value that was computed from the outputs", cost,
                         "use the losses of nn, or the functions of autodiff")
    if cost.op is None:  # a leaf, from which no gradient reaches the model
        raise ValueError(f"{what} must give a Value that was computed from the outputs, and {shown(cost)} is a new one: "
                         "leave out Value(...) and .data")
    return cost
