from datetime import UTC, datetime

import pytest
from flask_security import hash_password
from sqlalchemy import func, select

from quiz.accounts.actions import deactivate
from quiz.accounts.models import Account, Person
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank
from quiz.db import db
from quiz.sittings.models import Sitting
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.accounts.conftest import (
    EMAIL,
    PASSWORD,
    is_signed_in,
    name_person,
    notices,
    person_in,
    see,
    sign_in,
    stored,
)


def begin_sitting(client):
    return client.post_form("/practise", {"length": "5"}, action="/sittings").location


class TestSigningIn:
    def test_it_names_the_person_and_leads_to_the_front_page(self, app, client, anna):
        response = sign_in(client)

        assert (response.status_code, response.location) == (303, "/")
        assert person_in(client, app) == Visitor(
            anna.person_id, anna.person.epoch, account=True, name="Anna Bell"
        )
        assert is_signed_in(client)

    def test_case_and_space_in_the_address_do_not_matter(self, client, anna):
        assert sign_in(client, " ANNA@example.ORG ").status_code == 303

    @pytest.mark.parametrize(
        ("email", "password"), [(EMAIL, "wrong words"), ("nobody@example.org", PASSWORD)]
    )
    def test_a_wrong_password_and_an_unknown_address_look_the_same(self, client, anna, email, password):
        response = sign_in(client, email, password)

        assert response.status_code == 422
        problem = parse(response).find(class_="form-error").text
        assert problem == "The address or the password is wrong. Check both, or set a new password."
        assert not is_signed_in(client)

    def test_several_roles_are_all_loaded(self, client, make_account):
        make_account(roles=["educator", "admin"])
        sign_in(client)

        account = stored(client.application)
        assert sorted(role.name for role in account.roles) == ["admin", "educator", "trainee"]
        assert is_signed_in(client)

    def test_it_leads_back(self, client, anna):
        assert client.get("/account").location == "/sign-in?next=/account"
        assert sign_in(client, next="/account").location == "/account"

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "///evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
        ],
    )
    def test_it_leads_nowhere_else(self, client, anna, url):
        page = client.page(f"/sign-in?next={url}")
        assert page.find("input", attrs={"name": "next"})["value"] == ""

        assert sign_in(client, next=url).location == "/"

    def test_the_session_ends_with_the_browser_unless_it_is_kept(self, client, anna):
        response = sign_in(client)
        assert "Expires" not in session_cookie(response)

        response = sign_in(make_client(client.application), keep="y")
        assert "Expires" in session_cookie(response)
        assert "HttpOnly" in session_cookie(response)
        assert "SameSite=Lax" in session_cookie(response)

    def test_there_is_no_cookie_that_signs_in_besides_the_session(self, client, anna):
        response = sign_in(client, keep="y", remember="y")

        names = {cookie.partition("=")[0] for cookie in response.headers.getlist("Set-Cookie")}
        assert names == {"palpate_session", "palpate_person"}

    def test_a_closed_account_says_so_to_whoever_knows_its_password(self, app, client, anna):
        with app.app_context():
            deactivate(db.session.get(Account, anna.id))
            db.session.commit()

        response = sign_in(client)
        assert response.status_code == 422
        assert "This account is closed." in response.text

        response = sign_in(client, password="wrong words")
        assert "closed" not in parse(response).find(class_="form-error").text

    def test_a_password_hashed_with_other_parameters_is_hashed_anew(self, app, client, anna, guest):
        with app.app_context():
            context = app.extensions["security"].pwd_context
            db.session.get(Account, anna.id).password = context.using(argon2__time_cost=3).hash(PASSWORD)
            db.session.commit()

        sign_in(client)

        assert "t=1," in stored(app).password
        assert is_signed_in(client)

    def test_pages_of_trainees_do_not_load_the_account(self, app, client, anna, monkeypatch):
        sign_in(client)
        loaded = []
        monkeypatch.setattr(app.extensions["security"].login_manager, "_user_callback", loaded.append)

        client.page("/practise")

        assert loaded == []


class TestAGuestWhoSignsIn:
    def test_takes_the_work_along(self, app, client, anna):
        other = make_client(app)
        sign_in(other)
        begin_sitting(other)
        mine = begin_sitting(client)
        guest = person_in(client, app)

        response = sign_in(client)

        assert "Your answers so far are kept." in see(client, response)
        assert client.get(mine).status_code == 200
        with app.app_context():
            assert db.session.get(Person, guest.id) is None
            mine = select(func.count(Sitting.id)).where(Sitting.person_id == anna.person_id)
            assert db.session.scalar(mine) == 2

    def test_keeps_the_time_zone_unless_the_account_has_one(self, app, client, anna, guest):
        with app.app_context():
            db.session.get(Person, guest.id).time_zone = "Asia/Tokyo"
            db.session.commit()

        sign_in(client)

        assert stored(app).person.time_zone == "Asia/Tokyo"

    def test_but_not_if_the_cookie_is_older_than_signing_out_everywhere(self, app, client, anna, guest):
        with app.app_context():
            db.session.get(Person, guest.id).epoch += 1
            db.session.commit()

        sign_in(client)

        with app.app_context():
            assert db.session.get(Person, guest.id) is not None

    def test_never_takes_the_work_of_another_account(self, app, client, anna, make_account):
        bert = make_account("bert@example.org")
        name_person(client, app, Visitor(bert.person_id, bert.person.epoch, account=True))

        sign_in(client)

        assert stored(app, "bert@example.org").person_id == bert.person_id
        assert person_in(client, app).id == anna.person_id

    def test_one_row_of_a_kind_stays_as_the_account_has_it(self, app, client, anna, guest):
        with app.app_context():
            bank = db.session.scalars(select(Bank)).one()
            for person_id, title in ((anna.person_id, "mine"), (guest.id, "the guest's")):
                db.session.add(
                    Sitting(
                        person_id=person_id,
                        bank_id=bank.id,
                        mode="tutor",
                        title=title,
                        token="the same page",
                        seed="s",
                        length=0,
                        started_at=datetime.now(UTC),
                    )
                )
            db.session.commit()

        sign_in(client)

        with app.app_context():
            titles = db.session.scalars(
                select(Sitting.title).where(Sitting.person_id == anna.person_id)
            ).all()
            assert titles == ["mine"]


class TestSigningOut:
    def test_it_forgets_the_person(self, app, client, anna):
        sign_in(client)

        response = client.post_form("/account", action="/sign-out")

        assert "You are signed out." in see(client, response)
        assert person_in(client, app) is None
        assert not is_signed_in(client)

    def test_it_is_no_link(self, client, anna):
        sign_in(client)

        assert client.get("/sign-out").status_code == 405
        assert is_signed_in(client)

    def test_it_forgets_the_person_even_when_the_session_is_over(self, app, client, anna):
        sign_in(client)
        page = parse(client.get("/account"))
        token = page.find("input", attrs={"name": "csrf_token"})["value"]
        with client.session_transaction() as session:
            del session["_user_id"]

        client.post("/sign-out", data={"csrf_token": token})

        assert person_in(client, app) is None


class TestHalfASignIn:
    def test_who_lost_the_cookie_of_the_person_can_sign_in_again(self, app, client, anna):
        sign_in(client)
        client.delete_cookie("palpate_person")

        assert client.get("/sign-in").status_code == 200
        sign_in(client)

        assert person_in(client, app).id == anna.person_id

    def test_and_takes_along_what_they_did_as_a_guest_meanwhile(self, app, client, anna):
        sign_in(client)
        client.delete_cookie("palpate_person")
        mine = begin_sitting(client)

        sign_in(client)

        assert person_in(client, app).id == anna.person_id
        assert client.get(mine).status_code == 200

    def test_who_has_both_is_sent_on(self, client, anna):
        sign_in(client)

        assert client.get("/sign-in").location == "/"


def test_a_token_in_the_address_signs_nobody_in(app, client, anna):
    with app.test_request_context():
        token = stored(app).get_auth_token()

    assert client.get(f"/account?auth_token={token}").status_code == 303
    assert client.get("/account", headers={"Authentication-Token": token}).status_code == 303


def test_passwords_are_hashed_without_the_secret_key(app, client, anna, monkeypatch):
    with app.app_context():
        monkeypatch.setitem(app.config, "SECRET_KEY", "another key, as long as the one before")
        assert app.extensions["security"].pwd_context.verify(PASSWORD, hash_password(PASSWORD))


def test_who_must_sign_in_first_is_told(client):
    response = client.get("/change-password", follow_redirects=True)

    assert "Sign in first." in notices(response)


def session_cookie(response):
    cookies = response.headers.getlist("Set-Cookie")
    return next(cookie for cookie in cookies if cookie.startswith("palpate_session="))
