"""Who did what on the whole server: written with the act, shown to admins, nameless after an erasure."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from quiz.accounts.models import Account
from quiz.audit.actions import WORDS, note
from quiz.audit.models import AdminAct
from quiz.db import db
from quiz.operations import queries
from quiz.operations.queries import Cursor
from tests.conftest import NOW
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import counted
from tests.quiz.practice.test_sitting import flat

PAGE = "/who-did-what"


def test_what_commands_and_educators_do_is_listed_for_admins_and_a_terminal(app):
    admin = signed_in(app, "admin@example.org", "admin")
    educator = signed_in(app, "educator@example.org", "educator", member="owner")
    run(app, "accounts", "role", "educator@example.org", "admin")
    run(app, "accounts", "role", "educator@example.org", "admin", "--remove")
    run(app, "accounts", "deactivate", "educator@example.org")
    run(app, "accounts", "activate", "educator@example.org")
    run(app, "accounts", "password", "educator@example.org", "--link")
    run(app, "accounts", "password", "educator@example.org", typed="seven small mice\nseven small mice\n")
    run(app, "accounts", "create", "new@example.org", "--link", "--role", "educator")
    assert admin.get("/bank/knees/export.zip").status_code == 200
    done = [
        ("bank-exported", "admin@example.org", "", "", "knees"),
        ("account-made", "a command", "new@example.org", "educator, trainee", ""),
        ("password-set", "a command", "educator@example.org", "", ""),
        ("link-made", "a command", "educator@example.org", "", ""),
        ("account-opened", "a command", "educator@example.org", "", ""),
        ("account-closed", "a command", "educator@example.org", "", ""),
        ("role-taken", "a command", "educator@example.org", "admin", ""),
        ("role-given", "a command", "educator@example.org", "admin", ""),
    ]
    listed = [json.loads(line) for line in run(app, "audit", "--json").splitlines()]
    names = ("what", "who", "whom", "detail", "bank")
    assert [tuple(one[name] for name in names) for one in listed] == done
    assert "There are older ones" in run(app, "audit", "--limit", "2")
    assert run(app, "audit", "--since", "2999-01-01") == ""
    with counted(app) as statements:
        page = admin.page(PAGE)
    assert len(statements) == 3, statements  # the account, and both lists
    assert "Gave a role educator@example.org: admin" in flat(page)
    assert page.find("a", href="/bank/knees/history")
    assert admin.page("/account").find("a", href=PAGE)
    assert educator.get(PAGE).location.startswith("/sign-in"), "closing it signed them out"
    assert signed_in(app, "other@example.org", "educator").get(PAGE).status_code == 403


def test_many_acts_come_in_pages_without_a_gap(app):
    admin = signed_in(app, "admin@example.org", "admin")
    with app.app_context():
        for number in range(120):
            note("guests-removed", f"n{number}", by=None, now=NOW + timedelta(seconds=number))
        db.session.commit()
        seen, cursor = [], Cursor()
        while cursor is not None:
            entries, cursor = queries.acts(before=cursor, limit=50)
            seen += [entry.detail for entry in entries]
    assert seen == [f"n{number}" for number in reversed(range(120))]
    older = admin.page(PAGE).find("a", rel="next")["href"]
    assert "n69" in flat(admin.page(older))
    assert "n119" in flat(admin.page(f"{PAGE}?before=nonsense"))


def test_old_acts_go_and_unknown_ones_are_refused(app):
    with app.app_context():
        note("backup-made", "old", by=None, now=NOW - timedelta(days=1096))
        note("backup-made", "young", by=None, now=NOW - timedelta(days=1094))
        note("backup-made", "new", by=None, now=NOW)
        assert db.session.scalars(select(AdminAct.detail).order_by(AdminAct.id)).all() == ["young", "new"]
        with pytest.raises(ValueError, match="no such act"):
            note("tea-made", by=None, now=NOW)
        db.session.rollback()
    assert all(WORDS.values())


def test_whoever_is_erased_is_named_no_more(app):
    admin = signed_in(app, "admin@example.org", "admin")
    signed_in(app, "zoe@example.org", "admin")
    with app.app_context():
        zoe = db.session.scalar(select(Account.id).where(Account.email == "zoe@example.org"))
        note("role-given", "educator", by=zoe, whom=zoe, now=NOW)
        db.session.commit()
    assert "Gave a role zoe@example.org: educator" in flat(admin.page(PAGE))
    run(app, "accounts", "erase", "zoe@example.org", "--yes")
    page = flat(admin.page(PAGE))
    assert "zoe@" not in page
    assert "Gave a role a former member: educator" in page
    assert "Erased an account a former member" in page
    assert "A former member" in page


def run(app, *args, typed=None):
    result = app.test_cli_runner().invoke(args=args, input=typed)
    assert result.exit_code == 0, result.output
    return result.output
