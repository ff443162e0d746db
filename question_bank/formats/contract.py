"""What a format is: the one thing the rest of the product knows about it.

A format is a folder under ``question_bank/formats/`` whose ``__init__`` holds ``FORMAT = ItemFormat(...)``,
or ``CaseFormat(...)`` where it is asked through other formats.
Adding one is adding a folder: nothing else changes. The contract test
(tests/question_bank/formats/test_contract.py) runs over every format and every example.

Two boundaries matter most. *Parse before mark*: ``read_answer`` is only called on a valid form, so ``mark``
is pure and total. *The key stays behind*: the asking template is given what ``present`` returns, and that
holds no key, rationale or explanation.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Protocol

from question_bank.figure import ShownFigure
from question_bank.flaw import Flaw
from question_bank.item import Finding, Frozen, Item, Response, Vignette
from question_bank.score import Score


@dataclass(frozen=True)
class Presentation:
    """What a trainee may see before answering. Formats add what they ask; never a key.

    exhibit: the figure that is shown with the question, set for every format by ``with_exhibits``.
    """

    vignette: Vignette | None
    lead_in: str
    exhibit: ShownFigure | None = field(default=None, kw_only=True)

    @property
    def strikable(self) -> tuple[str, ...]:
        """What a trainee may rule out before answering, by keys that hold whatever the order; often nothing.

        ``ask.html`` offers each: ``{{ strike(jotted, key, letter) }}`` of macros/bedside.html, in its
        ``.option``.
        """
        return ()

    @property
    def coverable(self) -> bool:
        """Whether the lead-in alone can be answered in a few words, before the options are seen."""
        return False


@dataclass(frozen=True)
class Explanation:
    """What a trainee sees after answering. Formats add their own parts.

    verdict: ``right``, ``partly``, ``wrong``, or ``noted`` where nothing is scored.
    told: what was answered, to follow a dash: “you chose C”, “3 of your 5 steps stand in their place”.
    best: what was best, a sentence or nothing: “The best answer is B.”
    """

    verdict: str
    told: str
    best: str


class AnswerForm(Protocol):
    """The part of a ``wtforms.Form`` that everyone uses."""

    @property
    def errors(self) -> Any:
        """What is wrong, by field."""

    def validate(self) -> bool:
        """Whether what was posted is well-formed."""


@dataclass(frozen=True)
class Sample:
    """A response and what it earns, for the contract test and for trying an item out."""

    name: str
    response: Response
    fraction: float


@dataclass(frozen=True)
class Taken:
    """A step that was taken before the answer, and what it revealed."""

    step: Any
    revealed: Any


@dataclass(frozen=True)
class Exploration:
    """What a format adds in which the trainee explores before answering: one step at a time, each recorded.

    step_type, revealed_type: frozen Pydantic models. most: how many steps a slot takes at most.
    present(item, seed, taken): the asking page as it stands after these steps; it holds nothing that no step
    has revealed. Its ``ready`` says whether the answer may be given yet.
    step_form(presentation, posted), read_step(form, presentation), post_of_step(presentation, step): as with
    answers.
    probe(item, taken, step): what a step reveals. Pure and total.
    carried(response, taken): the response with the search it rests on, so that marking needs nothing else.
    steps_of(response): the other way round, for trying items out.
    sheet(item): what an examiner needs to give the answers to steps where no machine does, on paper.

    In its folder such a format also has ``templates/explore.html``, the steps' part of the asking page,
    ``templates/step.html``, what one more step adds to it, and ``templates/examiner.html``, given ``sheet``.
    """

    step_type: type[Frozen]
    revealed_type: type[Frozen]
    most: int
    present: Callable[[Any, str, Sequence[Taken]], Presentation]
    step_form: Callable[[Any, Any], AnswerForm]
    read_step: Callable[[Any, Any], Frozen]
    post_of_step: Callable[[Any, Any], dict[str, list[str]]]
    probe: Callable[[Any, Sequence[Taken], Any], Frozen]
    carried: Callable[[Any, Sequence[Taken]], Response]
    steps_of: Callable[[Any], Iterable[Any]]
    sheet: Callable[[Any], Any]


def not_told_apart(item: Item, response: Response) -> tuple[str, ...]:
    """Return no choices: others' answers are told as right, partly right or wrong alone."""
    return ()


def not_known(item: Item) -> float | None:
    """Return no chance: what a blind answer would be cannot be said."""
    return None


@dataclass(frozen=True)
class ItemFormat:
    """One format.

    name: its id in item files, tables and templates. title, summary: for people.
    item_type, response_type: frozen Pydantic models.
    rule, rule_version: what ``mark`` applies; stored with every mark.
    present(item, seed): what may be shown before the answer, with the order that belongs to this seed.
    answer_form(presentation, posted): a plain wtforms form; ``posted``: a MultiDict, None for an empty form.
    read_answer(form): the response of a *valid* form.
    read_part(form): the response that a form with parts still open holds so far, after it was validated; None
    where it holds none. For formats whose parts stand for themselves: an exam saves each as it is given.
    post_of(response): the other way round, what a browser would post: field names with lists of values.
    mark(item, response): pure and total; every valid response gets a score, a blank one included.
    explain(item, response, seed): what was answered, what was best, and why.
    lint(item): flaws that only this format can have. lint_document(document): the same for rules that can be
    judged before the document is sound, so that an author meets everything in one round.
    samples(item): right, wrong, partial (where there is such a thing) and blank responses.
    comparable(old, new): whether responses to ``old`` can be marked against ``new``.
    chosen(item, response): what was chosen, as keys that hold whatever the order and the version; none for
    a blank, nor for formats whose answers are not told apart. Its ``review.html`` shows beside a choice how
    many made it: ``share(peers, key)`` of macros/peers.html.
    chance(item): how likely a blind answer that the form takes earns all points, 0..1; None where that cannot
    be said, or nothing is scored. It makes the line of chance beside how often trainees are right.
    quick: whether it is answered with one tap, so that “Try five questions” may draw it.
    secrets(item): texts of this format that no page may hold before the answer, besides those every item has.
    exploration: for formats in which the trainee explores before answering.
    editor_form(posted, prefix): the form for the format's own fields, a ``Part`` (question_bank/editing.py);
    posted: None for an empty one; prefix: what stands before its names where it is part of another form.
    read_editor(form): the format's own part of the document, in the shape of an item file, blank parts left
    out; of any form, valid or not, for a draft may have flaws.
    fill_editor(document): the form of any document, sound or not, in which nothing that was written is lost.
    The names of its fields are the paths of flaws joined by hyphens: ``options-2-rationale``.

    In its folder a format also has the templates ``ask.html`` and ``review.html``, with an editor
    ``edit.html`` and ``print.html`` too, and may have ``static/style.css`` (joined to the one stylesheet),
    ``static/ask.js`` (loaded with its asking page) and ``static/edit.js`` (loaded at the educator's desk).
    """

    name: str
    title: str
    summary: str
    item_type: type[Item]
    response_type: type[Response]
    rule: str
    rule_version: int
    present: Callable[[Any, str], Presentation]
    answer_form: Callable[[Any, Any], AnswerForm]
    read_answer: Callable[[Any], Response]
    post_of: Callable[[Any], dict[str, list[str]]]
    mark: Callable[[Any, Any], Score]
    explain: Callable[[Any, Any, str], Explanation]
    lint: Callable[[Any], Iterable[Flaw]]
    lint_document: Callable[[Mapping[str, Any]], Iterable[Flaw]]
    samples: Callable[[Any], Iterable[Sample]]
    comparable: Callable[[Any, Any], bool]
    secrets: Callable[[Any], Iterable[str]]
    editor_form: Callable[..., Any] | None = None
    read_editor: Callable[[Any], dict[str, Any]] | None = None
    fill_editor: Callable[[Mapping[str, Any]], Any] | None = None
    read_part: Callable[[Any], Response | None] | None = None
    chosen: Callable[[Any, Any], tuple[str, ...]] = not_told_apart
    chance: Callable[[Any], float | None] = not_known
    quick: bool = False
    exploration: Exploration | None = None

    def with_exhibits(self) -> "ItemFormat":
        """Return the format so that whatever it presents has the item's exhibit."""

        def exhibiting(present: Callable[..., Presentation]) -> Callable[..., Presentation]:
            def presented(item: Item, *how: Any) -> Presentation:
                figure = item.exhibited
                exhibit = figure.shown_to(item.patient) if figure is not None else None
                return replace(present(item, *how), exhibit=exhibit)

            return presented

        exploration = self.exploration and replace(
            self.exploration, present=exhibiting(self.exploration.present)
        )
        return replace(self, present=exhibiting(self.present), exploration=exploration)


# Of the fields that every item has, those that a stage of a case has for itself. The rest is the case's.
STAGE_FIELDS = frozenset(
    {"format", "exhibit", "lead_in", "explanation", "take_home", "contested", "illustration"}
)


def is_of_stage(field: str) -> bool:
    """Whether a field of a stage's item is its own, and not the case's."""
    return field in STAGE_FIELDS or field not in Item.model_fields


@dataclass(frozen=True)
class Chapter:
    """How the story of a case goes on at one stage. is_new: at the stage that is asked now."""

    text: str
    findings: tuple[Finding, ...]
    is_new: bool


@dataclass(frozen=True)
class Story:
    """A case's story up to one of its stages, counted from 1, and nothing beyond."""

    vignette: Vignette
    chapters: tuple[Chapter, ...]
    stage: int
    of: int


@dataclass(frozen=True)
class CaseFormat:
    """A format that is asked through others: one document, a patient who unfolds in stages.

    A case has no page, form or marking of its own. Each stage is asked, marked and explained by the format of
    its item, and earns a mark of its own; ``total`` says what these make together.

    name, title, summary, item_type, lint, lint_document: as in ``ItemFormat``; lint_document sees the case,
    the stages' items are checked by their own formats.
    rule, rule_version: what ``total`` applies.
    stage_documents(document): the item document of each stage, with what it takes from the case and the story
    so far for its vignette; None where a stage of a raw document holds none.
    with_items(case, items): the case with the items built from those documents, one a stage.
    items(case): these items, in order.
    so_far(case, stage): the story up to a stage, counted from 1.
    editor_of(formats): the type of its form, a ``Part`` in which stages have the fields of these formats.
    editor_form, read_editor, fill_editor: as in ``ItemFormat``; ``with_editors`` sets them.
    total(scores): what the marks of stages make together; the statistics of sittings follow the same rule.
    """

    name: str
    title: str
    summary: str
    item_type: type[Item]
    rule: str
    rule_version: int
    stage_documents: Callable[[Mapping[str, Any]], Sequence[dict[str, Any] | None]]
    with_items: Callable[[Any, Sequence[Item]], Item]
    items: Callable[[Any], tuple[Item, ...]]
    so_far: Callable[[Any, int], Story]
    total: Callable[[Sequence[Score]], Score]
    lint: Callable[[Any], Iterable[Flaw]]
    lint_document: Callable[[Mapping[str, Any]], Iterable[Flaw]]
    editor_of: Callable[[Mapping[str, ItemFormat]], Any] | None = None
    editor_form: Callable[..., Any] | None = None
    read_editor: Callable[[Any], dict[str, Any]] | None = None
    fill_editor: Callable[[Mapping[str, Any]], Any] | None = None

    def with_editors(self, formats: Mapping[str, ItemFormat]) -> "CaseFormat":
        """Return the format with its editor, in which stages have the editors of ``formats``."""
        if self.editor_of is None:
            return self
        editor = self.editor_of({name: fmt for name, fmt in formats.items() if fmt.editor_form})
        return replace(self, editor_form=editor, read_editor=editor.document, fill_editor=editor.of)


AnyFormat = ItemFormat | CaseFormat


def shuffled(ids: Iterable[str], seed: str) -> list[str]:
    """Return ids in the order that belongs to ``seed``.

    Each id's place comes from a hash of the seed and itself alone, so the others keep their order when one is
    added or removed.
    """
    return sorted(ids, key=lambda id: sha256(f"{seed}/{id}".encode()).digest())


def taken_of(fmt: ItemFormat, steps: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[Taken]:
    """Return steps and what they revealed, as they are stored. Raises ValueError for a format without any."""
    if fmt.exploration is None:
        raise ValueError(f"{fmt.name} has no steps")
    step_type, revealed_type = fmt.exploration.step_type, fmt.exploration.revealed_type
    return [
        Taken(
            step_type.model_validate_json(json.dumps(step)),
            revealed_type.model_validate_json(json.dumps(told)),
        )
        for step, told in steps
    ]


def response_of(fmt: ItemFormat, answer: Mapping[str, Any]) -> Response:
    """Return the response of an answer as it is stored: plain JSON, in which tuples are lists."""
    return fmt.response_type.model_validate_json(json.dumps(answer))
