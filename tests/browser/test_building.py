"""The count of what matches, as it follows the thumb."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE


def test_the_count_and_the_address_follow_what_is_chosen(visit):
    page = visit(PHONE)
    page.goto("/practise")
    page.get_by_text("Make your own").tap()
    told = page.locator("[data-told]")
    every = told.inner_text()
    page.get_by_label("Palpation findings", exact=False).first.tap()
    expect(told).not_to_have_text(every)
    page.get_by_text("Only some objectives").tap()
    assert page.locator("[data-of]:visible").count() == 1
    page.get_by_label("Missed last time").tap()
    expect(told).to_contain_text("No questions match. There would be")
    expect(page.get_by_role("button", name="Count")).to_be_hidden()
    page.wait_for_url("**topic=palpation&among=missed**")
    page.reload()
    expect(told).to_contain_text("No questions match.")
