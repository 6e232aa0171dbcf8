"""fit: a model is trained on data, in mini-batches (lotes), epoch (época) by epoch."""

from os import PathLike
from pathlib import Path
from typing import Any

from nn.modules import Module
from nn.optim import Optimizer
from nn.training.history import History
from nn.training.options import Loss
from nn.training.training import Training


def fit(model: Module, data: Any, loss: Loss, optimizer: Optimizer, epochs: int, batch_size: int | None = None, *,
        progress: bool | None = None, checkpoint: str | PathLike[str] | None = None, checkpoint_every: int | None = None,
        resume: bool = False, **options: Any) -> History:
    """Train a model for some epochs and return the history.

    data: inputs and targets, `(X, y)` or a `Dataset`. loss: a function of outputs and targets, as `nn.mse`. batch_size:
    samples in a mini-batch, None for all. shuffle, rng: whether the samples are shuffled, and by what, a `random.Random` or
    an integer, its seed. validation: data that is only evaluated, after each epoch. metrics: functions of outputs and
    targets, as `[accuracy]`, or a dict of them by name. schedule: a function that gives the learning rate of each epoch,
    from 0. clip_norm, clip_value: limits of the gradients. penalty: a function of the model that is added to the loss, as
    `lambda model: l2(model, 0.01)`. callbacks: `EarlyStopping(...)`, or functions of the training, called after each epoch.

    engine: "eager"; "compiled" for machine code (extra `compile`), with the same numbers up to rounding, which is checked on
    the first batch of each size, but not for BatchNorm and Dropout; "auto" compiles where it is possible and pays. executor:
    with engine="compiled", any `concurrent.futures.Executor`, whose workers share each batch. step: your own engine, an
    object with the methods of `nn.training.options.TrainingStep`.

    progress: a progress bar on standard error; None shows one on a terminal. checkpoint: a file to save the run in after
    each epoch, or after every `checkpoint_every` steps and at the end. resume: True continues the run in that file, if
    there is one.

    `ValueError` for arguments that do not fit, and for a gradient that is not finite, before any weight is updated.
    `EngineError` if machine code and the eager engine disagree; "auto" warns instead, and uses the latter.

    >>> from nn import MLP, SGD, mse
    >>> model = MLP(1, [1], rng=0)
    >>> history = fit(model, ([[0.0], [1.0]], [1.0, 3.0]), mse, SGD(model, lr=0.5), epochs=100)
    >>> round(model([2.0]).data, 6)
    5.0
    """
    training = Training(model, data, loss, optimizer, batch_size, **options)
    if checkpoint is None and (resume or checkpoint_every is not None):
        raise ValueError("resume and checkpoint_every need the file that keeps the run: give checkpoint='run.json'")
    if resume and checkpoint is not None and Path(checkpoint).exists():
        training.resume(checkpoint)
    return training.run(epochs, progress=progress, checkpoint=checkpoint, checkpoint_every=checkpoint_every)
