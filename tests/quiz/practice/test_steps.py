"""A question that is explored before it is answered: every step recorded, nothing told that was not met."""

import json
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, update

from question_bank import FORMATS, itemfile
from question_bank.bank import Bank
from question_bank.figure import Figure
from question_bank.folder import Folder
from question_bank.formats import __path__ as formats_path
from quiz.bank.actions import load_folder
from quiz.bank.models import Item
from quiz.db import db
from quiz.sittings.models import Mark, Response, Sitting, Step
from tests.banks import in_memory
from tests.conftest import NOW, make_client
from tests.pages import fields, parse

EXAMPLES = Path(formats_path[0]) / "palpation" / "examples"
SAID = "That is it, what I get when I plane."
ON_KNOT = {"x": "42.5", "y": "25"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def station(client, app, knees_folder):
    """Begin a sitting that asks one station, and return its address."""
    example = itemfile.parse((EXAMPLES / "knot.yaml").read_bytes()).document
    figure = Figure.model_validate_json(json.dumps(example["figures"][0]))
    parts = {name: getattr(knees_folder.bank, name) for name in Bank.model_fields}
    bank = Bank(**{**parts, "figures": (figure,)})
    folder = in_memory(Folder(knees_folder.path, bank, [], []), example["item"])
    with app.app_context():
        db.session.execute(update(Item).values(state="retired"))
        load_folder(folder, now=NOW, publish=True)
        db.session.commit()
    return client.post_form("/practise", {"length": "5"}).location


def placed(client, url):
    """Let the landmarks be shown."""
    return client.post_form(url, {"shown": "1"}, action="/steps")


def press(client, url, **data):
    page = client.page(url)
    form = fields(page.find("form", class_="stepping"))
    return client.post(f"{url}/steps", data={**form, **ON_KNOT, **data}, headers=JSON)


def flat(page):
    return " ".join(page.get_text(" ").split())


def test_the_landmarks_come_first_and_the_true_ones_only_after(client, station):
    page = client.page(station)
    assert page.find(class_="commit") is None
    assert page.find(class_="landmark") is None
    assert "Right the knob" in page.text
    assert {label.text.strip() for label in page.select(".placing label:not([hidden])")} == {
        "cm from left",
        "cm from top",
    }
    response = client.post_form(
        station, {"right-knob-across": "21", "right-knob-down": "15"}, action="/steps", follow_redirects=True
    )
    page = parse(response)
    assert "Right the knob 1.0 cm off, the seam shown" in flat(page)
    assert len(page.find_all(class_="own")) == 1
    assert page.find(class_="commit")


def test_landmarks_placed_by_a_script_add_no_row(client, station):
    form = fields(client.page(station).find("form", class_="stepping"))
    reply = client.post(f"{station}/steps", data={**form, "shown": "1"}, headers=JSON)
    assert reply.get_json()["html"].strip() == ""


def test_a_press_tells_what_is_met_and_is_recorded(client, app, station):
    placed(client, station)
    reply = press(client, station, movement="roll")
    row = reply.get_json()["html"]
    assert SAID in row
    assert 'data-number="1"' in row
    page = client.page(station)
    assert SAID in page.text
    assert page.find("option", string="1 · right, 1 cm out, 2.5 up")
    assert page.find("input", attrs={"name": "movement", "value": "roll"}).has_attr("checked")
    with app.app_context():
        steps = db.session.scalars(select(Step).order_by(Step.sequence)).all()
        assert [step.sequence for step in steps] == [1, 2]
        assert steps[1].step["press"]["at"] == [42.5, 25.0]
        assert steps[1].revealed["says"] == f"“{SAID}”"


def test_without_a_script_the_lists_do_the_same(client, station):
    placed(client, station)
    response = client.post_form(station, {"across": "12", "along": "5"}, action="/steps")
    assert (response.status_code, response.location) == (303, station)
    assert SAID in client.page(station).text


def test_nothing_that_was_not_met_is_ever_sent(client, station):
    item = itemfile.parse((EXAMPLES / "knot.yaml").read_bytes()).document["item"]
    secrets = [SAID, item["explanation"], "knot in the grain", "agree about half", "Nothing there."]
    secrets += [site["title"] for site in item["sites"]] + [step["rationale"] for step in item["next_steps"]]
    first = client.get(station)
    after = placed(client, station)
    away = press(client, station, x="30", y="50")
    light = press(client, station, depth="light")
    whole = client.get(station)
    for reply in (first, after, away, light, whole):
        text = reply.get_data(as_text=True) + str(reply.headers)
        for secret in secrets:
            assert secret not in text
        assert "harmful" not in text


def test_a_press_costs_at_most_six_statements_however_many_came_before(client, app, station):
    placed(client, station)
    counts = []
    for _ in range(12):
        form = fields(client.page(station).find("form", class_="stepping"))
        statements = []
        with app.app_context():
            engine = db.engine

        def note(*args, found=statements):
            found.append(args[2])

        event.listen(engine, "before_cursor_execute", note)
        reply = client.post(f"{station}/steps", data={**form, **ON_KNOT}, headers=JSON)
        event.remove(engine, "before_cursor_execute", note)
        assert reply.status_code == 200
        counts.append(
            len([each for each in statements if not each.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])
        )
    assert max(counts) <= 6
    assert counts[1] == counts[-1]


def test_a_place_is_needed_and_said_so(client, app, station):
    placed(client, station)
    reply = press(client, station, x="", y="")
    assert reply.status_code == 422
    assert reply.get_json() == {"problem": "Press inside the picture, or choose a place from the two lists."}
    reply = client.post_form(station, {"across": "4"}, action="/steps")
    assert reply.status_code == 422
    page = parse(reply)
    assert "choose a place from the two lists" in page.find(role="alert").text
    assert page.find("option", selected=True, value="4")
    assert press(client, station, x="1e9").status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(Step.id))) == 1


def test_an_answer_carries_its_search_and_is_told_facet_by_facet(client, app, station):
    placed(client, station)
    press(client, station, movement="roll")
    press(client, station, x="17.5")
    press(client, station, x="30", y="50")
    report = {
        "finding": "relevant",
        "where": "1",
        "size": "1-to-2",
        "consistency": "rubbery",
        "mobility": "fixed",
        "tenderness": "marked",
        "familiar": "yes",
        "referral": "edge",
        "next": "sand",
        "sureness": "2",
    }
    page = parse(client.post_form(station, report, action=station, follow_redirects=True))
    assert "Partly right" in page.text
    assert "There was something that mattered, and you found it." in page.text
    row = page.find("th", string="Mobility").parent
    assert flat(row) == "Mobility Not right: fixed glides freely 0 of 10"
    assert len(page.find_all(class_="press")) == 3
    assert "Two carpenters agree" in page.text
    with app.app_context():
        answer = db.session.scalar(select(Response.answer))
        assert [each["at"] for each in answer["route"]] == [[42.5, 25.0], [17.5, 25.0], [30.0, 50.0]]
        mark = db.session.scalar(select(Mark))
        assert (mark.points, mark.signal, mark.dangerous) == (90, "hit", False)


def test_after_the_answer_nothing_more_is_tried_out(client, app, station):
    placed(client, station)
    form = fields(client.page(station).find("form", class_="stepping"))
    client.post_form(station, {"finding": "none", "next": "paint"}, action=station)
    reply = client.post(f"{station}/steps", data={**form, **ON_KNOT}, headers=JSON)
    assert reply.status_code == 409
    assert "nothing more can be tried out" in reply.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count(Step.id))) == 1


def test_two_presses_at_one_moment_do_not_take_the_same_number(client, app, station, monkeypatch):
    placed(client, station)
    form = fields(client.page(station).find("form", class_="stepping"))
    with app.app_context():
        step = db.session.scalar(select(Step))
        row = {column.name: getattr(step, column.name) for column in Step.__table__.columns}
    from quiz.sittings import queries

    steps = queries.steps

    def raced(slot_id):
        found = steps(slot_id)
        db.session.rollback()
        db.session.add(Step(**{**row, "id": None, "sequence": 2}))
        db.session.commit()
        return found

    monkeypatch.setattr(queries, "steps", raced)
    reply = client.post(f"{station}/steps", data={**form, **ON_KNOT}, headers=JSON)
    assert reply.status_code == 409
    assert "at the same moment" in reply.get_data(as_text=True)


def test_a_slot_takes_only_so_many_steps(client, app, station):
    placed(client, station)
    with app.app_context():
        step = db.session.scalar(select(Step))
        row = {column.name: getattr(step, column.name) for column in Step.__table__.columns}
        row["step"] = {
            "placed": None,
            "press": {"at": [1, 1], "depth": "bone", "movement": "press", "question": "nothing"},
        }
        row["revealed"] = {"off_cm": {}, "cue": "Unyielding at once.", "says": None}
        most = FORMATS["palpation"].exploration.most
        db.session.add_all(Step(**{**row, "id": None, "sequence": number}) for number in range(2, most + 1))
        db.session.commit()
    reply = press(client, station)
    assert reply.status_code == 409
    assert "No more steps are taken here." in reply.get_data(as_text=True)


def test_other_people_and_other_formats_have_no_steps(client, app, station, knees_folder):
    placed(client, station)
    form = fields(client.page(station).find("form", class_="stepping"))
    stranger = make_client(app)
    assert stranger.post(f"{station}/steps", data={**form, **ON_KNOT}).status_code in (302, 303, 400, 404)
    with app.app_context():
        db.session.execute(update(Item).values(state="retired"))
        load_folder(knees_folder, now=NOW, publish=True)
        db.session.execute(update(Item).where(Item.slug != "search-one").values(state="published"))
        db.session.execute(update(Item).where(Item.slug == "search-one").values(state="retired"))
        db.session.commit()
    url = client.post_form("/practise", {"length": "5"}).location
    reply = client.post(f"{url}/steps", data={**form, **ON_KNOT})
    assert reply.status_code == 404
    assert "nothing to try out before" in reply.get_data(as_text=True)


def test_in_an_exam_a_station_is_searched_on_after_its_report_was_saved(client, app, station):
    own = fields(client.page("/practise").find(id="own"))
    url = client.post("/sittings", data=own | {"mode": "exam"}).location
    assert client.page(url).find(id="answering").find("button", attrs={"data-flag": True})
    placed(client, url)
    assert SAID in press(client, url, movement="roll").get_json()["html"]
    report = {"next": "sand", "save": "ab-1"}
    saved = client.post(url, data={**fields(client.page(url).find(id="answering")), **report}, headers=JSON)
    assert saved.get_json()["told"] == "Saved as far as it goes. Say whether there is anything."
    report |= {"finding": "relevant", "where": "1", "save": "ab-2"}
    client.post(url, data={**fields(client.page(url).find(id="answering")), **report}, headers=JSON)
    press(client, url, x="17.5")
    page = client.page(url)
    assert page.find("input", attrs={"name": "next", "checked": True})["value"] == "sand"
    assert "carpenters" not in page.text
    with app.app_context():
        rows = db.session.execute(select(Response.answer, Response.partial).order_by(Response.id)).all()
        assert [(len(answer["route"]), partial) for answer, partial in rows] == [
            (1, True),
            (1, False),
            (2, False),
        ]
        db.session.execute(update(Sitting).values(deadline=NOW))
        db.session.commit()
    late = press_late(client, url, page)
    assert late.status_code == 409
    assert "The time is over" in late.get_data(as_text=True)
    client.post_form(url.split("/slots")[0], action="/finish")
    with app.app_context():
        assert db.session.scalar(select(Mark.signal)) == "hit"


def press_late(client, url, page):
    form = fields(page.find("form", class_="stepping"))
    return client.post(f"{url}/steps", data={**form, **ON_KNOT}, headers=JSON)


def test_hits_and_false_alarms_are_kept_over_stations(client, station):
    placed(client, station)
    press(client, station)
    client.post_form(station, {"finding": "relevant", "where": "1", "next": "sand"}, action=station)
    page = client.page("/progress/reasoning")
    section = page.find(attrs={"aria-labelledby": "stations"})
    assert "1 of 1" in flat(section)
    assert "0 of 0" in flat(section)
