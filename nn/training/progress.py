"""Progress bars, by tqdm, which is imported when a bar is shown."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress_bar(total: int, done: int, wanted: bool | None) -> Iterator[Callable[[str, int], None]]:
    """A bar of `total` steps: the function given shows a text before it, and advances it by a number of steps.

    wanted: True, False, or None to show a bar if standard error is a terminal and tqdm is installed.
    """
    tqdm = _tqdm(wanted)
    if tqdm is None:
        yield lambda text, steps: None
        return
    with tqdm(total=total, initial=done, unit="step", dynamic_ncols=True) as bar:
        def advance(text: str, steps: int) -> None:
            bar.set_description(text, refresh=False)
            bar.update(steps)

        yield advance


def _tqdm(wanted: bool | None) -> Any:
    if wanted is False or (wanted is None and not (sys.stderr is not None and sys.stderr.isatty())):
        return None
    try:
        from tqdm.auto import tqdm
    except ModuleNotFoundError:
        if wanted is None:
            return None
        raise ModuleNotFoundError('a progress bar needs tqdm: pip install "autodiff-scalar[train]"') from None
    return tqdm
