"""What the shipped bank promises, and that nothing of it leaves early."""

import re
from collections import Counter
from html import unescape

import pytest
from sqlalchemy import insert, select

from question_bank import ASKED, FORMATS, Severity, load
from question_bank.folder import bank_files, bank_wide, canonical, read_folder
from question_bank.formats.contract import CaseFormat
from question_bank.itemfile import parse
from quiz.accounts.guests import make_guest
from quiz.accounts.visitor import COOKIE, _serializer
from quiz.bank import queries
from quiz.bank.actions import load_folder
from quiz.bank.models import Item, ItemVersion
from quiz.config import SHIPPED_BANKS
from quiz.db import db
from quiz.sittings.models import Response, Sitting, Slot, Step
from tests.conftest import NOW
from tests.pages import parse as parse_page


def test_no_file_has_an_error_or_a_warning(folder):
    flaws = [*folder.all_flaws, *bank_wide(folder)[0]]
    told = [flaw for flaw in flaws if flaw.severity is not Severity.INFO]
    assert [(flaw.file, flaw.line, flaw.code, flaw.message) for flaw in told] == []


def test_there_are_items_enough_for_every_topic(folder):
    topics = Counter(entry.item.topic for entry in folder.items)
    assert len(folder.items) >= 45
    assert all(topics[topic] >= 12 for topic in ("presentation", "palpation", "management"))
    assert all(topics[topic] >= 3 for topic in ("anatomy", "differential", "evidence"))


def test_the_title_of_the_bank_does_not_answer_its_questions(folder):
    turns = Counter(entry.item.turns_on for entry in folder.items)
    assert turns["back_mouse"] <= 0.6 * len(folder.items)
    for word in ("mouse", "mice", "lipoma", "nodule", "herniation"):
        assert word not in folder.bank.info.title.lower()
        assert word not in folder.bank.info.description.lower()


def test_the_key_is_seldom_the_longest_option(folder):
    longest = 0
    asked = [item for entry in folder.items for item in asked_of(entry.item)]
    choices = [item for item in asked if item.format == "single_best_answer"]
    for item in choices:
        lengths = sorted((len(option.text), option.key) for option in item.options)
        longest += lengths[-1][1] and lengths[-1][0] > lengths[-2][0]
    assert longest <= 0.35 * len(choices)


def test_every_item_has_a_vignette_to_be_read(folder):
    for entry in folder.items:
        assert entry.item.vignette, entry.file.name
        assert len(entry.item.vignette.story.split()) >= 50, entry.file.name


def test_the_files_are_in_the_canonical_layout(folder):
    for entry in folder.items:
        assert entry.file.read_text(encoding="utf-8") == canonical(entry.document, entry.item), (
            entry.file.name
        )
    for name, text in bank_files(folder.bank):
        written = (folder.path / name).read_text(encoding="utf-8")
        assert parse(written.encode(), limit=10**7).document == parse(text.encode(), limit=10**7).document
        assert written == text, name


@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
def test_no_byte_of_an_asking_page_tells_the_key(folder, app):
    client = app.test_client()  # pages are reviewed elsewhere; here it is what they hold that counts
    with app.app_context():
        load_folder(folder, now=NOW, publish=True)
        bank = queries.bank_by_slug("back_mice")
        versions = db.session.scalars(
            select(ItemVersion).join(Item).where(Item.bank_id == bank.id).order_by(ItemVersion.id)
        ).all()
        person = make_guest(now=NOW)
        pages = [page for version in versions for page in begin(person.id, version, folder.bank)]
        client.set_cookie(COOKIE, _serializer_value(app, person))
        person_id = person.id
        db.session.commit()
    for url, slot_id, document, stage in pages:
        reply = client.get(url)
        assert reply.status_code == 200
        sent = unescape(reply.get_data(as_text=True)) + str(reply.headers)
        for secret in [*secrets_of(document), *(secrets_of_case(document, stage) if stage else ())]:
            assert secret not in sent, (document["id"], stage, secret)
        page = parse_page(reply)
        names = {tag["name"] for tag in page.find("form", class_="answer").find_all("input", type="hidden")}
        assert {"csrf_token", "token"} <= names
        if document["format"] == "single_best_answer":
            options = page.find(class_="options").find_all("label")
            shape = [{**label.find("input").attrs, "value": "", "data-letter": ""} for label in options]
            assert all(option == shape[0] for option in shape), document["id"]
        if stage:  # so that the next one opens
            with app.app_context():
                answered = {"person_id": person_id, "slot_id": slot_id, "token": "t", "final": True}
                db.session.execute(insert(Response), [{**answered, "answer": {}, "answered_at": NOW}])
                db.session.commit()


def begin(person_id, version, bank):
    """Begin a sitting of one item; yield the address, slot, document and stage of each of its pages."""
    sitting = Sitting(
        person_id=person_id,
        bank_id=db.session.get(Item, version.item_id).bank_id,
        mode="tutor",
        title=version.document["id"],
        token=version.document["id"],
        seed="s",
        length=version.stages,
        started_at=NOW,
    )
    db.session.add(sitting)
    db.session.flush()
    for position in range(1, version.stages + 1):
        stage = position if version.stages > 1 else None
        slot = Slot(
            person_id=person_id,
            sitting_id=sitting.id,
            position=position,
            version_id=version.id,
            seed=f"s/{version.id}/{position}",
            stage=stage,
        )
        db.session.add(slot)
        db.session.flush()
        if first := first_step(version.document, stage, bank):
            db.session.add(Step(person_id=person_id, slot_id=slot.id, sequence=1, taken_at=NOW, **first))
        yield f"/sittings/{sitting.id}/slots/{position}", slot.id, version.document, stage


def first_step(document, stage, bank):
    """Return the first step before an answer, with what it reveals; None where there is none."""
    item = asked_of(load(document, bank.figures_by_id))[(stage or 1) - 1]
    exploration = ASKED[item.format].exploration
    if exploration is None:
        return None
    step = next(iter(exploration.steps_of(next(iter(ASKED[item.format].samples(item))).response)))
    revealed = exploration.probe(item, (), step)
    return {"step": step.model_dump(mode="json"), "revealed": revealed.model_dump(mode="json")}


def secrets_of(document):
    yield document["title"]
    yield document["id"]
    yield document["objective"]
    for name in ("explanation", "take_home", "contested"):
        yield from sentences(document.get(name, ""))
    for item in asked_of(load(document)):
        for text in ASKED[item.format].secrets(item):
            yield from sentences(text)
    for misconception in re.findall(r"'misconception': '([^']+)'", str(document)):
        yield f'"{misconception}"'
    yield "is-key"


def secrets_of_case(document, stage):
    """Yield what the page of a stage may not hold: what explains it, and all of the stages after it."""
    yield from sentences(document["stages"][stage - 1]["item"]["explanation"])
    told = [document["vignette"], *({**part, "item": None} for part in document["stages"][:stage])]
    known = set(texts_of(told))  # a finding may come again, with another result
    for later in document["stages"][stage:]:
        for text in set(texts_of(later)) - known:
            yield from sentences(text + ".")


def texts_of(part, name=""):
    if isinstance(part, dict):
        for inner_name, inner in part.items():
            yield from texts_of(inner, inner_name)
    elif isinstance(part, list):
        for inner in part:
            yield from texts_of(inner, name)
    elif isinstance(part, str) and name not in ("id", "format", "figure", "place", "misconception"):
        yield part


def asked_of(item):
    """Return what an item asks: itself, or the items of a case's stages."""
    fmt = FORMATS[item.format]
    return fmt.items(item) if isinstance(fmt, CaseFormat) else [item]


def sentences(text):
    return [part.strip() for part in text.replace("\n", " ").split(".") if len(part.strip()) > 15]


def _serializer_value(app, person):
    with app.test_request_context():
        value = _serializer().dumps([person.id, person.epoch, False, None])
    return value if isinstance(value, str) else value.decode()


@pytest.fixture(scope="module")
def folder():
    return read_folder(SHIPPED_BANKS / "back_mice")
