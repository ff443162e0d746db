"""Pictures of items: one with the question, and not a word too many; one after the answer, and not before."""

import io
import json

import pytest
from PIL import Image
from sqlalchemy import update

from question_bank.folder import read_folder
from question_bank.pictures import made_safe
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


def test_an_exhibit_is_shown_with_the_question_and_named_after_it(client, publish):
    publish(item_document(1, id="item-91", exhibit="photo", illustration="bending"))
    url = begin(client)
    asked = client.page(url)
    [image] = asked.find("form", class_="answer").find_all("img")
    assert (image["alt"], image["width"], image["height"]) == ("A knee, seen from afar.", "512", "384")
    assert not image.get("loading")
    assert image.parent["href"] == image["src"]
    assert image["srcset"].endswith("-small.webp 640w, " + image["src"] + " 800w")
    assert client.get(image["src"]).mimetype == "image/webp"
    assert "Photo" not in asked.text
    assert "A. Author" not in asked.text
    illustrated, shown = pictures(answer(client, url))
    assert illustrated.svg
    assert shown.img["loading"] == "lazy"
    assert shown.figcaption.text == "Photo. Do it slowly. A. Author, 2026 · CC0"


def test_a_drawing_may_be_an_exhibit_and_steps_of_a_case_have_their_own(client, publish):
    document = case_document(1, exhibit="turning", illustration="bending", stages=2)
    document["stages"][1]["item"]["exhibit"] = "photo"
    publish(document)
    url = begin(client)
    assert client.page(url).find(class_="illustration").svg["aria-label"] == "A knee that turns."
    answer(client, url)
    second = client.page(url.rpartition("/")[0] + "/2").find(class_="illustration")
    assert second.img
    assert not second.svg


def pictures(page):
    return page.find_all("figure", class_="illustration")


def photo():
    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), "red").save(buffer, "JPEG")
    return buffer.getvalue()


def begin(client):
    return client.post_form("/practise", {"length": "5"}).location


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
        picture = made_safe(photo())
        figure |= {"id": "photo", "title": "Photo", "alt": "A knee, seen from afar.", "picture": "webp"}
        figure |= {"canvas": [picture.width, picture.height], "consent": "nobody"}
        figure |= {"credit": "A. Author, 2026", "licence": "CC0"}
        (folder / "figures" / "photo.yaml").write_text(json.dumps(figure))
        (folder / "figures" / "photo.webp").write_bytes(picture.content)
        read = read_folder(folder)
        assert read.all_flaws == []
        with app.app_context():
            db.session.execute(update(Item).values(state="retired"))
            load_folder(read, now=NOW, publish=True)
            db.session.execute(update(Item).where(Item.slug == document["id"]).values(state="published"))
            db.session.commit()

    return publish
