"""Works in threads that switch as often as can be."""

import sys
import threading
from collections.abc import Callable
from typing import Any


def together(*works: Callable[[], Any], rounds: int = 6) -> None:
    """Run works in threads of their own, switching as often as can be; the first error of any is raised here."""
    errors: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            for _ in range(rounds):
                work()
        except BaseException as error:
            errors.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    if errors:
        raise errors[0]
