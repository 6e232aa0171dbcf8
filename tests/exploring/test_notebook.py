"""The page as notebooks show it: under the policy of VS Code, light or dark as they are, and where nothing is trusted."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser, Page, expect

from autodiff import Value, explore, variables
from autodiff.exploring import UNTRUSTED
from autodiff.exploring.widget import Explorer

# What VS Code 1.139.1 puts into the page of a notebook's outputs if `notebook.experimental.enableCsp` is set: read from that
# page; written in src/vs/workbench/contrib/notebook/browser/view/renderers/backLayerWebView.ts. A srcdoc frame inherits it.
POLICY = ("default-src 'none'; script-src 'self' https://*.vscode-cdn.net 'unsafe-inline' 'unsafe-eval'; "
          "style-src 'self' https://*.vscode-cdn.net 'unsafe-inline'; "
          "img-src 'self' https://*.vscode-cdn.net https: http: data:; font-src 'self' https://*.vscode-cdn.net https:; "
          "connect-src https:; child-src https: data:;")


def graph() -> Value:
    w, x = variables(w=2.0, x=3.0)
    y = w * x + 1
    y.label = "y"
    return y


def host(output: str, kind: str = "", scheme: str = "normal", policy: str = "") -> str:
    """A page such as a notebook is, with an output in it."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    return (f'<!doctype html><html style="color-scheme: {scheme}"><head>{meta}</head>'
            f'<body class="{kind}">{output}</body></html>')


@pytest.fixture
def notebook(browser: Browser) -> Iterator[Page]:
    """A page whose frames may see its `color-scheme`, which a setting of the whole browser would hide."""
    wrong: list[str] = []
    page = browser.new_context(color_scheme="null").new_page()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    page.context.close()
    assert wrong == []


def test_the_policy_of_vs_code_lets_the_page_compute(notebook: Page) -> None:
    notebook.set_content(host(explore(graph())._repr_html_(), "vscode-light", policy=POLICY))
    frame = notebook.frame_locator("iframe")
    frame.get_by_label("w, number").fill("2.5")
    expect(frame.locator("#summary")).to_have_text("= 8.5")


@pytest.mark.parametrize(("kind", "scheme", "theme"), [
    ("vscode-dark", "normal", "dark"), ("vscode-light", "normal", "light"), ("vscode-high-contrast", "normal", "dark"),
    ("vscode-high-contrast vscode-high-contrast-light", "normal", "light"), ("", "dark", "dark"), ("", "light", "light")])
def test_it_is_dark_where_the_notebook_is(notebook: Page, kind: str, scheme: str, theme: str) -> None:
    notebook.set_content(host(explore(graph())._repr_html_(), kind, scheme))
    expect(notebook.frame_locator("iframe").locator("html")).to_have_attribute("data-theme", theme)


@pytest.mark.parametrize("kind", ["marimo", "marimo-cell"])
def test_marimo_need_not_scroll_it(notebook: Page, kind: str) -> None:
    """Its outputs are 610 px high at most, with 16 px above and below what is in them."""
    notebook.set_content(host(explore(graph())._repr_html_(), kind))
    assert notebook.locator("iframe").evaluate("frame => frame.offsetHeight") == 576
    notebook.set_content(host(explore(graph())._repr_html_()))
    assert notebook.locator("iframe").evaluate("frame => frame.offsetHeight") == 640


def test_the_widget_looks_the_same() -> None:
    assert f"<style>{Explorer._css}</style>" in explore(graph())._repr_html_()
    assert 'className = "autodiff-page"' in Explorer._esm


def test_it_is_a_frame_that_can_reach_nothing() -> None:
    output = explore(graph())._repr_html_()
    assert output.count("<iframe ") == output.count('<iframe class="autodiff-page" sandbox="allow-scripts" ') == 1
    assert "<script" not in output


class Sanitised(HTMLParser):
    """The text that is left of an output in a notebook that is not trusted: JupyterLab removes frames and styles."""

    def __init__(self, output: str) -> None:
        super().__init__()
        self.inside, self.text = "", ""
        self.feed(output)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = tag

    def handle_data(self, data: str) -> None:
        self.text += "" if self.inside == "style" else data


def test_where_it_is_not_trusted_it_says_so(notebook: Page) -> None:
    output = explore(graph())._repr_html_()
    assert Sanitised(output).text == UNTRUSTED
    notebook.set_content(host(output))
    expect(notebook.locator("noscript")).to_be_hidden()  # and nothing of it where the page is
