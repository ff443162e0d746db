"""A question page on a slow line, and on one that breaks off, in every format."""

import pytest
from playwright.sync_api import expect

from question_bank import ASKED, FORMATS
from tests.browser.answering import Pointer, check, explore, fill
from tests.browser.conftest import PHONE
from tests.browser.people import Quick, asked_of, items_of, response_to

LIMIT = 40_000  # bytes

each_format = pytest.mark.parametrize("name", FORMATS)


@each_format
def test_a_first_visit_to_a_question_weighs_little(visit, server, name):
    page = visit(PHONE)
    sitting = Quick(page.context, server).begin_with(items_of(name)[:1])  # loads no page: the cache is empty
    wire = page.context.new_cdp_session(page)
    sizes = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    page.goto(f"{sitting}/slots/1", wait_until="networkidle")
    assert len(sizes) >= 3  # the page, its style, its script
    assert sum(sizes) <= LIMIT


@each_format
@pytest.mark.parametrize("lost", ["script", "stylesheet"])
def test_a_question_can_be_answered_when_a_file_does_not_arrive(visit, server, name, lost):
    page = visit(ignoring=("net::ERR_FAILED",))
    page.route(
        "**/*", lambda route: route.abort() if route.request.resource_type == lost else route.fallback()
    )
    item = items_of(name)[0]
    page.goto(Quick(page.context, server).begin_with([item]) + "/slots/1")
    mouse = Pointer(page)
    asked = asked_of(item)[0]
    explore(mouse, asked, response_to(asked, right=True))
    fill(mouse, ASKED[asked.format].post_of(response_to(asked, right=True)), "Fairly sure")
    check(mouse)
    expect(page.get_by_role("heading", name="Why", exact=True)).to_be_visible()
