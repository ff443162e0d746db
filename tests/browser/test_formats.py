"""Every format there is: answered by finger, by mouse, by keys and without scripts, and looked at."""

import itertools
import re
from functools import partial
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from question_bank import ASKED, FORMATS
from tests.browser.answering import (
    Keys,
    Pointer,
    check,
    controls_of,
    explore,
    fill,
    holds,
    sureness_of,
    tab_to,
)
from tests.browser.conftest import DESK, PHONE, browsers
from tests.browser.people import Quick, asked_of, items_of, response_to
from tests.browser.test_pages import SMALL_PHONE, faults, measure, tab_through, unfold

VERDICTS = {"right": "Right", "partly": "Partly right", "wrong": "Not this time", "noted": "Noted"}


class Way(NamedTuple):
    """Who answers, and with what."""

    hand: type[Pointer | Keys]
    device: dict
    scheme: str
    javascript: bool = True


WAYS = {
    "finger": Way(Pointer, PHONE, "light"),
    "mouse": Way(Pointer, DESK, "dark"),
    "finger without scripts": Way(Pointer, PHONE, "dark", javascript=False),
    "keys": Way(Keys, DESK, "light"),
}

each_format = pytest.mark.parametrize("name", FORMATS)


@each_format
@pytest.mark.parametrize("way", WAYS)
def test_it_is_answered_and_explained(visit, server, name, way):
    hand_type, device, scheme, javascript = WAYS[way]
    page = visit(device, scheme=scheme, javascript=javascript)
    hand = hand_type(page)
    items = some_items(name, list(WAYS).index(way), 2)
    page.goto(Quick(page.context, server).begin_with(items) + "/slots/1")
    asked = [
        (each, right) for item, right in zip(items, (True, False), strict=True) for each in asked_of(item)
    ]
    for item, right in asked:
        fmt, response = ASKED[item.format], response_to(item, right=right)
        explore(hand, item, response)
        fill(hand, fmt.post_of(response), "Certain")
        check(hand)
        expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()
        said = VERDICTS[fmt.explain(item, response, "").verdict]
        verdict = page.get_by_role("region", name="Your answer, explained").get_by_role("paragraph").first
        expect(verdict).to_have_text(re.compile(rf"^\s*{said} — .*certain\.", re.DOTALL))
        hand.press(page.get_by_role("link", name=re.compile("^Next (question|step)")))
        expect(verdict).to_be_hidden()


@each_format
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_page_that_is_refused_keeps_what_was_chosen(visit, server, name, javascript):
    page = visit(PHONE, javascript=javascript)
    finger = Pointer(page)
    items = some_items(name, 0, 1)
    page.goto(Quick(page.context, server).begin_with(items) + "/slots/1")
    post = post_to(items[0])
    begin(finger, items[0])
    fill(finger, post, "Guessing")
    assert holds(page, post)
    page.evaluate("document.querySelector('form.answer [name=token]').value = 'too short'")
    with page.expect_response(lambda reply: reply.request.method == "POST") as refused:
        check(finger)
    assert refused.value.status == 422
    expect(page.locator("form.answer").get_by_role("alert")).to_contain_text("send your answer again")
    assert holds(page, post)
    expect(sureness_of(page, "Guessing")).to_be_checked()
    check(finger)
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()


@each_format
def test_without_an_answer_the_page_comes_back_and_says_so(visit, server, name):
    page = visit(javascript=False)
    items = some_items(name, 1, 1)
    page.goto(Quick(page.context, server).begin_with(items) + "/slots/1")
    begin(Pointer(page), items[0])
    sureness_of(page, "Certain").check()
    page.evaluate("document.querySelector('form.answer').noValidate = true")
    with page.expect_response(lambda reply: reply.request.method == "POST") as refused:
        page.get_by_role("button", name="Check answer").click()
    assert refused.value.status == 422
    alert = page.locator("form.answer").get_by_role("alert").first
    expect(alert).to_be_visible()
    expect(alert).to_have_text(re.compile(r"\w.*\.$"))
    described = "alert => document.querySelector(`[aria-describedby~='${alert.id}']`) !== null"
    assert alert.evaluate(described), "the message is beside the question, and not of it"
    expect(sureness_of(page, "Certain")).to_be_checked()


@each_format
def test_of_an_answer_half_given_the_half_is_kept(visit, server, name):
    page = visit(DESK, javascript=False)
    items = some_items(name, 0, 1)
    post = post_to(items[0])
    first, *others = post
    if not others:
        return  # one control is no answer or a whole one
    page.goto(Quick(page.context, server).begin_with(items) + "/slots/1")
    mouse = Pointer(page)
    begin(mouse, items[0])
    fill(mouse, {first: post[first]})
    page.evaluate("document.querySelector('form.answer').noValidate = true")
    check(mouse)
    expect(page.locator("form.answer").get_by_role("alert").first).to_be_visible()
    assert holds(page, {first: post[first], **{other: [] for other in others}})
    fill(mouse, {other: post[other] for other in others})
    check(mouse)
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()


@each_format
def test_the_tab_key_reaches_everything_in_order_and_the_focus_shows(visit, server, name):
    page = visit(DESK)
    page.goto(Quick(page.context, server).begin_with(some_items(name, 0, 1)) + "/slots/1")
    stops = tab_through(page)
    places = [stop["place"] for stop in stops]
    missed = [each["what"] for each in measure(page, "reachable") if not set(each["places"]) & set(places)]
    assert missed == []
    assert places == sorted(places)
    assert faults(stops) == {}


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["finger", "mouse"])
def test_a_picture_is_pointed_at(visit, server, screen):
    """The one control that has no name and value to be looked up."""
    item = items_of("hotspot")[0]
    place = response_to(item, right=True).place
    x, y = middle_of(item.drawn, place)
    page = visit(screen)
    page.goto(Quick(page.context, server).begin_with([item]) + "/slots/1")
    picture = page.locator("form.answer svg[data-hotspot]")
    box = picture.bounding_box()
    width, height = item.drawn.canvas
    position = {"x": x / width * box["width"], "y": y / height * box["height"]}
    if screen is PHONE:
        picture.tap(position=position)
    else:
        picture.click(position=position)
    check(Pointer(page))
    expect(page.get_by_role("region", name="Your answer, explained")).to_contain_text("Right — ")


def test_a_picture_is_pointed_at_by_arrow_keys(visit, server):
    item = items_of("hotspot")[0]
    x, y = middle_of(item.drawn, response_to(item, right=True).place)
    page = visit(DESK)
    page.goto(Quick(page.context, server).begin_with([item]) + "/slots/1")
    width, height = item.drawn.canvas
    step = item.drawn.units_per_cm / 2
    keys = Keys(page)
    tab_to(page, page.locator("form.answer svg[data-hotspot]"))
    for distance, back, forth in (
        (x - width / 2, "ArrowLeft", "ArrowRight"),
        (y - height / 2, "ArrowUp", "ArrowDown"),
    ):
        for _ in range(round(abs(distance) / step)):
            page.keyboard.press(forth if distance > 0 else back)
    expect(page.locator("form.answer [data-said]")).to_contain_text("The pin is")
    for name, value in (("x", x), ("y", y)):
        assert float(controls_of(page, name).input_value()) == pytest.approx(value, abs=step)
    check(keys)
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()


def test_axe_finds_nothing(seen, axe):
    axe(seen)


def test_on_a_small_phone_nothing_scrolls_sideways(seen):
    seen.set_viewport_size(SMALL_PHONE)
    unfold(seen)
    assert measure(seen, "tooWide") == []


def test_a_finger_finds_every_target(seen):
    seen.set_viewport_size(PHONE["viewport"])
    assert measure(seen, "smallTargets") == []


def some_items(name: str, first: int, count: int) -> list:
    """Return shipped items of a format, other ones for another ``first``, so that many have their turn."""
    items = items_of(name)
    assert items, f"No item of the format {name} comes with the product."
    return [items[(first * count + index) % len(items)] for index in range(count)]


def middle_of(figure, place: str) -> tuple[float, float]:
    """Return a point well inside a place of a figure."""
    width, height = figure.canvas
    grid = itertools.product(range(1, 100), repeat=2)
    points = [(width * across / 100, height * down / 100) for across, down in grid]
    inside = [point for point in points if figure.place_of(point) == place]
    return inside[len(inside) // 2]


def post_to(item) -> dict:
    """Return the best answer to what an item asks first, as a browser would post it."""
    first = asked_of(item)[0]
    return ASKED[first.format].post_of(response_to(first, right=True))


def begin(hand: Pointer | Keys, item) -> None:
    """Take the steps that the best answer to what an item asks first rests on."""
    first = asked_of(item)[0]
    explore(hand, first, response_to(first, right=True))


def ask(page: Page, question: str) -> None:
    """Open a question."""
    page.goto(question)


def refuse(page: Page, question: str) -> None:
    """Send a question without an answer, whatever a script has filled in or would say."""
    ask(page, question)
    page.evaluate(
        """() => {
          for (const folded of document.querySelectorAll("details:has(form.answer)")) folded.open = true;
          const form = document.querySelector("form.answer");
          for (const each of form.querySelectorAll("fieldset.ask :is(input, select)")) {
            each.checked = false;
            if (!/radio|checkbox/.test(each.type)) each.value = "";
          }
          form.submit();
        }"""
    )
    page.wait_for_load_state()
    expect(page.locator("form.answer")).to_be_visible()


# Which state is looked at where; asked and explained stand in both schemes and on both screens.
SEEN = (
    ("asked", "light", DESK),
    ("asked", "dark", PHONE),
    ("refused", "dark", DESK),
    ("right", "light", DESK),
    ("wrong", "light", PHONE),
    ("wrong", "dark", DESK),
)


# Loading a page takes longer than looking at it, so tests share it; pytest runs them page by page.
@pytest.fixture(
    scope="module",
    params=itertools.product(FORMATS, SEEN),
    ids=lambda param: f"{param[0]}-{param[1][0]}-{param[1][1]}",
)
def seen(request, browser, server):
    name, (state, scheme, device) = request.param
    with browsers(partial(browser.new_context, base_url=server.url), server.url) as visit:
        page = visit(device, scheme=scheme)
        quick = Quick(page.context, server)
        items = some_items(name, SEEN.index(request.param[1]), 1)
        sitting = quick.begin_with(items)
        last = len(asked_of(items[0]))  # of a case its last stage is looked at, where the most is to be seen
        for position in range(1, last):
            quick.answer(sitting, position, right=state != "wrong")
        asked = asked_of(items[0])[-1]
        if state in ("asked", "refused"):
            quick.explore(sitting, last, asked, response_to(asked, right=True))
        if state == "asked":
            ask(page, f"{sitting}/slots/{last}")
        elif state == "refused":
            refuse(page, f"{sitting}/slots/{last}")
        else:
            page.goto(quick.answer(sitting, last, right=state == "right"))
        yield page
