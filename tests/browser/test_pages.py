"""Every page as people meet it: phone and desk, day and night, enlarged, by finger and by key."""

import itertools
from functools import partial
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import DESK, MEASURES, PHONE, Visit, browsers
from tests.browser.people import World, populate
from tests.browser.shown import SHOWN

SMALL_PHONE = {"width": 320, "height": 568}
TABLET = {"width": 820, "height": 1180}
ENLARGED = {"width": 320, "height": 225}  # what a screen of 1280 × 900 shows at 400 %
SAME_LINE = 24  # pixels that targets of one line of text may lie apart


def test_axe_finds_nothing_by_day(at_desk, axe):
    look(at_desk, DESK["viewport"], "light")
    axe(at_desk)


def test_the_tab_key_reaches_everything_in_order_and_the_focus_shows(at_desk):
    look(at_desk, DESK["viewport"], "light")
    stops = tab_through(at_desk)
    places = [stop["place"] for stop in stops]
    missed = [each["what"] for each in measure(at_desk, "reachable") if not set(each["places"]) & set(places)]
    assert missed == []
    assert places == sorted(places)
    assert faults(stops) == {}


def test_enlarged_to_400_percent_nothing_scrolls_sideways(at_desk):
    look(at_desk, ENLARGED, "dark")
    unfold(at_desk)
    assert measure(at_desk, "tooWide") == []


def test_enlarged_to_400_percent_the_focus_goes_down_and_stays_in_view(at_desk):
    look(at_desk, ENLARGED, "dark")
    stops = tab_through(at_desk)
    back_up = [
        f"from {before['what']} to {after['what']}"
        for before, after in itertools.pairwise(stops)
        if after["y"] < before["y"] - SAME_LINE and before["isInMain"]
    ]
    assert back_up == []
    assert faults(stops) == {}


def test_axe_finds_nothing_at_night(on_phone, axe):
    look(on_phone, PHONE["viewport"], "dark")
    axe(on_phone)


def test_on_a_small_phone_nothing_scrolls_sideways(on_phone):
    look(on_phone, SMALL_PHONE, "light")
    unfold(on_phone)
    assert measure(on_phone, "tooWide") == []


def test_a_finger_finds_every_target(on_phone):
    for screen in (SMALL_PHONE, PHONE["viewport"], TABLET):
        look(on_phone, screen, "light")
        assert measure(on_phone, "smallTargets") == [], screen
        assert measure(on_phone, "crowdedSegments") == [], screen


def test_there_is_one_stylesheet(on_phone):
    assert on_phone.evaluate("document.styleSheets.length") == 1
    assert on_phone.evaluate("document.querySelectorAll('style, link[rel~=stylesheet]').length") == 1


def look(page: Page, screen: dict[str, int], scheme: Literal["light", "dark"]) -> None:
    """Look at a page that is open on another screen, by day or by night, from its top, when all is still."""
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # else colours are caught on their way
    page.evaluate("scrollTo(0, 0)")


def measure(page: Page, what: str) -> Any:
    return page.evaluate(f"({MEASURES}).{what}()")


def unfold(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


def faults(stops: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {stop["what"]: stop["faults"] for stop in stops if stop["faults"]}


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


def show(visit: Visit, world: World, name: str, device: dict[str, Any], **options: Any) -> Page:
    """Open a page in one of its states."""
    shown = SHOWN[name]
    page = visit(device, state=world.states[shown.who], **options)
    statuses = []
    page.on("response", lambda reply: statuses.append(reply.status) if is_page(reply) else None)
    page.goto(world.urls.get(shown.where, shown.where))
    if shown.first:
        shown.first(page)
    # Behind a dialog the heading is there, and hidden from assistive technology.
    expect(page.get_by_role("heading", level=1, name=shown.heading, include_hidden=True)).to_be_visible()
    assert statuses[-1] == shown.status
    return page


def is_page(reply: Response) -> bool:
    return reply.request.is_navigation_request()


# Loading a page takes longer than looking at it, so tests share it; pytest runs them page by page.
@pytest.fixture(scope="module", params=SHOWN)
def at_desk(request, browser, server, world):
    with browsers(partial(browser.new_context, base_url=server.url), server.url) as visit:
        yield show(visit, world, request.param, DESK)


@pytest.fixture(scope="module", params=SHOWN)
def on_phone(request, browser, server, world):
    with browsers(partial(browser.new_context, base_url=server.url), server.url) as visit:
        yield show(visit, world, request.param, PHONE)


@pytest.fixture(scope="module")
def world(browser, server) -> World:
    return populate(browser, server)
