"""The exceptions of `nn` that Python has no name for."""

import os

from autodiff.messages import cut


class CheckpointError(ValueError):
    """A file cannot be used: damaged, of another kind or version, too large, or not fitting. Nothing was changed.

    path: the file; problem: what is wrong with it, and what to do.

    >>> print(CheckpointError("model.json", "it is empty: take another copy"))
    model.json cannot be used, it is empty: take another copy
    """

    def __init__(self, path: str | os.PathLike[str], problem: str) -> None:
        super().__init__(path, problem)  # both, so that copies and pickles keep them
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{cut(os.fspath(self.path), 200)} cannot be used, {self.problem}"


class EngineError(RuntimeError):
    """Machine code finds another loss or gradient of a batch than the eager engine does: a fault of ours.

    The message names the parameter and has both numbers. No weight was moved by them.
    """
