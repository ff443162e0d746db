"""Forms of exams: how to begin one, and what goes with every page."""

from typing import Any

from flask import current_app
from wtforms import HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, NumberRange, Optional, Regexp

from quiz.config import Settings
from quiz.practice.forms import AnswerForm, StartForm
from quiz.sittings.actions import Allowance
from quiz.sittings.policy import EXAM

LENGTHS = (10, 20, 40)
MOST_MINUTES = 600
# What a page of an exam sends besides the answer; no field of a format has such a name.
OURS = frozenset({"csrf_token", "token", "save", "sureness", "go", "flag", "leave", "without"})


class StartExamForm(StartForm):
    """What the next exam is made of."""

    mode = HiddenField(default=EXAM)
    length = RadioField(
        "How many",
        coerce=int,
        default=20,
        choices=[SelectChoice(number, str(number)) for number in LENGTHS],
    )
    minutes = IntegerField(
        "Minutes",
        validators=[
            Optional(),
            NumberRange(
                1, MOST_MINUTES, f"Give whole minutes, from 1 to {MOST_MINUTES}, or leave this empty."
            ),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Two forms stand on one page, so their fields need ids of their own.
        super().__init__(*args, **kwargs)
        for field in self:
            field.id = field.label.field_id = f"exam-{field.name}"

    def allowance(self) -> Allowance:
        """Return the time the exam gives to everybody, and its grace."""
        settings: Settings = current_app.config["SETTINGS"]
        return Allowance(self.minutes.data, settings.exam_grace_seconds)


class PageForm(AnswerForm):
    """What goes with every page of an exam.

    save: which run of the page's script sends, and its how manieth; empty without a script. go: where to.
    flag: to be set or taken away. leave: the page is left, as the script says. without: go on although what
    was chosen cannot be saved.
    """

    save = StringField(
        validators=[Optional(), Regexp(r"^[0-9a-f]{1,12}-[0-9]{1,6}$", message="Reload the page.")]
    )
    go = StringField(validators=[Optional(), Regexp(r"^(next|step|overview|[0-9]{1,4})$")])
    flag = StringField(validators=[Optional(), AnyOf(("0", "1"))])
    leave = StringField()
    without = StringField()
