"""More than one bank: a trainee chooses, and progress is told bank by bank."""

from question_bank.folder import read_folder
from quiz.bank.actions import load_folder
from quiz.db import db
from tests.banks import INFO, item_document, write_bank
from tests.conftest import NOW


def test_a_second_bank_can_be_chosen_and_has_its_own_progress(client, app, tmp_path):
    documents = [item_document(number) for number in range(1, 4)]
    folder = write_bank(tmp_path, documents, bank={**INFO, "id": "hips", "title": "Sore hips"})
    with app.app_context():
        load_folder(read_folder(folder), now=NOW, publish=True)
        db.session.commit()
    builder = client.page("/practise")
    assert builder.find("a", string="Sore hips")
    chosen = client.page(builder.find("a", string="Sore hips")["href"])
    assert "Sore hips. Questions you have not met" in chosen.text
    reply = client.post_form("/practise?bank=hips", {"length": "5"}, action="/sittings")
    assert client.page(reply.location).h1.text == "Question 1 of 3"
    other = client.post_form("/practise?bank=knees", {"length": "5"}, action="/sittings")
    for begun in (reply, other):
        option = client.page(begun.location).find("input", attrs={"name": "option"})["value"]
        client.post_form(begun.location, {"option": option})
    headings = [heading.text for heading in client.page("/progress").find_all("h3")]
    assert headings == ["Sore hips", "Sore knees"]


def test_with_one_bank_nobody_is_asked(client):
    assert client.page("/practise").find("nav", attrs={"aria-label": "Banks"}) is None


def test_a_bank_that_is_not_there_is_told(client):
    assert client.get("/practise?bank=elbows").status_code == 404
