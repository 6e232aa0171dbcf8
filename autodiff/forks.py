"""Locks that are safe across forks.

A forked child has one thread. A lock that another thread held during the fork would stay locked in the child for ever.
So every lock of the packages is registered here. Most locks are released in the child, because the data they guard is
valid at any moment. A few guard data that must not be copied half written, such as the state of LLVM: a fork waits for
these. On Linux, `multiprocessing` and `ProcessPoolExecutor` fork.
"""

import functools
import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakSet

Lock = TypeVar("Lock")
T = TypeVar("T")

PATIENCE = 60.0  # seconds that a fork waits for a lock; without a limit, a fork in a signal handler could wait for itself

_freed: WeakSet[Any] = WeakSet()
_awaited: list[Any] = []  # in the order of locking
_here = threading.local()  # the locks taken before a fork of this thread


def freed_in_child(lock: Lock) -> Lock:
    """Register a lock to be released in every child, whoever held it; returns the lock."""
    _freed.add(lock)
    return lock


def awaited_by_forks(lock: Lock) -> Lock:
    """Register a lock that forks wait for; returns the lock. Its holder must not wait for another such lock."""
    _awaited.append(lock)
    return lock


class cached_property(functools.cached_property[T]):  # noqa: N801  (as that of functools)
    """`functools.cached_property`. In Python 3.11 it holds one lock for all instances, which is registered here."""

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
    """In the child: release every lock that its only thread does not hold."""
    _give_back()
    for lock in (*_awaited, *_freed):
        if not _is_own(lock):
            lock._at_fork_reinit()


def _is_own(lock: Any) -> bool:
    return hasattr(lock, "_is_owned") and lock._is_owned()


if hasattr(os, "register_at_fork"):  # where there are forks
    os.register_at_fork(before=_take, after_in_parent=_give_back, after_in_child=_free)
