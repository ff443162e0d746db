"""An item as a trainee would meet it: asked and explained by its format's own pages, not yet published."""

from dataclasses import dataclass
from typing import Any

from question_bank import ASKED, Checked, Item
from question_bank.bank import Bank
from question_bank.formats.contract import Explanation, ItemFormat, Presentation
from quiz.bank.queries import Reading

SEED = "preview"


@dataclass(frozen=True)
class Preview:
    """What asking and explaining pages need. explained: of the best answer."""

    reading: Reading
    shown: Presentation
    form: Any
    explained: Explanation


def preview(checked: Checked, bank: Bank, *, number: int) -> Preview | None:
    """Return an item as a trainee would meet it; None while what its format adds has errors, and for a case.

    Errors elsewhere do not matter: a preview is most wanted while an explanation is still too short.
    """
    item = checked.item
    if item is None or any(flaw.blocks and not _is_shared(flaw.path) for flaw in checked.flaws):
        return None
    fmt = ASKED.get(item.format)
    if fmt is None:
        return None
    shown = fmt.present(item, SEED)
    best = next(iter(fmt.samples(item))).response
    return Preview(
        reading=_reading(item, fmt, bank, number),
        shown=shown,
        form=fmt.answer_form(shown, None),
        explained=fmt.explain(item, best, SEED),
    )


def _is_shared(path: tuple[str | int, ...]) -> bool:
    return bool(path) and path[0] in Item.model_fields


def _reading(item: Item, fmt: ItemFormat, bank: Bank, number: int) -> Reading:
    topic, objective = bank.topics_by_id.get(item.topic), bank.objectives_by_id.get(item.objective)
    sources = bank.sources_by_id
    return Reading(
        version_id=0,
        number=number,
        item=item,
        format=fmt,
        topic_title=topic.title if topic else item.topic,
        objective_title=objective.title if objective else item.objective,
        sources=tuple(sources[used.id] for used in item.sources if used.id in sources),
        info=bank.info,
    )
