from quiz.accounts.actions import give_role
from quiz.accounts.models import Account, Person
from quiz.db import db
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.accounts.conftest import is_signed_in, notices, person_in, see, sign_in, stored


class TestSettings:
    def test_it_shows_who_somebody_is(self, client, anna):
        sign_in(client)

        page = client.page("/account")

        assert page.find(id="name")["value"] == "Anna Bell"
        assert "anna@example.org" in page.find("main").text
        assert page.find(id="time_zone").find("option", selected=True)["value"] == ""

    def test_a_role_given_since_they_signed_in_shows_from_here_on(self, app, client, anna):
        sign_in(client)
        assert not client.page("/").find("a", href="/bank")
        with app.app_context():
            give_role(db.session.get_one(Account, anna.id), "educator")
            db.session.commit()

        assert client.page("/account").find("a", href="/bank")
        assert client.page("/").find("a", href="/bank")

    def test_it_is_for_those_signed_in(self, client, guest):
        response = client.get("/account")

        assert (response.status_code, response.location) == (303, "/sign-in?next=/account")

    def test_without_mail_it_says_who_has_the_link(self, client, anna, change_settings):
        change_settings(contact="help@example.org")
        sign_in(client)

        told = client.page("/account").find("main").text
        assert "is kept on it for a day: ask help@example.org for it." in told


class TestSaveSettings:
    def test_it_saves_name_and_time_zone(self, app, client, anna):
        sign_in(client)

        response = client.post_form("/account", {"name": "A. Bell", "time_zone": "Europe/Vienna"})

        assert "Your details are saved." in see(client, response)
        assert stored(app).name == "A. Bell"
        assert stored(app).person.time_zone == "Europe/Vienna"
        assert person_in(client, app).name == "A. Bell"
        chosen = client.page("/account").find(id="time_zone").find("option", selected=True)
        assert (chosen["value"], chosen.text) == ("Europe/Vienna", "Vienna")
        assert chosen.parent["label"] == "Europe"

    def test_it_saves_extra_time_for_exams(self, app, client, anna):
        sign_in(client)

        client.post_form("/account", {"extra_time_percent": "25"})

        assert stored(app).person.extra_time_percent == 25
        chosen = client.page("/account").find(id="extra_time_percent").find("option", selected=True)
        assert chosen.text == "25 %"
        assert client.post_form("/account", {"extra_time_percent": "900"}).status_code == 422

    def test_both_may_be_left_out(self, app, client, anna):
        sign_in(client)

        client.post_form("/account", {"name": "  ", "time_zone": ""})

        assert stored(app).name is None
        assert stored(app).person.time_zone is None

    def test_a_zone_that_does_not_exist_is_refused(self, app, client, anna):
        sign_in(client)

        response = client.post_form("/account", {"time_zone": "Europe/Nowhere"})

        assert response.status_code == 422
        assert parse(response).find(id="time_zone-error").text == "Choose a zone from the list."
        assert stored(app).person.time_zone is None

    def test_a_zone_that_the_list_lacks_is_kept(self, app, client, anna):
        with app.app_context():
            db.session.get(Person, anna.person_id).time_zone = "Etc/GMT+3"
            db.session.commit()
        sign_in(client)

        client.post_form("/account", {"name": "Anna"})

        assert stored(app).person.time_zone == "Etc/GMT+3"

    def test_a_name_too_long_is_refused(self, client, anna):
        sign_in(client)

        response = client.post_form("/account", {"name": "a" * 81})

        assert response.status_code == 422
        assert "Use 80 characters at most." in response.text


class TestSignOutEverywhere:
    def test_other_devices_are_signed_out_and_this_one_is_not(self, app, client, anna):
        sign_in(client)
        other = make_client(app)
        sign_in(other)
        sitting = other.post_form("/practise", {"length": "5"}, action="/sittings").location

        response = client.post_form("/account", action="/sign-out-everywhere")

        assert "Every other device is signed out." in notices(client.get(response.location))
        assert is_signed_in(client)
        assert person_in(client, app).epoch == stored(app).person.epoch == anna.person.epoch + 1
        assert client.get(sitting).status_code == 200
        assert not is_signed_in(other)
        assert other.get(sitting).status_code == 404
