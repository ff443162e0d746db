"""The keyboard alone: by single keys, and by nothing but Tab, arrows, Space and Enter."""

import pytest
from playwright.sync_api import expect

from tests.browser.answering import sureness_of, tab_to
from tests.journeys import steps


@pytest.fixture
def page(visit):
    page = visit()
    page.goto("/")
    tab_to(page, page.get_by_role("button", name="Try five questions"))
    page.keyboard.press("Enter")
    steps.is_asked(page, 1)
    return page


def test_five_questions_take_three_keys_each(page):
    for position, (letter, sure) in enumerate(["a1", "B2", "c3", "D1", "a3"], 1):
        steps.is_asked(page, position)
        page.keyboard.press(letter)
        expect(steps.options(page).nth("abcd".index(letter.lower()))).to_be_checked()
        page.keyboard.press(sure)
        steps.is_explained(page)
        word = ("guessing", "fairly sure", "certain")[int(sure) - 1]
        expect(page.get_by_role("region", name="Your answer, explained")).to_contain_text(word)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()


def test_enter_checks_an_answer_that_was_chosen(page):
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    steps.is_explained(page)


def test_a_sureness_key_sends_nothing_before_an_answer_is_chosen(page):
    assert steps.while_posting(page, lambda: page.keyboard.press("2")) == []
    steps.is_asked(page, 1)


def test_the_list_of_keys_opens_and_closes(page):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("b")  # does nothing behind the list
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(steps.options(page).nth(1)).not_to_be_checked()


def test_single_keys_can_be_turned_off_for_good(page):
    turn_single_keys_off(page)
    for _ in range(2):
        page.keyboard.press("a")
        page.keyboard.press("1")
        expect(page.get_by_role("radio", checked=True)).to_have_count(0)
        page.reload()
    tab_to(page, page.get_by_role("button", name="keys"))
    page.keyboard.press("Enter")
    toggle = page.get_by_role("checkbox", name="Use single keys")
    expect(toggle).not_to_be_checked()
    tab_to(page, toggle)
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(steps.options(page).first).to_be_checked()


def test_turned_off_the_question_mark_is_off_as_well(page):
    # WCAG 2.1.4 speaks of letters, numbers and punctuation alike.
    turn_single_keys_off(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_five_questions_without_single_keys(page):
    turn_single_keys_off(page)
    for position in range(1, 6):
        steps.is_asked(page, position)
        tab_to(page, steps.options(page).first)
        page.keyboard.press("ArrowDown")
        expect(steps.options(page).nth(1)).to_be_checked()
        tab_to(page, sureness_of(page, "Guessing"))
        page.keyboard.press("Space")
        tab_to(page, page.get_by_role("button", name="Check answer"))
        page.keyboard.press("Enter")
        steps.is_explained(page)
        tab_to(page, page.get_by_role("link", name="See result" if position == 5 else "Next question"))
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()


def test_the_first_tab_leads_past_the_masthead(page):
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def turn_single_keys_off(page):
    page.keyboard.press("?")
    toggle = page.get_by_role("checkbox", name="Use single keys")
    tab_to(page, toggle)
    page.keyboard.press("Space")
    expect(toggle).not_to_be_checked()
    tab_to(page, page.get_by_role("button", name="Close"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
