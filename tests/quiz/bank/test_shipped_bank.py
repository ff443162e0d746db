"""What the shipped bank promises, and that nothing of it leaves early."""

import re
from collections import Counter
from html import unescape

import pytest
from sqlalchemy import insert, select

from question_bank import FORMATS, load
from question_bank.folder import bank_files, canonical, read_folder
from question_bank.itemfile import parse
from quiz.accounts.guests import make_guest
from quiz.accounts.visitor import COOKIE, _serializer
from quiz.bank import queries
from quiz.bank.actions import load_folder
from quiz.bank.models import Item, ItemVersion
from quiz.config import SHIPPED_BANKS
from quiz.db import db
from quiz.sittings.models import Sitting, Slot
from tests.conftest import NOW
from tests.pages import parse as parse_page


def test_no_file_has_an_error_or_a_warning(folder):
    assert [(flaw.file, flaw.line, flaw.code, flaw.message) for flaw in folder.all_flaws] == []


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
    choices = [entry for entry in folder.items if entry.item.format == "single_best_answer"]
    for entry in choices:
        lengths = sorted((len(option.text), option.key) for option in entry.item.options)
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
        sitting = Sitting(
            person_id=person.id,
            bank_id=bank.id,
            mode="tutor",
            title="All",
            token="t",
            seed="s",
            length=len(versions),
            started_at=NOW,
        )
        db.session.add(sitting)
        db.session.flush()
        rows = [
            {
                "person_id": person.id,
                "sitting_id": sitting.id,
                "position": position,
                "version_id": version.id,
                "seed": f"s/{position}",
            }
            for position, version in enumerate(versions, 1)
        ]
        db.session.execute(insert(Slot), rows)
        db.session.commit()
        client.set_cookie(COOKIE, _serializer_value(app, person.id))
        sitting_id = sitting.id
        documents = {position: version.document for position, version in enumerate(versions, 1)}
    for position, document in documents.items():
        reply = client.get(f"/sittings/{sitting_id}/slots/{position}")
        assert reply.status_code == 200
        sent = unescape(reply.get_data(as_text=True)) + str(reply.headers)
        for secret in secrets_of(document):
            assert secret not in sent, (document["id"], secret)
        names = {
            tag["name"]
            for tag in parse_page(reply).find("form", class_="answer").find_all("input", type="hidden")
        }
        assert {"csrf_token", "token"} <= names
        if document["format"] == "single_best_answer":
            options = parse_page(reply).find(class_="options").find_all("label")
            shape = [{**label.find("input").attrs, "value": "", "data-letter": ""} for label in options]
            assert all(option == shape[0] for option in shape), document["id"]


def secrets_of(document):
    yield document["title"]
    yield document["id"]
    yield document["objective"]
    for name in ("explanation", "take_home", "contested"):
        yield from sentences(document.get(name, ""))
    item = load(document)
    for text in FORMATS[item.format].secrets(item):
        yield from sentences(text)
    for misconception in re.findall(r"'misconception': '([^']+)'", str(document)):
        yield f'"{misconception}"'
    yield "is-key"


def sentences(text):
    return [part.strip() for part in text.replace("\n", " ").split(".") if len(part.strip()) > 15]


def _serializer_value(app, person_id):
    with app.test_request_context():
        value = _serializer().dumps([person_id, 0, False, None])
    return value if isinstance(value, str) else value.decode()


@pytest.fixture(scope="module")
def folder():
    return read_folder(SHIPPED_BANKS / "back_mice")
