"""An account: what was begun in one browser goes on in another."""

import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.journeys import steps


def test_a_sitting_goes_on_in_another_browser_and_takes_a_guests_work_along(visit):
    at_work = visit()
    steps.begin(at_work)
    steps.answer(at_work)
    steps.follow(at_work, "Sign up")
    email = steps.sign_up(at_work)
    at_work.goto("/")
    steps.follow(at_work, "Go on")
    steps.is_asked(at_work, 2)
    question = at_work.get_by_role("article", name="The case").inner_text()

    on_the_train = visit(PHONE)
    steps.begin(on_the_train)
    for position in (1, 2):
        steps.is_asked(on_the_train, position)
        steps.answer(on_the_train)
        steps.follow(on_the_train, "Next question")
    steps.sign_in(on_the_train, email)
    assert [steps.answered_in(on_the_train, quiz) for quiz in (0, 1)] == [2, 1]

    on_the_train.get_by_role("row").nth(2).get_by_role("link").click()
    steps.is_asked(on_the_train, 2)
    assert on_the_train.get_by_role("article", name="The case").inner_text() == question
    steps.answer(on_the_train)

    # The page at work is still open; what was answered on the train counts.
    said = steps.my_answer(on_the_train)
    steps.answer(at_work, 1)
    assert steps.my_answer(at_work) == said
    assert [steps.answered_in(at_work, quiz) for quiz in (0, 1)] == [2, 2]


def test_signing_out_leaves_nothing_behind_and_signing_in_brings_it_back(visit):
    page = visit()
    steps.begin(page)
    steps.answer(page)
    page.goto("/sign-up")
    email = steps.sign_up(page)
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_role("link", name="History")).to_have_count(0)
    steps.sign_in(page, email)
    assert steps.answered_in(page) == 1


def test_on_a_server_without_mail_the_link_for_a_new_password_is_kept_on_it(visit, server):
    page = visit(PHONE)
    page.goto("/sign-up")
    email = steps.sign_up(page)
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/reset")
    page.get_by_role("textbox", name="E-mail address").fill(email)
    page.get_by_role("button", name=re.compile("link")).click()
    expect(page.get_by_role("status").first).to_contain_text("is kept on it")

    page.goto(kept_link(server.unsent, "reset"))
    page.get_by_label("New password", exact=True).fill("nine large cats")
    page.get_by_label("again").fill("nine large cats")
    page.get_by_role("button", name="Set the password").click()
    steps.sign_in(page, email, "nine large cats")


def kept_link(folder, first: str) -> str:
    """Return the newest link to /``first``/… in what the server kept, which it may be about to write."""
    for _ in range(20):
        texts = [file.read_text() for file in sorted(folder.glob("*.txt"))]
        if found := re.findall(rf"https?://\S+/{first}/\S+", "\n".join(texts)):
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"no link to /{first}/… was kept")
