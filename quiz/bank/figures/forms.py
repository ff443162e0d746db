"""The forms of a figure: a picture that is uploaded, and what is said of it."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from question_bank.editing import cleaned
from question_bank.pictures import MOST_BYTES

CONSENTS = [
    SelectChoice("nobody", "It shows nobody who could be recognised."),
    SelectChoice("held", "Whoever could be recognised agreed in writing, and I hold the paper."),
]
PREFIX = "picture-"
ALT = (
    "Read aloud to those who do not see it. Say what is to be seen, from where, and what is marked; "
    "before an answer, never what it means."
)


def _line(label: str, missing: str, *, longest: int = 300) -> StringField:
    return StringField(
        label,
        filters=[lambda text: cleaned(text or "").replace("\n", " ")],
        validators=[DataRequired(missing), Length(max=longest, message=f"Use {longest} characters at most.")],
    )


class AboutForm(FlaskForm):
    """What is said of a picture. Its labels and hints are those of the pages that show it."""

    title = _line("Title", "Give it a title.", longest=200)
    alt = TextAreaField(
        "Text alternative",
        filters=[lambda text: " ".join(cleaned(text or "").split())],
        validators=[DataRequired("Say what it shows."), Length(max=1000)],
    )
    caption = TextAreaField(
        "Caption", filters=[lambda text: cleaned(text or "")], validators=[Length(max=1000)]
    )
    credit = _line("Made by, and where it is from", "Say who made it, and where it is from.")
    licence = _line("Licence", "Say on which terms it may be shown.")
    consent = RadioField(
        "People", choices=CONSENTS, validators=[InputRequired("Say whether somebody can be recognised.")]
    )

    @property
    def said(self) -> dict[str, Any]:
        """What is said, as a figure's document has it; blank parts left out."""
        names = ("title", "alt", "caption", "credit", "licence", "consent")
        return {name: self[name].data for name in names if self[name].data}


class DrawnForm(FlaskForm):
    """What is said of a drawing of the house; whose it is stands with the bank."""

    title, alt, caption = AboutForm.title, AboutForm.alt, AboutForm.caption

    @property
    def said(self) -> dict[str, Any]:
        """What is said, as above."""
        return {name: self[name].data for name in ("title", "alt", "caption") if self[name].data}


class FileForm(FlaskForm):
    """The file of a picture. status: of the reply, when it cannot be used."""

    status = 422
    file = FileField("Picture")

    def validate_file(self, field: FileField) -> None:
        """Refuse a form without a file."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("Choose a file.")

    @property
    def content(self) -> bytes:
        """What was sent, as far as it is taken, and a byte to tell that there is more."""
        sent: FileStorage = self.file.data
        return sent.stream.read(MOST_BYTES + 1)


class UploadForm(FileForm, AboutForm):
    """A new picture, and what is said of it."""


class PlacedForm(UploadForm):
    """The same within an item's form, with where it is to be shown."""

    hint = ALT
    put_at = ""  # the label of the field in which the picture uploaded before was chosen
    place = RadioField(
        "Where it is shown",
        choices=[
            SelectChoice("exhibit", "With the question"),
            SelectChoice("illustration", "With the explanation, after the answer"),
        ],
        validators=[InputRequired("Say where it is to be shown.")],
    )

    @property
    def is_begun(self) -> bool:
        """Whether something was written of a picture that is not uploaded."""
        return any(self.said.values()) or bool(self.place.data)


def placed_form(*, posted: bool = True) -> PlacedForm:
    """Return the form of a picture within that of an item: as posted, or empty."""
    more = {} if posted else {"formdata": None}
    # The token of the form around it is checked for the whole.
    return PlacedForm(prefix=PREFIX, meta={"csrf": False}, **more)
