from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from quiz.accounts.models import Throttle
from quiz.accounts.throttle import LIMITS, Limit, count, forget_old
from quiz.db import db
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.accounts.conftest import EMAIL, PASSWORD, is_signed_in, sign_in

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMIT = Limit(2, 600, ("address",))


class TestCount:
    def test_it_counts_within_a_window_and_begins_again_after_it(self, app):
        with app.app_context():
            tries = [(0, 0), (10, 0), (20, 580), (599, 1), (600, 0), (1199, 0), (1199, 1)]

            waits = [count("key", LIMIT, now=NOW + timedelta(seconds=second)) for second, _ in tries]

            assert waits == [wait for _, wait in tries]
            db.session.rollback()

    def test_keys_are_counted_apart(self, app):
        with app.app_context():
            assert [count(key, LIMIT, now=NOW) for key in "aabb"] == [0, 0, 0, 0]
            db.session.rollback()


class TestForgetOld:
    def test_it_removes_what_no_limit_looks_at(self, app):
        with app.app_context():
            count("old", LIMIT, now=NOW - timedelta(hours=2))
            count("new", LIMIT, now=NOW)

            forget_old(now=NOW)

            assert db.session.scalars(select(Throttle.key)).all() == ["new"]
            db.session.rollback()


def fail_often(client, tries, email=EMAIL):
    """Try wrong passwords; return the last answer."""
    token = parse(client.get("/sign-in")).find("input", attrs={"name": "csrf_token"})["value"]
    for _ in range(tries):
        response = client.post("/sign-in", data={"email": email, "password": "wrong", "csrf_token": token})
    return response


class TestSigningIn:
    def test_the_eleventh_wrong_password_has_to_wait(self, client, anna):
        assert fail_often(client, 10).status_code == 422

        response = sign_in(client)

        assert response.status_code == 429
        assert 0 < int(response.headers["Retry-After"]) <= 600
        assert "There were too many tries. Wait 10 minutes, then try again." in response.text
        assert not is_signed_in(client)

    def test_however_the_address_is_written(self, client, anna):
        fail_often(client, 5)
        fail_often(client, 5, " Anna@Example.ORG")

        assert sign_in(client).status_code == 429

    def test_somebody_else_behind_the_same_address_does_not_wait(self, client, anna, make_account):
        make_account("bert@example.org")
        fail_often(client, 10)

        assert sign_in(client, "bert@example.org").status_code == 303

    def test_the_same_person_elsewhere_does_not_wait(self, app, client, anna):
        fail_often(client, 10)
        other = make_client(app)
        other.environ_base = {**client.environ_base, "REMOTE_ADDR": "192.0.2.1"}

        assert sign_in(other).status_code == 303

    def test_one_ipv6_network_is_one_address(self, app, anna, monkeypatch):
        monkeypatch.setitem(LIMITS, "security.login", (Limit(1, 600, ("address",)),))
        statuses = []
        for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
            client = make_client(app)
            client.environ_base = {**client.environ_base, "REMOTE_ADDR": address}
            statuses.append(fail_often(client, 1).status_code)

        assert statuses == [422, 429, 422]

    def test_a_sign_in_that_works_is_not_held_against_anybody(self, app, client, anna, monkeypatch):
        monkeypatch.setitem(
            LIMITS, "security.login", (*LIMITS["security.login"][:1], Limit(3, 600, ("address",)))
        )
        fail_often(client, 2)

        assert [sign_in(make_client(app)).status_code for _ in range(5)] == [303] * 5

        assert fail_often(make_client(app), 1).status_code == 422
        assert fail_often(make_client(app), 1).status_code == 429

    def test_nothing_is_kept_that_says_who_tried(self, app, client, anna):
        fail_often(client, 1)

        with app.app_context():
            keys = db.session.scalars(select(Throttle.key)).all()
        assert len(keys) == 2
        assert all(len(key) == 64 and not set(key) - set("0123456789abcdef") for key in keys)


def test_a_class_behind_one_address_can_sign_up(client):
    statuses = []
    for number in range(61):
        client.delete_cookie("palpate_person")
        client.delete_cookie("palpate_session")
        data = {"email": f"student{number}@example.org", "password": PASSWORD}
        statuses.append(client.post_form("/sign-up", data, action="/sign-up").status_code)

    assert statuses == [303] * 60 + [429]


@pytest.mark.parametrize("page", ["/reset", "/confirm"])
def test_mails_to_one_address_are_few(client, anna, page):
    statuses = [client.post_form(page, {"email": EMAIL}, action=page).status_code for _ in range(6)]

    assert statuses == [303] * 5 + [429]


def test_links_to_new_addresses_are_few(client, anna):
    sign_in(client)

    statuses = [
        client.post_form("/change-email", {"email": f"a{n}@example.org"}, action="/change-email").status_code
        for n in range(6)
    ]

    assert statuses == [303] * 5 + [429]


def test_the_current_password_cannot_be_guessed_from_a_session_left_open(client, anna):
    sign_in(client)
    data = {
        "password": "wrong",
        "new_password": "eight quiet voles",
        "new_password_confirm": "eight quiet voles",
    }

    statuses = [
        client.post_form("/change-password", data, action="/change-password").status_code for _ in range(11)
    ]

    assert statuses == [422] * 10 + [429]


def test_who_is_not_signed_in_is_not_counted_for_an_account(client):
    token = parse(client.get("/sign-in")).find("input", attrs={"name": "csrf_token"})["value"]

    response = client.post("/change-password", data={"csrf_token": token})

    assert response.location == "/sign-in?next=/change-password"


def test_what_is_no_address_is_counted_too(client):
    client.environ_base = {**client.environ_base, "REMOTE_ADDR": ""}
    assert fail_often(client, 10, "anna").status_code == 422

    assert fail_often(client, 1, "ANNA").status_code == 429
