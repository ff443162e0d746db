"""A case, asked stage by stage, without JavaScript."""

import random

import pytest
from sqlalchemy import event, func, select, update

from question_bank import FORMATS, Score
from question_bank.folder import read_folder
from quiz.bank.actions import load_folder
from quiz.bank.models import Item, ItemVersion
from quiz.bank.published import queries as bank_queries
from quiz.db import db
from quiz.sittings.models import Mark, Response, Sitting, Slot
from tests.banks import case_document, in_memory, item_document, write_bank
from tests.conftest import NOW
from tests.pages import fields, parse

RIGHT = ("bend", "bend", "bend")


def test_a_case_takes_as_many_slots_as_it_has_stages_one_after_the_other(client, app, cases):
    url = begin(client)
    with app.app_context():
        rows = db.session.execute(
            select(Slot.position, Slot.version_id, Slot.stage).order_by(Slot.position)
        ).all()
        stages = db.session.scalars(select(ItemVersion.stages).where(ItemVersion.format == "unfolding_case"))
        assert set(stages) == {3}
        assert db.session.scalar(select(Sitting.length)) == 3
        assert db.session.scalar(select(Sitting.title)) == "Mixed, 3 questions"
    assert [(position, stage) for position, _, stage in rows] == [(1, 1), (2, 2), (3, 3)]
    assert len({version for _, version, _ in rows}) == 1
    assert client.page(url).h1.text == "Question 1 of 3"


def test_each_step_shows_the_story_so_far_and_marks_what_is_new(client, cases):
    url = begin(client)
    page = client.page(url)
    assert page.find(class_="step").text == "Case, step 1 of 3"
    assert "CASESTORY-1" in page.text
    assert page.find(class_="then") is None
    answer(client, url)
    page = client.page(at(url, 2))
    assert page.find(class_="step").text == "Case, step 2 of 3"
    assert [flat(part) for part in page.find_all(class_="then")] == [
        "New NEWS-2 of case 1. Bending Half Pulse STATE-2"
    ]
    answer(client, at(url, 2))
    page = client.page(at(url, 3))
    assert "CASESTORY-1" in page.text
    new, then = page.find_all(class_="then")
    assert flat(then).startswith("Then NEWS-2")
    assert flat(new).startswith("New NEWS-3")
    assert "new" in new["class"]
    assert "new" not in then["class"]


def test_no_page_holds_anything_of_a_later_stage_or_of_the_whole_before_its_turn(client, cases):
    url = begin(client)
    whole = [
        "EXPLANATION-1",
        "TAKEHOME-1",
        "KEYTITLE",
        "One author disagrees",
        "Leg L. 1999",
        "Gait",
        "Objective",
    ]
    for stage in (1, 2, 3):
        later = [
            f"{word}-{n}" for n in range(stage + 1, 4) for word in ("NEWS", "STATE", "STAGEWHY", "RATIONALE")
        ]
        later += [f"stage {n}" for n in range(stage + 1, 4)]
        asked = client.get(at(url, stage)).get_data(as_text=True)
        for secret in [*later, *whole, f"STAGEWHY-{stage}", f"RATIONALE-{stage}", "harmful"]:
            assert secret not in asked, (stage, secret)
        explained = answer(client, at(url, stage), follow_redirects=True).get_data(as_text=True)
        assert f"STAGEWHY-{stage}" in explained
        for secret in [*later, *(whole if stage < 3 else [])]:
            assert secret not in explained, (stage, secret)
    for text in ("EXPLANATION-1", "TAKEHOME-1", "One author disagrees", "Leg L. 1999", "Objective 1"):
        assert text in explained


def test_an_inner_step_names_only_the_sources_it_cites(client, cases):
    url = begin(client)
    first = parse(answer(client, url, follow_redirects=True))
    assert [item["id"] for item in first.find(class_="sources").find_all("li")] == ["source-1"]
    second = parse(answer(client, at(url, 2), follow_redirects=True))
    assert second.find(class_="sources") is None
    assert second.find("h2", string="Sources") is None


def test_the_last_step_explains_the_whole_case_and_says_what_it_earned(client, cases):
    url = begin(client)
    page = walk(client, url, ("bend", "press", "bend"))
    assert "You earned 67% of the case, the mean of its steps." in flat(page)
    assert page.find("h2", string="The whole case")
    assert page.find(attrs={"data-next": True}).text.strip().startswith("See result")


def test_a_harmful_choice_makes_the_case_nothing_and_is_told_with_its_step(client, app, cases):
    url = begin(client)
    page = walk(client, url, ("bend", "twist", "bend"))
    assert "Zero for the case: a harmful choice at step 2." in flat(page)
    tiles = [flat(tile) for tile in client.page(url.split("/slots")[0] + "/result").find_all(class_="tile")]
    assert tiles[0].startswith("Score 0 of 1")
    assert tiles[2].startswith("Dangerous misses 1")


def test_the_next_step_is_offered_before_what_is_open_elsewhere(client, app, mixed):
    url = begin(client)
    with app.app_context():
        first = db.session.scalar(select(Slot.position).where(Slot.stage == 1).order_by(Slot.position))
    page = parse(answer(client, at(url, first), follow_redirects=True))
    link = page.find(attrs={"data-next": True})
    assert link["href"] == at(url, first + 1)
    assert link.text.strip().startswith("Next step")
    answer(client, at(url, first + 1))
    last = parse(answer(client, at(url, first + 2), follow_redirects=True))
    assert last.find(attrs={"data-next": True}).text.strip().startswith("Next question")


def test_a_step_before_its_turn_leads_to_the_one_whose_turn_it_is(client, cases):
    url = begin(client)
    response = client.get(at(url, 3))
    assert response.location == at(url, 1)
    assert "comes later in its case" in client.page(at(url, 1)).text
    answer(client, url)
    assert client.get(at(url, 3)).location == at(url, 2)
    assert client.get(url.split("/slots")[0]).location == at(url, 2)
    assert client.get(at(url, 2) + "/explanation").location == at(url, 2)
    assert client.get(at(url, 3) + "/explanation").location == at(url, 3)


def test_an_answer_before_its_turn_is_refused_and_nothing_is_stored_or_shown(client, app, cases):
    url = begin(client)
    form = filled(client, url)
    for sent in (form, {name: form[name] for name in ("csrf_token", "token")}):
        response = client.post(at(url, 2), data=sent)
        assert response.status_code == 409
        text = response.get_data(as_text=True)
        assert "Answer the step before it first" in text
        assert "NEWS-2" not in text
    with app.app_context():
        assert db.session.scalar(select(func.count(Response.id))) == 0


def test_a_finished_sitting_explains_every_step_and_takes_no_answer(client, cases):
    url = begin(client)
    answer(client, url)
    form = filled(client, at(url, 2))
    client.post_form(url.split("/slots")[0] + "/result", action="/finish")
    assert client.post(at(url, 3), data=form).status_code == 409
    assert "Not answered" in client.page(at(url, 3)).text
    assert "You earned 100% of the case" in flat(client.page(at(url, 3)))


def test_a_case_of_which_nothing_was_answered_says_nothing_of_a_score(client, cases):
    url = begin(client)
    client.post_form("/", action="/sittings")
    sitting = url.split("/slots")[0]
    form = fields(client.page("/practise").find("form"))
    client.post(f"{sitting}/finish", data={"csrf_token": form["csrf_token"]})
    page = client.page(at(url, 3))
    assert page.find("h2", string="The whole case")
    assert "of the case" not in flat(page)


def test_the_result_shows_the_steps_of_a_case_under_one_heading(client, cases):
    url = begin(client)
    walk(client, url, ("bend", "press", "bend"))
    page = client.page(url.split("/slots")[0] + "/result")
    rows = [flat(row) for row in page.find(attrs={"aria-labelledby": "questions"}).tbody.find_all("tr")]
    assert len(rows) == 4
    assert rows[0].startswith("Case")
    assert "67%" in rows[0]
    assert flat(page.find(class_="tile")).startswith("Score 0.67 of 1")
    topics = page.find(attrs={"aria-labelledby": "topics"})
    assert "0.67 of 1" in flat(topics)


def test_history_and_progress_count_a_case_as_one(client, cases):
    walk(client, begin(client), ("bend", "press", "bend"))
    assert "0.67 / 1" in flat(client.page("/history"))
    page = client.page("/progress")
    assert "You have answered 3 questions." in flat(page)
    assert "n 1" in flat(page.find(class_="mastery"))
    steps = client.get("/progress/data/json/steps").json
    assert [row["points"] for row in steps if row["points"]] == [0.6667]


def test_five_quick_questions_never_draw_a_case(client, app, mixed):
    for _ in range(3):
        client.post_form("/", action="/sittings")
    with app.app_context():
        assert db.session.scalar(select(func.count(Slot.id)).where(Slot.stage.is_not(None))) == 0


def test_what_a_case_earns_is_the_same_in_pages_and_in_the_database(app, cases):
    from quiz.sittings.results.queries import by_item

    dice = random.Random(7)  # noqa: S311 - to draw marks, not to keep secrets
    total = FORMATS["unfolding_case"].total
    with app.app_context():
        version = db.session.scalar(select(ItemVersion.id).where(ItemVersion.format == "unfolding_case"))
        expected = {}
        for number in range(60):
            scores = [
                Score(dice.choice([0, 1, 2, 3]), 3, dangerous=dice.random() < 0.1, scored=dice.random() < 0.8)
                for _ in range(dice.randint(0, 4))
            ]
            sitting = record(version, number, scores)
            whole = total(scores)
            expected[sitting] = whole.fraction if whole.scored else None
        items = by_item()
        found = dict(db.session.execute(select(items.c.sitting_id, items.c.share)).all())
        assert found == {
            id: share if share is None else pytest.approx(share, abs=1e-9) for id, share in expected.items()
        }
        db.session.rollback()


def test_two_slots_of_one_item_that_is_no_case_are_two(app, cases):
    from quiz.sittings.results.queries import by_item

    with app.app_context():
        version = db.session.scalar(select(ItemVersion.id).where(ItemVersion.stages == 1))
        record(version, 1, [Score(1, 1), Score(0, 1, dangerous=True)], of_case=False)
        items = by_item()
        assert sorted(db.session.scalars(select(items.c.share))) == [0, 1]
        db.session.rollback()


def test_a_version_measures_the_same_when_only_explanations_of_stages_change(app, knees_folder):
    first, other = case_document(1), case_document(1)
    other["stages"][1]["item"]["explanation"] += "A word more."
    other["stages"][1]["item"]["options"][0]["rationale"] = "Another reason."
    news = case_document(1)
    news["stages"][1]["new_information"] = "Something else."
    with app.app_context():
        for document in (first, other, news):
            load_folder(in_memory(knees_folder, document), now=NOW)
        query = select(ItemVersion.number, ItemVersion.measures_as).join(Item).where(Item.slug == "case-1")
        assert db.session.execute(query.order_by(ItemVersion.number)).all() == [(1, 1), (2, 1), (3, 3)]
        db.session.rollback()


@pytest.mark.parametrize("cold", [True, False])
def test_a_stage_and_its_explanation_take_twelve_statements_at_most(client, app, cases, cold):
    url = begin(client)
    for stage in (1, 2):
        answer(client, at(url, stage))
    form = filled(client, at(url, 3))
    if cold:
        bank_queries._reading.cache_clear()
    statements = []
    with app.app_context():
        engine = db.engine.engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    reply = client.post(at(url, 3), data=form)
    client.get(reply.location)
    skipped = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    counted = [sql for sql in statements if not sql.startswith(skipped)]
    assert 4 < len(counted) <= 12, "\n".join(counted)


def record(version, number, scores, *, of_case=True):
    """Put a sitting of stages and their marks on record, and return its id."""
    from quiz.accounts.guests import make_guest
    from quiz.bank.models import Bank

    person = make_guest(now=NOW)
    bank = db.session.scalar(select(Bank.id))
    sitting = Sitting(
        person_id=person.id,
        bank_id=bank,
        mode="tutor",
        title="x",
        token=f"t{number}",
        seed="s",
        length=4,
        started_at=NOW,
    )
    db.session.add(sitting)
    db.session.flush()
    for position in range(1, 5 if of_case else len(scores) + 1):
        slot = Slot(
            person_id=person.id,
            sitting_id=sitting.id,
            position=position,
            version_id=version,
            seed="s",
            stage=position if of_case else None,
        )
        db.session.add(slot)
        db.session.flush()
        if position <= len(scores):
            score = scores[position - 1]
            response = Response(
                person_id=person.id, slot_id=slot.id, token="t", final=True, answer={}, answered_at=NOW
            )
            db.session.add(response)
            db.session.flush()
            db.session.add(
                Mark(
                    person_id=person.id,
                    response_id=response.id,
                    sequence=1,
                    version_id=version,
                    rule="r",
                    rule_version=1,
                    points=score.points,
                    out_of=score.out_of,
                    parts=[],
                    dangerous=score.dangerous,
                    scored=score.scored,
                    marked_at=NOW,
                )
            )
    db.session.flush()
    return sitting.id


def begin(client):
    response = client.post_form("/practise", {"length": "5"})
    assert response.status_code == 303
    return response.location


def at(url, position):
    return url.rpartition("/")[0] + f"/{position}"


def filled(client, url, option="bend"):
    page = client.page(url)
    ids = [tag["value"] for tag in page.find_all("input", attrs={"name": "option"})]
    return {
        **fields(page.find("form", class_="answer")),
        "option": next(id for id in ids if id.startswith(option)),
    }


def answer(client, url, option="bend", **kwargs):
    return client.post(url, data=filled(client, url, option), **kwargs)


def walk(client, url, options):
    """Answer every step and return the page behind the last."""
    for position, option in enumerate(options, 1):
        response = answer(client, at(url, position), option, follow_redirects=True)
    return parse(response)


def flat(page):
    return " ".join(page.get_text(" ").split())


def publish_only(app, folder, *documents):
    with app.app_context():
        db.session.execute(update(Item).values(state="retired"))
        load_folder(folder, now=NOW, publish=True)
        slugs = [document["id"] for document in documents]
        db.session.execute(update(Item).where(Item.slug.in_(slugs)).values(state="published"))
        db.session.commit()


@pytest.fixture
def cases(app, tmp_path):
    """One case and nothing else to be drawn."""
    documents = [case_document(1)]
    publish_only(app, read_folder(write_bank(tmp_path, documents)), *documents)


@pytest.fixture
def mixed(app, tmp_path):
    """A case, and two items beside it, which together fill five slots."""
    documents = [case_document(1), item_document(2), item_document(3)]
    publish_only(app, read_folder(write_bank(tmp_path, documents)), *documents)
