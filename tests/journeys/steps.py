"""What people do on the way through a quiz, by what they see and hear of the page."""

import re
from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.browser.answering import sureness_of
from tests.browser.people import PASSWORD


def begin(page: Page) -> None:
    """Try five questions from the front page."""
    page.goto("/")
    page.get_by_role("button", name="Try five questions").click()
    is_asked(page, 1)


def is_asked(page: Page, position: int) -> None:
    """See a question, not yet answered."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"Question {position}\s+of 5"))
    expect(page.get_by_role("button", name="Check answer")).to_be_visible()


def options(page: Page) -> Locator:
    """Return the answers to choose from."""
    return page.get_by_role("listitem").get_by_role("radio")


def words(option: Locator) -> str:
    """Return what an answer says."""
    return str(option.evaluate("input => input.closest('label').querySelector('.text').innerText"))


def check(page: Page) -> None:
    """Press the button and see the explanation."""
    page.get_by_role("button", name="Check answer").click()
    is_explained(page)


def answer(page: Page, number: int = 0, sure: str = "Fairly sure") -> str:
    """Choose an answer, say how sure, check. Return what the answer said."""
    option = options(page).nth(number)
    said = words(option)
    option.check()
    sureness_of(page, sure).check()
    check(page)
    return said


def is_explained(page: Page) -> None:
    """See why, and where it is from."""
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Sources", exact=True)).to_be_visible()


def my_answer(page: Page) -> str:
    """Return what the explanation says was answered."""
    tag = page.get_by_text(re.compile("^(Your answer|Best answer, and yours)$"))
    mine = page.get_by_role("listitem").filter(has=tag)
    expect(mine).to_have_count(1)
    return re.sub(r"^\s*[A-H]\.\s*", "", mine.locator(".text").inner_text())  # its letter is for the ear


def follow(page: Page, name: str) -> None:
    """Follow a link."""
    page.get_by_role("link", name=name).first.click()


def answered_in(page: Page, quiz: int = 0) -> int:
    """Return how many answers the score of a quiz in the history rests on. The newest quiz is 0."""
    page.goto("/history")
    score = re.search(r"[\d.]+ / (\d+)", page.get_by_role("row").nth(1 + quiz).inner_text())
    assert score is not None
    return int(score[1])


def sign_up(page: Page) -> str:
    """Fill the form and send it. Return the new address."""
    email = f"{uuid4().hex}@example.org"
    page.get_by_role("textbox", name="E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("link", name="Your account")).to_be_visible()
    return email


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Open the page, fill the form, send it."""
    page.goto("/sign-in")
    page.get_by_role("textbox", name="E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Your account")).to_be_visible()


def while_posting(page: Page, then: Callable[[], None]) -> list[str]:
    """Do something; return the addresses of all that was posted meanwhile."""
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    then()
    return posted
