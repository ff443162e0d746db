"""The answer form: for each step a list of places to choose from."""

from collections import defaultdict
from typing import Any

from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, InputRequired

from question_bank.formats.ordering.model import Sequence
from question_bank.formats.ordering.presenting import Asked, ShownStep

PREFIX = "place-"


class PlacesForm(Form):
    """A place for each step, and no place twice. ``problems``: what is wrong with the whole, as sentences."""

    shown: tuple[ShownStep, ...] = ()
    problems: tuple[str, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that every step has a place, and every place one step."""
        without: list[str] = []
        at: defaultdict[int, list[str]] = defaultdict(list)
        super().validate(extra_validators)
        for step in self.shown:
            field = self[PREFIX + step.id]
            if field.errors:
                without.append(step.letter)
            else:
                at[int(field.data)].append(step.letter)
        twice = {place: letters for place, letters in sorted(at.items()) if len(letters) > 1}
        for step in self.shown:
            field = self[PREFIX + step.id]
            if not field.errors and int(field.data) in twice:
                field.errors = [f"Place {field.data} is given twice."]
        missing = [f"No place yet: {_listed(without)}."] if without else []
        shared = [f"Place {place} is given to {_listed(letters)}." for place, letters in twice.items()]
        self.problems = (*missing, *shared)
        return not self.problems


def answer_form(presentation: Asked, posted: Any = None) -> PlacesForm:
    """Build the form for what is presented, filled with what was posted."""
    places = [str(place) for place in range(1, len(presentation.steps) + 1)]
    fields = {PREFIX + step.id: _place_of(step, places) for step in presentation.steps}
    form_type = type("PlacesOfThisItem", (PlacesForm,), {**fields, "shown": presentation.steps})
    form: PlacesForm = form_type(posted)
    return form


def post_of(response: Sequence) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    return {PREFIX + id: [str(place)] for place, id in enumerate(response.order, 1)}


def read_answer(form: PlacesForm) -> Sequence:
    """Return the response of a valid form."""
    ids = [step.id for step in form.shown]
    return Sequence(order=tuple(sorted(ids, key=lambda id: int(form[PREFIX + id].data))))


def _place_of(step: ShownStep, places: list[str]) -> SelectField:
    return SelectField(
        step.text,
        choices=[SelectChoice(place, place) for place in places],
        validators=[
            InputRequired("Give this step a place."),
            AnyOf(places, f"Choose a place from 1 to {len(places)}."),
        ],
        validate_choice=False,
    )


def _listed(letters: list[str]) -> str:
    *some, last = letters
    return f"{', '.join(some)} and {last}" if some else last
