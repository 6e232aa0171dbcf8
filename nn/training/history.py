"""History: the losses and metrics of a training run, epoch by epoch."""

from typing import Any

from autodiff.messages import shown


class History(dict[str, list[float]]):
    """Columns with one number for each epoch: "loss", "validation_loss", metrics and "learning_rate".

    "loss" is the mean over the steps of an epoch, penalty included. Metrics and validation losses are computed at its end.

    >>> history = History(loss=[0.5, 0.25])
    >>> history
    2 epochs: loss 0.25
    >>> history["loss"]
    [0.5, 0.25]
    """

    def __init__(self, *columns: Any, **more: Any) -> None:
        super().__init__(*columns, **more)
        for name, column in self.items():
            if not isinstance(name, str) or type(column) is not list:
                raise TypeError(f"a history must have a list of numbers under each name, got {shown(name)}: {shown(column)}")

    @property
    def epochs(self) -> int:
        """The number of epochs."""
        return max(map(len, self.values()), default=0)

    def add(self, /, **row: float) -> None:
        """Add an epoch."""
        for name, x in row.items():
            self.setdefault(name, []).append(x)

    def last(self, name: str) -> float:
        """The last number of a column; `ValueError` if there is none.

        >>> History(loss=[0.5, 0.25]).last("loss")
        0.25
        """
        if not self.get(name):
            raise ValueError(f"the history has no {shown(name)}: it has {shown(list(self))}")
        return self[name][-1]

    def __repr__(self) -> str:
        count = f"{self.epochs} epoch{'s' if self.epochs != 1 else ''}"
        return f"{count}: {', '.join(f'{name} {column[-1]:.6g}' for name, column in self.items())}" if self.epochs else count

    def __reduce__(self) -> Any:
        return History, (dict(self),)
