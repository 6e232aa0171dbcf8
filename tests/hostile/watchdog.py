"""A limit of time for what must not hang: far beyond what it takes, so that no slow machine trips it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 120


class Hung(BaseException):  # no `except Exception` of the code under test may catch it
    """Something did not come to an end."""


@contextmanager
def watchdog() -> Iterator[None]:
    """Raise `Hung` in a block that takes minutes (in the main thread, where the system has alarms)."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def bark(*_: object) -> None:
        raise Hung

    previous = signal.signal(signal.SIGALRM, bark)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
