"""Every shipped item on the smallest screen: texts differ as much as the people who write them."""

from tests.browser.conftest import PHONE
from tests.browser.people import Quick, asked_of, number_of, shipped_items
from tests.browser.test_pages import SMALL_PHONE, measure, unfold

MANY = 20  # questions, the longest sitting


def test_every_item_and_its_explanation_fit_a_small_phone(visit, server):
    page = visit({**PHONE, "viewport": SMALL_PHONE})
    quick = Quick(page.context, server)
    too_wide = {}
    met = set()

    def look(sitting: str, position: int, part: str = "") -> None:
        item, stage = server.asked(number_of(sitting), position)
        if stage and stage > 1 and not part:  # a stage opens when the one before is answered
            quick.answer(sitting, position - 1, right=True)
        page.goto(f"{sitting}/slots/{position}{part}", wait_until="domcontentloaded")
        unfold(page)
        met.add(item)
        if found := measure(page, "tooWide"):
            too_wide[f"{item} {stage or ''}{part}"] = found

    slots = sum(len(asked_of(item)) for item in shipped_items().values())
    for _ in range(-(-slots // MANY) + 1):  # what was not met comes first, so that all come
        if met == set(shipped_items()):
            break
        sitting = quick.begin(MANY)
        for position in range(1, MANY + 1):
            look(sitting, position)
        quick.finish(sitting)
        for position in range(1, MANY + 1):
            look(sitting, position, "/explanation")
    assert too_wide == {}
    assert met == set(shipped_items())
