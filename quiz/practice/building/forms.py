"""The form a quiz is made with. It is filled from an address, from what was chosen last, or from a post."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, NumberRange, Optional

from question_bank import FORMATS
from question_bank.item import Difficulty
from quiz.config import Settings
from quiz.practice.building.matching import ALL, AMONG, Wishes
from quiz.practice.building.queries import Named
from quiz.practice.forms import TOKEN
from quiz.sittings.actions import Allowance
from quiz.sittings.policy import EXAM, TUTOR

LENGTHS = (5, 10, 20, 40)
MODES = {TUTOR: "Explained at once", EXAM: "Exam, explained at the end"}
MOST_MINUTES = 600
MINUTES = f"Give whole minutes, from 1 to {MOST_MINUTES}, or leave this empty."
# What is remembered of a form, and what stands in the address of its page.
KEPT = ("topic", "objective", "format", "difficulty", "red_flags", "among", "length", "mode", "minutes")
NO_LONGER = "What you chose there is not offered any more. Choose again."


def _several(label: str) -> SelectMultipleField:
    return SelectMultipleField(label, validate_choice=True)


class BuildForm(FlaskForm):
    """What the next sitting is made of. What nothing is chosen of is not restricted."""

    bank = HiddenField()
    topic = _several("Topics")
    objective = _several("Objectives")
    format = _several("Formats")
    difficulty = _several("Difficulty")
    red_flags = BooleanField("Only where the answer turns on a danger sign")
    among = RadioField("From", default=ALL)
    length = RadioField("How many questions", coerce=int, default=10)
    mode = RadioField("How", default=TUTOR)
    minutes = IntegerField("Minutes", validators=[Optional(), NumberRange(1, MOST_MINUTES, MINUTES)])
    token = HiddenField(validators=[TOKEN])
    time_zone = HiddenField(validators=[Optional(), Length(max=64)])

    def __init__(self, formdata: Any = None, *, topics: Sequence[Named], objectives: Sequence[Named]) -> None:
        super().__init__(formdata=formdata)
        self.topics, self.objectives = topics, objectives
        self.topic.choices = [SelectChoice(topic.slug, topic.title) for topic in topics]
        self.objective.choices = [SelectChoice(each.slug, each.title) for each in objectives]
        self.format.choices = [SelectChoice(name, fmt.title) for name, fmt in FORMATS.items()]
        self.difficulty.choices = [SelectChoice(each.value, each.value.capitalize()) for each in Difficulty]
        self.among.choices = [SelectChoice(name, title) for name, title in AMONG.items()]
        self.length.choices = [SelectChoice(number, str(number)) for number in LENGTHS]
        self.mode.choices = [SelectChoice(name, title) for name, title in MODES.items()]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check everything; of the minutes only where there is an exam."""
        if self.mode.data != EXAM:
            self.minutes.process(None)
        sound: bool = super().validate(*args, **kwargs)
        for field in self._choices():
            if field.errors:
                field.errors = [NO_LONGER]
        return sound

    def only_known(self, chosen: Mapping[str, Iterable[str]]) -> MultiDict[str, str]:
        """Return what of an address, or of what was chosen once, can still be chosen."""
        kept = [(name, value) for name in KEPT for value in chosen.get(name, ())]
        offered = {
            field.name: {str(value) for value, *_ in field.iter_choices()} for field in self._choices()
        }
        return MultiDict(
            [
                (name, value)
                for name, value in kept
                if value in offered.get(name, {value}) and (name != "minutes" or value.isdecimal())
            ]
        )

    def chosen(self) -> dict[str, list[str]]:
        """Return what was chosen, by field, in the shape of an address."""
        values = {name: self[name].data for name in KEPT}
        values["red_flags"] = "y" if values["red_flags"] else None
        lists = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
        return {
            name: [str(value) for value in found if value is not None]
            for name, found in lists.items()
            if found and found != [None]
        }

    def wishes(self) -> Wishes:
        """Return what is wished for."""
        topic_of = {each.slug: each.topic for each in self.objectives}
        return Wishes(
            topics=frozenset(self.topic.data or ()),
            objectives=frozenset(
                (slug, topic_of[slug]) for slug in self.objective.data or () if slug in topic_of
            ),
            formats=frozenset(self.format.data or ()),
            difficulties=frozenset(self.difficulty.data or ()),
            among=self.among.data or ALL,
            red_flags=bool(self.red_flags.data),
            current=self.mode.data == EXAM,
        )

    def allowance(self) -> Allowance | None:
        """Return the time an exam gives to everybody, and its grace; None where it is none."""
        if self.mode.data != EXAM:
            return None
        settings: Settings = current_app.config["SETTINGS"]
        return Allowance(self.minutes.data, settings.exam_grace_seconds)

    @property
    def title(self) -> str:
        """What a sitting of this is called."""
        topics = [topic.title for topic in self.topics if topic.slug in (self.topic.data or ())]
        place = topics[0] if len(topics) == 1 else f"{len(topics)} topics" if topics else "Mixed"
        if self.objective.data:
            place = "Chosen objectives"
        among = AMONG[self.among.data]
        return place if self.among.data == ALL else f"{place}, {among[0].lower()}{among[1:]}"

    def _choices(self) -> list[RadioField | SelectMultipleField]:
        return [
            field for field in self if isinstance(field, (SelectMultipleField, RadioField)) and field.choices
        ]
