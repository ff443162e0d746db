"""Files and browser live together: a load never overwrites an edit."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from question_bank import dump, load
from question_bank.drawing import file_of
from question_bank.folder import read_folder
from quiz.bank import queries
from quiz.bank.actions import add_version, bank_of, export_bank, folder_digest, load_folder
from quiz.bank.checking.actions import as_document
from quiz.bank.models import Fact, Figure, Item, ItemVersion, Objective, Topic
from quiz.bank.packing import packed, unpacked
from quiz.bank.published import queries as published
from quiz.bank.sweeping import sweep
from quiz.db import db
from tests.banks import FACTS, INFO, case_document, item_document, write_bank, write_item
from tests.conftest import NOW

EDITED = "Edited in the browser"


def test_a_first_load_adds_drafts_and_publish_publishes(hips):
    report = hips.load()
    assert report.created == ["item-1", "item-2"]
    assert hips.states() == {"item-1": ("draft", None), "item-2": ("draft", None)}
    assert hips.load(publish=True).published == ["item-1", "item-2"]
    assert hips.states() == {"item-1": ("published", 1), "item-2": ("published", 1)}


def test_loading_again_changes_nothing(hips):
    hips.load(publish=True)
    report = hips.load(publish=True)
    assert report.unchanged == ["item-1", "item-2"]
    assert (report.created, report.updated, report.published) == ([], [], [])
    assert hips.versions("item-1") == [1]


def test_a_changed_file_adds_a_version_and_what_is_published_waits_for_approval(hips):
    hips.load(publish=True)
    hips.write(item_document(1, title="Better"))
    assert hips.load().updated == ["item-1"]
    assert hips.versions("item-1") == [1, 2]
    assert hips.states()["item-1"] == ("published", 1)
    hips.load(publish=True)
    assert hips.states()["item-1"] == ("published", 2)


def test_lists_are_sorted_by_the_newest_title_however_long_it_is(hips):
    long = "".join(chr(0x4E00 + 37 * number % 20_000) for number in range(5000))
    hips.write(item_document(1, title="First"))
    hips.load()
    keys = select(Item.topic, Item.title_key).where(Item.bank_id == hips.bank.id).order_by(Item.slug)
    assert db.session.execute(keys).first() == (item_document(1)["topic"], "first")
    hips.write(item_document(1, title="É" + long))
    hips.load()
    assert db.session.execute(keys).first().title_key == "é" + long[:199]


def test_items_that_were_put_away_are_loaded_as_those_that_were_kept(hips):
    hips.write(case_document(3))
    hips.write(item_document(2, lead_in=None))
    kept, away = read_folder(hips.folder), sweep(hips.folder, processes=1, away=packed)
    assert all(entry.item is None for entry in away.items)
    assert [entry.publishable for entry in away.items] == [entry.publishable for entry in kept.items]
    assert list(map(unpacked, away.items))[-1] is list(map(unpacked, kept.items))[-1] is None
    assert as_document(away) == as_document(kept)
    report = load_folder(away, now=NOW, publish=True)
    assert (report.created, list(report.refused)) == (["case-3", "item-1"], ["item-2"])
    assert report.published == [entry.id for entry in kept.items if entry.publishable]
    found = {slug: version.document for slug, (_, version) in queries.items_with_newest(hips.bank.id).items()}
    assert found == {entry.id: dump(entry.item) for entry in kept.items if entry.item}
    assert hips.load(publish=True).unchanged == report.created


def test_an_edit_in_the_browser_survives_a_load(hips):
    hips.load()
    hips.edit("item-1")
    report = hips.load(publish=True)
    assert report.edited == ["item-1"]
    assert hips.title("item-1") == EDITED
    assert hips.states()["item-1"] == ("draft", None)


def test_file_and_browser_both_changed_is_a_conflict_and_left_alone(hips):
    hips.load()
    hips.edit("item-1")
    hips.write(item_document(1, title="Changed in the file"))
    assert hips.load().conflicts == ["item-1"]
    assert hips.title("item-1") == EDITED
    assert hips.versions("item-1") == [1, 2]


def test_the_same_change_on_both_sides_is_agreement(hips):
    hips.load()
    hips.edit("item-1")
    hips.write(item_document(1, title=EDITED))
    assert hips.load().unchanged == ["item-1", "item-2"]


def test_after_an_export_file_and_browser_agree_again(hips):
    hips.load()
    hips.edit("item-1")
    hips.export()
    assert hips.load().unchanged == ["item-1", "item-2"]
    hips.write(item_document(1, title="Changed later in the file"))
    assert hips.load().updated == ["item-1"]


def test_an_item_whose_file_has_gone_is_reported_and_kept(hips):
    hips.load(publish=True)
    (hips.folder / "items" / "gait" / "item-2.yaml").unlink()
    assert hips.load(publish=True).gone == ["item-2"]
    assert hips.states()["item-2"] == ("published", 1)


def test_a_broken_item_is_refused_and_does_not_stop_the_rest(hips):
    hips.write(item_document(2, lead_in=None))
    report = hips.load(publish=True)
    assert list(report.refused) == ["item-2"]
    assert report.published == ["item-1"]


def test_an_item_with_errors_is_loaded_as_a_draft_and_not_published(hips):
    hips.write(item_document(2, objective="LO99"))
    report = hips.load(publish=True)
    assert report.created == ["item-1", "item-2"]
    assert report.published == ["item-1"]


def test_a_retired_item_stays_retired(hips):
    hips.load(publish=True)
    db.session.execute(Item.__table__.update().where(Item.slug == "item-1").values(state="retired"))
    hips.write(item_document(1, title="Better"))
    hips.load(publish=True)
    assert hips.states()["item-1"] == ("retired", 1)


def test_a_bank_whose_own_files_are_broken_is_not_loaded(hips):
    (hips.folder / "bank.yaml").write_text("a: [")
    with pytest.raises(ValueError, match="own files have errors"):
        hips.load()


def test_a_version_measures_the_same_until_what_is_asked_changes(hips):
    hips.load()
    hips.write(item_document(1, title="Typo mended", take_home="Look twice."))
    hips.load()
    hips.write(item_document(1, lead_in="What else is the next step now?"))
    hips.load()
    measured = select(ItemVersion.number, ItemVersion.measures_as).join(Item).where(Item.slug == "item-1")
    rows = db.session.execute(measured.where(Item.bank_id == hips.bank.id).order_by(ItemVersion.number)).all()
    assert [tuple(row) for row in rows] == [(1, 1), (2, 1), (3, 3)]


def test_what_the_bank_refers_to_follows_the_files(hips):
    hips.load()
    fewer = {**FACTS, "facts": FACTS["facts"][:2]}
    hips.folder.joinpath("facts.yaml").unlink()
    write_bank(hips.folder.parent, [], facts=fewer, bank={**INFO, "id": "hips", "title": "Sorer hips"})
    hips.load()
    assert db.session.scalar(select(func.count(Fact.id)).where(Fact.bank_id == hips.bank.id)) == 2
    assert hips.bank.title == "Sorer hips"
    assert db.session.scalar(select(func.count(Objective.id)).where(Objective.bank_id == hips.bank.id)) == 8


def test_a_past_answer_is_explained_when_the_blueprint_has_dropped_its_objective(hips):
    hips.load(publish=True)
    version = queries.items_with_newest(hips.bank.id)["item-1"][1]
    db.session.execute(Objective.__table__.delete().where(Objective.bank_id == hips.bank.id))
    db.session.execute(Topic.__table__.delete().where(Topic.bank_id == hips.bank.id))
    published._reading.cache_clear()
    reading = published.reading(version.id, version.digest, NOW)
    assert (reading.topic_title, reading.objective_title) == ("gait", "LO01")


def test_a_figure_whose_file_has_gone_stays_for_those_who_answered_on_it(hips):
    hips.draw("")
    hips.load()
    for file in (hips.folder / "figures").iterdir():
        file.unlink()
    hips.load()
    assert set(queries.entries(Figure, hips.bank.id)) == {"box"}


def test_the_bank_of_the_database_is_the_bank_of_the_files(hips):
    hips.load()
    assert bank_of(hips.bank) == read_folder(hips.folder).bank


def test_an_unchanged_bank_exports_byte_for_byte(hips):
    hips.draw("", ".female", ".female-large")
    hips.load()
    hips.export()
    before = hips.bytes()
    assert {"box.svg", "box.female.svg", "box.female-large.svg", "box.yaml"} <= {file.name for file in before}
    hips.load()
    shutil.rmtree(hips.folder / "figures")
    hips.export()
    assert hips.bytes() == before
    assert bank_of(hips.bank).figures_by_id["box"].drawings.keys() == {"female", "female-large"}


def test_the_digest_of_a_folder_notices_every_change(hips):
    hips.draw("")
    undrawn = folder_digest(hips.folder)
    hips.draw(".slim")
    before = folder_digest(hips.folder)
    assert before != undrawn
    assert folder_digest(hips.folder) == before
    hips.write(item_document(2, title="Other"))
    assert folder_digest(hips.folder) != before


class Hips:
    """A bank of two items on disk, its own beside the one of all tests, with what tests do to it."""

    def __init__(self, path: Path) -> None:
        documents = [item_document(1), item_document(2)]
        self.folder = write_bank(path, documents, bank={**INFO, "id": "hips"})

    @property
    def bank(self):
        return queries.bank_by_slug("hips")

    def load(self, publish=False):
        return load_folder(read_folder(self.folder), now=NOW, publish=publish)

    def write(self, document):
        write_item(self.folder, document)

    def draw(self, *variants):
        """Write a figure called box, with these drawings."""
        figures = self.folder / "figures"
        figures.mkdir(exist_ok=True)
        region = {"id": "all", "title": "all of it", "shape": {"polygon": [[0, 0], [9, 0], [9, 9]]}}
        box = {"format_version": 1, "id": "box", "title": "Box", "alt": "A box.", "canvas": [9, 9]}
        (figures / "box.yaml").write_text(json.dumps({**box, "units_per_cm": 1, "regions": [region]}))
        for number, variant in enumerate(variants):
            line = f'<path class="line" d="M0 0L{number} 9"/>'
            (figures / f"box{variant}.svg").write_text(file_of(line, (9, 9)))

    def bytes(self):
        return {file: file.read_bytes() for file in self.folder.rglob("*") if file.is_file()}

    def export(self):
        for file, text in export_bank(self.bank):
            (self.folder / file).parent.mkdir(exist_ok=True)
            (self.folder / file).write_text(text, encoding="utf-8", newline="\n")

    def edit(self, slug):
        item, newest = queries.items_with_newest(self.bank.id)[slug]
        document = dump(load({**newest.document, "title": EDITED}))
        add_version(item, document, before=newest, now=NOW)

    def title(self, slug):
        return queries.items_with_newest(self.bank.id)[slug][1].document["title"]

    def states(self):
        rows = queries.items_with_newest(self.bank.id).values()
        return {item.slug: (item.state, item.published_number) for item, _ in rows}

    def versions(self, slug):
        item = queries.items_with_newest(self.bank.id)[slug][0]
        query = select(ItemVersion.number).where(ItemVersion.item_id == item.id).order_by(ItemVersion.number)
        return list(db.session.scalars(query))


@pytest.fixture
def hips(app, tmp_path):
    with app.app_context():
        yield Hips(tmp_path)
        db.session.rollback()
