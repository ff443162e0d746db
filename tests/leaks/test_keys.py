"""No key before its time: what is sent is the same to the byte, whatever the key and the words behind it."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import update

from question_bank import ASKED, FORMATS, digest, load
from question_bank.folder import read_folder
from question_bank.formats.contract import CaseFormat
from quiz import create_app
from quiz.bank import queries
from quiz.bank.actions import load_folder
from quiz.bank.models import ItemVersion
from quiz.config import SHIPPED_BANKS
from quiz.db import Base, db
from tests.conftest import NOW, settings_for
from tests.joined import stand_for_engine
from tests.leaks.replies import said
from tests.leaks.sittings import browser_of, newcomer, sit
from tests.leaks.twins import twin

UNUSABLE = {"no-such-field": "junk"}
# What a person with open quizzes can look at besides them.
AROUND = ("/", "/practise", "/progress", "/history", "/review", "/notices", "/my-data")
COUNTS = ("all", "unseen", "missed", "flagged", "due", "certain")


@pytest.fixture(scope="module")
def folder():
    return read_folder(SHIPPED_BANKS / "back_mice")


@pytest.fixture(scope="module")
def world(folder, tmp_path_factory):
    """Somebody before whom every shipped item is put, on a database of their own."""
    path = tmp_path_factory.mktemp("leaks")
    app = create_app(settings_for(f"sqlite:///{path / 'leaks.sqlite'}", path))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        load_folder(folder, now=NOW, publish=True)
        person = newcomer()
        pages = sit(queries.bank_by_slug("back_mice"), person, folder.bank.figures_by_id)
        db.session.commit()
    yield app, browser_of(app, person), pages
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_twin_is_keyed_otherwise_and_presented_the_same(folder):
    for entry in folder.items:
        document, fmt = entry.document, FORMATS[entry.document["format"]]
        other = load(twin(document), folder.bank.figures_by_id)
        pairs = [(entry.item, other)]
        if isinstance(fmt, CaseFormat):
            pairs = zip(fmt.items(entry.item), fmt.items(other), strict=True)
        for item, its_twin in pairs:
            asked = ASKED[item.format]
            best = max(asked.samples(item), key=lambda sample: sample.fraction)
            earned = asked.mark(its_twin, best.response)
            assert earned.fraction < best.fraction or not earned.scored, document["id"]


def test_no_page_tells_an_item_from_its_twin(world):
    app, client, pages = world
    before = [said(app, client, "GET", page.url) for page in pages]
    around = everything_else(app, client, pages)
    with swapped(app, pages):
        for page, first in zip(pages, before, strict=True):
            assert said(app, client, "GET", page.url) == first, (page.document["id"], page.mode, page.stage)
        assert everything_else(app, client, pages) == around


def test_an_answer_is_taken_alike_whether_it_is_right_or_wrong(world):
    """The same answers, which the twins take for wrong: the reply, and how many statements came before it."""
    app, client, pages = world
    kinds = {(page.format, page.mode, bool(page.stage)): page for page in pages if page.can_be_answered}
    assert {fmt for fmt, *_ in kinds} == set(ASKED)
    with undone(app):
        first = [answered(app, client, page) for page in kinds.values()]
    with swapped(app, pages), undone(app):
        assert [answered(app, client, page) for page in kinds.values()] == first
    assert {status for _, _, status, *_ in first} == {200, 303}


def answered(app, client, page):
    """Answer a question as well as can be without searching; return what is said to it."""
    form = {**page.format_of.post_of(page.best), "csrf_token": csrf_of(client), "token": "a-token-of-a-page"}
    in_exam = {"Accept": "application/json"} if page.mode == "exam" else {}
    return said(app, client, "POST", page.url, form, **in_exam)


def everything_else(app, client, pages):
    """Return what else is told before an answer: to some of every format and mode, and all around them."""
    kinds = {(page.format, page.mode, page.begun, bool(page.stage)): page for page in pages}
    form, found = {"csrf_token": csrf_of(client), "token": "a-token-of-a-page", **UNUSABLE}, []
    for page in kinds.values():
        sitting = f"/sittings/{page.sitting_id}"
        below = [f"{page.url}/{name}" for name in ("explanation", "report")]
        below += [sitting, *(f"{sitting}/{name}" for name in ("overview", "clock", "result"))]
        found += [said(app, client, "GET", url) for url in below]
        found += [said(app, client, method, page.url) for method in ("HEAD", "OPTIONS")]
        posted = (page.url, f"{page.url}/report", f"{page.url}/steps")
        found += [said(app, client, "POST", url, form) for url in posted]
        json = {"Accept": "application/json"}
        found += [said(app, client, "POST", url, form, **json) for url in (page.url, f"{page.url}/steps")]
    around = [*AROUND, "/my-data/palpate.zip", *(f"/practise/count?among={among}" for among in COUNTS)]
    return found + [said(app, client, "GET", url) for url in around]


def csrf_of(client):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)[1]


@contextmanager
def undone(app):
    """Take back all that is written meanwhile."""
    with app.app_context():
        engine = db.engine
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
    with engine.connect() as connection, connection.begin() as outer:
        db._app_engines[app][None] = stand_for_engine(connection)
        try:
            yield
        finally:
            db._app_engines[app][None] = engine
            outer.rollback()


@contextmanager
def swapped(app, pages):
    """Let every item be its twin, for a while."""
    documents = {page.version_id: (page.document, page.stage) for page in pages}
    _put(app, {id: twin(document, stage=stage or 1) for id, (document, stage) in documents.items()})
    try:
        yield
    finally:
        _put(app, {id: document for id, (document, _) in documents.items()})


def _put(app, documents):
    with app.app_context():
        for id, document in documents.items():
            values = {"document": document, "digest": digest(document), "title": document["title"]}
            db.session.execute(update(ItemVersion).where(ItemVersion.id == id).values(**values))
        db.session.commit()
