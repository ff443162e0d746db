"""Browsers for people: phone or desk, light or dark, with JavaScript or without, all at one real server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, StorageState
from playwright.sync_api import Error as PlaywrightError

from tests.browser import serving
from tests.browsers import ARGS, chromium

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}

AXE = {
    "resultTypes": ["violations", "incomplete"],
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, which axe leaves out unless asked
}


class Judged(NamedTuple):
    """What axe cannot decide and a person has looked at: which rule says what of what, and why it is well."""

    rule: str
    message: str
    selector: str
    reason: str


JUDGED = (
    Judged(
        "color-contrast",
        "Element's background color could not be determined because it partially overlaps other elements",
        "dialog[open] *",
        "a dialog is opaque, nothing is above it, and its other lines, of the same colours, are measured",
    ),
    *(
        Judged(
            "color-contrast",
            message,
            ".illustration text",
            "the words of a drawing are ink on its fills, whose contrast tests/quiz/test_skin.py works out",
        )
        for message in (
            "Element's background color could not be determined because it is overlapped by another element",
            "Element's background color could not be determined because element contains an image node",
            "Element's background color could not be determined because it partially overlaps other elements",
            "Element content is too short to determine if it is actual text content",
        )
    ),
    *(
        Judged(
            "color-contrast",
            message,
            ".calibration text",
            "the words of a chart are soft ink on the card, as the small print below it, which is measured",
        )
        for message in (
            "Element's background color could not be determined because it is overlapped by another element",
            "Element's background color could not be determined because element contains an image node",
        )
    ),
    Judged(
        "color-contrast",
        "Element's background color could not be determined because it is overlapped by another element",
        ".flaw",
        "its own links, enlarged for fingers and without a ground, reach over the line beside; ink on card",
    ),
    Judged(
        "color-contrast",
        "Element content is too short to determine if it is actual text content",
        ".press > text",
        "the number of a press stands on its own disc, ink on card or the accent's ink on the accent",
    ),
)

# A sign (✓, ↑, ↵) is no text to axe, so we measure it: WCAG 1.4.11 asks for 3:1.
SIGN = ("color-contrast", "Element content contains only non-text characters")
MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")

SERVER = pytest.StashKey[serving.Server]()

Visit = Callable[..., Page]


class Witness:
    """Writes down what goes wrong in a browser and can be seen by no one who looks at the page."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.problems: list[str] = []

    def watch(self, context: BrowserContext, ignoring: tuple[str, ...] = ()) -> None:
        """Watch all pages of a context. ``ignoring``: parts of messages that the test itself brings about."""

        def note(problem: str) -> None:
            if not any(part in problem for part in ignoring):
                self.problems.append(problem)

        def on_console(message: ConsoleMessage) -> None:
            # Each refused request is in the console, too; which of them count is decided in on_response.
            refused = message.text.startswith("Failed to load resource: the server responded")
            if message.type in ("error", "warning") and not refused:
                note(f"console: {message.text}")

        def on_request(request: Request) -> None:
            if not request.url.startswith((self.home, "blob:", "data:", "chrome-error:")):
                note(f"a third party is asked: {request.url}")

        def on_response(response: Response) -> None:
            page = response.request.is_navigation_request()
            if response.status >= 500 or (response.status >= 400 and not page):
                note(f"{response.status}: {response.url}")

        context.on("console", on_console)
        context.on("request", on_request)
        context.on("response", on_response)
        context.on("weberror", lambda problem: note(f"script: {problem.error}"))


@contextmanager
def browsers(new_context: Callable[..., BrowserContext], home: str) -> Iterator[Visit]:
    """Let open browsers for one person each; at the end nothing may have gone wrong in any of them."""
    witness = Witness(home)
    contexts = []

    def open_browser(
        device: dict[str, Any] = DESK,
        *,
        scheme: str = "light",
        javascript: bool = True,
        state: StorageState | None = None,
        ignoring: tuple[str, ...] = (),
    ) -> Page:
        context = new_context(
            **device,
            color_scheme=scheme,
            java_script_enabled=javascript,
            storage_state=state,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        witness.watch(context, ignoring)
        return context.new_page()

    yield open_browser
    for context in contexts:
        for page in context.pages:
            # A page on its way to another may never let its context close: it arrives first, there or here.
            with suppress(PlaywrightError):
                page.goto("about:blank")
        context.close()
    assert not witness.problems


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], server: serving.Server) -> Iterator[Visit]:
    """Open a browser for one person and return its page."""
    with browsers(new_context, server.url) as open_browser:
        yield open_browser


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Check a page with axe-core: nothing is wrong, and nothing is left open that nobody has judged."""
    runner = Axe()

    def check(page: Page) -> None:
        found = runner.run(page, options=AXE).response
        faults = list(_faults(found["violations"]))
        for target, rule, message in _faults(found["incomplete"]):
            if (rule, message) == SIGN:
                contrast = page.locator(target).evaluate(f"sign => ({MEASURES}).contrastOf(sign)")
                if contrast < 3:
                    faults.append((target, rule, f"a sign of contrast {contrast:.2f}"))
                continue
            selectors = [one.selector for one in JUDGED if (one.rule, one.message) == (rule, message)]
            is_judged = "(element, selectors) => selectors.some(selector => element.matches(selector))"
            if not page.locator(target).evaluate(is_judged, selectors):
                faults.append((target, rule, message))
        assert not faults, "\n".join(": ".join(fault) for fault in faults)

    return check


def _faults(rules: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    for rule in rules:
        for node in rule["nodes"]:
            for check in node["any"] + node["all"] + node["none"]:
                yield " ".join(map(str, node["target"])), rule["id"], check["message"]


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> serving.Server:
    """The server: one for the whole run, whichever folder's tests ask for it first."""
    if SERVER not in pytestconfig.stash:
        running = serving.start(tmp_path_factory.mktemp("palpate"))
        pytestconfig.add_cleanup(running.stop)
        pytestconfig.stash[SERVER] = running
    return pytestconfig.stash[SERVER]


@pytest.fixture(scope="session")
def base_url(server: serving.Server) -> str:
    return server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ARGS}
