"""Every shipped item on the smallest screen: texts differ as much as the people who write them."""

from tests.browser.conftest import PHONE
from tests.browser.people import Quick, shipped_items
from tests.browser.test_pages import SMALL_PHONE, measure, unfold

MANY = 20  # questions, the longest sitting


def test_every_item_and_its_explanation_fit_a_small_phone(visit):
    page = visit({**PHONE, "viewport": SMALL_PHONE})
    quick = Quick(page.context)
    too_wide = {}

    def look(url: str) -> None:
        page.goto(url)
        unfold(page)
        if found := measure(page, "tooWide"):
            too_wide[page.locator(".lead-in").inner_text()] = found

    for _ in range(-(-len(shipped_items()) // MANY)):  # what was not met comes first, so that all come
        sitting = quick.begin(MANY)
        for position in range(1, MANY + 1):
            look(f"{sitting}/slots/{position}")
        quick.finish(sitting)
        for position in range(1, MANY + 1):
            look(f"{sitting}/slots/{position}/explanation")
    assert too_wide == {}
