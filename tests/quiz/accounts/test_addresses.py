import time
from datetime import timedelta

from quiz.accounts.models import Account
from quiz.db import db
from tests.conftest import make_client
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

NEW = "anna.bell@example.net"


def sign_up(client):
    return client.post_form("/sign-up", {"email": EMAIL, "password": PASSWORD}, action="/sign-up")


def ask_again(client):
    return client.post_form("/account", action="/confirm")


def ask_to_change(client, email=NEW):
    return client.post_form("/change-email", {"email": email}, action="/change-email")


class TestConfirming:
    def test_a_link_comes_with_the_welcome_and_confirms_by_a_button(self, app, client, inbox):
        text = see(client, sign_up(client))
        assert (
            text
            == f"Your answers so far are kept. To confirm your address, open the link in the mail to {EMAIL}."
        )
        assert "Not confirmed yet" in client.page("/account").find("main").text
        link = inbox.newest_link()

        client.page(link)
        assert stored(app).confirmed_at is None

        response = client.post_form(link)
        assert response.location == "/account"
        assert "Your e-mail address is confirmed." in see(client, response)
        assert stored(app).confirmed_at is not None
        assert "Not confirmed yet" not in client.page("/account").find("main").text

    def test_it_can_be_done_on_another_device_which_stays_signed_out(self, app, client, inbox):
        sign_up(client)
        other = make_client(app)

        assert "Thank you." in see(other, other.post_form(inbox.newest_link()))

        assert not is_signed_in(other)
        assert is_signed_in(client)
        assert stored(app).confirmed_at is not None

    def test_a_guest_who_opens_it_stays_a_guest(self, app, client, guest, inbox):
        other = make_client(app)
        sign_up(other)

        client.post_form(inbox.newest_link())

        assert person_in(client, app).id == guest.id

    def test_somebody_else_who_opens_it_is_signed_out(self, app, client, anna, inbox):
        other = make_client(app)
        other.post_form("/sign-up", {"email": "b@example.org", "password": PASSWORD}, action="/sign-up")
        sign_in(client)

        client.post_form(inbox.newest_link("b@example.org"))

        assert person_in(client, app) is None
        assert not is_signed_in(client)

    def test_the_mail_can_be_sent_again(self, app, client, inbox):
        sign_up(client)

        response = ask_again(client)

        assert response.location == "/account"
        assert f"If {EMAIL} is not confirmed yet, open the link that we send there." in see(client, response)
        assert "The link works for 2 days." in inbox.newest()
        client.post_form(inbox.newest_link())
        assert stored(app).confirmed_at is not None

    def test_it_can_be_asked_for_without_signing_in(self, app, client, inbox):
        sign_up(make_client(app))

        client.post_form("/confirm", {"email": EMAIL}, action="/confirm")

        assert inbox.to == [EMAIL, EMAIL]

    def test_unknown_and_confirmed_addresses_get_the_same_answer_and_no_mail(
        self, client, make_account, inbox
    ):
        make_account(confirmed=True)

        for email in (EMAIL, "no@example.org"):
            response = client.post_form("/confirm", {"email": email}, action="/confirm")
            assert f"If {email} is not confirmed yet" in see(client, response)
        assert inbox.to == []

    def test_a_link_that_was_used_says_so(self, client, inbox):
        sign_up(client)
        client.post_form(inbox.newest_link())

        response = client.post_form(inbox.newest_link())

        assert "Your e-mail address is confirmed already." in see(client, response)

    def test_a_link_that_is_too_old_or_not_whole_says_so(self, app, client, inbox, monkeypatch):
        sign_up(client)
        assert "This link is too old" in see(client, client.post_form("/confirm/nonsense"))

        monkeypatch.setitem(app.config, "SECURITY_CONFIRM_EMAIL_WITHIN", timedelta(seconds=-1))
        assert "This link is too old" in see(client, client.post_form(inbox.newest_link()))
        assert stored(app).confirmed_at is None


class TestChanging:
    def test_the_address_changes_when_the_link_at_the_new_one_is_used(self, app, client, anna, inbox):
        sign_in(client)
        response = ask_to_change(client, "Anna.Bell@Example.NET")
        assert f"Open the link that we send to {NEW}." in see(client, response)
        link = inbox.newest_link(NEW)
        client.page(link)
        assert stored(app).email == EMAIL

        response = client.post_form(link)

        assert response.location == "/account"
        assert "Your e-mail address is changed." in see(client, response)
        assert stored(app, NEW).confirmed_at is not None
        assert f"is {NEW} now" in inbox.newest(EMAIL)

    def test_it_ends_other_sign_ins_and_links_that_went_to_the_old_address(self, app, client, anna, inbox):
        other = make_client(app)
        sign_in(other)
        other.post_form("/reset", {"email": EMAIL}, action="/reset")
        old = inbox.newest_link(EMAIL)
        sign_in(client)
        ask_to_change(client)

        client.post_form(inbox.newest_link(NEW))

        assert is_signed_in(client)
        assert person_in(client, app).epoch == anna.person.epoch + 1
        assert not is_signed_in(other)
        assert "too old" in notices(client.get(old, follow_redirects=True))

    def test_it_can_be_done_where_nobody_is_signed_in(self, app, client, anna, inbox):
        sign_in(client)
        ask_to_change(client)
        other = make_client(app)

        other.post_form(inbox.newest_link(NEW))

        assert stored(app, NEW)
        assert not is_signed_in(other)
        assert not is_signed_in(client)

    def test_a_taken_address_is_refused(self, client, anna, inbox):
        sign_in(client)

        response = ask_to_change(client, "noise@example.org")

        assert response.status_code == 422
        assert "There is an account with this address already." in response.text
        assert inbox.to == []

    def test_an_address_taken_meanwhile_stays_with_whoever_took_it(
        self, app, client, anna, make_account, inbox
    ):
        sign_in(client)
        ask_to_change(client)
        make_account(NEW)

        assert "This link is too old" in see(client, client.post_form(inbox.newest_link(NEW)))
        assert stored(app, NEW).id != anna.id

    def test_a_link_that_is_too_old_says_so(self, app, client, anna, inbox, monkeypatch):
        sign_in(client)
        ask_to_change(client)
        monkeypatch.setitem(app.config, "SECURITY_CHANGE_EMAIL_WITHIN", timedelta(seconds=-1))

        assert "This link is too old" in see(client, client.post_form(inbox.newest_link(NEW)))

    def test_a_day_after_signing_in_the_password_is_asked_for_again(self, client, anna, inbox):
        sign_in(client)
        with client.session_transaction() as session:
            session["fs_paa"] = time.time() - 60 * 60 * 25

        response = client.get("/change-email", follow_redirects=True)
        assert response.request.full_path == "/password-again?next=/change-email"
        assert "It is a while since you signed in." in notices(response)
        again = "/password-again?next=/change-email"
        assert client.post_form(again, {"password": "wrong"}).status_code == 422

        assert client.post_form(again, {"password": PASSWORD}).location == "/change-email"
        assert ask_to_change(client).status_code == 303

    def test_without_mail_the_link_is_kept_on_the_server(self, app, client, anna):
        sign_in(client)
        assert "ask whoever runs this server for the link" in client.page("/change-email").find("main").text

        response = ask_to_change(client)

        assert "This server sends no mail." in see(client, response)
        client.post_form(link_in(unsent(app)))
        with app.app_context():
            assert db.session.get(Account, anna.id).email == NEW
