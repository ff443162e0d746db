"""Signing in, by Flask-Security, set up our way.

Its users are our accounts. What it does not know of is the person behind an account, whom a cookie names
(``visitor.py``): here the cookie follows each sign-in and sign-out, and a guest's work goes along.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_login.utils import _user_context_processor
from flask_security import Security, SQLAlchemyUserDatastore, UserMixin, current_user, login_user, logout_user
from flask_security.forms import Form
from flask_security.recoverable import generate_reset_password_token
from flask_security.signals import change_email_confirmed, password_reset, user_authenticated
from flask_security.utils import send_mail

from quiz.accounts import actions, forms, mail, queries, throttle
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Account, Role
from quiz.accounts.sentences import sentences
from quiz.accounts.visitor import NOBODY, Visitor, remember, visitor
from quiz.config import Settings
from quiz.db import begin_writing, db

# What these take is written after something was read: the lock comes first, see ``quiz/db.py``.
WRITE_AFTER_READING = {
    "security.confirm_email",
    "security.change_email_confirm",
    "security.reset_password",
    "security.change_password",
    "security.verify",
}
# Links in mails. Opening one changes nothing, since scanners of mail open it too: a button does.
LINKS = {
    "security.confirm_email": "Confirm your e-mail address",
    "security.change_email_confirm": "Change your e-mail address",
}
# Where a form leads that Flask-Security would show again once it was taken.
DONE = {
    "security/forgot_password.html": "security.login",
    "security/send_confirmation.html": "accounts.settings",
    "security/change_email.html": "accounts.settings",
}


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's way to our tables."""

    def create_user(self, **kwargs: Any) -> UserMixin:
        """Open an account for whoever signs up. A guest's person becomes the account's."""
        now = datetime.now(UTC)
        begin_writing()
        return actions.open_account(
            kwargs["email"],
            person=queries.guest(visitor()) or make_guest(now=now, time_zone=request.form.get("time_zone")),
            password=kwargs["password"],
            name=kwargs["name"],
            now=now,
        )

    def set_uniquifier(self, user: UserMixin, uniquifier: str | None = None) -> None:
        """End every sign-in of an account."""
        actions.end_sign_ins(_account(user))


def init_app(app: Flask) -> None:
    """Set up Flask-Security, and keep the person's cookie in step with it."""
    settings: Settings = app.config["SETTINGS"]
    app.config.update({f"SECURITY_{name}": value for name, value in _config(settings).items()})
    app.config.update({f"SECURITY_MSG_{name}": value for name, value in sentences(settings).items()})
    security = Security(
        app,
        Datastore(db, Account, Role),
        mail_util_cls=mail.Mail,
        render_template=_render,
        login_form=forms.SignInForm,
        register_form=forms.SignUpForm,
        forgot_password_form=forms.ForgotForm,
        reset_password_form=forms.ResetForm,
        change_password_form=forms.NewPasswordForm,
        change_email_form=forms.NewEmailForm,
        send_confirmation_form=forms.ConfirmationForm,
        verify_form=forms.AgainForm,
    )
    security.context_processor(mail.words)
    security.mail_context_processor(mail.words)
    security.want_json(lambda request: False)
    security.login_manager.request_loader(lambda request: None)  # nobody signs in by a token in an address
    # These two would load the account for every page; a trainee's page needs only the person.
    security.principal.identity_loaders.clear()
    app.template_context_processors[None].remove(_user_context_processor)
    app.jinja_env.globals["current_user"] = current_user

    # Flask-Security changes the address when a link is opened; here the button below the link does.
    app.add_url_rule("/change-email/<token>", "security.change_email_confirm", methods=["POST"])

    app.before_request(_prepare)
    app.after_request(_see_other)
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    password_reset.connect(_password_reset, app)
    change_email_confirmed.connect(_email_changed, app)


def visitor_of(account: Account) -> Visitor:
    """Return how the cookie names the person of an account."""
    return Visitor(
        account.person.id,
        account.person.epoch,
        account=True,
        name=account.name,
        educator=any(role.name in ("educator", "admin") for role in account.roles),
    )


def sign_in_again(account: Account) -> None:
    """Keep this browser signed in after every sign-in of the account was ended."""
    login_user(account, authn_via=["again"])


def reset_link(account: Account) -> str:
    """Return a link that lets whoever has it set the account's password, for a day."""
    token = generate_reset_password_token(account)  # type: ignore[no-untyped-call]
    return mail.link_to("security.reset_password", token=token)


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "LOGIN_URL": "/sign-in",
        "LOGOUT_URL": "/sign-out",
        "REGISTER_URL": "/sign-up",
        "RESET_URL": "/reset",
        "CHANGE_URL": "/change-password",
        "CHANGE_EMAIL_URL": "/change-email",
        "CONFIRM_URL": "/confirm",
        "VERIFY_URL": "/password-again",
        "REGISTERABLE": True,
        "CONFIRMABLE": True,
        "LOGIN_WITHOUT_CONFIRMATION": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "CHANGE_EMAIL": True,
        "RETURN_GENERIC_RESPONSES": True,
        "POST_LOGIN_VIEW": "pages.front",
        "POST_LOGOUT_VIEW": "pages.front",
        "POST_REGISTER_VIEW": "pages.front",
        "POST_CHANGE_VIEW": "accounts.settings",
        "POST_VERIFY_VIEW": "accounts.settings",
        "POST_CONFIRM_VIEW": "accounts.settings",
        "CONFIRM_ERROR_VIEW": "accounts.settings",
        "POST_CHANGE_EMAIL_VIEW": "accounts.settings",
        "CHANGE_EMAIL_ERROR_VIEW": "accounts.settings",
        "API_ENABLED_METHODS": ["session"],
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "DATETIME_FACTORY": lambda: datetime.now(UTC),
        "PASSWORD_LENGTH_MIN": 8,
        "PASSWORD_CONFIRM_REQUIRED": False,
        "PASSWORD_SCHEMES": ["argon2"],
        # No pepper from SECRET_KEY: a new key must not cost everybody their password.
        "PASSWORD_SINGLE_HASH": True,
        "PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__time_cost": 2,
            "argon2__memory_cost": 19456,
            "argon2__parallelism": 1,
        },
        # Says in a signed link whether address and password are still the same; the default takes 0.2 s.
        "HASHING_SCHEMES": ["hex_sha256"],
        # Our mail.Mail normalises, so that the unique index serves.
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": str, "case_insensitive": False}}],
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "EMAIL_SENDER": settings.mail_from,
        "EMAIL_HTML": False,
        "EMAIL_SUBJECT_REGISTER": "Welcome to Palpate",
        "EMAIL_SUBJECT_CONFIRM": "Confirm your e-mail address",
        "EMAIL_SUBJECT_PASSWORD_RESET": "Set a new password",
        "EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password was changed",
        "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password was changed",
        "CHANGE_EMAIL_SUBJECT": "Confirm your new e-mail address",
    }


def _render(template: str, **context: Any) -> Any:
    """Render a page of Flask-Security: with 422 when its form was refused; when it was taken, lead on."""
    form = next((value for value in context.values() if isinstance(value, Form)), None)
    if form is None or request.method != "POST":
        return render_template(template, **context)
    if form.errors:
        return render_template(template, **context), 422
    return redirect(url_for(DONE[template]), 303)


def _prepare() -> ResponseReturnValue | None:
    """Prepare what Flask-Security is going to do."""
    endpoint = request.endpoint or ""
    if request.blueprint != "security":
        return None
    if request.is_json:
        abort(415)
    if endpoint in LINKS and request.method != "POST":
        return render_template("security/open_link.html", heading=LINKS[endpoint])
    if endpoint in ("security.login", "security.register"):
        _end_half_a_sign_in()
    if request.method == "POST":
        throttle.admit(endpoint, now=datetime.now(UTC))
        if endpoint == "security.logout":
            remember(NOBODY)
            flash("You are signed out. Your answers are kept.")
        if endpoint in WRITE_AFTER_READING:
            begin_writing()
    return None


def _end_half_a_sign_in() -> None:
    """Sign out whoever has a session but lost the person's cookie, or these pages would send them away."""
    if current_user.is_authenticated:
        person = current_user.person
        if (visitor().id, visitor().epoch) != (person.id, person.epoch):
            logout_user()


def _see_other(response: Response) -> Response:
    """Answer a POST with 303, and lead nowhere but to pages of ours."""
    if request.blueprint == "security" and request.method == "POST" and response.status_code == 302:
        response.status_code = 303
        if not all(forms.is_ours(url) for url in request.values.getlist("next") if url):
            response.location = url_for("pages.front")
    return response


def _signed_in(app: Flask, user: UserMixin, authn_via: list[str], **extra: Any) -> None:
    account = _account(user)
    if "password" in authn_via:
        _arrive(account)
        session.permanent = bool(request.form.get("keep"))
    remember(visitor_of(account), keep=session.permanent)


def _arrive(account: Account) -> None:
    """Take a guest's work along, in one write transaction."""
    # When our parameters changed, Flask-Security has hashed the password anew, and not written it yet.
    password = account.password
    begin_writing()
    if account.password != password:
        account.password = password
    guest = queries.guest(visitor())
    if guest is not None:
        actions.absorb(guest, into=account.person)
        flash("Your answers so far are kept.")
    account.person.seen_at = datetime.now(UTC)
    throttle.forgive("security.login")


def _signed_out(app: Flask, user: Any, **extra: Any) -> None:
    # Flask-Security signs out nobody, too, when a link is opened; and a guest's cookie is not the account's.
    if user.is_authenticated and visitor().id == user.person_id:
        remember(NOBODY)


def _password_reset(app: Flask, user: UserMixin, **extra: Any) -> None:
    if visitor().id == _account(user).person_id:
        remember(NOBODY)


def _email_changed(app: Flask, user: UserMixin, old_email: str, **extra: Any) -> None:
    """Let no link that went to the old address open the account any more, and say there what happened."""
    account = _account(user)
    here = current_user.is_authenticated and current_user.id == account.id
    actions.end_sign_ins(account)
    if here:
        sign_in_again(account)
    subject = "Your e-mail address was changed"
    send_mail(subject, old_email, "security/email/change_email_notice", user=account)


def _account(user: UserMixin) -> Account:
    """Return Flask-Security's user as what it is here."""
    assert isinstance(user, Account)  # noqa: S101 - for the types alone
    return user
