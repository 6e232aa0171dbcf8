"""Settings of the whole suite."""

import gc

import pytest
from hypothesis import Phase, settings

# The same examples at every run, so that a failure can be repeated; `--hypothesis-profile=explore` (or long) searches on.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.register_profile("long", deadline=None, max_examples=100_000)
# For mutants: any failure will do, and the smallest takes long to find.
settings.register_profile("mutants", settings.get_profile("repeatable"), phases=[Phase.explicit, Phase.generate])
settings.load_profile("repeatable")


def pytest_configure() -> None:
    """Let the garbage collector look at all there is a tenth as often as usual."""
    gc.set_threshold(700, 10, 100)


def pytest_collection_finish() -> None:
    """Let it look no more at the tests and the packages, a million objects that stay."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which versions of Python were compared (test_determinism.py), also when all is well."""
    reports = {report.nodeid: report for group in terminalreporter.stats.values() for report in group
               if isinstance(report, pytest.TestReport) and report.when == "call"}
    pythons = [text for nodeid in sorted(reports) for name, text in reports[nodeid].user_properties if name == "python"]
    if pythons:
        terminalreporter.write_line(f"Pythons compared bit by bit: {', '.join(pythons)}")
