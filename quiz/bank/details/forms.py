"""The forms for a new bank, and for a copy."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, Regexp

from question_bank.editing import cleaned


def _line(label: str, *more: Any, default: str = "") -> StringField:
    return StringField(
        label,
        filters=[lambda text: cleaned(text or "").replace("\n", " ")],
        validators=[DataRequired("Write something here."), Length(max=200), *more],
        default=default,
    )


class NewBankForm(FlaskForm):
    """What a bank begins with."""

    slug = _line(
        "Short name",
        Regexp(
            r"^[a-z0-9]+([_-][a-z0-9]+)*\Z",
            message="Use small letters and digits, joined by - or _.",
        ),
        Length(max=80, message="Use 80 characters at most."),
    )
    working_title = _line("Working title")
    title = _line("Title")
    description = TextAreaField(
        "Description",
        filters=[lambda text: cleaned(text or "")],
        validators=[DataRequired("Say in a sentence what it is about."), Length(max=5000)],
    )
    licence = _line("Licence", default="CC BY-SA 4.0")
    language = _line(
        "Language",
        Regexp(r"^[a-z]{2}(-[A-Z]{2})?\Z", message="Write en, or de-AT."),
        default="en",
    )
    author = _line("First author")


class CopyBankForm(FlaskForm):
    """What a copy of a bank is called."""

    slug = _line(
        "Short name",
        Regexp(r"^[a-z0-9]+([_-][a-z0-9]+)*\Z", message="Use small letters and digits, joined by - or _."),
        Length(max=80, message="Use 80 characters at most."),
    )
    working_title = _line("Working title")


class CopyItemForm(FlaskForm):
    """Where an item is copied to."""

    to = SelectField("Into the bank", validate_choice=True)


def copy_item_form(banks: list[tuple[str, str]]) -> CopyItemForm:
    """Build the form with the banks that one may write in."""
    form = CopyItemForm()
    form.to.choices = [SelectChoice(slug, title) for slug, title in banks]
    return form
