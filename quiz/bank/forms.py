"""Forms of the educator's desk: what every item has. A format's own fields are in its editor."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from question_bank import ASKED, FORMATS, Flaw
from question_bank.bank import Bank, Source
from question_bank.editing import (
    Choices,
    Day,
    Find,
    Group,
    Line,
    Number,
    Part,
    Pick,
    Picks,
    Rows,
    Text,
    cleaned,
    walk,
)
from question_bank.formats.contract import AnyFormat
from question_bank.item import Item
from question_bank.placing import name_rows, offer, placed, places
from question_bank.posted import Posting, arranged
from question_bank.upgrading import Document
from quiz.bank.contents.forms import SourceForm
from quiz.errors import Conflict

STEPS = [
    ("gather", "Gather: what to ask or examine"),
    ("interpret", "Interpret: what it means"),
    ("decide", "Decide: what to do"),
    ("act", "Act: how to do it"),
]
DIFFICULTIES = [("easy", "Easy"), ("medium", "Medium"), ("hard", "Hard")]
USES = [
    ("keyed", "The key rests on it"),
    ("attributed", "Told as somebody’s claim"),
    ("appraised", "Weighed"),
    ("corrected", "Corrected"),
    ("distractor", "Makes a distractor"),
]
CERTAINTIES = [("high", "High"), ("moderate", "Moderate"), ("low", "Low"), ("very_low", "Very low")]
SEXES = [("female", "Female"), ("male", "Male"), ("unstated", "Not stated")]
BUILDS = [("slim", "Slim"), ("average", "Average"), ("large", "Large")]
SKINS = [("pale", "Pale"), ("light", "Light"), ("olive", "Olive"), ("brown", "Brown"), ("dark", "Dark")]
MARKDOWN = "Markdown: *emphasis*, lists with “- ”, a blank line between paragraphs."
CITED = "Cite a source behind the sentence that rests on it: [@its-id]. Its id stands under Sources."
BY_WORDS = "Each is found by its id or a few of its words."
BEGUN, PICK = "begun-", "pick."
SOURCE = re.compile(r"sources-([0-9]{1,6})-")
LONGEST_LABEL = 90


class FactRow(Part):
    """A fact and its use; one that is keyed is written as its bare id."""

    bare = "id"
    id = Find("Fact", of="facts")
    use = Pick("Use", USES, default="keyed")

    def document(self) -> Any:
        """Return the bare id of a keyed fact, otherwise id and use."""
        document = super().document()
        return document["id"] if list(document) == ["id"] else document


class SourceRow(Part):
    """A source and how sure it makes us."""

    bare = "id"
    id = Find("Source", of="sources")
    certainty = Pick("Certainty it lends", CERTAINTIES)


class BegunSource(SourceForm):
    """A source that the bank does not have yet, written down beside the item that needs it."""

    certainty = Pick("Certainty it lends", CERTAINTIES)
    id = Line("Id", hint="Left empty, it is made of the first word and the year.", aside=True)


class FindingRow(Part):
    """A row of the short table."""

    bare = "name"
    name = Line("Examination or test")
    result = Line("Result")


class PatientPart(Part):
    """Who the story is about."""

    age = Number("Age in years")
    sex = Pick("Sex", SEXES)
    build = Pick("Build", BUILDS)
    skin = Pick("Skin", SKINS)
    occupation = Line("Occupation")
    background = Line("Background")


class VignettePart(Part):
    """The patient’s story."""

    patient = Group("Patient", PatientPart, flat=True)
    setting = Line("Setting", hint="Where they are seen, as in: GP surgery.")
    story = Text("Story", tall=8, hint=f"Age, complaint, duration, then what was found. {MARKDOWN}")
    findings = Rows("Findings", FindingRow, noun="Finding", flat=True)


class WaiverRow(Part):
    """A warning that the item lives with, by its code, and why."""

    bare = "code"
    code = Line("Code")
    reason = Line("Why it does not count here", tall=2)


class SharedForm(Part):
    """What every item has, apart from what its format adds."""

    title = Line("Title", hint="For educators. Trainees never see it before they answer.")
    topic = Pick("Topic", of="topics")
    objective = Find("Objective", of="objectives", hint="Found by its id or a few of its words.")
    reasoning_step = Pick("Reasoning step", STEPS)
    difficulty = Pick("Difficulty", DIFFICULTIES)
    turns_on = Pick("What it turns on", of="turns")
    facts = Rows(
        "Facts",
        FactRow,
        noun="Fact",
        start=1,
        flat=True,
        hint=f"Facts decide how firmly the key may be stated. {BY_WORDS}",
    )
    vignette = Group("Vignette", VignettePart)
    exhibit = Pick(
        "Picture with the question",
        of="figures",
        hint="Shown before the answer: neither it nor its text alternative may tell the key.",
    )
    lead_in = Line("Lead-in", tall=2, hint="One closed question, answerable with the options covered.")
    explanation = Text("Explanation", tall=8, hint=f"Why the key is the key. {CITED}")
    take_home = Line("Take-home", tall=2, hint="One line to remember.")
    contested = Text("Where sources disagree", tall=3, hint=f"Who says what, if they do. {CITED}")
    illustration = Pick(
        "Picture with the explanation",
        of="figures",
        hint="Shown below the explanation, never before the answer.",
    )
    sources = Rows("Sources", SourceRow, noun="Source", start=1, flat=True, hint=BY_WORDS)
    minimal_pair = Line(
        "Minimal pair", hint="The id of the item that differs in a single finding.", aside=True
    )
    written_by = Picks("Written by", of="people")
    checked_on = Day("Facts checked on", hint="As 2026-11-20.")
    recheck_by = Day("Check again by", hint="As 2027-11-20.")
    waived = Rows("Waived", WaiverRow, noun="Waiver")


class Placed(dict[str, list[Flaw]]):
    """Flaws by the name of their field.

    waives, waives_all: whether whoever looks may waive them in the item, and in the whole bank.
    """

    def __init__(self, flaws: Mapping[str, list[Flaw]], *, waives: bool, waives_all: bool) -> None:
        super().__init__(flaws)
        self.waives, self.waives_all = waives, waives and waives_all


class NewItemForm(FlaskForm):
    """What an item begins with."""

    title = StringField(
        "Title",
        filters=[lambda text: cleaned(text or "").replace("\n", " ")],
        validators=[DataRequired("Write a title."), Length(max=200, message="Write at most 200 characters.")],
    )
    format = RadioField("Format", validators=[InputRequired("Choose a format.")])


def new_item_form() -> NewItemForm:
    """Build the form for a new item, with the formats that can be written here."""
    form = NewItemForm()
    form.format.choices = [SelectChoice(fmt.name, fmt.title) for fmt in writable()]
    return form


def writable() -> list[AnyFormat]:
    """Return the formats that have an editor."""
    return [fmt for fmt in FORMATS.values() if fmt.editor_form is not None]


@dataclass(frozen=True)
class Editor:
    """The two halves of an item's form: what every item has, and what its format adds.

    begun: a source that is to be added to the bank. lists: the long lists of the bank that fields search in,
    by what they hold.
    """

    format: AnyFormat
    shared: SharedForm
    own: Any
    read_own: Callable[[Any], Document]
    begun: BegunSource
    lists: Mapping[str, Choices] = field(default_factory=dict)

    def validate(self) -> bool:
        """Whether what was posted can be kept."""
        return bool(self.shared.validate() & self.own.validate())

    @property
    def asks(self) -> bool:
        """Whether it asks by itself, and so has a lead-in; a case does not, its stages do."""
        return self.format.name in ASKED

    @property
    def formats(self) -> list[str]:
        """Names of the formats whose fields may stand in it."""
        return [self.format.name] if self.asks else list(ASKED)

    @property
    def refused(self) -> list[str]:
        """Sentences for what cannot be kept."""
        return [text for part in (self.shared, self.own) for texts in part.errors.values() for text in texts]

    def document(self, base: Mapping[str, Any]) -> Document:
        """Return what is written as a document; what no field shows is taken from ``base``."""
        hidden = {
            name: value
            for name, value in base.items()
            if name in Item.model_fields and name not in self.shared._fields
        }
        return {**hidden, **self.shared.document(), **self.read_own(self.own)}

    def placed(self, flaws: list[Flaw]) -> dict[str, list[Flaw]]:
        """Return flaws by the name of their field."""
        return placed(flaws, self.shared, self.own)

    @property
    def places(self) -> dict[str, str]:
        """Words for every place of the form, by its name."""
        return places(self.shared) | places(self.own)


def editor_of(fmt: AnyFormat, document: Document, bank: Bank, *, seed: str) -> Editor:
    """Return the form of a document, whatever is in it. Raises Conflict for a format without an editor."""
    _, fill, read_own = _editing(fmt)
    return _ready(
        Editor(fmt, SharedForm.of(document), fill(document), read_own, BegunSource(prefix=BEGUN)), bank, seed
    )


def posted_editor(fmt: AnyFormat, posted: Posting, bank: Bank, *, do: str, seed: str) -> Editor:
    """Return the form that was posted, after what a row's button asked for. Raises Conflict as above."""
    form, _, read_own = _editing(fmt)
    fields = arranged(posted, do)
    if do.startswith(PICK):
        name, _, id = do.removeprefix(PICK).partition(".")
        if name in fields:
            fields[name] = [id]
    begun = BegunSource(fields, prefix=BEGUN)
    return _ready(Editor(fmt, SharedForm(fields), form(fields), read_own, begun), bank, seed, settles=True)


def with_source(posted: MultiDict[str, str], id: str, certainty: str) -> MultiDict[str, str]:
    """Return what was posted with a source in the item's list, and none that is begun."""
    found = MultiDict((name, text) for name, text in posted.items(multi=True) if not name.startswith(BEGUN))
    rows = {int(match[1]) for name in found if (match := SOURCE.match(name))}
    blank = [row for row in sorted(rows) if not found.get(f"sources-{row}-id", "").strip()]
    listed = {found.get(f"sources-{row}-id", "").strip() for row in rows}
    if id not in listed:
        row = blank[0] if blank else max(rows, default=-1) + 1
        found[f"sources-{row}-id"] = id
        if certainty:
            found[f"sources-{row}-certainty"] = certainty
    return found


def _editing(
    fmt: AnyFormat,
) -> tuple[Callable[[Any], Any], Callable[[Document], Any], Callable[[Any], Document]]:
    if fmt.editor_form is None or fmt.fill_editor is None or fmt.read_editor is None:
        raise Conflict(f"Items of the format “{fmt.title}” are written in files, not here.")
    return fmt.editor_form, fmt.fill_editor, fmt.read_editor


def _ready(editor: Editor, bank: Bank, seed: str, *, settles: bool = False) -> Editor:
    offered = choices_of(bank)
    for part in (editor.shared, editor.own):
        name_rows(part, seed)
        offer(part, offered, bank.figures_by_id)
    searching = [cell for cell in walk(editor.shared) if isinstance(cell, Find)]
    for cell in searching:
        if settles:
            cell.settle()
        if cell.of == "sources" and cell.data in bank.sources_by_id:
            cell.link = bank.sources_by_id[cell.data].link or ""
    return replace(editor, lists={cell.of: offered[cell.of] for cell in searching})


def choices_of(bank: Bank) -> dict[str, Choices]:
    """Return what can be chosen from a bank, by what it is."""
    return {
        "topics": [(topic.id, topic.title) for topic in bank.blueprint.topics],
        "objectives": [(one.id, one.title) for one in bank.blueprint.objectives],
        "turns": [(turn.id, turn.title) for turn in bank.blueprint.turns_on],
        "facts": [(fact.id, f"{fact.grade} · {_plain(fact.statement)}") for fact in bank.facts.facts],
        "sources": [(source.id, _told(source)) for source in bank.sources.sources],
        "misconceptions": [(one.id, _label(one.id, one.idea)) for one in bank.misconceptions.misconceptions],
        "people": [(person.id, person.name) for person in bank.info.people],
        "figures": [(figure.id, figure.title) for figure in bank.figures],
    }


def _told(source: Source) -> str:
    level = f"level {source.level}" if source.level else "no level"
    return f"{_plain(source.reference)} · {source.label}, {level}"


def _plain(text: str) -> str:
    return text.replace("*", "")


def _label(id: str, text: str) -> str:
    label = f"{id} · {_plain(text)}"
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
