"""An exam in a browser: whatever the device's clock and network do, the server's clock decides."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import Keys, tab_to
from tests.browser.conftest import DESK, PHONE
from tests.browser.people import items_of, number_of

OFFLINE = ("net::ERR_INTERNET_DISCONNECTED",)


@pytest.fixture
def exam(visit, server):
    """Begin an exam of plain questions, and open its first."""

    def open_exam(device=DESK, **kwargs) -> Page:
        page = visit(device, **kwargs)
        page.goto("/practise")
        page.get_by_text("Make your own").click()
        page.get_by_label("Exam, explained at the end").check()
        page.get_by_role("button", name="Start", exact=True).click()
        page.wait_for_url("**/slots/1")
        sitting = page.url.removesuffix("/slots/1")
        for position, item in enumerate(items_of("single_best_answer")[:10], 1):
            server.ask(number_of(sitting), position, item.id)
        page.reload()
        return page

    return open_exam


def end_in(server, page, seconds: float) -> None:
    """Let the exam end so many seconds from now, by the server's clock."""
    deadline = (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S.%f")
    sitting = int(re.search(r"/sittings/(\d+)", page.url)[1])
    file = Path(server.environment["INSTANCE_PATH"]) / "palpate.sqlite"
    with closing(sqlite3.connect(file, timeout=10)) as database, database:
        database.execute("UPDATE sitting SET deadline = ? WHERE id = ?", (deadline, sitting))


def choose(page: Page, letter: str) -> None:
    page.locator(f"[data-letter={letter}]").check(force=True)


def saved(page: Page):
    return expect(page.locator("[data-saved]"))


def test_a_network_lost_at_the_deadline_loses_nothing_that_was_saved_in_time(exam, server):
    page = exam(PHONE, ignoring=OFFLINE)
    choose(page, "A")
    saved(page).to_have_text("Saved.")
    end_in(server, page, 7)
    page.reload()
    page.context.set_offline(True)
    choose(page, "B")
    saved(page).to_contain_text("Not saved: the server cannot be reached.")
    expect(page.locator("[data-ticking]")).to_have_text("0:00 left", timeout=15_000)
    expect(page).to_have_url(re.compile("/slots/1$"))  # without the server nobody knows, so the page stays
    end_in(server, page, -60)  # its grace has gone by, too
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your result", timeout=20_000)
    expect(page.locator(".caution")).to_contain_text("1 answer came after the end.")
    page.goto(page.url.replace("result", "slots/1/explanation"))
    expect(page.locator(".verdict")).to_contain_text("you chose A")


def test_a_wrong_clock_on_the_device_changes_nothing(exam, server):
    page = exam()
    page.clock.install(time=datetime(2031, 5, 1, tzinfo=UTC))
    page.clock.resume()
    page.reload()
    expect(page.locator("[data-ticking]")).to_have_text(re.compile(r"^14:[345]\d left$"))
    choose(page, "A")
    saved(page).to_have_text("Saved.")
    expect(page.locator(".place[aria-current]")).to_have_class(re.compile("answered"))


def test_a_network_that_comes_back_in_time_saves_what_was_chosen_meanwhile(exam):
    page = exam(ignoring=OFFLINE)
    page.context.set_offline(True)
    choose(page, "A")
    choose(page, "C")
    saved(page).to_contain_text("Not saved")
    page.context.set_offline(False)
    saved(page).to_have_text("Saved.", timeout=20_000)
    page.reload()
    expect(page.locator("[data-letter=C]")).to_be_checked()


def test_it_is_taken_by_keys_alone_and_the_time_can_be_hidden(exam, axe):
    page = exam()
    page.keyboard.press("b")
    saved(page).to_have_text("Saved.")
    page.keyboard.press("Shift+F")
    saved(page).to_have_text("Flagged.")
    Keys(page).press(page.get_by_role("button", name="Hide the time"))
    expect(page.locator("[data-ticking]")).to_be_hidden()
    axe(page)
    page.keyboard.press("Tab")
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("Enter")
    page.wait_for_url("**/slots/2")
    expect(page.locator("[data-ticking]")).to_be_hidden()
    tab_to(page, page.get_by_role("button", name=re.compile("^1 ?, answered, flagged")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/slots/1")
    expect(page.locator("[data-letter=B]")).to_be_checked()
    page.get_by_role("button", name="Overview, and finish").click()
    expect(page.get_by_text("1 of 10 answered.")).to_be_visible()
    axe(page)
