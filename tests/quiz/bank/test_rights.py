"""Who may do what in a bank: the table of roles, and what each page of the desk needs."""

import itertools

import pytest

from quiz.access import ALLOWED, Act, may
from tests.access import table
from tests.conftest import make_client
from tests.quiz.bank.conftest import signed_in

# What each page of a bank is for. A page that is missing here fails the test below.
NEEDS = {
    "items": Act.READ,
    "whole_check": Act.CHECK,
    "check_bank": Act.CHECK,
    "coverage": Act.READ,
    "entries": Act.READ,
    "edit_entry": Act.READ,
    "add_entry": Act.WRITE,
    "save_entry": Act.WRITE,
    "history": Act.READ,
    "copy_bank": Act.READ,
    "make_copy": Act.READ,
    "export_bank": Act.READ,
    "copy_item": Act.READ,
    "put_copy": Act.READ,
    "contents": Act.WRITE,
    "save_contents": Act.WRITE,
    "figures": Act.READ,
    "figure": Act.READ,
    "new_figure": Act.WRITE,
    "duplicate_item": Act.WRITE,
    "save_duplicate": Act.WRITE,
    "add_figure": Act.WRITE,
    "add_picture_here": Act.WRITE,
    "save_figure": Act.WRITE,
    "replace_figure": Act.WRITE,
    "remove_figure": Act.WRITE,
    "archive_bank": Act.MANAGE,
    "change_items": Act.WRITE,
    "edit_item": Act.READ,
    "print_item": Act.READ,
    "move_item": Act.READ,  # each move asks for more: tests/quiz/bank/test_life.py
    "review_item": Act.READ,
    "answer_blind": Act.REVIEW,
    "decide_item": Act.REVIEW,
    "versions": Act.READ,
    "compare_versions": Act.READ,
    "restore_version": Act.WRITE,
    "comments": Act.READ,
    "add_comment": Act.COMMENT,
    "answer_comment": Act.COMMENT,
    "reports": Act.READ,
    "report": Act.READ,
    "answer_report": Act.WRITE,
    "item_reports": Act.READ,
    "mend_reports": Act.WRITE,
    "correcting.correct_item": Act.READ,  # what was corrected; the rest is for those who may publish
    "correcting.preview_correction": Act.PUBLISH,
    "correcting.rescore_item": Act.PUBLISH,
    "members": Act.READ,
    "new_item": Act.WRITE,
    "begin_item": Act.WRITE,
    "save_item": Act.WRITE,
    "keep_item": Act.WRITE,
    "discard_unsaved": Act.WRITE,
    "add_source_here": Act.WRITE,
    "covered_item": Act.READ,
    "answer_covered": Act.READ,
    "waive_in_bank": Act.MANAGE,
    "add_member": Act.MANAGE,
    "change_member": Act.MANAGE,
    "own_bank": Act.MANAGE,
    "leave_bank": Act.READ,
}
VALUES = {
    "bank": "knees",
    "item": "item-1",
    "account_id": 1,
    "comment_id": 1,
    "report_id": 1,
    "work_id": 1,
    "part": "blueprint",
    "figure": "knee",
}
VALUES |= {"kind": "facts", "entry": "F1", "table": "topics", "topic": "gait"}
# What these are about may be somebody else's, or not there: then whoever may look for it finds nothing.
NEEDS_A_ROW = {
    "change_member",
    "leave_bank",
    "answer_comment",
    "report",
    "answer_report",
    "discard_unsaved",
}
IS_MEMBER = {"reviewer": "reviewer", "editor": "editor", "owner": "owner"}


@pytest.mark.parametrize(("role", "act"), list(itertools.product([None, *ALLOWED], Act)))
def test_a_role_allows_what_the_table_says_and_nothing_else(role, act):
    allowed = {
        None: set(),
        "reviewer": {"read", "comment", "review"},
        "editor": {"read", "comment", "review", "check", "write"},
        "owner": {"read", "comment", "review", "check", "write", "publish", "manage"},
    }
    assert may(role, act) == (act in allowed[role])
    assert may(role, act, is_admin=True)


def test_every_page_of_a_bank_is_in_the_table(app):
    assert {endpoint for endpoint, _, _ in rules(app)} == set(NEEDS)


def test_the_table_for_readers_says_the_same_of_every_page(app):
    """What each page answers in fact is asked in tests/access."""
    acts = {(rule, method): (endpoint, NEEDS[endpoint]) for endpoint, method, rule in rules(app)}
    compared = 0
    for key, cells in table.rows().items():
        endpoint, act = acts.get((key.address, key.method), ("", None))
        if act is None or key.case:  # what is one's own, or several things in one, asks for more than a role
            continue
        for who, role in [*IS_MEMBER.items(), ("admin", None)]:
            let_in = {"yes", "404"} if endpoint in NEEDS_A_ROW else {"yes"}
            allowed = let_in if may(role, act, is_admin=who == "admin") else {"403"}
            assert cells[who] in allowed, f"{key.method} {key.address} for {who}"
        compared += 1
    assert compared > 50


def test_a_bank_that_is_not_ones_own_looks_as_if_it_were_not_there(app):
    stranger = browser_of(app, "stranger")
    theirs = stranger.get("/bank/knees/items").get_data(as_text=True)
    none = stranger.get("/bank/elbows/items").get_data(as_text=True)
    assert theirs.replace("knees", "elbows") == none
    assert "Knees" not in stranger.page("/bank").text


def test_what_one_may_do_in_one_bank_gives_nothing_in_another(app):
    owner_elsewhere = signed_in(app, "elsewhere@example.org", "educator")
    from quiz.bank.models import Bank, BankMember
    from quiz.db import db
    from tests.conftest import NOW

    with app.app_context():
        other = Bank(slug="elbows", title="Elbows", working_title="Elbows", info={}, loaded_at=NOW)
        db.session.add(other)
        db.session.flush()
        account_id = account_of("elsewhere@example.org")
        db.session.add(BankMember(bank_id=other.id, account_id=account_id, role="owner", since=NOW))
        db.session.commit()
    assert owner_elsewhere.get("/bank/elbows/items").status_code == 200
    assert owner_elsewhere.get("/bank/knees/items").status_code == 404
    assert owner_elsewhere.get("/bank/elbows/items/item-1").status_code == 404


@pytest.mark.parametrize("part", ["details", "nonsense"])
def test_the_details_are_for_owners_and_other_parts_are_not_there(app, part):
    assert browser_of(app, "editor").get(f"/bank/knees/contents/{part}").status_code in (403, 404)
    status = browser_of(app, "owner").get(f"/bank/knees/contents/{part}").status_code
    assert status == (200 if part == "details" else 404)


def test_a_reviewer_reads_an_item_and_has_no_button_to_save_it(app):
    page = browser_of(app, "reviewer").page("/bank/knees/items/item-1")
    assert not page.find("button", attrs={"value": "save"})
    assert not browser_of(app, "editor").page("/bank/knees/items/item-1").find("a", href="/bank/new")


def rules(app):
    """Endpoint, method and rule of every page of a bank at the desk."""
    return [
        (rule.endpoint.removeprefix("bank."), method, rule.rule)
        for rule in app.url_map.iter_rules()
        if "bank" in rule.arguments and rule.rule.startswith("/bank/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]


def browser_of(app, who):
    if who in ("nobody", "guest"):
        client = make_client(app)
        if who == "guest":
            client.post_form("/")
        return client
    roles = {"trainee": (), "admin": ("admin",)}.get(who, ("educator",))
    return signed_in(app, f"{who}@example.org", *roles, member=IS_MEMBER.get(who))


def draw(app):
    """Give the bank a figure, called knee."""
    from quiz.bank.models import Figure
    from quiz.bank.queries import bank_by_slug
    from quiz.db import db

    drawn = {"format_version": 1, "id": "knee", "title": "Knee", "alt": "A knee.", "canvas": [9, 9]}
    with app.app_context():
        db.session.add(Figure(bank_id=bank_by_slug("knees").id, slug="knee", position=0, document=drawn))
        db.session.commit()


def account_of(email):
    from sqlalchemy import select

    from quiz.accounts.models import Account
    from quiz.db import db

    return db.session.scalar(select(Account.id).where(Account.email == email))
