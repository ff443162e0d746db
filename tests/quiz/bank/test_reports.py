"""What trainees report arrives at the desk, is answered, mended by a version, or closed; they are told."""

import pytest
from sqlalchemy import insert, select

from quiz.accounts.guests import make_guest
from quiz.bank.models import BankAct, Item, ItemVersion
from quiz.bank.reports.models import Report
from quiz.bank.reports.queries import open_reports
from quiz.db import db
from quiz.sittings.models import Sitting, Slot
from tests.conftest import NOW, make_client
from tests.pages import fields, parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import LIST, counted, text
from tests.quiz.practice import test_cases
from tests.quiz.practice.test_cases import cases  # noqa: F401 - a fixture
from tests.quiz.practice.test_sitting import answer, begin

QUEUE = "/bank/knees/reports"
TYPO = {"kind": "typo", "text": "“Bned”, in option <b>B</b>.\nTwice."}


@pytest.fixture
def reported(client, app):
    """The address of an item that a guest answered wrong and reported."""
    url = begin(client)
    answer(client, url, option="press")
    client.post_form(url + "/report", TYPO)
    with app.app_context():
        slug = db.session.scalar(
            select(Item.slug)
            .join(ItemVersion, ItemVersion.item_id == Item.id)
            .join(Slot, Slot.version_id == ItemVersion.id)
            .where(Slot.position == 1)
        )
    return f"{LIST}/{slug}"


def test_a_report_is_read_with_what_was_seen_and_answered_and_without_a_name(educator, reported, app):
    page = educator.page(QUEUE)
    row = page.find("tbody").tr
    assert "A typo “Bned”, in option <b>B</b>." in text(row)
    assert "1 report, 1 open" in text(page)
    page = educator.page(row.a["href"])
    assert "“Bned”, in option <b>B</b>." in page.find(class_="as-typed").text
    assert "They read: Not this time — you chose" in text(page)
    assert page.find(class_="is-mine").find(class_="tag").text == "Your answer"
    assert "A trainee, " in text(page)
    assert page.find("a", href=reported, string="Open the item")
    assert "Reports (1 open)" in text(educator.page(reported))
    assert "1 report open" in text(educator.page(LIST))
    with app.app_context():
        report = db.session.scalars(select(Report)).one()
        assert open_reports(report.item_id) == 1
        for url in (QUEUE, f"{QUEUE}/{report.id}"):
            assert f"person {report.person_id}" not in text(educator.page(url)).lower()


@pytest.mark.parametrize(
    "settled",
    [
        ("reply", "answered", None, "report-answered", "Your report was answered"),
        ("duplicate", "closed", "duplicate", "report-closed", "what another report said before"),
    ],
)
def test_an_answer_reaches_the_reporter_and_the_history(app, client, educator, reported, settled):
    do, state, why, act, told = settled
    url = only_report(app)
    reply = educator.post_form(url, {"do": do, "text": "Thanks, **seen**."})
    assert reply.location == QUEUE
    with app.app_context():
        report = db.session.scalars(select(Report)).one()
        assert (report.state, report.why, report.reply) == (state, why, "Thanks, **seen**.")
        assert db.session.execute(select(BankAct.what, BankAct.detail)).one()[0] == act
        assert open_reports(report.item_id) == 0
    notice = client.page("/notices").find("section", class_="card")
    assert told in text(notice)
    assert "“Bned”" in text(notice)
    assert notice.find("strong", string="seen")
    assert "educator" not in text(notice)
    number = notice.find("input", attrs={"name": "notice"})["value"]
    seen = client.post_form("/notices", {"do": "open", "notice": number})
    assert seen.location.endswith("/slots/1/explanation")
    assert "Thanks, seen" in text(client.page(seen.location.replace("explanation", "report")))
    assert "Thanks, seen" in text(educator.page(url))
    assert educator.page(QUEUE).find("tbody")


def test_a_new_version_is_offered_to_what_was_reported_before_it(app, client, educator, reported):
    assert not educator.page(only_report(app)).find("button", attrs={"value": "mended"})
    educator.post_form(reported, {"do": "save", "take_home": "Look first."}, action=reported)
    reply = educator.post_form(reported, {"do": "publish"}, action="/life")
    assert reply.location == f"{reported}/reports"
    page = educator.page(reply.location)
    assert page.find("input", attrs={"name": "report"}).has_attr("checked")
    number = page.find("input", attrs={"name": "report"})["value"]
    assert "Version 2 is published." in text(page)
    for typed in ({}, {"report": number, "version": "1"}, {"report": number, "text": "x" * 5001}):
        reply = educator.post_form(f"{reported}/reports", {"report": "", **typed})
        assert reply.status_code == 422
    reply = educator.post_form(f"{reported}/reports", {"report": number})
    assert reply.location == f"{reported}/reports"
    assert "No report of it is open." in text(educator.page(reply.location))
    assert "It has a new version, number 2." in text(client.page("/notices"))
    page = educator.page(only_report(app))
    assert page.find("h2", string="Mended by version 2")
    assert page.find("a", string="What changed since version 1")
    with app.app_context():
        said = db.session.scalars(select(BankAct.detail).where(BankAct.what == "report-mended")).one()
        assert said.endswith(": version 2")


def test_one_report_can_be_mended_from_its_page_by_the_version_that_was_looked_at(app, educator, reported):
    url = only_report(app)
    educator.post_form(reported, {"do": "save", "take_home": "Look first."}, action=reported)
    moved_on = educator.post_form(reported, {"do": "publish"}, action="/life")
    assert moved_on.status_code == 303
    assert educator.post_form(url, {"do": "mended", "version": "1"}).status_code == 422
    assert educator.post_form(url, {"do": "mended"}).status_code == 303


def test_what_cannot_be_sent_is_shown_again(app, educator, colleague, reported):
    url = only_report(app)
    form = fields(educator.page(url).find("form"))
    for typed in ({"do": "reply"}, {"do": "no-flaw", "text": " "}, {"do": "reply", "text": "x" * 5001}):
        assert educator.post(url, data={**form, **typed}).status_code == 422
    assert educator.post(url, data={**form, "do": "mended"}).status_code == 422
    assert educator.post(url, data={**form, "do": "dance"}).status_code == 400
    said = {**form, "do": "reply", "text": "It is mended."}
    assert [educator.post(url, data=said).status_code for _ in range(2)] == [303, 303]
    late = colleague.post_form(url, {"do": "reply"}) if colleague.page(url).find("main form") else None
    assert late is None
    token = {"csrf_token": fields(colleague.page(reported).find(id="writing"))["csrf_token"]}
    reply = colleague.post(url, data={**token, "do": "reply", "text": "Wait, I know."})
    assert reply.status_code == 409
    assert parse(reply).find("textarea").text.strip() == "Wait, I know."
    assert "A colleague has answered it meanwhile" in parse(reply).text


def test_a_reviewer_reads_reports_and_answers_none_and_waits_for_a_blind_answer(app, educator, reported):
    reviewer = signed_in(app, "reviewer@example.org", "educator", member="reviewer")
    url = only_report(app)
    assert "“Bned”" in text(reviewer.page(QUEUE))
    assert not reviewer.page(url).find("textarea")
    assert not reviewer.page(f"{reported}/reports").find("textarea")
    educator.post_form(reported, {"do": "save", "take_home": "Look first."}, action=reported)
    educator.post_form(reported, {"do": "submit"}, action="/life")
    assert "“Bned”" not in text(reviewer.page(QUEUE))
    assert "“Bned”" in text(educator.page(QUEUE))
    for page in (url, f"{reported}/reports"):
        assert reviewer.get(page).location == f"{reported}/review"


def test_the_queue_is_filtered_paged_and_costs_the_same_however_long(app, educator, reported):
    many(app, 65)
    with counted(app) as statements:
        page = educator.page(QUEUE)
    assert 0 < len(statements) <= 8, statements
    assert len(page.find_all("tr")) == 31
    assert "66 reports, 46 open" in text(page)
    assert "“Bned”" in text(page.find("tbody").tr)  # it waits longest
    assert len(educator.page(f"{QUEUE}?page=99").find_all("tr")) == 7
    found = educator.page(f"{QUEUE}?state=closed&kind=unclear")
    assert len(found.find_all("tr")) == 21
    assert found.find("option", selected=True, value="closed").text == "Closed (20)"
    slug = reported.rpartition("/")[2]
    assert "1 report, 1 open" in text(educator.page(f"{QUEUE}?item={slug}&kind=typo"))
    assert "Nothing fits all of this." in text(educator.page(f"{QUEUE}?item=none&page=x&state=odd"))


def test_a_report_of_a_stage_shows_the_case_until_there(app, client, educator, cases):  # noqa: F811
    url = test_cases.begin(client)
    test_cases.answer(client, url)
    client.post_form(url + "/report", TYPO)
    page = educator.page(only_report(app))
    assert "stage 1" in text(page)
    assert page.find(id="met")


def test_a_report_of_another_bank_is_not_there(app, educator, reported):
    with app.app_context():
        from quiz.bank.models import Bank, BankMember

        other = Bank(slug="elbows", title="E", working_title="E", info={}, loaded_at=NOW)
        db.session.add(other)
        db.session.flush()
        mine = db.session.scalars(select(BankMember)).one()
        db.session.add(BankMember(bank_id=other.id, account_id=mine.account_id, role="owner", since=NOW))
        db.session.commit()
    assert educator.get(only_report(app).replace("knees", "elbows")).status_code == 404
    assert "Nobody has reported anything." in text(educator.page("/bank/elbows/reports"))
    assert make_client(app).get(QUEUE).status_code == 303


def only_report(app):
    with app.app_context():
        return f"{QUEUE}/{db.session.scalars(select(Report.id)).one()}"


def many(app, count):
    """Add reports of other people to another item: two of three open."""
    with app.app_context():
        first = db.session.scalars(select(Report)).one()
        version = db.session.scalars(select(ItemVersion).where(ItemVersion.id != first.version_id)).first()
        sitting = db.session.scalars(select(Sitting)).first()
        rows = [
            {
                "bank_id": first.bank_id,
                "item_id": version.item_id,
                "version_id": version.id,
                "person_id": make_guest(now=NOW).id,
                "sitting_id": sitting.id,
                "position": 2,
                "quiz": "",
                "seed": "",
                "token": str(number),
                "kind": "unclear",
                "text": "What? " * 100,
                "at": NOW,
                "state": "closed" if number < 20 else "open",
                "reply": "",
            }
            for number in range(count)
        ]
        db.session.execute(insert(Report), rows)
        db.session.commit()
