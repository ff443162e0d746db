"""Tools at a question that need a browser: selecting words, keys, touch, and what another device shows."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.people import Quick, items_of


def test_everything_by_keys_and_all_of_it_on_another_device(visit, server):
    page = visit(DESK)
    url = Quick(page.context, server).begin_with(items_of("single_best_answer")[:1]) + "/slots/1"
    page.goto(url)
    page.keyboard.press("b")
    page.keyboard.press("Shift+R")
    strike = page.get_by_role("button", name="Rule out B")
    expect(strike).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("radio").nth(1)).not_to_be_checked()
    page.keyboard.press("Shift+F")
    expect(page.get_by_role("button", name="Take the flag away")).to_be_visible()
    page.locator("[data-part] p").first.evaluate("text => getSelection().selectAllChildren(text)")
    page.keyboard.press("Shift+H")
    expect(page.locator("[data-part] mark").first).to_be_visible()
    page.keyboard.press("Shift+N")
    page.keyboard.type("Feel it first? B, F and R are letters here.")
    expect(page.locator("[data-noted]")).to_have_text("Saved.")
    expect(page.get_by_role("button", name=re.compile("^Rule out A"))).to_have_attribute(
        "aria-pressed", "false"
    )
    phone = visit(PHONE, state=page.context.storage_state())
    phone.goto(url)
    expect(phone.get_by_role("button", name="Rule out B")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_role("button", name="Take the flag away")).to_be_visible()
    assert (
        phone.locator("[data-part] mark").first.inner_text()
        == page.locator("[data-part] mark").first.inner_text()
    )
    expect(phone.get_by_label(re.compile("^For yourself"))).to_have_value(re.compile("^Feel it first"))


def test_by_touch_a_choice_stays_while_tools_are_used(visit, server):
    page = visit(PHONE)
    page.goto(Quick(page.context, server).begin_with(items_of("single_best_answer")[:1]) + "/slots/1")
    page.get_by_role("radio").first.tap()
    page.get_by_role("button", name="Rule out C").tap()
    expect(page.get_by_role("button", name="Rule out C")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-part] p").first.evaluate("text => getSelection().selectAllChildren(text)")
    marker = page.get_by_role("button", name="Highlight", exact=True)
    expect(marker).to_be_in_viewport()  # it comes along with what is selected
    marker.tap()
    page.locator("[data-part] mark").first.tap()
    expect(page.locator("[data-part] mark")).to_have_count(0)
    marker.tap()
    page.locator(".sentences p > button").first.tap()
    page.get_by_role("link", name="Back to the question").tap()
    expect(page.locator("[data-part] mark")).to_have_count(1)
    expect(page.get_by_role("radio").first).to_be_checked()


def test_without_a_script_enter_sends_the_answer_and_no_tool(visit, server):
    page = visit(DESK, javascript=False)
    page.goto(Quick(page.context, server).begin_with(items_of("single_best_answer")[:1]) + "/slots/1")
    page.get_by_role("button", name="Rule out A").click()
    page.get_by_role("radio").nth(1).check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()
