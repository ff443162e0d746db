"""The answer form: one drop-down list a stem."""

from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import InputRequired

from question_bank.formats.extended_matching.model import Matches
from question_bank.formats.extended_matching.presenting import Asked, ShownStem

PLACEHOLDER = "Choose…"


def field_name(stem_id: str) -> str:
    """Return the name of the field for a stem; the prefix keeps it apart from the page's own fields."""
    return f"stem-{stem_id}"


class MatchesForm(BaseForm):
    """One field for each stem shown, in their order."""

    def __init__(self, presentation: Asked, posted: Any = None) -> None:
        choices = [
            SelectChoice("", PLACEHOLDER),
            *(SelectChoice(option.id, f"{option.letter}. {option.text}") for option in presentation.options),
        ]
        fields: dict[str, Any] = {
            field_name(stem.id): SelectField(
                f"Match for {stem.number}",
                validators=[InputRequired("Choose one of the list.")],
                choices=choices,
            )
            for stem in presentation.stems
        }
        super().__init__(fields)
        self.presentation = presentation
        self.process(posted)

    @property
    def open(self) -> list[ShownStem]:
        """The stems that were posted without a choice from the list."""
        return [stem for stem in self.presentation.stems if self[field_name(stem.id)].errors]


def answer_form(presentation: Asked, posted: Any = None) -> MatchesForm:
    """Build the form for what is presented, filled with what was posted."""
    return MatchesForm(presentation, posted)


def post_of(response: Matches) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    return {field_name(stem): [option] for stem, option in response.stems}


def read_answer(form: MatchesForm) -> Matches:
    """Return the response of a valid form."""
    return Matches.of({stem.id: form[field_name(stem.id)].data for stem in form.presentation.stems})


def read_part(form: MatchesForm) -> Matches | None:
    """Return the matches made so far; None without any."""
    made = {
        stem.id: form[field_name(stem.id)].data for stem in form.presentation.stems if stem not in form.open
    }
    return Matches.of(made) if made else None
