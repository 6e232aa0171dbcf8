"""`strict()`: raise at the first operation that gives nan or inf for finite numbers."""

import contextvars
import os
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite

from autodiff.errors import NonFiniteError
from autodiff.forks import freed_in_child
from autodiff.graph import sweeps as graph
from autodiff.value import value

_active: contextvars.ContextVar[bool] = contextvars.ContextVar("strict", default=False)
_lock = freed_in_child(threading.Lock())
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
_PACKAGES = tuple(os.path.join(_ROOT, name) + os.sep for name in ("autodiff", "nn"))


class _Block:
    """An open `with strict()`. It is garbage-collected with the block, even if an interrupt skips the end of the block."""

    __slots__ = ("__weakref__",)


_open: weakref.WeakSet[_Block] = weakref.WeakSet()  # in all threads


@contextmanager
def strict() -> Iterator[None]:
    """Inside this block an operation on finite numbers that gives nan or inf raises `NonFiniteError`.

    So does a `backward` in which a finite gradient becomes nan or inf; the leaves are then unchanged. The message names
    the expression and the line of the program. Only the current thread (or task) is affected.

    >>> from autodiff import Value
    >>> with strict():
    ...     Value(0.0).log()
    Traceback (most recent call last):
    autodiff.errors.NonFiniteError: log(0) is -inf, at line 2 of <doctest autodiff.value.strictness.strict[1]>
    """
    block, outside = _Block(), _active.get()
    try:  # an interrupt between any two lines leaves nothing behind
        _active.set(True)
        _open.add(block)
        _set_watch()
        yield
    finally:
        try:
            _active.set(outside)
        finally:
            _open.discard(block)
            _set_watch()


@contextmanager
def lenient() -> Iterator[None]:
    """Inside this block `strict()` is off: for numbers that are computed again only to be compared."""
    outside = _active.get()
    try:
        _active.set(False)
        yield
    finally:
        _active.set(outside)


def _set_watch() -> None:
    """Set `value.watch`, which the operations call, as long as any block is open."""
    with _lock:
        value.watch = _examine if _open else None
        graph.watch = _examine_sweep if _open else None


def _examine(node: value.Value) -> None:
    if isfinite(node.data) or not _active.get():
        return
    numbers = [p.data if isinstance(p, value.Value) else p for p in node.parents]
    if all(map(isfinite, numbers)):
        raise NonFiniteError(f"{node.expression()} is {node.data}, at {_place()}")


def _examine_sweep(reached: list[value.Value]) -> None:
    if not _active.get():
        return
    for node in reversed(reached):
        g = node._adjoint
        for parent, d in zip(node.parents, node.partials, strict=True):
            if isinstance(parent, value.Value) and isfinite(g) and not isfinite(g * d):
                raise NonFiniteError(f"the gradient that {node.expression()} passes to {parent.expression()} is {g * d}: "
                                     f"its local derivative there is {d}; backward was called at {_place()}")


def _place() -> str:
    """The line of the program that called the operation: the nearest frame outside the packages."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGES):
        frame = frame.f_back
    return f"line {frame.f_lineno} of {frame.f_code.co_filename}"
