"""A real browser, started once for a file of tests: the Chromium of the system, driven by playwright.

Not once for all files: as long as playwright is there, so is its event loop, and tests of asyncio would find it running.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from autodiff import explore
from tests.exploring.pages import network

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run", "--disable-quic"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:  # .ci/run installs it, so that there nothing is skipped
        pytest.skip("these tests need Chromium: apt-get install --no-install-recommends chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """The one tab in which the tests open their pages, one after the other."""
    page = browser.new_context(color_scheme="light").new_page()
    page.set_default_timeout(30_000)
    yield page
    page.context.close()


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """An empty page, on which anything in the console, any error and any request but for files fails the test."""
    wrong: list[Any] = []
    watching = {"console": lambda message: wrong.append(message.text), "pageerror": lambda error: wrong.append(str(error)),
                "request": lambda request: None if request.url.startswith("file:") else wrong.append(request.url)}
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto("about:blank")
    for event, watch in watching.items():
        tab.on(event, watch)  # type: ignore[call-overload]
    yield tab
    for event, watch in watching.items():
        tab.remove_listener(event, watch)
    assert wrong == []


@pytest.fixture(scope="module")
def tanh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "tanh.html"
    explore(network()[0], path)
    return path


@pytest.fixture
def tanh_page(page: Page, tanh_file: Path) -> Page:
    page.goto(tanh_file.as_uri())
    return page
