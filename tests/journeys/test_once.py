"""One answer, never changed: whatever the finger, the network or a second window does."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps

NOTICE = "You had answered this question before. Your first answer counts."

scripts_or_none = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])


@scripts_or_none
def test_going_back_shows_the_answer_and_not_the_question_again(visit, javascript):
    page = visit(javascript=javascript)
    steps.begin(page)
    said = steps.answer(page)
    page.go_back()
    steps.is_explained(page)
    assert steps.my_answer(page) == said
    assert steps.answered_in(page) == 1


@scripts_or_none
def test_a_double_click_answers_once(visit, javascript):
    page = visit(javascript=javascript)
    steps.begin(page)
    option = steps.options(page).nth(1)
    said = steps.words(option)
    option.check()
    posted = steps.while_posting(page, lambda: page.get_by_role("button", name="Check answer").dblclick())
    steps.is_explained(page)
    assert steps.my_answer(page) == said
    expect(page.get_by_text(NOTICE)).to_have_count(0)
    assert len(posted) == 1 or not javascript
    assert steps.answered_in(page) == 1


def test_a_double_click_begins_one_quiz(visit):
    page = visit(javascript=False)
    page.goto("/")
    page.get_by_role("button", name="Try five questions").dblclick()
    steps.is_asked(page, 1)
    page.goto("/history")
    expect(page.get_by_role("row")).to_have_count(2)  # one of them the heads of the columns


@scripts_or_none
def test_of_two_tabs_the_first_answer_counts(visit, javascript):
    first = visit(javascript=javascript)
    steps.begin(first)
    second = first.context.new_page()
    second.goto(first.url)
    said = steps.answer(first, 0)
    assert steps.answer(second, 1) != said
    expect(second.get_by_text(NOTICE)).to_be_visible()
    assert steps.my_answer(second) == said
    assert steps.answered_in(second) == 1


def test_an_answer_whose_reply_was_lost_can_be_sent_again(visit):
    page = visit()
    steps.begin(page)
    option = steps.options(page).nth(2)
    said = steps.words(option)
    option.check()

    lose_the_next_reply(page, "connectionreset")
    page.get_by_role("button", name="Check answer").click()
    page.wait_for_url("chrome-error://**")
    page.reload()  # which sends it again
    steps.is_explained(page)
    assert steps.my_answer(page) == said
    expect(page.get_by_text(NOTICE)).to_have_count(0)
    assert steps.answered_in(page) == 1


def test_an_answer_whose_sending_was_stopped_can_be_sent_again_from_the_page(visit):
    page = visit()
    steps.begin(page)
    option = steps.options(page).nth(2)
    said = steps.words(option)
    option.check()

    lose_the_next_reply(page, "aborted")  # as when the stop button is pressed: the page stays
    button = page.get_by_role("button", name="Check answer")
    with page.expect_event("requestfailed"):
        button.click()
    expect(button).to_be_enabled(timeout=10_000)
    button.click()
    steps.is_explained(page)
    assert steps.my_answer(page) == said
    expect(page.get_by_text(NOTICE)).to_have_count(0)


def lose_the_next_reply(page, error: str) -> None:
    """Let the server take what is posted next, and the browser never hear of it."""
    lost = []

    def lose(route):
        if route.request.method != "POST" or lost:
            route.fallback()
            return
        lost.append(route.fetch(max_redirects=0))
        assert lost[0].status == 303
        route.abort(error)

    page.route("**/slots/**", lose)
