"""The exceptions of `nn`."""

import os

from autodiff.messages import cut


class CheckpointError(ValueError):
    """A file cannot be used: damaged, of another kind or version, too large, or for another model. Nothing was changed.

    path: the file; problem: what is wrong with it, and what to do.

    >>> print(CheckpointError("model.json", "it is empty: use another copy"))
    model.json cannot be used, it is empty: use another copy
    """

    def __init__(self, path: str | os.PathLike[str], problem: str) -> None:
        super().__init__(path, problem)  # both, for copies and pickles
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{cut(os.fspath(self.path), 200)} cannot be used, {self.problem}"


class EngineError(RuntimeError):
    """Machine code and the eager engine find different gradients for a batch: a bug of this package.

    The message names the parameter and has both numbers. No weight was updated.
    """
