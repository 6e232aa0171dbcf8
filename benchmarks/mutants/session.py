"""A pytest session that, in place of running its tests once, tries every mutant on the tests that reach it."""

import gc
import multiprocessing
import os
import pickle
import resource
import select
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, cast

import coverage
import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutants.make import Mutant
from benchmarks.mutants.swap import Functions, find, functions, import_all, swap

MEMORY = 4 * 2**30  # what a mutant may write to, in bytes (a browser sets aside far more than it ever uses)
PATIENCE = 20.0  # a test that takes so many times its usual time, and SLOWEST seconds more, is taken to be endless
SLOWEST = 30.0  # what an earlier test has kept in a cache takes some seconds
Tell = Callable[[Mutant, str | None, int], None]
Reached = dict[tuple[str, int], set[str]]
os.environ.setdefault("COVERAGE_CORE", "ctrace")  # the one that can tell tests apart


class Session:
    """The plugin. budget: the seconds of tests that a mutant may take. processes: how many mutants are tried at a time.
    tell: hears of each mutant what killed it, and how many tests there were."""

    def __init__(self, mutants: Sequence[Mutant], packages: list[str], budget: float, processes: int, tell: Tell) -> None:
        self.mutants = mutants
        self.packages = packages
        self.budget = budget
        self.processes = processes
        self.tell = tell
        self.seconds: dict[str, float] = {}
        self.reached: Reached = {}
        self.killers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of the tests: measure them, then mutant after mutant."""
        items = {item.nodeid: item for item in session.items}
        import_all(self.packages)
        gc.unfreeze()  # what is frozen is not among the objects, and the tests freeze what they have imported
        self.measure(items)
        warm_up()
        known = functions()
        for mutant in self.mutants:
            find(mutant, known)
        gc.freeze()  # a collection in a child would touch, and so copy, every page
        fork, ends = multiprocessing.get_context("fork"), []
        for first in range(self.processes):
            end, other = fork.Pipe(duplex=False)
            fork.Process(target=self.work, args=(first, items, known, other)).start()
            other.close()
            ends.append(end)
        while ends:
            for end in cast(list[Connection], wait(ends)):
                try:
                    index, killer, count = end.recv()
                    self.tell(self.mutants[index], killer, count)
                except EOFError:
                    ends.remove(end)
        return True

    def work(self, first: int, items: dict[str, pytest.Item], known: Functions, end: Connection) -> None:
        """One of the processes: every so-many-th mutant."""
        for index in range(first, len(self.mutants), self.processes):
            mutant = self.mutants[index]
            tests = self.tests_of(mutant)
            killer = self.trial(mutant, [items[t] for t in tests], known) if tests else None
            if killer:
                self.killers[mutant.function][killer.removeprefix("timeout: ")] += 1
            end.send((index, killer, len(tests)))

    def measure(self, items: dict[str, pytest.Item]) -> None:
        """Run all tests once: their times, and the lines that each reaches. What fails without a mutant takes no part.

        In a fork, so that nothing a test leaves behind, such as a filled cache, is there when a mutant is tried.
        """
        receiver, sender = os.pipe()
        if (child := os.fork()) == 0:
            try:
                with os.fdopen(sender, "wb") as out:
                    pickle.dump(measured(items, self.packages), out)
            finally:
                os._exit(0)
        os.close(sender)
        with os.fdopen(receiver, "rb") as answer:
            self.seconds, self.reached, failures = pickle.load(answer)  # noqa: S301  (our own child)
        os.waitpid(child, 0)
        for name in failures:
            print(f"left out, as it fails without a mutant: {name}", flush=True)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that reach the change: first those that have killed others of its function, then those that carry the
        name of the function or of the file, then the quick ones. At last those of the folder's mirror: they may reach it
        through a cache that an earlier test has filled.

        Not more than the budget allows, those for the function apart: a mutant that outlives them may count as a survivor
        that is none, not the reverse.
        """
        tests = set().union(*(self.reached.get((mutant.file, line), ()) for line in mutant.lines)) & self.seconds.keys()
        wins, own = self.killers[mutant.function], f"[{mutant.function.rpartition('.')[2]}]"
        mirror = f"{Path(mutant.file).stem}.py"
        folder = f"/{Path(mutant.file).parent.name}/"
        mirrored = sorted((t for t in self.seconds.keys() - tests if folder in t), key=self.seconds.__getitem__)
        ordered = sorted(tests, key=lambda t: (-wins.get(t, 0), own not in t, mirror not in t, self.seconds[t], t))
        ordered += mirrored
        chosen, left = [], self.budget
        for t in ordered:
            if own in t:
                chosen.append(t)
            elif self.seconds[t] <= left:
                chosen.append(t)
                left -= self.seconds[t]
        return chosen or ordered[:1]

    def trial(self, mutant: Mutant, items: list[pytest.Item], known: Functions) -> str | None:
        """The name of a test that fails, "timeout: ..." if one does not end, None if all pass."""
        receiver, sender = os.pipe()
        if (child := os.fork()) == 0:
            os.close(receiver)
            tried(mutant, items, known, sender)
        os.close(sender)
        passed, killer = 0, ""
        with os.fdopen(receiver, "rb", buffering=0) as signs:
            while passed < len(items):
                ready, _, _ = select.select([signs], [], [], SLOWEST + PATIENCE * self.seconds[items[passed].nodeid])
                if not ready:
                    os.kill(child, signal.SIGKILL)
                    killer = f"timeout: {items[passed].nodeid}"
                    break
                if signs.read(1) != b"+":  # a failure, or the end of a process that a test or the mutant has killed
                    killer = items[passed].nodeid
                    break
                passed += 1
        os.waitpid(child, 0)
        return killer or None


def measured(items: dict[str, pytest.Item], packages: list[str]) -> tuple[dict[str, float], Reached, list[str]]:
    """What `measure` wants to know, and the tests that fail."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    seconds: dict[str, float] = {}
    watch = coverage.Coverage(data_file=None, source=packages, config_file=False)
    fixtures = Fixtures(watch)
    plugins = next(iter(items.values())).config.pluginmanager
    plugins.register(fixtures)
    watch.start()
    every = list(items.values())
    for item, following in zip(every, [*every[1:], None], strict=True):
        fixtures.test = item.nodeid
        watch.switch_context(item.nodeid)
        start = time.perf_counter()
        if not failed(item, following):
            seconds[item.nodeid] = time.perf_counter() - start
    watch.stop()
    data, here = watch.get_data(), str(Path.cwd()) + os.sep
    reached = {(file.removeprefix(here), line): {test for name in names for test in fixtures.users.get(name, [name])}
               for file in data.measured_files() for line, names in data.contexts_by_lineno(file).items()}
    return fixtures.added(seconds), reached, [name for name in items if name not in seconds]


class Fixtures:
    """A plugin: what a fixture of a module reaches is reached by each of its tests, though it is set up for the first."""

    def __init__(self, watch: coverage.Coverage) -> None:
        self.watch = watch
        self.test = ""
        self.users: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: Any) -> Generator[None, object, object]:
        if fixturedef.scope == "function":
            return (yield)
        name = f"fixture {fixturedef.argname} {fixturedef.baseid} {request.param_index}"
        outer, self.test = self.test, name
        self.users[name] = [item.nodeid for item in request.session.items
                            if fixturedef in item._fixtureinfo.name2fixturedefs.get(fixturedef.argname, ())]
        self.watch.switch_context(name)
        start = time.perf_counter()
        try:
            return (yield)
        finally:
            self.seconds[name] = time.perf_counter() - start
            self.test = outer
            self.watch.switch_context(outer)

    def added(self, seconds: dict[str, float]) -> dict[str, float]:
        """The seconds of each test when it runs alone, so with those of its fixtures."""
        alone = dict(seconds)
        for name, users in self.users.items():
            for test in users[1:]:
                if test in alone:
                    alone[test] += self.seconds[name]
        return alone


def warm_up() -> None:
    """What hypothesis does once in a process takes it a second, in each child anew if not here."""
    from hypothesis import given, settings, strategies  # its pytest plugin wants to be the first to import it

    @settings(max_examples=5, database=None)
    @given(strategies.floats(), strategies.text(), strategies.lists(strategies.integers()))
    def nothing(a: float, b: str, c: list[int]) -> None:
        pass

    nothing()


def tried(mutant: Mutant, items: list[pytest.Item], known: Functions, sender: int) -> None:
    """The child of `trial`: a sign for each test until one fails."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    try:
        swap(mutant, known)
        for item, following in zip(items, [*items[1:], None], strict=True):
            if failed(item, following):
                break
            os.write(sender, b"+")
    finally:
        os._exit(0)


def failed(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test; fixtures that the following one needs too are kept."""
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))
