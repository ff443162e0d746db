"""A question answered as people do, whatever its format: by mouse or finger, or by keys alone.

What to answer is what the format says a browser would post. Each of its names and values is looked up among
the controls of the page; a list that a script has hidden is set by the two buttons that stand in its place.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from question_bank import ASKED, Item, Response
from question_bank.formats.contract import Taken

Post = Mapping[str, Sequence[str]]

# How many keys or presses nothing on our pages needs.
PATIENCE = 120


class Hand(Protocol):
    """A way of working the controls of a page."""

    page: Page

    def tick(self, box: Locator) -> None:
        """Choose a radio button, or tick a checkbox."""

    def pick(self, field: Locator, value: str) -> None:
        """Choose from a drop-down list."""

    def write(self, field: Locator, text: str) -> None:
        """Fill a line of text that is empty."""

    def press(self, button: Locator) -> None:
        """Press a button or follow a link."""


class Pointer:
    """A mouse, or a finger where the screen is touched."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._touches = bool(page.evaluate("navigator.maxTouchPoints > 0"))

    def tick(self, box: Locator) -> None:
        """Press its label, which is what there is to be seen of it."""
        self.press(box.locator("xpath=ancestor::label"))
        expect(box).to_be_checked()

    def pick(self, field: Locator, value: str) -> None:
        """Open the list and choose; the list itself is the browser's."""
        field.select_option(value)

    def write(self, field: Locator, text: str) -> None:
        """Press into the field and write."""
        self.press(field)
        field.fill(text)

    def press(self, button: Locator) -> None:
        """Press in the middle."""
        if self._touches:
            button.tap()
        else:
            button.click()


class Keys:
    """Tab, arrows, Space and Enter; letters only where a text is written."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tick(self, box: Locator) -> None:
        """Go to the box; among radio buttons Tab goes to one of them, and arrows to the others."""
        if box.get_attribute("type") == "radio":
            self._tab_until(box, "box => document.activeElement.name === box.name")
            for _ in range(PATIENCE):
                if has_focus(box):
                    break
                self.page.keyboard.press("ArrowDown")
        else:
            tab_to(self.page, box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pick(self, field: Locator, value: str) -> None:
        """Go to the list, and with arrows through it."""
        tab_to(self.page, field)
        way = (
            "(list, value) => [...list.options].findIndex(each => each.value === value) - list.selectedIndex"
        )
        steps = int(field.evaluate(way, value))
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        expect(field).to_have_value(value)

    def write(self, field: Locator, text: str) -> None:
        """Go to the field and write."""
        tab_to(self.page, field)
        self.page.keyboard.type(text)

    def press(self, button: Locator) -> None:
        """Go there and press Enter."""
        tab_to(self.page, button)
        self.page.keyboard.press("Enter")

    def _tab_until(self, target: Locator, is_there: str) -> None:
        for _ in range(PATIENCE):
            if target.evaluate(is_there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")


ANSWER, STEPS = "form.answer", "form.stepping"


def fill(hand: Hand, post: Post, sureness: str | None = None, form: str = ANSWER) -> None:
    """Give an answer, and say how sure; or fill another form."""
    for name, values in post.items():
        controls = controls_of(hand.page, name, form)
        match kind_of(controls):
            case "radio" | "checkbox":
                for value in values:
                    hand.tick(controls.and_(hand.page.locator(f'[value="{value}"]')))
            case "select-one" if is_shown(controls):
                hand.pick(controls, values[0])
            case "select-one":
                move(hand, controls, int(values[0]))
            case "text" | "number":
                for index, value in enumerate(values):
                    hand.write(controls.nth(index), value)
            case kind:
                raise AssertionError(f"Nobody can fill {name}, which is {kind}.")
    if sureness is not None:
        hand.tick(sureness_of(hand.page, sureness))


def explore(hand: Hand, item: Item, response: Response) -> None:
    """Take the steps an answer rests on, from the lists, and go on to the answer; most formats have none."""
    steps = ASKED[item.format].exploration
    if steps is None:
        return
    taken: list[Taken] = []
    for step in steps.steps_of(response):
        post = steps.post_of_step(steps.present(item, "", taken), step)
        by_list = hand.page.locator(f"{STEPS} details:not([open]) > summary")
        if by_list.count():
            hand.press(by_list)
            expect(by_list).to_have_count(0)
        fill(hand, post, form=STEPS)
        buttons = hand.page.locator(STEPS).get_by_role("button", name=re.compile("^(See|Press|Show)"))
        hand.page.evaluate("document.documentElement.dataset.before = 'yes'")
        hand.press(buttons.first if post else buttons.last)
        expect(hand.page.locator("html[data-before]")).to_have_count(0)
        hand.page.wait_for_load_state()
        taken.append(Taken(step, steps.probe(item, taken, step)))
    open_answer(hand)


def open_answer(hand: Hand) -> None:
    """Open the form of the answer where it is folded away."""
    folded = hand.page.locator("details:not([open]):has(form.answer) > summary")
    if folded.count():
        hand.press(folded)
        expect(folded).to_have_count(0)


def move(hand: Hand, field: Locator, place: int) -> None:
    """Bring a row to its place with its two buttons, one place a press; its hidden list says where it is."""
    buttons = field.locator("xpath=ancestor::li[1]").get_by_role("button")
    for _ in range(PATIENCE):
        now = int(field.input_value())
        if now == place:
            return
        hand.press(buttons.first if now > place else buttons.last)
    raise AssertionError(f"The buttons do not lead to place {place}.")


def check(hand: Hand) -> None:
    """Press the button."""
    hand.press(hand.page.get_by_role("button", name="Check answer"))


def holds(page: Page, post: Post) -> bool:
    """Whether the form stands as it would be posted."""
    return all(_values(controls_of(page, name)) == sorted(values) for name, values in post.items())


def _values(controls: Locator) -> list[str]:
    given = (
        "all => all.filter(each => !/radio|checkbox/.test(each.type) || each.checked).map(each => each.value)"
    )
    return sorted(value for value in controls.evaluate_all(given) if value)


def controls_of(page: Page, name: str, form: str = ANSWER) -> Locator:
    """Return the controls of this name in a form."""
    return page.locator(f'{form} [name="{name}"]')


def is_shown(control: Locator) -> bool:
    """Whether a control is there for people: a list that two buttons stand in for is not."""
    return bool(control.evaluate("control => !control.hidden && !control.closest('[hidden]')"))


def kind_of(controls: Locator) -> str:
    """Return what a control is, as HTML calls it."""
    return str(controls.first.evaluate("control => control.type"))


def sureness_of(page: Page, word: str) -> Locator:
    """Return one of the three ways of being sure."""
    return page.get_by_role("group", name="How sure are you?").get_by_role("radio", name=word)


def has_focus(target: Locator) -> bool:
    """Whether the focus is just there."""
    return bool(target.evaluate("element => element === document.activeElement"))


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus."""
    for _ in range(PATIENCE):
        if has_focus(target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")
