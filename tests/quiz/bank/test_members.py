"""Members of a bank: added, changed, removed, handed over; the last owner stays."""

import pytest
from sqlalchemy import select

from quiz.accounts.models import Account
from quiz.bank.models import BankAct, BankMember
from quiz.db import db
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in

URL = "/bank/knees/members"


def test_an_owner_adds_an_educator_by_address(app, educator, stranger):
    reply = educator.post_form(URL, {"email": " Stranger@Example.org ", "role": "editor"}, action="members")
    assert reply.status_code == 303
    assert members(app) == {"educator@example.org": "owner", "stranger@example.org": "editor"}
    assert stranger.get("/bank/knees/items").status_code == 200
    assert done(app) == [("member-added", "stranger@example.org, editor", "educator@example.org")]


def test_who_is_no_educator_and_who_is_not_there_cannot_be_told_apart(app, educator, trainee):
    said = {
        error_of(educator.post_form(URL, {"email": email}, action="members"))
        for email in ("trainee@example.org", "nobody@example.org", "no address at all")
    }
    assert len(said) == 1
    assert "No educator here has this address" in said.pop()
    assert members(app) == {"educator@example.org": "owner"}


@pytest.mark.parametrize("typed", [{"email": ""}, {"email": "x" * 300}, {"email": "a@b.org", "role": "king"}])
def test_a_form_that_cannot_be_meant_is_shown_again(app, educator, typed):
    assert educator.post_form(URL, typed, action="members").status_code == 422


def test_nobody_is_added_twice(app, educator, colleague):
    reply = educator.post_form(URL, {"email": "colleague@example.org"}, action="members")
    assert "They are a member already" in error_of(reply)
    assert members(app)["colleague@example.org"] == "editor"


def test_a_role_is_changed_and_a_member_removed(app, educator, colleague):
    url = f"{URL}/{account_id(app, 'colleague@example.org')}"
    educator.post_form(URL, {"do": "role", "role": "reviewer"}, action=url)
    assert members(app)["colleague@example.org"] == "reviewer"
    assert colleague.get("/bank/knees/new").status_code == 403
    educator.post_form(URL, {"do": "role", "role": "reviewer"}, action=url)
    educator.post_form(URL, {"do": "remove"}, action=url)
    assert members(app) == {"educator@example.org": "owner"}
    assert colleague.get("/bank/knees/items").status_code == 404
    assert [what for what, _, _ in done(app)] == ["member-changed", "member-removed"]
    assert educator.post_form(URL, {"do": "role", "role": "king"}, action="/leave").status_code in (303, 409)


@pytest.mark.parametrize("do", [{"do": "remove"}, {"do": "role", "role": "editor"}])
def test_the_last_owner_cannot_go(app, educator, colleague, do):
    url = f"{URL}/{account_id(app, 'educator@example.org')}"
    reply = educator.post_form(URL, do, action=url)
    assert reply.status_code == 409
    assert "A bank needs an owner" in reply.get_data(as_text=True)
    assert educator.post_form(URL, action="/leave").status_code == 409
    assert members(app)["educator@example.org"] == "owner"


def test_an_owner_hands_over_and_may_then_leave(app, educator, colleague):
    url = f"{URL}/{account_id(app, 'colleague@example.org')}"
    reply = educator.post_form(URL, {"do": "hand-over"}, action=url)
    assert reply.status_code == 303
    assert members(app) == {"educator@example.org": "editor", "colleague@example.org": "owner"}
    assert educator.post_form(URL, action="/leave").location == "/bank"
    assert members(app) == {"colleague@example.org": "owner"}
    assert [what for what, _, _ in done(app)] == ["bank-handed-over", "member-left"]


def test_an_owner_among_two_takes_their_own_role_and_is_led_away(app, educator, colleague):
    theirs = f"{URL}/{account_id(app, 'colleague@example.org')}"
    educator.post_form(URL, {"do": "role", "role": "owner"}, action=theirs)
    mine = f"{URL}/{account_id(app, 'educator@example.org')}"
    token = educator.page(URL).find("input", attrs={"name": "csrf_token"})["value"]
    assert educator.post(mine, data={"do": "hand-over", "csrf_token": token}).status_code == 409
    assert educator.post(mine, data={"do": "nonsense", "csrf_token": token}).status_code == 400
    assert educator.post(f"{URL}/9999", data={"do": "remove", "csrf_token": token}).status_code == 404
    assert educator.post(mine, data={"do": "remove", "csrf_token": token}).location == "/bank"


def test_an_address_is_shown_to_owners_alone(app, educator, colleague):
    with app.app_context():
        db.session.scalars(select(Account).where(Account.email == "educator@example.org")).one().name = "Ada"
        db.session.commit()
    assert "educator@example.org" in educator.page(URL).text
    assert "educator@example.org" not in colleague.page(URL).text
    assert "Ada" in colleague.page(URL).text


def test_a_bank_that_was_loaded_has_no_members_and_admins_see_it(app):
    admin = signed_in(app, "admin@example.org", "admin")
    assert members(app) == {}
    assert "This bank has no members" in admin.page(URL).text


def test_an_admin_finds_a_bank_that_nobody_owns_and_becomes_its_owner(app, colleague):
    admin = signed_in(app, "admin@example.org", "admin")
    page = admin.page("/bank")
    assert "Nobody owns this bank yet" in page.text
    appoint = page.find("a", string="Appoint somebody")["href"]
    assert admin.page(appoint).find("option", value="owner", selected=True)
    assert "Nobody owns" not in colleague.page("/bank").text
    token = page.find("input", attrs={"name": "csrf_token"})["value"]
    assert admin.post_form("/bank", action="/own").location == URL
    assert members(app)["admin@example.org"] == "owner"
    assert done(app) == [("member-added", "admin@example.org, owner", "admin@example.org")]
    assert "Nobody owns" not in admin.page("/bank").text
    assert admin.post(f"{URL}/own", data={"csrf_token": token}).status_code == 409


def test_an_admin_who_is_a_member_already_becomes_the_owner(app):
    admin = signed_in(app, "admin@example.org", "admin", member="editor")
    assert admin.post_form("/bank", action="/own").status_code == 303
    assert members(app) == {"admin@example.org": "owner"}


def test_commands_add_list_and_remove(app, educator, stranger):
    run = app.test_cli_runner().invoke
    added = run(args=["bank", "member", "add", "knees", "stranger@example.org", "--role", "editor"])
    assert added.output == "stranger@example.org: editor of knees.\n"
    listed = run(args=["bank", "member", "list", "knees"]).output
    assert "educator@example.org\towner\tsince 2026-11-20" in listed
    again = run(args=["bank", "member", "add", "knees", "stranger@example.org"])
    assert "a member already" in again.output
    removed = run(args=["bank", "member", "remove", "knees", "stranger@example.org"])
    assert removed.output == "stranger@example.org is no longer a member of knees.\n"
    assert "no member of knees" in run(args=["bank", "member", "remove", "knees", "x@example.org"]).output
    last = run(args=["bank", "member", "remove", "knees", "educator@example.org"])
    assert "A bank needs an owner" in last.output
    assert (
        "There is no bank “elbows”. Banks here: knees."
        in run(args=["bank", "member", "list", "elbows"]).output
    )
    assert done(app)[0] == ("member-added", "stranger@example.org, editor", None)


def members(app):
    with app.app_context():
        query = select(Account.email, BankMember.role).join(Account, Account.id == BankMember.account_id)
        return dict(db.session.execute(query).all())


def account_id(app, email):
    with app.app_context():
        return db.session.scalar(select(Account.id).where(Account.email == email))


def done(app):
    with app.app_context():
        query = select(BankAct.what, BankAct.detail, Account.email).join(
            Account, Account.id == BankAct.account_id, isouter=True
        )
        return [tuple(row) for row in db.session.execute(query.order_by(BankAct.id))]


def error_of(reply):
    assert reply.status_code == 422
    return parse(reply).find(class_="error").text


@pytest.fixture
def stranger(app):
    return signed_in(app, "stranger@example.org", "educator")
