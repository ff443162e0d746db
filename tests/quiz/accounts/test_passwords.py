from datetime import timedelta

import pytest

from quiz.accounts.models import Account
from quiz.db import db
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.accounts.conftest import (
    EMAIL,
    PASSWORD,
    is_signed_in,
    link_in,
    notices,
    person_in,
    see,
    sign_in,
    stored,
    unsent,
)

NEW = "eight quiet voles"


def ask_for_link(client, email=EMAIL):
    return client.post_form("/reset", {"email": email}, action="/reset")


def reset(client, link, password=NEW, again=None):
    return client.post_form(link, {"password": password, "password_confirm": again or password})


def change(client, old=PASSWORD, new=NEW, again=None):
    data = {"password": old, "new_password": new, "new_password_confirm": again or new}
    return client.post_form("/change-password", data, action="/change-password")


class TestResetting:
    def test_a_link_comes_by_mail_and_sets_a_new_password(self, app, client, anna, inbox):
        response = ask_for_link(client)
        assert "a link to set a new password is on its way there" in see(client, response)
        text = inbox.newest()
        assert text.startswith("Hello Anna Bell,")
        assert "The link works for 1 day, and once." in text

        response = reset(client, inbox.newest_link())

        assert response.location == "/sign-in"
        assert "Your new password is set. Sign in with it." in see(client, response)
        assert "a new password was set" in inbox.newest()
        assert sign_in(client, password=PASSWORD).status_code == 422
        assert sign_in(client, password=NEW).status_code == 303

    def test_an_unknown_address_gets_the_same_answer_and_no_mail(self, client, anna, inbox):
        known, unknown = (see(client, ask_for_link(client, email)) for email in (EMAIL, "no@example.org"))

        assert known.replace(EMAIL, "no@example.org") == unknown
        assert inbox.to == [EMAIL]

    def test_it_ends_every_sign_in(self, app, client, anna, inbox):
        sign_in(client)
        other = make_client(app)
        ask_for_link(other)

        reset(other, inbox.newest_link())

        assert not is_signed_in(client)
        assert stored(app).person.epoch == anna.person.epoch + 1

    def test_it_ends_the_sign_in_of_this_browser_too(self, app, client, anna, inbox):
        sign_in(client)
        ask_for_link(client)

        reset(client, inbox.newest_link())

        assert person_in(client, app) is None
        assert not is_signed_in(client)

    def test_a_guest_keeps_their_answers(self, app, client, anna, guest, inbox):
        ask_for_link(client)

        reset(client, inbox.newest_link())

        assert person_in(client, app).id == guest.id

    def test_a_link_works_once(self, client, anna, inbox):
        ask_for_link(client)
        link = inbox.newest_link()
        reset(client, link)

        response = client.get(link, follow_redirects=True)

        assert response.request.path == "/reset"
        assert "This link is too old, was used already, or is not whole." in notices(response)

    def test_a_link_works_for_a_day(self, app, client, anna, inbox, monkeypatch):
        ask_for_link(client)
        monkeypatch.setitem(app.config, "SECURITY_RESET_PASSWORD_WITHIN", timedelta(seconds=-1))

        assert "too old" in notices(client.get(inbox.newest_link(), follow_redirects=True))

    def test_two_passwords_that_differ_are_refused(self, client, anna, inbox):
        ask_for_link(client)

        response = reset(client, inbox.newest_link(), again="something else")

        assert response.status_code == 422
        assert "The two passwords differ." in response.text

    def test_a_closed_account_gets_no_link(self, app, client, anna, inbox):
        with app.app_context():
            db.session.get(Account, anna.id).active = False
            db.session.commit()

        assert "on its way" in see(client, ask_for_link(client))
        assert inbox.to == []

    def test_without_mail_the_page_says_who_has_the_link(self, app, client, anna, change_settings):
        change_settings(contact="help@example.org")
        assert "ask help@example.org for the link" in client.page("/reset").find("main").text

        response = ask_for_link(client)

        assert "is kept on it: ask help@example.org for it." in see(client, response)
        assert reset(client, link_in(unsent(app))).location == "/sign-in"

    def test_without_mail_an_unknown_address_gets_the_same_answer(self, client, anna):
        known, unknown = (see(client, ask_for_link(client, email)) for email in (EMAIL, "no@example.org"))

        assert known.replace(EMAIL, "no@example.org") == unknown


class TestChanging:
    def test_it_ends_other_sign_ins_and_keeps_this_one(self, app, client, anna, inbox):
        sign_in(client)
        other = make_client(app)
        sign_in(other)

        response = change(client)

        assert response.location == "/account"
        assert "Your password is changed. Other devices are signed out." in see(client, response)
        assert "password of your account at Palpate was changed" in inbox.newest()
        assert is_signed_in(client)
        assert person_in(client, app).epoch == stored(app).person.epoch == anna.person.epoch + 1
        assert not is_signed_in(other)
        assert sign_in(other, password=NEW).status_code == 303

    def test_it_leaves_a_kept_session_kept(self, client, anna):
        sign_in(client, keep="y")

        response = change(client)

        assert any(
            "Expires" in cookie for cookie in response.headers.getlist("Set-Cookie") if "session" in cookie
        )

    @pytest.mark.parametrize(
        ("given", "problem"),
        [
            ({"old": "wrong words"}, ("password", "This is not your current password.")),
            ({"new": PASSWORD}, ("password", "This is the password you have already.")),
            ({"new": "short"}, ("new_password", "Use 8 to 128 characters.")),
            ({"again": "other words"}, ("new_password_confirm", "The two passwords differ.")),
        ],
    )
    def test_what_is_wrong_is_said_where_it_is_wrong(self, app, client, anna, given, problem):
        field, text = problem
        sign_in(client)

        response = change(client, **given)

        assert response.status_code == 422
        assert parse(response).find(id=f"{field}-error").text.startswith(text)
        assert stored(app).person.epoch == anna.person.epoch

    def test_it_is_for_those_signed_in(self, client, anna):
        response = client.get("/change-password")

        assert response.location == "/sign-in?next=/change-password"
