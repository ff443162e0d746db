"""Item-writing rules that hold for every format, by subject. Rules of one format alone live in its folder."""

from question_bank.flaw import Flaw
from question_bank.item import Item
from question_bank.lint import dates, lead_in, wording

__all__ = ["asking_flaws", "item_flaws"]


def item_flaws(item: Item) -> list[Flaw]:
    """Run every shared rule over an item, but those about what it asks."""
    return [*wording.flaws(item), *dates.flaws(item)]


def asking_flaws(item: Item) -> list[Flaw]:
    """Run the shared rules about what is asked, over an item or a stage of a case."""
    return [*lead_in.flaws(item)]
