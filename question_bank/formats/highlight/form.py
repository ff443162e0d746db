"""The answer form: one checkbox a phrase."""

from typing import Any

from wtforms import Form, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, ValidationError

from question_bank.formats.highlight.model import Marks
from question_bank.formats.highlight.presenting import Asked


class MarksForm(Form):
    """The phrases marked among those shown."""

    at_most: int | None = None
    shown: frozenset[str] = frozenset()
    phrases = SelectMultipleField(
        "Phrases", validators=[InputRequired("Mark at least one phrase.")], coerce=str, validate_choice=True
    )

    def validate_phrases(self, field: SelectMultipleField) -> None:
        """Refuse more marks than the item takes."""
        if self.at_most is not None and len(set(field.data or ())) > self.at_most:
            raise ValidationError(f"Mark at most {self.at_most}. Take some marks away.")

    @property
    def problem(self) -> str:
        """What is wrong with the marks, in words for who made them; nothing when they are well-formed."""
        if not self.phrases.errors:
            return ""
        if not self.phrases.data or not self.shown.issuperset(self.phrases.data):
            return "Mark at least one phrase."
        return str(self.phrases.errors[0])


def answer_form(presentation: Asked, posted: Any = None) -> MarksForm:
    """Build the form for what is presented, filled with what was posted."""
    form = MarksForm(posted)
    form.at_most = presentation.at_most
    form.shown = frozenset(str(phrase.id) for phrase in presentation.phrases)
    form.phrases.choices = [SelectChoice(phrase.id, phrase.text) for phrase in presentation.phrases]
    return form


def post_of(response: Marks) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    return {"phrases": list(response.phrases)} if response.phrases else {}


def read_answer(form: MarksForm) -> Marks:
    """Return the response of a valid form."""
    return Marks(phrases=tuple(form.phrases.data or ()))
