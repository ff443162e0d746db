"""Flask-Security's forms in our words, and the form of the account page."""

from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from flask import current_app, request
from flask_security.change_email import ChangeEmailForm
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    VerifyForm,
)
from flask_security.utils import get_message, validate_redirect_url
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length

from quiz.accounts.guests import known_zone

EXTRA_TIMES = (0, 10, 20, 25, 33, 50, 75, 100)  # percent
REGIONS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}


def trimmed(text: str | None) -> str | None:
    """Return text without space around it."""
    return text.strip() if text else text


def name_field() -> StringField:
    """Return the field for a name, which nobody has to give."""
    return StringField(
        "How should we greet you?",
        filters=[trimmed],
        validators=[Length(max=80, message="Use 80 characters at most.")],
        render_kw={"autocomplete": "name"},
    )


class OurWords:
    """Calls the fields of Flask-Security's forms by our names."""

    LABELS: ClassVar = {
        "email": "E-mail address",
        "password": "Password",
        "password_confirm": "The same password again",
        "new_password": "New password",
        "new_password_confirm": "The new password again",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in self.LABELS.items():
            if name in self:  # type: ignore[operator]
                self[name].label.text = text  # type: ignore[index]


class ComesBack:
    """Leads back to the page it was opened from. An address that is not ours is forgotten without a word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Field = self.next  # type: ignore[attr-defined]
        if not is_ours(field.data):
            field.data = _came_from() if request.method == "GET" else ""

    def validate_next(self, field: Field) -> None:
        """Refuse nothing: what is not ours is gone already."""


class OneOfAKind:
    """Says so when an address is taken. Signing up shows it anyway, since it signs in at once."""

    existing_email_user: Any

    def validate(self, **kwargs: Any) -> bool:
        """Validate; keep from Flask-Security whose the address is, or it would pretend that all went well."""
        valid: bool = super().validate(**kwargs)  # type: ignore[misc]
        self.existing_email_user = None
        return valid


class SignInForm(OurWords, ComesBack, LoginForm):
    """Sign in. ``keep`` makes the session outlive the browser's; there is no cookie besides it."""

    remember = None  # type: ignore[assignment]
    keep = BooleanField("Keep me signed in on this device")

    def validate(self, **kwargs: Any) -> bool:
        """Validate; tell whoever knew the password when the account is closed."""
        valid = super().validate(**kwargs)
        if not valid and self.user_authenticated:
            self.email.errors = []
            self.form_errors = [get_message("DISABLED_ACCOUNT")[0]]
        return valid


class SignUpForm(OurWords, OneOfAKind, ComesBack, RegisterFormV2):
    """Make an account."""

    name = name_field()
    time_zone = HiddenField(render_kw={"data-time-zone": True})


class ForgotForm(OurWords, ForgotPasswordForm):
    """Ask for a link to set a new password."""


class ResetForm(OurWords, ResetPasswordForm):
    """Set a new password."""

    LABELS: ClassVar = {**OurWords.LABELS, "password": "New password"}


class NewPasswordForm(OurWords, ChangePasswordForm):
    """Change the password."""

    LABELS: ClassVar = {**OurWords.LABELS, "password": "Current password"}


class NewEmailForm(OurWords, OneOfAKind, ChangeEmailForm):
    """Change the address."""

    LABELS: ClassVar = {"email": "New e-mail address"}


class ConfirmationForm(OurWords, SendConfirmationForm):
    """Ask for the link to confirm an address again."""


class AgainForm(OurWords, VerifyForm):
    """Give the password again before something that matters."""


class SettingsForm(FlaskForm):
    """The account page."""

    name = name_field()
    time_zone = SelectField("Time zone", validate_choice=False)
    extra_time_percent = SelectField(
        "Extra time in exams",
        coerce=int,
        choices=[SelectChoice(percent, f"{percent} %" if percent else "None") for percent in EXTRA_TIMES],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default = SelectChoice("", f"As on this server ({current_app.config['SETTINGS'].time_zone})")
        choices = [default, *time_zones()]
        mine = known_zone(
            self.time_zone.data
        )  # browsers know zones that no list of places has, such as Etc/GMT+3
        if mine and mine not in {choice.value for choice in choices}:
            choices.insert(1, SelectChoice(mine))
        self.time_zone.choices = choices

    def validate_time_zone(self, field: Field) -> None:
        """Refuse a zone that does not exist."""
        if field.data and known_zone(field.data) is None:
            raise ValidationError("Choose a zone from the list.")


@cache
def time_zones() -> list[SelectChoice]:
    """Return the time zones of places, by region."""
    choices = [SelectChoice("UTC")]
    for zone in sorted(available_timezones()):
        region, _, place = zone.partition("/")
        if place and region in REGIONS:
            choices.append(SelectChoice(zone, place.replace("_", " ").replace("/", ", "), optgroup=region))
    return choices


def is_ours(url: str | None) -> bool:
    """Whether an address is a path below this very host. Browsers read a backslash as a slash."""
    if not url or not url.startswith("/") or url.startswith(("//", "/\\")):
        return False
    return validate_redirect_url(url)


def _came_from() -> str:
    """Return the page this one was opened from, if it is ours and not one of signing in."""
    root = request.host_url.rstrip("/")
    page = (request.referrer or "").removeprefix(root)
    adapter = current_app.create_url_adapter(request)
    if not is_ours(page) or adapter is None:
        return ""
    try:
        endpoint, _ = adapter.match(page.partition("?")[0], "GET")
    except HTTPException:
        return ""
    return "" if endpoint.startswith("security.") else page
