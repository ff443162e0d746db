from quiz.accounts.models import Person
from quiz.accounts.visitor import Visitor
from quiz.db import db
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.accounts.conftest import EMAIL, PASSWORD, is_signed_in, name_person, person_in, see, stored


def sign_up(client, email=EMAIL, password=PASSWORD, **more):
    return client.post_form("/sign-up", {"email": email, "password": password, **more}, action="/sign-up")


def test_a_guest_becomes_the_person_of_the_account(app, client, guest):
    response = sign_up(client, name=" Anna Bell ")

    assert response.location == "/"
    assert "Your answers so far are kept." in see(client, response)
    account = stored(app)
    assert account.person_id == guest.id
    assert account.name == "Anna Bell"
    assert [role.name for role in account.roles] == ["trainee"]
    assert person_in(client, app) == Visitor(guest.id, guest.epoch, account=True, name="Anna Bell")
    assert is_signed_in(client)


def test_without_a_guest_a_person_is_made(app, client):
    sign_up(client, time_zone="Europe/Vienna")

    account = stored(app)
    assert person_in(client, app) == Visitor(account.person_id, account.person.epoch, account=True, name=None)
    assert account.person.time_zone == "Europe/Vienna"


def test_the_password_is_hashed_with_argon2_as_owasp_advises(app, client, real_passwords):
    sign_up(client)

    assert stored(app).password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_it_leads_back_to_the_page_it_came_from(client):
    response = client.get("/sign-up", headers={"Referer": "http://localhost/practise?topic=gait"})

    page = parse(response)
    assert page.find("input", attrs={"name": "next"})["value"] == "/practise?topic=gait"
    assert page.find("a", string="Sign in", class_="button")["href"] == "/sign-in?next=/practise?topic%3Dgait"
    assert sign_up(client, next="/practise").location == "/practise"


def test_it_does_not_lead_back_to_a_page_of_signing_in_or_one_that_cannot_be_opened(client):
    for page in ("/reset", "/sign-in", "/nowhere", "/sittings", "https://evil.example/"):
        response = client.get("/sign-up", headers={"Referer": f"http://localhost{page}"})
        assert parse(response).find("input", attrs={"name": "next"})["value"] == "", page


def test_a_taken_address_is_refused_however_it_is_written(app, client, anna, guest):
    response = sign_up(client, email="ANNA@Example.ORG")

    assert response.status_code == 422
    assert "There is an account with this address already." in response.text
    assert not is_signed_in(client)


def test_addresses_are_kept_in_one_way(app, client):
    sign_up(client, email=" Anna@EXAMPLE.org ")

    assert stored(app, EMAIL)


def test_what_is_wrong_with_a_password_is_said(client):
    response = sign_up(client, password="short")

    assert response.status_code == 422
    page = parse(response)
    assert page.find(id="password-error").text == "Use 8 to 128 characters. A few words in a row are good."
    assert page.find(id="email")["value"] == EMAIL
    assert page.find(id="password").get("value", "") == ""


def test_what_is_no_address_is_refused(client):
    response = sign_up(client, email="anna")

    assert response.status_code == 422
    assert "This is not an e-mail address." in response.text


def test_the_person_of_somebody_elses_account_is_left_alone(app, client, anna):
    name_person(client, app, Visitor(anna.person_id, anna.person.epoch, account=True, name="Anna"))

    sign_up(client, email="bert@example.org")

    assert stored(app, "bert@example.org").person_id != anna.person_id


def test_a_person_whose_sign_ins_have_ended_is_not_taken_over(app, client, guest):
    with app.app_context():
        db.session.get(Person, guest.id).epoch += 1
        db.session.commit()

    sign_up(client)

    assert stored(app).person_id != guest.id


def test_signing_up_in_two_windows_makes_one_account(app, client, guest):
    other = make_client(app)
    name_person(other, app, Visitor(guest.id, guest.epoch))
    sign_up(client)

    assert sign_up(other, email="other@example.org").status_code == 303
    assert stored(app, "other@example.org").person_id != guest.id


def test_an_address_taken_between_the_look_and_the_writing_is_refused(app, client, anna, monkeypatch):
    monkeypatch.setattr(app.extensions["security"].datastore, "find_user", lambda **_: None)

    response = sign_up(client)

    assert response.status_code == 409
    assert "There is an account with this address already. Sign in instead." in response.text


def test_who_is_signed_in_is_sent_on(client):
    sign_up(client)

    assert client.get("/sign-up").location == "/"


def test_json_is_not_taken(client):
    token = parse(client.get("/sign-up")).find("input", attrs={"name": "csrf_token"})["value"]

    response = client.post("/sign-up", json={"email": EMAIL}, headers={"X-CSRFToken": token})

    assert response.status_code == 415
