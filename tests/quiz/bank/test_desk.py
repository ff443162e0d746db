"""The educator's desk: pages, and what a save does, without JavaScript."""

import re

import pytest
from sqlalchemy import event, func, select

from question_bank import FORMATS, dump, itemfile, load
from quiz.accounts.models import Account
from quiz.bank.actions import add_version
from quiz.bank.models import Bank, Figure, Item, ItemVersion
from quiz.db import db
from quiz.formats import folder_of
from tests.conftest import NOW, make_client
from tests.pages import fields, parse

LIST = "/bank/knees/items"
URL = f"{LIST}/item-1"
EXAMPLES = [
    pytest.param(fmt, file, id=f"{fmt.name}-{file.stem}")
    for fmt in FORMATS.values()
    for file in sorted((folder_of(fmt) / "examples").glob("*.yaml"))
]
PAGES = ["/bank", LIST, "/bank/knees/new", URL, f"{URL}/print"]


@pytest.mark.parametrize("url", PAGES)
def test_the_desk_is_for_educators_alone(app, educator, trainee, url):
    assert educator.get(url).status_code == 200
    assert trainee.get(url).status_code == 403
    nobody = make_client(app).get(url)
    assert nobody.status_code == 303
    assert nobody.location.startswith("/sign-in?next=/bank")


@pytest.mark.parametrize("url", ["/bank/knees/new", URL])
def test_nobody_else_can_write(app, trainee, url):
    token = trainee.page("/practise").find("input", attrs={"name": "csrf_token"})["value"]
    reply = trainee.post(url, data={"csrf_token": token, "do": "save", "title": "Mine", "base_version": 1})
    assert reply.status_code == 403
    assert numbers(app) == [1]


@pytest.mark.parametrize(
    "url", ["/bank/elbows/items", "/bank/elbows/new", f"{LIST}/item-99", f"{LIST}/item-99/print"]
)
def test_what_is_not_there_is_not_found(educator, url):
    assert educator.get(url).status_code == 404


def test_only_educators_are_shown_the_way_to_the_desk(educator, trainee):
    assert educator.page("/about").find("a", href="/bank")
    assert not trainee.page("/about").find("a", href="/bank")
    assert educator.page("/bank").find("a", href=LIST).text == "Knees for tests"


def test_the_list_says_title_topic_format_and_state(educator):
    page = educator.page(LIST)
    first = [cell.get_text(" ", strip=True) for cell in page.tbody.tr.find_all("td")]
    assert first[1:] == [
        "KEYTITLE item 1",
        "Gait",
        "Single best answer",
        "Published",
        "nothing to mend",
        "2027-11-20",
    ]
    assert len(page.tbody.find_all("tr")) == 16


def test_a_page_for_no_more_queries_than_a_hand_can_count(app, educator):
    for url in (LIST, URL):
        with counted(app) as statements:
            educator.page(url)
        assert 0 < len(statements) <= 10, statements


def test_an_untouched_form_saves_nothing_new(app, educator):
    saved = educator.post_form(URL, {"do": "save"}, action="item-1", follow_redirects=True)
    assert "there is no new version" in saved.get_data(as_text=True)
    assert numbers(app) == [1]


def test_a_change_becomes_a_new_version_and_trainees_keep_the_published_one(app, educator):
    typed = {"do": "save", "explanation": "Because [@knee-2001].", "options-0-text": "Press it twice"}
    reply = educator.post_form(URL, typed, action="item-1")
    assert reply.status_code == 303
    assert reply.location == URL
    page = educator.page(URL)
    assert "Saved as version 2. Trainees still meet version 1." in text(page)
    assert "Published · version 2 trainees meet version 1" in text(page.main)
    assert "newer draft" in text(educator.page(LIST))
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        newest = version_of(item, 2)
        assert (item.state, item.published_number, item.newest_number) == ("published", 1, 2)
        assert newest.document["options"][0]["text"] == "Press it twice"
        assert newest.document["options"][0]["id"] == "press-1"
        assert newest.document["written_by"] == ["author"]
        assert newest.measures_as == 2
        assert newest.account_id == db.session.scalar(select(Account.id))


def test_a_slip_in_the_explanation_measures_the_same(app, educator):
    educator.post_form(URL, {"do": "save", "take_home": "Look first, then press."}, action="item-1")
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        assert version_of(item, 2).measures_as == 1


def test_checking_saves_nothing_and_shows_flaws_beside_their_fields(app, educator):
    typed = {"do": "check", "options-2-text": "All of the above", "options-1-rationale": "", "lead_in": ""}
    reply = educator.post_form(URL, typed, action="item-1")
    assert reply.status_code == 200
    page = parse(reply)
    field = page.find(id="edit-options-1-rationale")
    assert field["aria-invalid"] == "true"
    assert "Still to be written" in page.find(id=field["aria-describedby"].split()[0]).text
    assert page.find(id="edit-options-2-text").text.strip() == "All of the above"
    check = page.find(attrs={"aria-labelledby": "check"})
    assert check.find("a", href="#edit-lead_in")
    assert check.find("a", href="#edit-options-1-rationale").text == "option 2, why"
    assert "must be mended before publishing" in text(check)
    assert numbers(app) == [1]


def test_errors_never_keep_a_draft_from_being_saved(app, educator):
    typed = {"do": "save", "lead_in": "", "topic": "", "objective": "", "vignette-patient-age": "forty"}
    assert educator.post_form(URL, typed, action="item-1").status_code == 303
    page = educator.page(URL)
    assert page.find(id="edit-vignette-patient-age")["value"] == "forty"
    assert "must be a number" in page.find(id="flaws-vignette-patient-age").text
    assert "appears here when what is asked has no errors" in text(page)
    assert educator.get(f"{URL}/print").status_code == 409
    assert "–" in text(educator.page(LIST))
    assert make_client(app).get("/practise").status_code == 200


def test_rows_are_added_moved_and_removed_by_buttons(app, educator):
    page = educator.page(URL)
    ids = option_ids(page)
    assert ids == ["press-1", "bend-1", "twist-1", "hold-1"]

    page = press(educator, page, "options-0-down")
    assert option_ids(page) == ["bend-1", "press-1", "twist-1", "hold-1"]
    assert page.find(id="edit-options-0-key").has_attr("checked")
    page = press(educator, page, "options-3-up")
    page = press(educator, page, "options-2-remove")
    assert option_ids(page) == ["bend-1", "press-1", "twist-1"]
    page = press(educator, page, "options-add")
    new = option_ids(page)[-1]
    assert new.startswith("r")
    page = press(educator, page, "options-add")
    assert option_ids(page)[-2] == new
    page = press(educator, page, "vignette-findings-add")
    assert page.find(id="edit-vignette-findings-1-name")
    assert numbers(app) == [1]
    assert press(educator, page, "save", status=303) is None
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        assert [option["id"] for option in version_of(item, 2).document["options"]] == option_ids(page)[:3]


def test_an_id_does_not_come_again_when_its_row_was_removed(educator):
    page = press(educator, educator.page(URL), "options-add")
    first = option_ids(page)[-1]
    page = press(educator, press(educator, page, "options-4-remove"), "options-add")
    assert option_ids(page)[-1] != first


def test_a_trainees_view_stands_beside_without_the_key_and_cannot_be_answered(educator):
    page = educator.page(URL)
    covered = page.find("fieldset", class_="covered")
    assert covered.has_attr("disabled")
    assert len(covered.find_all("input", type="radio")) == 4
    assert "RATIONALE" not in covered.text
    assert "RATIONALE-bend" in page.find(class_="answered").text


def test_on_paper_the_key_is_on_the_second_sheet_alone(educator):
    first, second = educator.page(f"{URL}/print").find_all(class_="sheet")
    assert "Bend the knee" in first.text
    assert len(first.find_all(class_="box")) == 4
    for secret in ("RATIONALE", "EXPLANATION", "KEYTITLE", "TAKEHOME"):
        assert secret not in first.text
        assert secret in second.text


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=FORMATS)
def test_an_item_of_any_format_is_begun_and_opened(app, educator, fmt):
    title = "Where the “knee” clicks: Ünïcode"
    reply = educator.post_form("/bank/knees/new", {"title": title, "format": fmt.name}, action=None)
    assert reply.status_code == 303
    assert reply.location == f"{LIST}/where-the-knee-clicks-unicode"
    page = educator.page(reply.location)
    assert page.h1.text == title
    assert "Draft · version 1" in text(page)
    assert "Still to be written" in page.find(attrs={"aria-labelledby": "check"}).text
    again = educator.post_form("/bank/knees/new", {"title": title, "format": fmt.name}, action=None)
    assert again.location == f"{LIST}/where-the-knee-clicks-unicode-2"
    typed = {"do": "save", "take_home": "Look first."}
    saved = educator.post_form(reply.location, typed, action="unicode", follow_redirects=True)
    assert "Saved as version 2." in text(parse(saved))


@pytest.mark.parametrize(
    "typed", [{"title": " ", "format": "ordering"}, {"title": "Yes"}, {"title": "x" * 201}]
)
def test_a_new_item_needs_title_and_format(app, educator, typed):
    assert educator.post_form("/bank/knees/new", typed).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count(Item.id))) == 16


def test_a_title_without_letters_still_gets_an_id(educator):
    reply = educator.post_form("/bank/knees/new", {"title": "膝", "format": "ordering"})
    assert reply.location == f"{LIST}/item"


@pytest.mark.parametrize(("fmt", "file"), EXAMPLES)
def test_an_example_of_any_format_is_edited_previewed_and_printed(app, educator, fmt, file):
    with app.app_context():
        slug = put_example(file)
    page = educator.page(f"{LIST}/{slug}")
    assert re.search(
        "Nothing to mend|^Item check Nothing must be", text(page.find(attrs={"aria-labelledby": "check"}))
    )
    assert page.find("fieldset", class_="covered").find(["input", "select", "button"])
    assert len(educator.page(f"{LIST}/{slug}/print").find_all(class_="sheet")) == 2
    form = page.find(id="writing")
    reply = educator.post(f"{LIST}/{slug}", data={**every_field(form), "do": "save"}, follow_redirects=True)
    assert "there is no new version" in reply.get_data(as_text=True)


def put_example(file):
    """Put an example into the bank, with its figures; return its id."""
    parsed = itemfile.parse(file.read_bytes()).document
    document = dump(load(parsed["item"]))
    bank = db.session.scalars(select(Bank)).one()
    for position, figure in enumerate(parsed.get("figures", [])):
        db.session.add(Figure(bank_id=bank.id, slug=figure["id"], position=position, document=figure))
    item = Item(bank_id=bank.id, slug=document["id"], state="draft", newest_number=0)
    db.session.add(item)
    db.session.flush()
    add_version(item, document, before=None, now=NOW)
    db.session.commit()
    return item.slug


def numbers(app):
    """Versions of the first item."""
    with app.app_context():
        query = select(ItemVersion.number).join(Item).where(Item.slug == "item-1")
        return sorted(db.session.scalars(query))


def version_of(item, number):
    query = select(ItemVersion).where(ItemVersion.item_id == item.id, ItemVersion.number == number)
    return db.session.scalars(query).one()


def text(page):
    return " ".join(page.get_text(" ").split())


def option_ids(page):
    rows = page.find(id="edit-options").find_all(class_="row")
    return [page.find(id=f"edit-options-{number}-id")["value"] for number in range(len(rows))]


def every_field(form):
    """Return what a browser would send, where boxes of one name may all be ticked."""
    values = {name: [value] for name, value in fields(form).items()}
    for box in form.find_all("input", type="checkbox", checked=True):
        values[box["name"]] = [
            other["value"]
            for other in form.find_all("input", type="checkbox", checked=True)
            if other["name"] == box["name"]
        ]
    return values


def press(client, page, do, status=200):
    """Press a button of the form on a page, with everything that stands in it."""
    assert page.find("button", attrs={"name": "do", "value": do}), do
    reply = client.post(URL, data={**every_field(page.find(id="writing")), "do": do})
    assert reply.status_code == status
    return parse(reply) if status == 200 else None


class counted:  # noqa: N801 - reads as a word
    """Statements sent to the database within."""

    def __init__(self, app):
        with app.app_context():
            self.engine = db.engine

    def __enter__(self):
        self.statements = []
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *problem):
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, connection, cursor, statement, *rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.statements.append(statement)
