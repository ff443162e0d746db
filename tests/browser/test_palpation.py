"""The palpation station worked as people do: by mouse, by keys, by a finger that taps, rests or swipes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import Pointer, open_answer, tab_to
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import Quick, items_of
from tests.browser.serving import Server

MIDDLE_OF_SITE = (64.0, 58.5)


@pytest.fixture
def station(visit, server):
    """Open a station whose target is known, its landmarks shown."""

    def open_station(device=DESK, **kwargs) -> tuple[Page, object]:
        page = visit(device, **kwargs)
        item = next(item for item in items_of("palpation") if item.finding == "relevant")
        page.goto(Quick(page.context, server).begin_with([item]) + "/slots/1")
        return page, item

    return open_station


def shown(page: Page) -> None:
    """Let the landmarks be shown."""
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_text("Under your finger")).to_be_visible()


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the figure stands on the screen."""
    page.locator("#station").scroll_into_view_if_needed()
    found = page.evaluate(
        """([x, y]) => {
          const figure = document.getElementById("station");
          const point = new DOMPoint(x, y).matrixTransform(figure.getScreenCTM());
          return [point.x, point.y];
        }""",
        [x, y],
    )
    return found[0], found[1]


def middle(item) -> tuple[float, float]:
    """Return the middle of the first target; all shipped ones are ellipses."""
    site = next(site for site in item.sites if site.role == "target")
    return site.shape.ellipse[0], site.shape.ellipse[1]


def rows(page: Page):
    return page.locator("[data-felt] li")


def test_landmarks_are_placed_by_mouse_and_told_in_centimetres(station):
    page, item = station()
    for id in item.landmarks:
        landmark = item.drawn.landmark(id)
        x, y = landmark.at or landmark.line[0]
        page.mouse.click(*on_screen(page, min(x + 2.5, 99), max(y, 2)))
    expect(page.locator(".landmark.own")).to_have_count(len(item.landmarks))
    page.get_by_role("button", name="See how far off").click()
    told = page.locator(".steps-bar")
    expect(told).to_contain_text(re.compile(r"[\d.]+ cm off.*[\d.]+ cm off"))
    expect(page.locator(".landmark:not(.own)")).to_have_count(len(item.landmarks))


def test_a_press_by_mouse_adds_a_row_a_pin_and_a_place_without_a_new_page(station):
    page, item = station()
    shown(page)
    page.evaluate("window.stays = true")
    page.get_by_text("Roll", exact=True).click()
    page.mouse.click(*on_screen(page, *middle(item)))
    expect(rows(page)).to_have_count(1)
    page.mouse.click(*on_screen(page, 90, 20))
    expect(rows(page)).to_have_count(2)
    says = next(site.says for site in item.sites if site.role == "target")
    expect(rows(page).first).to_contain_text(says)
    expect(page.locator("[data-latest]")).to_contain_text("2 ·")
    expect(page.locator("[data-presses] .press")).to_have_count(2)
    assert page.evaluate("window.stays")
    open_answer(Pointer(page))
    assert page.locator("[name=where] option").count() == 3
    page.reload()
    expect(rows(page)).to_have_count(2)


def test_keys_move_the_finger_by_half_a_centimetre_and_press(station):
    page, item = station()
    tab_to(page, page.locator("#station"))
    page.keyboard.press("Space")  # the first landmark, in the middle
    across = page.locator(f'[name="{item.landmarks[0]}-across"]')
    expect(across).to_have_value("20.0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator(f'[name="{item.landmarks[1]}-across"]')).to_have_value("20.5")
    expect(page.locator(f'[name="{item.landmarks[1]}-down"]')).to_have_value("22.0")
    shown(page)
    tab_to(page, page.locator("#station"))
    x, y = middle(item)
    for key, distance in (("ArrowRight", x - 50), ("ArrowUp", 60 - y)):
        opposite = {"ArrowRight": "ArrowLeft", "ArrowUp": "ArrowDown"}
        for _ in range(round(abs(distance) / 1.25)):
            page.keyboard.press(key if distance > 0 else opposite[key])
    page.keyboard.press("+")
    assert page.locator("#station").evaluate("figure => figure.viewBox.baseVal.width") == 50
    page.keyboard.press("Space")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("-")
    assert page.locator("#station").evaluate("figure => figure.viewBox.baseVal.width") == 100
    says = next(site.says for site in item.sites if site.role == "target")
    expect(rows(page).first).to_contain_text(says)


def test_a_finger_that_rests_gets_a_magnifier_and_presses_where_it_lifts(station):
    page, item = station(PHONE)
    shown(page)
    start, end = on_screen(page, 50, 60), on_screen(page, *middle(item))
    wire = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    touch("touchStart", start)
    expect(page.locator(".loupe")).to_be_visible()
    touch("touchMove", end)
    touch("touchEnd")
    expect(page.locator(".loupe")).to_have_count(0)
    expect(rows(page)).to_have_count(1)
    assert float(rows(page).first.get_attribute("data-x")) == pytest.approx(middle(item)[0], abs=1)


def test_a_finger_that_taps_presses_and_one_that_swipes_scrolls(station):
    page, item = station(PHONE)
    shown(page)
    page.touchscreen.tap(*on_screen(page, *middle(item)))
    expect(rows(page)).to_have_count(1)
    before = page.evaluate("scrollY")
    x, y = on_screen(page, 50, 100)
    wire = page.context.new_cdp_session(page)
    wire.send(
        "Input.synthesizeScrollGesture", {"x": round(x), "y": round(y), "yDistance": -200, "speed": 1200}
    )
    assert page.evaluate("scrollY") > before
    expect(rows(page)).to_have_count(1)


def test_a_press_that_is_not_sent_says_so_and_loses_nothing(station):
    page, item = station(ignoring=("net::ERR_INTERNET_DISCONNECTED", "Failed to load resource"))
    shown(page)
    page.mouse.click(*on_screen(page, *middle(item)))
    expect(rows(page)).to_have_count(1)
    page.context.set_offline(True)
    page.mouse.click(*on_screen(page, 30, 30))
    expect(page.locator("[data-latest]")).to_contain_text("not sent")
    page.context.set_offline(False)
    page.mouse.click(*on_screen(page, 30, 30))
    expect(rows(page)).to_have_count(2)


def test_nothing_that_was_not_pressed_is_in_the_page_its_data_or_its_scripts(station, server: Server):
    page, item = station()
    bodies: list[str] = []

    def keep(reply) -> None:
        if reply.ok and "image" not in reply.headers.get("content-type", ""):
            bodies.append(reply.text())

    page.on("response", keep)
    page.reload()
    shown(page)
    page.mouse.click(*on_screen(page, 90, 15))
    expect(rows(page)).to_have_count(1)
    bodies.append(page.content())
    secrets = [text for site in item.sites for text in (site.title, site.says, site.rationale) if text]
    for secret in secrets:
        assert not any(secret in body for body in bodies)
