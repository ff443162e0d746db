"""Forms of the trainee's pages. What a format asks has its own form, in the format."""

from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional, Regexp

from question_bank.editing import cleaned

SURENESS = {1: "Guessing", 2: "Fairly sure", 3: "Certain"}
MOST_OF_NOTE = 5000  # characters
TOKEN = Regexp(r"^[A-Za-z0-9_-]{16,64}$", message="Reload the page and try again.")


class NoteForm(Form):
    """A note that goes along with whatever is sent. noted: the mark of the note that the page began with.

    Forgery is seen to before any form is read (``quiz/security.py``).
    """

    note = StringField(
        filters=[lambda text: text if text is None else cleaned(text)],
        validators=[Length(max=MOST_OF_NOTE, message=f"Use {MOST_OF_NOTE:,} characters at most for a note.")],
    )
    noted = StringField()


class AnswerForm(NoteForm):
    """What goes with every answer, whatever the format: how sure, and the page's token."""

    sureness = IntegerField(validators=[Optional(), NumberRange(1, 3, "Choose one of the three, or none.")])
    token = StringField(validators=[Length(16, 200, "Reload the page and send your answer again.")])


def left_form(chosen: MultiDict[str, str]) -> AnswerForm:
    """Return the form of an answer that was not sent yet, as it was left."""
    sureness = chosen.get("sureness", "")
    return AnswerForm(sureness=int(sureness) if sureness in {"1", "2", "3"} else None)
