"""A picture with an explanation: after the answer, below the reasons, and nowhere before."""

import json

import pytest
from sqlalchemy import update

from question_bank.folder import read_folder
from quiz.bank.actions import load_folder
from quiz.bank.models import Item
from quiz.db import db
from tests.banks import case_document, item_document, write_bank
from tests.conftest import NOW
from tests.pages import fields, parse

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'
BEND = '<text class="label" x="1" y="5">Bend &amp; stretch</text>'


def test_the_picture_of_an_item_comes_with_the_answer(client, publish):
    publish(item_document(1, id="item-91", illustration="bending"))
    url = begin(client)
    asked = client.get(url).get_data(as_text=True)
    assert "bending" not in asked
    assert "Bend &amp; stretch" not in asked
    [figure] = pictures(answer(client, url))
    assert figure.svg["aria-label"] == "A knee that bends."
    assert figure.svg.find("text").text == "Bend & stretch"
    assert figure.figcaption.b.text == "Bending."
    assert figure.figcaption.em.text == "slowly"


def test_a_case_shows_that_of_each_step_and_that_of_the_whole_at_the_end(client, publish):
    document = case_document(1, illustration="bending")
    for stage in (1, 2):
        document["stages"][stage]["item"]["illustration"] = "turning"
    publish(document)
    url = begin(client)
    titles = []
    for position in (1, 2, 3):
        at = url.rpartition("/")[0] + f"/{position}"
        assert "A knee that" not in client.get(at).get_data(as_text=True)
        page = answer(client, at)
        titles.append([figure.figcaption.b.text for figure in pictures(page)])
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids))
    assert titles == [[], ["Turning."], ["Turning.", "Bending."]]


def pictures(page):
    return page.find_all("figure", class_="illustration")


def begin(client):
    return client.post_form("/practise", {"topic": "mixed", "length": "5"}).location


def answer(client, url):
    page = client.page(url)
    ids = [tag["value"] for tag in page.find_all("input", attrs={"name": "option"})]
    chosen = next(id for id in ids if id.startswith("bend"))
    form = {**fields(page.find("form", class_="answer")), "option": chosen}
    return parse(client.post(url, data=form, follow_redirects=True))


@pytest.fixture
def publish(app, tmp_path):
    def publish(document):
        folder = write_bank(tmp_path, [document])
        (folder / "figures").mkdir()
        for id, inside in (("bending", BEND), ("turning", '<path class="skin" d="M0 0L1 1"/>')):
            figure = {"format_version": 1, "id": id, "title": id.capitalize(), "canvas": [10, 10]}
            figure |= {"alt": f"A knee that {id[:4]}s.", "caption": "Do it *slowly*."}
            (folder / "figures" / f"{id}.yaml").write_text(json.dumps(figure))
            (folder / "figures" / f"{id}.svg").write_text(SVG.format(inside))
        read = read_folder(folder)
        assert read.all_flaws == []
        with app.app_context():
            db.session.execute(update(Item).values(state="retired"))
            load_folder(read, now=NOW, publish=True)
            db.session.execute(update(Item).where(Item.slug == document["id"]).values(state="published"))
            db.session.commit()

    return publish
