"""Browsers for people: phone or desk, light or dark, with JavaScript or without, all at one real server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.browser import serving
from tests.browsers import ARGS, chromium

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}

# What axe cannot decide, and a person has looked at: rule and what axe says, then why it is well.
JUDGED = {
    ("color-contrast", "Element content contains only non-text characters"): (
        "the ↵ on a button has the colour of the button's words, whose contrast is measured"
    ),
}
AXE = {
    "resultTypes": ["violations", "incomplete"],
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, which axe leaves out unless asked
}

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


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], server: serving.Server) -> Iterator[Visit]:
    """Open a browser for one person and return its page. Console, policy and third parties are watched."""
    witness = Witness(server.url)

    def open_browser(
        device: dict[str, Any] = DESK,
        *,
        scheme: str = "light",
        javascript: bool = True,
        state: dict[str, Any] | None = None,
        ignoring: tuple[str, ...] = (),
    ) -> Page:
        context = new_context(
            **device, color_scheme=scheme, java_script_enabled=javascript, storage_state=state
        )
        context.set_default_timeout(10_000)
        witness.watch(context, ignoring)
        return context.new_page()

    yield open_browser
    assert not witness.problems


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Check a page with axe-core: nothing is wrong, and nothing is left open that nobody has judged."""
    runner = Axe()

    def check(page: Page) -> None:
        found = runner.run(page, options=AXE).response
        faults = [
            f"{rule['id']}: {' '.join(map(str, node['target']))}: {message}"
            for rule in found["violations"] + found["incomplete"]
            for node in rule["nodes"]
            for message in _messages(node)
            if (rule["id"], message) not in JUDGED
        ]
        assert not faults, "\n".join(faults)

    return check


def _messages(node: dict[str, Any]) -> list[str]:
    return [check["message"] for check in node["any"] + node["all"] + node["none"]] or ["?"]


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
