"""A question page on a slow line, and on one that breaks off."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.people import Quick

LIMIT = 40_000  # bytes


def test_a_first_visit_to_a_question_weighs_little(visit):
    page = visit(PHONE)
    sitting = Quick(page.context).begin(5)  # which loads no page, so that nothing is in the cache
    wire = page.context.new_cdp_session(page)
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    page.goto(f"{sitting}/slots/1", wait_until="networkidle")
    assert len(sizes) >= 3  # the page, its style, its script
    assert sum(sizes) <= LIMIT


@pytest.mark.parametrize("lost", ["script", "stylesheet"])
def test_a_question_can_be_answered_when_a_file_does_not_arrive(visit, lost):
    page = visit(PHONE, ignoring=("net::ERR_FAILED",))
    page.route(
        "**/*", lambda route: route.abort() if route.request.resource_type == lost else route.fallback()
    )
    page.goto(Quick(page.context).begin(5) + "/slots/1")
    page.get_by_role("listitem").get_by_role("radio").first.check()
    page.get_by_role("radio", name="Fairly sure").check()
    page.get_by_role("button", name="Check answer").click()
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
