"""A progress bar by tqdm, which is imported when a bar is shown."""

import sys
from typing import Any


class NoBar:
    """What stands for a bar that is not shown."""

    def update(self, n: int = 1) -> None:
        """One step more."""

    def set_description(self, text: str, refresh: bool = True) -> None:
        """The text before the bar."""

    def close(self) -> None:
        """The bar is done."""


def bar(total: int, done: int, wanted: bool | None) -> Any:
    """A bar of `total` steps. wanted: True, False, or None for where standard error is a terminal."""
    if wanted is False or (wanted is None and not (sys.stderr is not None and sys.stderr.isatty())):
        return NoBar()
    try:
        from tqdm.auto import tqdm
    except ModuleNotFoundError:
        if wanted is None:
            return NoBar()
        raise ModuleNotFoundError('a progress bar needs tqdm: pip install "autodiff-scalar[train]"') from None
    return tqdm(total=total, initial=done, unit="step", dynamic_ncols=True)
