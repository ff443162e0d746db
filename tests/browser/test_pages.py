"""Every page, as people meet it: on a phone and at a desk, by day and by night, enlarged, by finger and by key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.people import World, populate
from tests.browser.shown import SHOWN

MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")
SMALL = {
    "a small phone": {**PHONE, "viewport": {"width": 320, "height": 568}},
    "400 % at a desk": {**DESK, "viewport": {"width": 320, "height": 225}},
}

each_page = pytest.mark.parametrize("name", SHOWN)
day_and_night = pytest.mark.parametrize("scheme", ["light", "dark"])


@each_page
@day_and_night
def test_axe_finds_nothing(show, axe, name, scheme):
    page = show(name, DESK, scheme=scheme)
    axe(page)
    page.set_viewport_size(PHONE["viewport"])
    axe(page)


@each_page
@pytest.mark.parametrize("screen", SMALL)
def test_nothing_scrolls_sideways(show, name, screen):
    page = show(name, SMALL[screen])
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert measure(page, "tooWide") == []


@each_page
def test_a_finger_finds_every_target(show, name):
    page = show(name, PHONE)
    assert measure(page, "smallTargets") == []
    assert measure(page, "crowdedSegments") == []


@each_page
@day_and_night
def test_the_tab_key_reaches_everything_in_order_and_the_focus_shows(show, name, scheme):
    page = show(name, DESK, scheme=scheme)
    stops = tab_through(page)
    places = [stop["place"] for stop in stops]
    missed = [each["what"] for each in measure(page, "reachable") if not set(each["places"]) & set(places)]
    assert missed == []
    assert places == sorted(places)
    assert {stop["what"]: stop["faults"] for stop in stops if stop["faults"]} == {}


@each_page
def test_there_is_one_stylesheet(show, name):
    page = show(name, PHONE)
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("document.querySelectorAll('style, link[rel~=stylesheet]').length") == 1


def measure(page: Page, what: str) -> Any:
    return page.evaluate(f"({MEASURES}).{what}()")


def tab_through(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the focus has been everywhere; return where it was, beginning at the top."""
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = measure(page, "focused")
        if stop is None:
            continue  # it is in the browser's own frame
        if stops and stop["place"] == stops[0]["place"]:
            break
        stops.append(stop)
    top = min(range(len(stops)), key=lambda index: stops[index]["place"])
    return stops[top:] + stops[:top]


@pytest.fixture
def show(visit, world) -> Callable[..., Page]:
    """Open a page in one of its states."""

    def open_page(name: str, device: dict[str, Any], **options: Any) -> Page:
        shown = SHOWN[name]
        page = visit(device, state=world.states[shown.who], **options)
        statuses = []
        page.on("response", lambda response: statuses.append(response.status) if is_page(response) else None)
        page.goto(world.urls.get(shown.where, shown.where))
        if shown.first:
            shown.first(page)
        # Behind a dialog the heading is there, and hidden from assistive technology.
        expect(page.get_by_role("heading", level=1, name=shown.heading, include_hidden=True)).to_be_visible()
        assert statuses[-1] == shown.status
        return page

    return open_page


def is_page(response) -> bool:
    return response.request.is_navigation_request()


@pytest.fixture(scope="module")
def world(browser, server) -> World:
    return populate(browser, server)
