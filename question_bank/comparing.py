"""Whether what was answered to one version of an item can be marked by another."""

from question_bank.formats import FORMATS
from question_bank.formats.contract import CaseFormat
from question_bank.item import Item


def comparable(old: Item, new: Item) -> bool:
    """Whether responses to ``old`` can be marked by the key of ``new``.

    Both have one format, which decides. A case has as many stages as before, each of which is comparable.
    """
    if old.format != new.format:
        return False
    fmt = FORMATS[old.format]
    if not isinstance(fmt, CaseFormat):
        return fmt.comparable(old, new)
    before, after = fmt.items(old), fmt.items(new)
    return len(before) == len(after) and all(map(comparable, before, after))
