"""A fork while other threads hold locks leaves none of them held in the child."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")

ROOT = Path(__file__).parent.parent
CHILD = """
import os, signal, sys, threading, warnings
warnings.simplefilter("ignore")  # Python 3.12 warns of forks beside threads
{before}
held, over = threading.Event(), threading.Event()
def hold():
    {holding}
threading.Thread(target=hold, daemon=True).start()
held.wait()
child = os.fork()
if child == 0:
    signal.alarm(20)  # ends a child that hangs
    {work}
    os._exit(0)
status = os.waitpid(child, 0)[1]
over.set()
sys.exit(status != 0)
"""
HELD = "with {}:\n        held.set(); over.wait()"
LAZY = """class Slow:
    @forks.cached_property
    def answer(self):
        if threading.current_thread() is not threading.main_thread():
            held.set(); over.wait()
        return 42
slow = Slow()"""


def passes(before: str, holding: str, work: str) -> bool:
    code = CHILD.format(before=before, holding=holding, work=work)
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60).returncode == 0


@pytest.mark.parametrize(("before", "lock", "work"), [
    ("from autodiff import Value; from autodiff.graph import sweeps", "sweeps._lock",
     "x = Value(2.0); (x * x).backward(); assert x.grad == 4.0"),
    ("from autodiff import strict; from autodiff.value import strictness", "strictness._lock", "with strict(): pass"),
    ("import autodiff as ad; x = ad.Value(3.0); k = ad.compile(x * x)", "k._engine._compiling", "assert k()[0] == 9.0"),
    ("import pickle, autodiff as ad; from autodiff.compiler.engines import engine; x = ad.Value(3.0); k = ad.compile(x * x)",
     "engine._lock", "assert pickle.loads(pickle.dumps(k))()[0] == 9.0"),
    ("import autodiff as ad; f = ad.jit(ad.sin); f(0.5)", "f._lock", "assert f(0.0) == 0.0"),
    ("import autodiff as ad; from autodiff.drawing import engine", "engine._one_at_a_time",
     "assert 'svg' in ad.draw(ad.Value(2.0) * 3).svg"),
    ("from nn.plots import figure", "figure._one_at_a_time", "with figure.settings({}): pass"),
])
def test_a_lock_that_another_thread_holds_is_free_in_the_child(before: str, lock: str, work: str) -> None:
    assert passes(before, HELD.format(lock), work)


def test_what_another_thread_computes_once_is_computed_in_the_child() -> None:
    assert passes(f"from autodiff import forks\n{LAZY}", "slow.answer", "assert slow.answer == 42")


def test_a_fork_waits_until_nothing_is_half_compiled_or_half_registered() -> None:
    before = """import autodiff as ad
def chain(n):
    x = y = ad.Value(1.0)
    for i in range(n): y = ad.sin(y) + 0.1 * i * ad.tanh(y) / (1 + y * y)
    return ad.compile(y, wrt=[x])
ready = chain(60)"""
    assert passes(before, "held.set(); ready()", "assert chain(3)()[1] == chain(3)()[1]")
    double = "ad.register('double', 'x', '2*x', '2')"
    registering = "held.set()\n    for _ in range(200): " + double + "; ad.unregister('double')"
    assert passes("import autodiff as ad", registering, double)


def test_a_thread_that_forks_inside_of_a_lock_still_holds_it_in_the_child() -> None:
    """In a process of its own: one beside the threads of JAX, which other tests start, should not fork."""
    code = """
import os, threading
from autodiff import forks
lock = forks.freed_in_child(threading.RLock())
with lock:
    child = os.fork()
    if child == 0:
        os._exit(not lock._is_owned())
assert os.waitpid(child, 0)[1] == 0"""
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=False).returncode == 0


def test_every_lock_of_the_packages_is_made_known() -> None:
    """So is that of `cached_property`, which Python has up to 3.11."""
    for file in (file for package in ("autodiff", "nn") for file in (ROOT / package).rglob("*.py")):
        text = file.read_text()
        assert file.name == "forks.py" or "functools import cached_property" not in text
        for line in text.splitlines():
            if file.name != "machine.py" and "Lock()" in line:
                assert "freed_in_child(" in line or "awaited_by_forks(" in line, f"{file}: {line}"
