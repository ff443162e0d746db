"""Striking out, highlighting, flags, notes and covered options, page by page, without JavaScript."""

from sqlalchemy import event, func, select, update

from quiz.accounts.actions import absorb
from quiz.accounts.models import Person
from quiz.bank.actions import load_folder
from quiz.bank.models import Item
from quiz.db import db
from quiz.practice.bedside.models import Jotting, Note
from quiz.sittings.models import Response, Sitting, Slot
from tests.banks import case_document, in_memory
from tests.conftest import NOW, make_client
from tests.pages import fields, parse
from tests.quiz.practice import test_exam
from tests.quiz.practice.test_sitting import answer, begin, flat

JSON = {"Accept": "application/json"}


def test_an_option_is_ruled_out_and_the_choice_beside_it_is_kept(client):
    url = begin(client)
    first, second = client.page(url).select(".strike")[:2]
    assert (first["name"], first["aria-pressed"], first["aria-label"]) == ("strike", "false", "Rule out A")
    reply = jot(client, url, option=second["value"], sureness="2", strike=first["value"])
    assert reply.location.startswith(url)
    page = client.page(url)
    assert page.find("input", attrs={"name": "option", "checked": True})["value"] == second["value"]
    assert page.find("input", attrs={"name": "sureness", "checked": True})["value"] == "2"
    (struck,) = page.select('.strike[aria-pressed="true"]')
    assert (struck["name"], struck["value"]) == ("restore", first["value"])
    jot(client, url, restore=first["value"])
    assert not client.page(url).select('.strike[aria-pressed="true"]')


def test_a_script_is_told_and_the_answer_is_not_touched(client, app):
    url = begin(client)
    key = client.page(url).select_one(".strike")["value"]
    assert jot(client, url, headers=JSON, strike=key, option=key).get_json()["told"] == "Saved."
    assert client.page(url).select('.strike[aria-pressed="true"]')
    assert not client.page(url).select("input[name=option][checked]")
    assert jot(client, url, headers=JSON, flag="9").get_json() == {"problem": "Reload the page."}


def test_what_is_not_there_is_neither_struck_nor_highlighted(client, app):
    url = begin(client)
    digest = client.page(url).select_one("[data-part]")["data-part"]
    for wrong in (
        {"strike": "<b>"},
        {"highlight": f"{'0' * 16}:0:4"},
        {"highlight": f"{digest}:0:99999"},
        {"highlight": f"{digest}:4:4"},
    ):
        assert jot(client, url, **wrong).status_code == 409
    assert jot(client, url, highlight="<script>:0:1").status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(Jotting.slot_id))) == 0


def test_words_are_highlighted_and_stay_so_beside_the_explanation(client):
    url = begin(client)
    part = client.page(url).select_one("[data-part]")
    text = part.text
    told = jot(client, url, headers=JSON, highlight=f"{part['data-part']}:2:{len(text) - 1}").get_json()
    assert "<mark>" in told["case"]
    marks = client.page(url).select("[data-part] mark")
    assert flat(part).startswith(text[:2] + flat(marks[0]))
    jot(client, url, unmark=f"{part['data-part']}:2:4")
    assert client.page(url).select_one("[data-part]").text == text
    answer(client, url)
    assert client.page(f"{url}/explanation").select("[data-part] mark")
    reply = jot(client, f"{url}/explanation", to=url, highlight=f"{part['data-part']}:0:3")
    assert reply.status_code == 409
    assert "nothing more is struck out" in flat(parse(reply))


def test_without_a_script_each_sentence_is_a_button(client):
    url = begin(client)
    chosen = client.page(url).select_one("input[name=option]")["value"]
    reply = jot(client, url, option=chosen, view="highlight")
    assert reply.location == f"{url}/highlight"
    form = client.page(reply.location).select_one("form.sentences")
    sentence = form.select("p > button")[0]
    assert sentence["name"] == "highlight"
    reply = client.post(form["action"], data={**fields(form), "highlight": sentence["value"]})
    assert reply.location == f"{url}/highlight#{sentence['id']}"
    again = client.page(f"{url}/highlight").select_one('.sentences [aria-pressed="true"]')
    assert (again["name"], again["id"]) == ("unmark", sentence["id"])
    page = client.page(url)
    assert flat(page.select_one("[data-part] mark")) == flat(sentence)
    assert page.find("input", attrs={"name": "option", "checked": True})["value"] == chosen
    answer(client, url)
    assert client.get(f"{url}/highlight").location == url


def test_a_flag_is_for_a_later_quiz_and_stands_before_and_after_the_answer(client, app):
    url = begin(client)
    jot(client, url, flag="1")
    assert client.page(url).select_one("[data-flag-here]")["value"] == "0"
    answer(client, url)
    assert "1 question matches." in flat(client.page("/practise?among=flagged"))
    jot(client, f"{url}/explanation", to=url, flag="0")
    assert client.page(f"{url}/explanation").select_one("[data-flag-here]")["value"] == "1"
    with app.app_context():
        assert not db.session.scalar(select(func.count(Slot.id)).where(Slot.flagged))


def test_a_note_comes_back_at_every_meeting_and_folded_before_the_answer(client, app):
    url = begin(client)
    answer(client, url)
    explained = f"{url}/explanation"
    assert flat(client.page(explained).select_one("#note summary")) == "Add a note"
    reply = jot(client, explained, to=url, note="Mine: <b>feel</b>.\r\nTwice. ", keep="note")
    assert reply.location == f"{explained}#note"
    note = client.page(explained).select_one("#note")
    assert note.has_attr("open")
    assert note.textarea.text.strip() == "Mine: <b>feel</b>.\nTwice."
    later = begin(client)
    with app.app_context():
        version = db.session.scalar(select(Slot.version_id).order_by(Slot.id))
        new = select(func.max(Slot.sitting_id)).scalar_subquery()
        db.session.execute(
            update(Slot).where(Slot.sitting_id == new, Slot.position == 1).values(version_id=version)
        )
        db.session.commit()
    note = client.page(later).select_one("#note")
    assert not note.has_attr("open")
    assert "Twice." in note.textarea.text
    stranger = make_client(app)
    assert "Twice." not in stranger.get(begin(stranger)).text
    jot(client, explained, to=url, note=" ")
    with app.app_context():
        assert db.session.scalar(select(func.count(Note.item_id))) == 0


def test_a_note_typed_before_the_answer_is_kept_with_it(client):
    url = begin(client)
    answer_form = fields(client.page(url).find("form", class_="answer"))
    option = client.page(url).select_one("input[name=option]")["value"]
    client.post(url, data=answer_form | {"option": option, "note": "On my way."})
    assert "On my way." in client.page(f"{url}/explanation").select_one("#note").text


def test_two_windows_write_a_note_and_neither_is_lost(client):
    url = begin(client)
    old = fields(client.page(url).find("form", class_="answer"))
    jot(client, url, note="One.")
    told = client.post(f"{url}/bedside", data=old | {"note": "Two."}, headers=JSON).get_json()
    assert told["note"] == "One.\n\nTwo."
    client.post(f"{url}/bedside", data=old | {"flag": "1"})
    assert client.page(url).select_one("#note-text").text.strip() == "One.\n\nTwo."


def test_a_note_that_is_too_long_is_shown_again_with_a_sentence(client):
    url = begin(client)
    option = client.page(url).select_one("input[name=option]")["value"]
    for reply in (
        jot(client, url, note="x" * 5001, option=option),
        client.post(url, data=form_of(client, url) | {"note": "x" * 5001, "option": option}),
    ):
        assert reply.status_code == 422
        page = parse(reply)
        assert page.find(id="note-error").text == "Use 5,000 characters at most for a note."
        assert len(page.find(id="note-text").text.strip()) == 5001
        assert page.find("input", attrs={"name": "option", "checked": True})["value"] == option
    answer(client, url)
    reply = jot(client, f"{url}/explanation", to=url, note="x" * 5001)
    assert parse(reply).find(id="note-error")


class TestCoveringOptions:
    def test_one_writes_first_and_what_was_written_stands_beside_the_explanation(self, client):
        url = begin(client)
        option = client.page(url).select_one("input[name=option]")
        text = flat(option.parent.select_one(".text"))
        jot(client, url, cover="1")
        page = client.page(url)
        assert text not in flat(page)
        assert not page.select("input[name=option], .strike")
        jot(client, url, written="A firm", flag="1")  # another tool in between loses nothing
        assert client.page(url).select_one("#written").text.strip() == "A firm"
        assert client.post_form(url, {"written": "A firm lump <b>"}).location.startswith(url)
        page = client.page(url)
        assert "You wrote first A firm lump <b>" in flat(page)
        assert text in flat(page)
        answer(client, url)
        assert "You wrote first A firm lump <b>" in flat(client.page(f"{url}/explanation"))
        assert client.page(url.replace("/slots/1", "/slots/2")).select_one("#written")

    def test_one_may_look_without_writing_and_stop_covering(self, client):
        url = begin(client)
        jot(client, url, cover="1")
        client.post_form(url, {"written": ""})
        assert client.page(url).select("input[name=option]")
        second = url.replace("/slots/1", "/slots/2")
        jot(client, second, cover="0")
        assert client.page(second).select("input[name=option]")

    def test_in_an_exam_nothing_is_covered(self, client):
        jot(client, begin(client), cover="1")
        assert client.page(test_exam.begin(client)).select("input[name=option]")


class TestExams:
    def test_all_of_it_is_there_and_saves_what_is_chosen(self, client, app):
        url = test_exam.begin(client)
        form = test_exam.filled(client, url, "bend")
        page = client.page(url)
        digest = page.select_one("[data-part]")["data-part"]
        keys = [each["value"] for each in page.select(".strike")]
        reply = client.post(f"{url}/bedside", data=form | {"strike": keys[0], "note": "Hm."})
        assert reply.location.startswith(url)
        client.post(f"{url}/bedside", data=form_of(client, url) | {"highlight": f"{digest}:0:5"})
        page = client.page(url)
        assert page.find("input", attrs={"name": "option", "checked": True})
        assert page.select_one('.strike[aria-pressed="true"]')["value"] == keys[0]
        assert page.select("[data-part] mark")
        assert "Hm." in page.select_one("#note-text").text
        reply = client.post(f"{url}/bedside", data=form_of(client, url) | {"view": "highlight"})
        assert "min left" in flat(client.page(reply.location).find(class_="clock"))
        with app.app_context():
            assert db.session.scalar(select(func.count(Response.id))) == 1
            db.session.execute(update(Sitting).values(deadline=NOW))
            db.session.commit()
        assert client.get(f"{url}/highlight").location == url

    def test_striking_tells_nothing_of_the_key(self, client):
        url = test_exam.begin(client)
        keys = [each["value"] for each in client.page(url).select(".strike")]
        replies = {
            client.post(f"{url}/bedside", data=form_of(client, url) | {"strike": key}, headers=JSON).text
            for key in keys
        }
        assert len(replies) == 1

    def test_a_note_goes_along_with_an_answer(self, client):
        url = test_exam.begin(client)
        client.post(url, data=test_exam.filled(client, url, "bend") | {"go": "1", "note": "Later."})
        assert "Later." in client.page(url).select_one("#note-text").text


def test_highlights_of_a_case_go_with_it_from_step_to_step(client, app, knees_folder):
    with app.app_context():
        db.session.execute(update(Item).values(state="retired"))
        load_folder(in_memory(knees_folder, case_document(1)), now=NOW, publish=True)
        db.session.commit()
    url = client.post_form("/practise", {"length": "5"}).location
    second = url.replace("/slots/1", "/slots/2")
    assert jot(client, url, to=second, flag="1").status_code == 409
    digest = client.page(url).select_one("[data-part]")["data-part"]
    jot(client, url, highlight=f"{digest}:0:4")
    answer(client, url)
    page = client.page(second)
    assert len(page.select(f'[data-part="{digest}"] mark')) == 1
    jot(client, second, unmark=f"{digest}:0:4")
    assert not client.page(second).select("mark")


def test_a_stranger_jots_nothing_down(client, app):
    url = begin(client)
    stranger = make_client(app)
    form = form_of(stranger, begin(stranger))
    assert stranger.post(f"{url}/bedside", data=form | {"flag": "1"}).status_code == 404
    assert stranger.get(f"{url}/highlight").status_code == 404


def test_a_guest_who_signs_in_takes_notes_along(client, app):
    url = begin(client)
    jot(client, url, note="Mine.", cover="1")
    with app.app_context():
        guest = db.session.scalars(select(Person)).one()
        other = Person(created_at=NOW, seen_at=NOW)
        db.session.add(other)
        db.session.flush()
        absorb(guest, into=other)
        assert db.session.scalars(select(Note.person_id)).all() == [other.id]
        assert db.session.scalars(select(Jotting.person_id)).all() == [other.id]
        assert other.covers_options
        db.session.commit()


def test_a_question_takes_one_statement_more_for_all_of_it_and_a_stroke_few(client, app):
    url = begin(client)
    key = client.page(url).select_one(".strike")["value"]
    form = form_of(client, url) | {"strike": key}
    statements = []
    with app.app_context():
        engine = db.engine.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    client.get(url)
    about = [sql for sql in statements if "jotting" in sql]
    assert len(about) == 1
    statements.clear()
    client.post(f"{url}/bedside", data=form, headers=JSON)
    skipped = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    counted = [sql for sql in statements if not sql.startswith(skipped)]
    assert len(counted) <= 6, "\n".join(counted)


def form_of(client, url):
    """Return what the form around a page's tools sends untouched."""
    page = client.page(url)
    return fields(page.find(id="answering"))


def jot(client, url, *, to=None, headers=None, **data):
    """Use a tool of a page, as its button in the form would."""
    return client.post(f"{to or url}/bedside", data=form_of(client, url) | data, headers=headers)
