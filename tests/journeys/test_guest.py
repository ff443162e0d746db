"""Somebody who has never been here: five questions at once, and an account to keep them, later."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.journeys import steps


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_guest_answers_five_questions_and_keeps_them_by_signing_up(visit, screen, javascript):
    page = visit(screen, javascript=javascript)
    steps.begin(page)
    for position, sure in enumerate(["Guessing", "Fairly sure", "Certain", "Guessing", "Certain"], 1):
        steps.is_asked(page, position)
        steps.answer(page, position % 3, sure)
        verdict = page.get_by_role("region", name="Your answer, explained").get_by_role("paragraph").first
        expect(verdict).to_have_text(re.compile(rf"(Right|Not this time) .*{sure.lower()}", re.DOTALL))
        steps.follow(page, "Next question" if position < 5 else "See result")

    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    score = re.search(r"([0-5])\s+of 5 answered", page.get_by_role("main").inner_text())
    assert score

    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    steps.sign_up(page)
    steps.follow(page, "History")
    expect(page.get_by_role("row").nth(1)).to_contain_text(re.compile(rf"\b{score[1]} / 5"))


def test_an_answer_without_a_choice_is_asked_for_again(visit):
    page = visit(javascript=False)
    steps.begin(page)
    page.get_by_role("button", name="Check answer").click()
    steps.is_asked(page, 1)
    assert steps.answered_in(page) == 0


def test_what_was_begun_is_offered_on_the_front_page(visit):
    page = visit(PHONE)
    steps.begin(page)
    steps.answer(page)
    page.goto("/")
    steps.follow(page, "Go on")
    steps.is_asked(page, 2)
