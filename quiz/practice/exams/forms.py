"""The form that goes with every page of an exam."""

from wtforms import StringField
from wtforms.validators import AnyOf, Optional, Regexp

from quiz.practice.bedside.forms import JOTS
from quiz.practice.forms import AnswerForm

# What a page of an exam sends besides the answer; no field of a format has such a name.
OURS = JOTS | {"token", "save", "sureness", "go", "leave", "without"}


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
