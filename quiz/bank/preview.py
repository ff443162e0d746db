"""An item as a trainee would meet it: asked and explained by its format's own pages, not yet published."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from question_bank import ASKED, FORMATS, Checked, Item
from question_bank.bank import Bank
from question_bank.formats.contract import CaseFormat, Explanation, ItemFormat, Presentation, Taken
from question_bank.item import Response
from quiz.bank.published.queries import CaseStage, Reading

SEED = "preview"
OF_STAGE = 3  # steps of a path that lead to the item of a stage: stages, number, item


@dataclass(frozen=True)
class View:
    """The asking page at one moment. step_form: for a format that is explored, what may be tried next.

    taken: the steps taken until then.
    """

    title: str
    shown: Presentation
    form: Any
    step_form: Any = None
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What is asked at once: an item, or a stage of a case.

    explained: of the best answer. sheet: what an examiner needs, of a format that is explored.
    """

    reading: Reading
    views: tuple[View, ...]
    explained: Explanation
    sheet: Any = None

    @property
    def before(self) -> View:
        """The first a trainee sees."""
        return self.views[0]

    @property
    def ready(self) -> View:
        """The one from which the answer is given."""
        return self.views[-1]


@dataclass(frozen=True)
class Preview:
    """What asking and explaining pages need, for each thing that is asked, in turn."""

    asked: tuple[Asked, ...]

    @property
    def reading(self) -> Reading:
        """The first that is read."""
        return self.asked[0].reading

    @property
    def case(self) -> Item | None:
        """The whole case, where it is one."""
        return self.reading.stage.case if self.reading.stage else None


def preview(checked: Checked, bank: Bank, *, number: int) -> Preview | None:
    """Return an item as a trainee would meet it; None while what its format adds has errors.

    Errors elsewhere do not matter: a preview is most wanted while an explanation is still too short.
    """
    item = checked.item
    if item is None or any(flaw.blocks and not _is_shared(flaw.path) for flaw in checked.flaws):
        return None
    fmt = FORMATS[item.format]
    if isinstance(fmt, ItemFormat):
        return Preview((_asked(item, fmt, _reading(item, fmt, bank, number, None)),))
    return Preview(tuple(_stages(item, fmt, bank, number)))


def _stages(case: Item, fmt: CaseFormat, bank: Bank, number: int) -> Iterator[Asked]:
    for place, item in enumerate(fmt.items(case), 1):
        of_stage = ASKED[item.format]
        stage = CaseStage(case, fmt, fmt.so_far(case, place))
        yield _asked(item, of_stage, _reading(item, of_stage, bank, number, stage))


def _asked(item: Item, fmt: ItemFormat, reading: Reading) -> Asked:
    best = next(iter(fmt.samples(item))).response
    return Asked(
        reading=reading,
        views=tuple(_views(item, fmt, best)),
        explained=fmt.explain(item, best, SEED),
        sheet=fmt.exploration.sheet(item) if fmt.exploration else None,
    )


def _views(item: Item, fmt: ItemFormat, best: Response) -> Iterator[View]:
    """Yield the asking page; of a format that is explored, before the first step and after a full search."""
    exploration = fmt.exploration
    if exploration is None:
        shown = fmt.present(item, SEED)
        yield View("", shown, fmt.answer_form(shown, None))
        return
    taken: list[Taken] = []
    for step in exploration.steps_of(best):
        taken.append(Taken(step, exploration.probe(item, taken, step)))
    for title, so_far in (("Before the first step", []), ("After a full search", taken)):
        shown = exploration.present(item, SEED, so_far)
        step_form = exploration.step_form(shown, None)
        yield View(title, shown, fmt.answer_form(shown, None), step_form, tuple(so_far))


def _is_shared(path: tuple[str | int, ...]) -> bool:
    own = path[OF_STAGE:] if path[:1] == ("stages",) and path[OF_STAGE - 1 : OF_STAGE] == ("item",) else path
    return bool(own) and own[0] in Item.model_fields


def _reading(item: Item, fmt: ItemFormat, bank: Bank, number: int, stage: CaseStage | None) -> Reading:
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
        stage=stage,
    )
