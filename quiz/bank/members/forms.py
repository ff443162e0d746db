"""The form to add a member."""

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length

ROLES = {
    "owner": "Owner: everything, members and publishing among it",
    "editor": "Editor: writes, checks, reviews what others wrote",
    "reviewer": "Reviewer: reads, comments, reviews",
}


class MemberForm(FlaskForm):
    """Whom to add, and as what."""

    email = StringField(
        "E-mail address",
        validators=[
            DataRequired("Write an address."),
            Length(max=254, message="Write an address such as ada@example.org."),
        ],
        render_kw={"type": "email", "autocomplete": "off", "required": True},
    )
    role = SelectField(
        "Role", choices=[SelectChoice(role, words) for role, words in ROLES.items()], default="reviewer"
    )
