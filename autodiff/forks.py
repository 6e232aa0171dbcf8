"""Forks: a child has one thread only, and a lock that another thread held at that moment would be held in it for ever.

Every lock of the packages is made known here. Most are free in the child: what they guard is right between any two
lines (marks of a sweep that stopped half way mean nothing to the next). A few guard what must not be copied half done,
such as the state of LLVM: a fork waits until they are free. `multiprocessing` and `ProcessPoolExecutor` fork on Linux.
"""

import functools
import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakSet

Lock = TypeVar("Lock")
T = TypeVar("T")

PATIENCE = 60.0  # seconds that a fork waits for a lock: it may be this very thread that holds it, in a signal handler

_freed: WeakSet[Any] = WeakSet()
_awaited: list[Any] = []  # in the order in which they are taken
_here = threading.local()  # the locks that a fork of this thread has taken


def freed_in_child(lock: Lock) -> Lock:
    """The lock, which is free in every child, whoever held it."""
    _freed.add(lock)
    return lock


def awaited_by_forks(lock: Lock) -> Lock:
    """The lock, for which a fork waits. Who holds it must not wait for another one of these."""
    _awaited.append(lock)
    return lock


class cached_property(functools.cached_property[T]):  # noqa: N801  (as that of functools)
    """The same; up to Python 3.11 it holds a lock while it computes, one for all instances."""

    def __init__(self, func: Callable[[Any], T]) -> None:
        super().__init__(func)
        if hasattr(self, "lock"):
            freed_in_child(self.lock)


def _take() -> None:
    _here.taken = [lock for lock in _awaited if lock.acquire(timeout=PATIENCE)]


def _give_back() -> None:
    for lock in reversed(_here.taken):
        lock.release()


def _free() -> None:
    """In the child: every lock is free, but those that this thread itself is inside of."""
    _give_back()
    for lock in (*_awaited, *_freed):
        if not _is_own(lock):
            lock._at_fork_reinit()


def _is_own(lock: Any) -> bool:
    return hasattr(lock, "_is_owned") and lock._is_owned()


if hasattr(os, "register_at_fork"):  # where there are forks
    os.register_at_fork(before=_take, after_in_parent=_give_back, after_in_child=_free)
