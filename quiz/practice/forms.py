"""Forms of the trainee's pages. What a format asks has its own form, in the format."""

from wtforms import Form, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional, Regexp

SURENESS = {1: "Guessing", 2: "Fairly sure", 3: "Certain"}
TOKEN = Regexp(r"^[A-Za-z0-9_-]{16,64}$", message="Reload the page and try again.")


class AnswerForm(Form):
    """What goes with every answer, whatever the format: how sure, and the page's token.

    Forgery is seen to before any form is read (``quiz/security.py``).
    """

    sureness = IntegerField(validators=[Optional(), NumberRange(1, 3, "Choose one of the three, or none.")])
    token = StringField(validators=[Length(16, 200, "Reload the page and send your answer again.")])
