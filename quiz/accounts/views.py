"""The account page. Signing in and out, passwords and addresses are Flask-Security's: ``identity.py``."""

from flask import Blueprint, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from quiz import access
from quiz.accounts import actions, mail
from quiz.accounts.forms import SettingsForm
from quiz.accounts.identity import sign_in_again, visitor_of
from quiz.accounts.models import Account
from quiz.accounts.visitor import remember, visitor
from quiz.db import begin_writing, db

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/account")
@access.signed_in
def settings() -> ResponseReturnValue:
    """Show who somebody is to us, and what they can change."""
    account = _me()
    if visitor() != visitor_of(account):  # a role was given or taken since they signed in
        remember(visitor_of(account), keep=session.permanent)
    person = account.person
    form = SettingsForm(
        name=account.name,
        time_zone=person.time_zone or "",
        extra_time_percent=person.extra_time_percent,
    )
    return _page(account, form)


@blueprint.post("/account")
@access.signed_in
def save_settings() -> ResponseReturnValue:
    """Change name, time zone and extra time."""
    form = SettingsForm()
    if not form.validate_on_submit():
        return _page(_me(), form), 422
    begin_writing()
    account = _me()
    actions.change_details(
        account,
        name=form.name.data,
        time_zone=form.time_zone.data,
        extra_time_percent=form.extra_time_percent.data,
    )
    db.session.commit()
    remember(visitor_of(account), keep=session.permanent)
    flash("Your details are saved.")
    return redirect(url_for("accounts.settings"), 303)


@blueprint.post("/account/sign-out-everywhere")
@access.signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every other sign-in; this browser stays signed in."""
    begin_writing()
    account = _me()
    actions.end_sign_ins(account)
    sign_in_again(account)
    db.session.commit()
    flash("Every other device is signed out.")
    return redirect(url_for("accounts.settings"), 303)


def _me() -> Account:
    account: Account = current_user._get_current_object()  # noqa: SLF001 - Werkzeug's name for it
    return account


def _page(account: Account, form: SettingsForm) -> str:
    g.time_zone = account.person.time_zone
    return render_template("accounts/settings.html", account=account, form=form, **mail.words())
