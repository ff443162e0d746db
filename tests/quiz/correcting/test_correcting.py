"""Correcting a key at the desk: foreseen, done, told, explained, taken back."""

import pytest
from sqlalchemy import event, select, update

from question_bank.folder import read_folder
from quiz.bank.actions import load_folder
from quiz.bank.models import BankAct, Item
from quiz.correcting import views
from quiz.db import db
from quiz.notices.models import Notice
from quiz.sittings.models import Correction, Mark, Ruling, Slot
from tests.banks import case_document, write_bank
from tests.conftest import NOW
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import text
from tests.quiz.correcting.conftest import (
    URL,
    answer,
    answered,
    ask,
    correct,
    count,
    keyed,
    marks,
    revise,
    sitting_of,
    tokens,
    unchecked,
    version_of,
)
from tests.quiz.practice.test_sitting import flat

PREVIEW = f"{URL}/correct/preview"
BY_2 = f"{PREVIEW}?do=by-2&answers-to=1"
REFUSED = [
    ("do=by-2", "Choose the versions whose answers are to be marked again."),
    ("do=by-1&answers-to=1", "answers to these versions are marked so already."),
    ("do=by-9&answers-to=1", "by the published version or by the newest."),
    ("do=by-x&answers-to=1", "by the published version or by the newest."),
    ("do=full&answers-to=7", "Version 7 was never asked"),
    ("do=undo-1", "There is no correction of this item that could be taken back."),
    ("answers-to=1", "Choose how the answers are to be marked."),
    ("do=full&answers-to=1&after=5", "Somebody corrected this item meanwhile."),
]
FIRST = [("bend", 1, 1, 1, False, True), ("press", 1, 1, 0, False, True), ("twist", 1, 1, 0, True, True)]


def test_what_would_change_is_shown_and_nothing_is_changed(app, educator, three):
    answered(app, "press", item="item-2")
    revise(app)
    page = educator.page(f"{URL}/correct")
    assert "Those to version 1: 3" in text(page)
    page = educator.page(BY_2)
    assert page.h1.text == "Mark 3 answers again?"
    assert "Version 2 would be published." in text(page)
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in page.find_all("tr")]
    assert rows[:2] == [["Version", "Up", "Down", "As before"], ["Version 1", "1", "1", "1"]]
    assert ["Gain more than half of the points", "1"] in rows
    tiles = [tile.b.text for tile in page.find_all(class_="tile")]
    assert tiles == ["3", "1", "1", "2"]
    assert marks(app)[:3] == FIRST
    assert count(app) == count(app, Ruling) == count(app, Notice) == 0


def test_answers_are_marked_again_and_earlier_marks_stay(app, educator, three):
    revise(app)
    assert correct(educator, "by-2").status_code == 303
    assert marks(app) == [
        FIRST[0],
        ("bend", 2, 2, 0, False, True),
        FIRST[1],
        ("press", 2, 2, 1, False, True),
        FIRST[2],
        ("twist", 2, 2, 0, True, True),
    ]
    with app.app_context():
        assert db.session.scalar(select(Item.published_number).where(Item.slug == "item-1")) == 2
        acts = db.session.execute(select(BankAct.what, BankAct.detail).order_by(BankAct.id)).all()
        assert [what for what, _ in acts] == ["item-published-unreviewed", "item-corrected"]
        assert acts[1].detail == "3 answers to version 1 by version 2"
        assert db.session.scalar(select(Mark.reason).where(Mark.sequence == 2).limit(1)) == (
            "The guideline says so."
        )
    history = text(educator.page(f"{URL}/correct"))
    assert "Marked by the key of version 2" in history
    assert "2 of 3 2 of 3 people told" in history


def test_those_whose_points_changed_are_told_and_every_page_shows_the_newest(app, educator, three):
    revise(app)
    correct(educator, "by-2")
    (bend, bend_url), (press, _), (twist, twist_url) = three
    assert "A score of yours was corrected" in text(press.page("/notices"))
    assert "A score of yours was corrected" not in text(twist.page("/notices"))
    told = flat(bend.page("/notices"))
    assert "Your answer earned 1 of 1; now it earns 0 of 1." in told
    page = bend.page(f"{bend_url}/explanation")
    assert "The key was corrected on" in flat(page)
    assert "The guideline says so." in flat(page)
    assert "You had 1 of 1. Now you have 0 of 1." in flat(page)
    assert page.find(class_="verdict").strong.text == "Not this time"
    assert "press" in page.find(class_="is-key").text.lower()
    assert "version 2," in page.find_all(class_="signed")[-1].text
    assert "You had 0 of 1. Now you have 0 of 1." in flat(twist.page(f"{twist_url}/explanation"))
    assert "0 of 1 answered" in flat(bend.page(f"/sittings/{sitting_of(bend_url)}/result"))


def test_a_correction_is_taken_back_by_another(app, educator, three):
    revise(app)
    correct(educator, "by-2")
    link = educator.page(f"{URL}/correct").find("a", string="Take back")
    reply = educator.post_form(link["href"], {"reason": "It was right."}, action="/correct")
    assert reply.status_code == 303
    assert [row[3] for row in marks(app)] == [1, 0, 1, 0, 1, 0, 0, 0, 0]
    assert [row[2] for row in marks(app)] == [1, 2, 1] * 3
    with app.app_context():
        assert db.session.scalar(select(Item.published_number).where(Item.slug == "item-1")) == 1
    page = educator.page(f"{URL}/correct")
    assert "Taken back" in text(page)
    assert not page.find("a", string="Take back")
    (bend, url), *_ = three
    explained = flat(bend.page(f"{url}/explanation"))
    assert "The correction of this question was taken back on" in explained
    assert "You had 0 of 1. Now you have 1 of 1." in explained
    client, url = ask(app)
    answer(client, url, "bend")
    assert "taken back" not in flat(client.page(f"{url}/explanation"))


@pytest.mark.parametrize("do", ["full", "left_out"])
def test_an_item_is_voided_retired_and_brought_back(app, educator, three, do):
    points, scored = (1, True) if do == "full" else (0, False)
    client, later = ask(app)
    assert "The item would be retired." in text(educator.page(f"{PREVIEW}?do={do}&answers-to=1"))
    correct(educator, do)
    answer(client, later, "twist")
    newest = [row for row in marks(app) if row[1] == 2] + marks(app)[-1:]
    assert [row[3:] for row in newest] == [(points, False, scored)] * 4
    with app.app_context():
        assert db.session.scalar(select(Item.state).where(Item.slug == "item-1")) == "retired"
    (bend, url), *_ = three
    page = bend.page(f"{url}/explanation")
    assert page.find(class_="verdict").strong.text == "Withdrawn"
    assert "This question was withdrawn on" in flat(page)
    result = flat(bend.page(f"/sittings/{sitting_of(url)}/result"))
    assert ("1 of 1 answered" if scored else "0 of 0 answered") in result
    late = flat(client.page(f"{later}/explanation"))
    assert ("Everybody has full marks for it." if scored else "It counts for nobody.") in late
    assert "This could have harmed the patient." not in late
    told = text(bend.page("/notices"))
    assert ("no longer counts" in told) == (not scored)
    link = educator.page(f"{URL}/correct").find("a", string="Take back")
    educator.post_form(link["href"], {"reason": "It was right."}, action="/correct")
    with app.app_context():
        assert db.session.scalar(select(Item.state).where(Item.slug == "item-1")) == "published"
    assert [row[3:] for row in marks(app)][-1] == (0, True, True)


def test_whoever_answers_the_old_version_later_is_marked_by_the_corrected_key(app, educator, three):
    revise(app)
    client, url = ask(app)
    untouched, left_open = ask(app)
    correct(educator, "by-2")
    answer(client, url, "press")
    assert marks(app)[-1] == ("press", 1, 2, 1, False, True)
    page = client.page(f"{url}/explanation")
    assert page.find(class_="verdict").strong.text == "Right"
    assert "Your answer was marked by the corrected key." in flat(page)
    finish = f"/sittings/{sitting_of(left_open)}/finish"
    assert unchecked(untouched, finish, tokens(untouched, left_open)).status_code == 303
    page = flat(untouched.page(f"{left_open}/explanation"))
    assert "Not answered" in page
    assert "The key was corrected on" in page


def test_a_reason_is_needed_and_what_was_chosen_is_kept(app, educator, three):
    revise(app)
    reply = correct(educator, "by-2", reason=" ")
    assert reply.status_code == 422
    page = parse(reply)
    assert "Say why. Whoever answered reads it." in text(page)
    assert page.find("input", attrs={"name": "do"})["value"] == "by-2"
    assert count(app) == 0


def test_what_cannot_be_done_is_refused_with_a_sentence(app, educator):
    answered(app, "bend")
    revise(app)
    for asked, sentence in REFUSED:
        reply = educator.get(f"{PREVIEW}?{asked}")
        assert reply.status_code == 409
        assert sentence in reply.get_data(as_text=True)


def test_answers_that_were_not_possible_before_are_not_compared(app, educator, three):
    with app.app_context():
        options = version_of("item-1", 1).document["options"][1:]
    revise(app, options=options)
    reply = educator.get(BY_2)
    assert reply.status_code == 409
    assert "Answers to version 1 cannot be marked by version 2" in reply.get_data(as_text=True)


def test_only_the_newest_that_stands_is_taken_back(app, educator, three):
    correct(educator, "full")
    correct(educator, "left_out")
    with app.app_context():
        first = db.session.scalars(select(Correction.id).order_by(Correction.id)).first()
    reply = educator.get(f"{PREVIEW}?do=undo-{first}")
    assert reply.status_code == 409
    assert "Only the newest correction that stands" in reply.get_data(as_text=True)


def test_a_key_needs_the_approval_that_publishing_needs_and_voiding_none(app, educator, colleague, three):
    revise(app)
    page = educator.page(f"{URL}/correct")
    assert page.find("input", id="by-2").has_attr("disabled")
    reply = educator.get(BY_2)
    assert (
        "Somebody else of the bank, who did not save it, has to approve this version first."
        in reply.get_data(as_text=True)
    )
    assert correct(educator, "left_out").status_code == 303


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_who_may_not_publish_reads_what_was_corrected_and_corrects_nothing(app, three, role):
    reader = signed_in(app, "reader@example.org", "educator", member=role)
    page = reader.page(f"{URL}/correct")
    assert not page.find("form", action=PREVIEW)
    assert reader.get(BY_2).status_code == 403


def test_too_many_for_a_page_are_left_to_a_command(app, educator, three, monkeypatch):
    revise(app)
    monkeypatch.setattr(views, "MOST_HERE", 2)
    page = educator.page(BY_2)
    command = "flask bank rescore knees item-1 --by 2 --answers-to 1 --reason"
    assert command in page.find("pre").text
    assert not page.find("textarea")
    assert "Publish version 2 first." in text(page)


def test_pages_take_few_statements_however_many_answered(app, educator, three):
    revise(app)
    educator.page(BY_2)
    with app.app_context():
        engine = db.engine.engine
    taken = []
    event.listen(engine, "before_cursor_execute", lambda *args: taken.append(args[2]))
    counts = []
    for _ in range(2):
        taken.clear()
        educator.page(f"{URL}/correct")
        counts.append(len(taken))
        educator.page(BY_2)
        counts.append(len(taken) - counts[-1])
        answered(app, "bend")
    assert counts[:2] == counts[2:]
    assert counts[0] <= 20
    assert counts[1] <= 20


def test_a_case_is_marked_stage_by_stage(app, educator, tmp_path):
    with app.app_context():
        load_folder(read_folder(write_bank(tmp_path, [case_document(1)])), now=NOW, publish=True)
        db.session.commit()
        case = version_of("case-1", 1)
        stages = [dict(stage) for stage in case.document["stages"]]
    client, url = ask(app, number=1, item="case-1")
    with app.app_context():
        version_id = version_of("case-1", 1).id
        of_sitting = Slot.sitting_id == sitting_of(url)
        for position in (1, 2, 3):
            where = (of_sitting, Slot.position == position)
            db.session.execute(update(Slot).where(*where).values(version_id=version_id, stage=position))
        db.session.commit()
    answer(client, url, "bend")
    answer(client, url.replace("slots/1", "slots/2"), "bend")
    options = [keyed(option, option["id"].startswith("press")) for option in stages[1]["item"]["options"]]
    stages[1] = {**stages[1], "item": {**stages[1]["item"], "options": options}}
    revise(app, item="case-1", options=None, stages=stages)
    assert correct(educator, "by-2", item="case-1").status_code == 303
    assert [row[1:4] for row in marks(app)] == [(1, 1, 1), (2, 2, 1), (1, 1, 1), (2, 2, 0)]
