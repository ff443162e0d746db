import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from quiz.accounts import cli
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Person, Throttle
from quiz.accounts.throttle import Limit, count
from quiz.accounts.unsent import KEPT_IN
from quiz.db import Base, db
from tests.quiz.accounts.conftest import EMAIL, PASSWORD, is_signed_in, link_in, sign_in, stored


@pytest.fixture
def run(app):
    """Run `flask accounts …`."""

    def run(*args, typed=None, fails=False):
        result = app.test_cli_runner().invoke(args=["accounts", *args], input=typed)
        assert (result.exit_code != 0) == fails, result.output
        return result.output

    return run


class TestCreate:
    def test_it_asks_for_a_password_twice(self, app, client, run):
        output = run(
            "create",
            "Anna@Example.org",
            "--name",
            "Anna",
            "--role",
            "educator",
            typed=f"{PASSWORD}\n{PASSWORD}\n",
        )

        assert "anna@example.org has an account: educator, trainee." in output
        assert PASSWORD not in output
        account = stored(app)
        assert account.confirmed_at is not None
        assert account.name == "Anna"
        assert sign_in(client).status_code == 303

    def test_it_prints_a_link_to_set_a_password(self, client, run):
        output = run("create", EMAIL, "--link")

        assert "http://127.0.0.1:8000/reset/" in output
        client.post_form(link_in(output), {"password": PASSWORD, "password_confirm": PASSWORD})
        assert sign_in(client).status_code == 303

    def test_the_link_leads_to_the_public_address(self, run, change_settings):
        change_settings(public_url="https://quiz.example.org")

        assert "https://quiz.example.org/reset/" in run("create", EMAIL, "--link")

    def test_without_a_password_nobody_signs_in(self, client, run):
        run("create", EMAIL, "--link")

        assert sign_in(client).status_code == 422

    @pytest.mark.parametrize(
        ("email", "typed", "text"),
        [
            ("anna", None, "This is not an e-mail address."),
            (EMAIL, "short\nshort\n", "Use 8 to 128 characters."),
            ("noise@example.org", None, "noise@example.org has an account already."),
        ],
    )
    def test_it_says_what_is_wrong(self, run, make_account, email, typed, text):
        make_account("noise@example.org")

        assert text in run("create", email, typed=typed, fails=True)


class TestRole:
    def test_it_gives_and_takes(self, app, anna, run):
        assert "anna@example.org: admin, trainee." in run("role", EMAIL, "admin")
        run("role", EMAIL, "admin")
        assert sorted(role.name for role in stored(app).roles) == ["admin", "trainee"]

        assert "anna@example.org: trainee. Their pages show it" in run("role", EMAIL, "admin", "--remove")

    def test_everybody_stays_a_trainee(self, app, anna, run):
        assert "Deactivate the account instead." in run("role", EMAIL, "trainee", "--remove", fails=True)
        assert stored(app).roles

    def test_an_unknown_address_is_said(self, run):
        output = run("role", EMAIL, "admin", fails=True)

        assert "There is no account anna@example.org. `flask accounts list` shows all." in output


def test_list_shows_all(anna, make_account, run):
    make_account("c@example.org", confirmed=True, roles=["admin"])
    run("deactivate", "c@example.org")

    today = datetime.now(UTC).date().isoformat()
    assert run("list").splitlines() == [
        f"anna@example.org\tAnna Bell\ttrainee\tsince {today}\tnot confirmed",
        f"c@example.org\t-\tadmin, trainee\tsince {today}\tclosed",
        f"noise@example.org\t-\ttrainee\tsince {today}\tnot confirmed",
    ]


class TestPassword:
    def test_it_sets_one_and_signs_out_everywhere(self, client, anna, run):
        sign_in(client)

        run("password", EMAIL, typed="eight quiet voles\neight quiet voles\n")

        assert not is_signed_in(client)
        assert sign_in(client, password="eight quiet voles").status_code == 303

    def test_it_prints_a_link_and_changes_nothing(self, client, anna, run):
        sign_in(client)

        client.page(link_in(run("password", EMAIL, "--link")))

        assert is_signed_in(client)


class TestDeactivate:
    def test_it_signs_out_and_lets_nobody_in(self, app, client, anna, run):
        sign_in(client)
        sitting = client.post_form("/practise", {"length": "5"}, action="/sittings").location

        run("deactivate", EMAIL)

        assert not is_signed_in(client)
        assert client.get(sitting).status_code == 404
        assert sign_in(client).status_code == 422
        assert stored(app).person.epoch == anna.person.epoch + 1

    def test_activate_undoes_it(self, client, anna, run):
        run("deactivate", EMAIL)

        assert "can sign in again" in run("activate", EMAIL)

        assert sign_in(client).status_code == 303


class TestErase:
    def test_it_leaves_nothing_of_the_person(self, app, client, anna, run):
        sign_in(client)
        client.post_form("/practise", {"length": "5"}, action="/sittings")
        person_id = anna.person_id

        assert "is erased" in run("erase", EMAIL, "--yes")

        assert sign_in(client).status_code == 422
        with app.app_context():
            assert db.session.get(Person, person_id) is None
            for table in Base.metadata.sorted_tables:
                if "person_id" in table.c:
                    found = select(func.count()).select_from(table).where(table.c.person_id == person_id)
                    assert db.session.scalar(found) == 0, table.name


class TestRemoveGuests:
    def test_it_removes_those_unseen_for_long_with_all_they_did(self, app, client, anna, run, monkeypatch):
        monkeypatch.setattr(cli, "BATCH", 2)
        now = datetime.now(UTC)
        client.post_form("/practise", {"length": "5"}, action="/sittings")
        with app.app_context():
            began = db.session.scalars(select(Person.id).order_by(Person.id.desc())).first()
            recent = make_guest(now=now - timedelta(days=89)).id
            for _ in range(4):
                make_guest(now=now - timedelta(days=91))
            for id in (began, anna.person_id):
                db.session.get(Person, id).seen_at = now - timedelta(days=91)
            count("old", Limit(1, 1, ()), now=now - timedelta(days=1))
            db.session.commit()

        assert "5 guests removed." in run("remove-guests")

        with app.app_context():
            assert db.session.get(Person, anna.person_id)
            assert db.session.get(Person, recent)
            assert db.session.get(Person, began) is None
            assert db.session.get(Throttle, "old") is None

    def test_the_days_can_be_set(self, app, settings, run):
        old = settings.instance / KEPT_IN / "old.txt"
        old.parent.mkdir(exist_ok=True)
        old.write_text("a mail that was not sent")
        os.utime(old, (0, 0))
        with app.app_context():
            make_guest(now=datetime.now(UTC) - timedelta(days=8))
            db.session.commit()

        assert "0 guests removed." in run("remove-guests")
        assert "1 guest removed." in run("remove-guests", "--unseen-days", "7")
        assert not old.exists()


def test_only_our_own_commands_change_accounts(app):
    assert "accounts" in app.cli.commands
    assert not {"users", "roles"} & set(app.cli.commands)
