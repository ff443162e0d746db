"""An item's form with its script: flaws when a field is left, the trainee's view as it is typed."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.people import Quick

ITEM = "/bank/back_mice/items/a-readers-story"
EMAIL = "una@example.org"


def test_what_is_typed_is_checked_shown_kept_and_waived_by_key(visit, server):
    page = visit(DESK)
    una = Quick(page.context, server)
    una.sign_up(EMAIL, "Una Reed")
    server.flask("accounts", "role", EMAIL, "educator")
    server.flask("bank", "member", "add", "back_mice", EMAIL, "--role", "editor")
    page.goto(ITEM)
    lead_in, tally = page.locator("#edit-lead_in"), page.locator(".tally")
    expect(tally).to_have_text("Nothing must be mended")
    lead_in.fill("What")
    lead_in.press("Tab")
    expect(page.locator("#flaws-lead_in")).to_contain_text("not one closed question")
    expect(tally).to_contain_text("1 worth a look")

    option = page.locator("#edit-options-1-text")
    option.fill("Something that was never there")
    expect(page.locator("[data-live=preview]")).to_contain_text("Something that was never there")
    expect(option).to_be_focused()
    expect(page.locator("[data-kept]")).to_have_text(re.compile("Kept at [0-9:]+, not saved."))

    option.fill("Something else again")
    page.goto("/bank")
    page.goto(ITEM)
    expect(lead_in).not_to_have_value("What")
    page.get_by_role("link", name="Go on with it").press("Enter")
    expect(option).to_have_value("Something else again")

    beside = page.locator("[data-live=flaws-lead_in]")
    beside.locator("summary").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("It is said so on purpose.")
    page.keyboard.press("Enter")
    expect(page.locator("#edit-waived-0-reason")).to_have_value("It is said so on purpose.")
    expect(tally).to_have_text("Nothing must be mended")
    page.locator("#writing").get_by_role("button", name="Save", exact=True).first.press("Enter")
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    expect(page.get_by_role("link", name="Go on with it")).to_have_count(0)

    page.get_by_role("button", name="Add option").press("Enter")
    expect(page.locator("[id^=edit-options-][id$=-text]").last).to_be_focused()
    page.locator("#edit-title").press("Enter")
    expect(page.locator("#edit-title")).to_be_focused()
    page.get_by_role("button", name="Check without saving").first.press("Enter")
    expect(tally.locator("a")).to_be_focused()
