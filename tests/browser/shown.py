"""Every page there is, each in the states it can be in: who opens it, where, and what they do there first."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

DESK = "/bank/back_mice/items"


@dataclass(frozen=True)
class Shown:
    """One page in one state. where: a path, or a name in ``World.urls``. heading: its h1."""

    who: str
    where: str
    heading: str
    first: Callable[[Page], None] | None = None
    status: int = 200


def send_without_answer(page: Page) -> None:
    """Press the button although nothing is chosen, in a browser that does not mind."""
    page.evaluate("document.querySelector('form.answer').noValidate = true")
    page.get_by_role("button", name="Check answer").click()
    page.locator("form.answer").get_by_role("alert").wait_for()


def send_to_finished(page: Page) -> None:
    """Answer in a quiz that was finished meanwhile."""
    page.get_by_role("radio").first.check()
    slot = page.url.rpartition("/sittings/")[2]
    finished = int(slot.partition("/")[0]) + 1  # the guest's second sitting
    page.evaluate(
        "to => { document.querySelector('form.answer').action = to }", f"/sittings/{finished}/slots/2"
    )
    page.get_by_role("button", name="Check answer").click()


def send_without_token(page: Page) -> None:
    """Answer from a page whose cookie is gone."""
    page.get_by_role("radio").first.check()
    page.evaluate("document.querySelector('form.answer [name=csrf_token]').value = ''")
    page.get_by_role("button", name="Check answer").click()


def open_keys(page: Page) -> None:
    """Open the list of keys."""
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def select_words(page: Page) -> None:
    """Highlight some words of the case, and open the note."""
    page.locator("[data-part] p").first.evaluate("text => getSelection().selectAllChildren(text)")
    page.keyboard.press("Shift+H")
    page.locator("[data-part] mark").first.wait_for()
    page.keyboard.press("Shift+N")


def highlight_one(page: Page) -> None:
    """Highlight a sentence."""
    page.locator(".sentences p > button[aria-pressed=false]").first.click()
    page.locator(".sentences [aria-pressed=true]").first.wait_for()


def send_empty(page: Page) -> None:
    """Send a form as it is, in a browser that does not mind."""
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button").first.click()
    page.locator("main .error, main .form-error").first.wait_for()


def look_at_a_change(page: Page) -> None:
    """Tick an item, and look at what retiring it would do."""
    page.locator("input[name=item]").first.check()
    page.get_by_text("Change many at once").click()
    page.get_by_role("button", name="Look at retiring them").click()
    page.get_by_role("heading", name="Retire 1 item?").wait_for()


def check_with_flaws(page: Page) -> None:
    """Spoil an item, and check it."""
    page.locator("#edit-options-2-text").fill("All of the above")
    page.locator("#edit-lead_in").fill("")
    page.get_by_role("button", name="Check without saving").first.click()
    page.locator("#flaws-lead_in").wait_for()


def save_after_somebody(page: Page) -> None:
    """Save an item from a page that began with another version."""
    page.evaluate("document.querySelector('[name=base_version]').value = '0'")
    page.locator("#edit-take_home").fill("Feel it first.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Save what is chosen").wait_for()


SHOWN = {
    "front": Shown("nobody", "/", "What the story suggests, what the fingers find, what to do."),
    "front again": Shown("guest", "/", "What the story suggests, what the fingers find, what to do."),
    "practise": Shown("nobody", "/practise", "Practise"),
    "practise own": Shown("Anna", "/practise?topic=palpation&difficulty=hard&mode=exam", "Practise"),
    "question": Shown("guest", "question", "Question 3 of 5"),
    "question refused": Shown("guest", "question", "Question 3 of 5", send_without_answer, 422),
    "question of many": Shown("guest", "long question", "Question 11 of 20"),
    "keys": Shown("guest", "question", "Question 3 of 5", open_keys),
    "options covered": Shown("Dora", "covered", "Question 1 of 5"),
    "question jotted on": Shown("Dora", "jotted question", "Question 2 of 5", select_words),
    "sentences": Shown("Dora", "sentences", "Question 1 of 5", highlight_one),
    "explained with a note": Shown("Dora", "jotted", "Question 3 of 5"),
    "right": Shown("guest", "right", "Question 1 of 5"),
    "wrong": Shown("guest", "wrong", "Question 2 of 5"),
    "not answered": Shown("guest", "not answered", "Question 2 of 10"),
    "result so far": Shown("guest", "result so far", "Your result"),
    "result": Shown("Anna", "result", "Your result"),
    "exam": Shown("Anna", "exam", "Question 2 of 20"),
    "exam overview": Shown("Anna", "exam overview", "Overview"),
    "progress of little": Shown("guest", "/progress", "Progress"),
    "progress": Shown("Anna", "/progress", "Progress"),
    "topic": Shown("Anna", "/progress/topics/back_mice/palpation", "Palpation findings"),
    "reasoning": Shown("Anna", "/progress/reasoning", "Reasoning"),
    "sureness": Shown("Anna", "/progress/sureness", "Are you as right as you feel?"),
    "mistakes": Shown("Anna", "/progress/mistakes", "Mistakes worth your time"),
    "time": Shown("Anna", "/progress/time", "Time"),
    "progress as data": Shown("Anna", "/progress/data", "Progress as data"),
    "review": Shown("Anna", "/review", "Review"),
    "record": Shown("Anna", "/progress/record", "Learning record"),
    "record refused": Shown(
        "guest", "/progress/record?from=soon&to=1020-01-01", "Learning record", None, 422
    ),
    "history": Shown("Anna", "/history", "Your quizzes"),
    "report refused": Shown("guest", "reported", "Something wrong with this question?", send_empty, 422),
    "notices": Shown("guest", "/notices", "Notices"),
    "about": Shown("nobody", "/about", "About Palpate"),
    "bank": Shown("nobody", "/banks/back_mice", "Low back and buttock pain"),
    "privacy": Shown("nobody", "/privacy", "What is kept about you"),
    "my data": Shown("guest", "/my-data", "My data"),
    "erase refused": Shown("guest", "/my-data/erase", "Erase my data", send_empty, 422),
    "my data of an educator": Shown("Eva", "/my-data", "My data"),
    "erase of an educator": Shown("Eva", "/my-data/erase", "Erase my data"),
    "erased": Shown("nobody", "/my-data/erased", "You are erased"),
    "sign in": Shown("nobody", "/sign-in", "Sign in"),
    "sign in refused": Shown("nobody", "/sign-in", "Sign in", send_empty, 422),
    "sign up": Shown("guest", "/sign-up", "Sign up"),
    "sign up refused": Shown("guest", "/sign-up", "Sign up", send_empty, 422),
    "reset": Shown("nobody", "/reset", "Set a new password"),
    "new password": Shown("nobody", "new password", "Set a new password"),
    "account": Shown("Anna", "/account", "Your account"),
    "change password": Shown("Anna", "/change-password", "Change your password"),
    "change password refused": Shown("Anna", "/change-password", "Change your password", send_empty, 422),
    "change e-mail": Shown("Anna", "/change-email", "Change your e-mail address"),
    "confirm again": Shown("Anna", "/confirm", "Confirm your e-mail address"),
    "confirm": Shown("nobody", "/confirm/x", "Confirm your e-mail address"),
    "password again": Shown("Anna", "/password-again", "Enter your password again"),
    "banks": Shown("Eva", "/bank", "Question bank"),
    "items": Shown("Eva", "/bank/back_mice/items", "Back mice"),
    "items found": Shown("Eva", "/bank/back_mice/items?q=pain&flaws=none&page=2", "Back mice"),
    "many looked at": Shown("Eva", "/bank/back_mice/items", "Back mice", look_at_a_change),
    "new bank": Shown("Eva", "/bank/new", "New bank"),
    "new bank refused": Shown("Eva", "/bank/new", "New bank", send_empty, 422),
    "members": Shown("Eva", "/bank/back_mice/members", "Back mice"),
    "coverage": Shown("Eva", "/bank/back_mice/coverage", "Back mice"),
    "whole check": Shown("Eva", "/bank/back_mice/check", "Back mice"),
    "sources": Shown("Eva", "/bank/back_mice/sources?add=y", "Back mice"),
    "one source": Shown("Eva", "/bank/back_mice/sources/njoo-1994", "Back mice"),
    "figures": Shown("Eva", "/bank/back_mice/figures", "Back mice"),
    "upload refused": Shown("Eva", "/bank/back_mice/upload", "Back mice", send_empty, 422),
    "details": Shown("Eva", "/bank/back_mice/contents/details", "Back mice"),
    "reports": Shown("Eva", "/bank/back_mice/reports", "Back mice"),
    "report": Shown("Eva", "report", "A typo"),
    "who did what": Shown("Eva", "/bank/back_mice/history", "Back mice"),
    "copy of an item": Shown("Eva", f"{DESK}/two-quiet-lumps/copy", "Back mice"),
    "new item": Shown("Eva", "/bank/back_mice/new", "New item"),
    "new item refused": Shown("Eva", "/bank/back_mice/new", "New item", send_empty, 422),
    "new draft": Shown("Eva", "new draft", "A thought that has just begun"),
    "edit": Shown("Eva", f"{DESK}/two-quiet-lumps", "Painless lumps found by chance"),
    "edit with flaws": Shown(
        "Eva", f"{DESK}/two-quiet-lumps", "Painless lumps found by chance", check_with_flaws
    ),
    "duplicate": Shown("Eva", f"{DESK}/two-quiet-lumps/duplicate", "A copy, not saved"),
    "saved by two": Shown(
        "Eva",
        f"{DESK}/two-quiet-lumps",
        "Somebody saved this item since you opened it",
        save_after_somebody,
        409,
    ),
    "covered": Shown("Eva", f"{DESK}/two-quiet-lumps/covered", "Covered: the options"),
    "corrections": Shown(
        "Eva", f"{DESK}/two-quiet-lumps/correct", "Corrections of “Painless lumps found by chance”"
    ),
    "on paper": Shown("Eva", f"{DESK}/two-quiet-lumps/print", "On paper"),
    "400": Shown("guest", "question", "Please send that again", send_without_token, 400),
    "404": Shown("nobody", "/nowhere", "Nothing here", status=404),
    "405": Shown("nobody", "/sittings", "Not this way", status=405),
    "409": Shown("guest", "question", "This changed meanwhile", send_to_finished, 409),
}
