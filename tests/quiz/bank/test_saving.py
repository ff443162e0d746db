"""Two people at one item, and what nobody should have typed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from question_bank import itemfile
from quiz.bank import drafts, forms
from quiz.bank.actions import bank_of, export_bank
from quiz.bank.models import Bank, Item, ItemVersion
from quiz.db import db
from tests.banks import item_document
from tests.conftest import make_client
from tests.pages import parse
from tests.quiz.bank.conftest import signed_in
from tests.quiz.bank.test_desk import LIST, URL, every_field, numbers, text, version_of

SCRIPT = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(2)>"


def test_nothing_is_lost_when_somebody_saved_since(app, educator, colleague):
    mine, theirs = opened(educator), opened(colleague)
    theirs |= {"take_home": "THEIRS take home", "lead_in": "THEIRS which one?", "do": "save"}
    assert colleague.post(URL, data=theirs).status_code == 303
    mine |= {"options-0-text": "MINE press", "lead_in": "MINE which one?", "do": "save"}
    reply = educator.post(URL, data=mine)
    assert reply.status_code == 409
    assert numbers(app) == [1, 2]

    page = parse(reply)
    by_field = {box.legend.get_text(" ", strip=True): box for box in page.find_all("fieldset")}
    assert list(by_field) == ["Lead in both changed it", "Options", "Take home"]
    assert "MINE which one?" in text(by_field["Lead in both changed it"])
    assert "THEIRS which one?" in text(by_field["Lead in both changed it"])
    assert chosen(by_field["Options"]) == chosen(by_field["Lead in both changed it"]) == "mine"
    assert chosen(by_field["Take home"]) == "theirs"
    assert "press" in by_field["Options"].text
    assert "''" not in by_field["Options"].text

    typed = {**every_field(page.find("main").form), "do": "merge", "keep-lead_in": "theirs"}
    assert educator.post(URL, data=typed).status_code == 303
    with app.app_context():
        item = db.session.scalars(select(Item).where(Item.slug == "item-1")).one()
        document = version_of(item, 3).document
    assert document["lead_in"] == "THEIRS which one?"
    assert document["take_home"] == "THEIRS take home"
    assert document["options"][0]["text"] == "MINE press"


def test_a_third_save_meanwhile_is_met_again(app, educator, colleague):
    typed = {**opened(educator), "do": "merge", "take_home": "Mine", "base_version": "7"}
    assert educator.post(URL, data=typed).status_code == 409
    assert numbers(app) == [1]


@pytest.mark.parametrize("base", ["", "x", "0", "-1", "9" * 30])
def test_a_form_that_does_not_say_what_it_began_from_shows_both_texts(app, educator, base):
    typed = {**opened(educator), "do": "save", "take_home": "Mine", "base_version": base}
    page = parse(educator.post(URL, data=typed))
    assert page.h1.text == "Somebody saved this item since you opened it"
    assert numbers(app) == [1]


def test_two_who_wrote_the_same_have_nothing_to_choose(educator, colleague):
    mine, theirs = opened(educator), opened(colleague)
    colleague.post(URL, data={**theirs, "take_home": "The same", "do": "save"})
    reply = educator.post(URL, data={**mine, "take_home": "The same", "do": "save"})
    assert "Both of you wrote the same" in reply.get_data(as_text=True)


def test_of_eight_saves_at_once_one_counts_and_seven_see_both_texts(committing_app):
    client = signed_in(committing_app, "educator@example.org", "educator", member="owner")
    form = opened(client)
    cookies = {name: client.get_cookie(name).value for name in ("palpate_person", "palpate_session")}

    def send(number):
        copy = committing_app.test_client()
        for name, value in cookies.items():
            copy.set_cookie(name, value)
        return copy.post(URL, data={**form, "do": "save", "take_home": f"Number {number}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(send, range(8))) == [303] + [409] * 7
    assert numbers(committing_app) == [1, 2]


def test_several_items_of_one_title_begun_at_once_get_ids_of_their_own(committing_app):
    client = signed_in(committing_app, "educator@example.org", "educator", member="owner")
    form = every_field(client.page("/bank/knees/new").main.form)
    cookies = {name: client.get_cookie(name).value for name in ("palpate_person", "palpate_session")}

    def send(_):
        copy = committing_app.test_client()
        for name, value in cookies.items():
            copy.set_cookie(name, value)
        reply = copy.post("/bank/knees/new", data={**form, "title": "Twice", "format": "ordering"})
        return reply.location or reply.status_code

    with ThreadPoolExecutor(4) as pool:
        replies = [reply for reply in pool.map(send, range(4)) if reply != 409]
    assert replies
    assert len(set(replies)) == len(replies)


def test_hostile_text_is_kept_as_text_and_never_run(app, educator):
    typed = opened(educator)
    for name in (
        "title",
        "lead_in",
        "explanation",
        "options-0-text",
        "options-1-rationale",
        "vignette-story",
    ):
        typed[name] = [f"{SCRIPT} {typed[name][0]}"]
    typed |= {"take_home": "مرحبا \u202e 👩🏽‍⚕️ بالعالم", "do": "save"}
    assert educator.post(URL, data=typed).status_code == 303
    for url in (URL, f"{URL}/print", LIST):
        page = educator.page(url)
        assert not page.find_all("script", src=False)
        assert not page.find_all(["img", "iframe"])
        assert not page.find_all(onerror=True)
        assert not page.find_all(href=lambda href: href and href.startswith("javascript"))
    assert educator.page(URL).find(id="edit-take_home").text.strip() == "مرحبا \u202e 👩🏽‍⚕️ بالعالم"


def test_two_hundred_options_are_a_page_and_one_more_a_sentence(app, educator):
    typed = opened(educator)
    for number in range(4, 200):
        row = {"text": f"Option {number}", "id": f"o{number}", "rationale": "Because."}
        typed |= {f"options-{number}-{name}": value for name, value in row.items()}
    reply = educator.post(URL, data={**typed, "do": "check"})
    assert reply.status_code == 200
    assert "There are 200 options" in reply.get_data(as_text=True)
    for do in ("options-add", "save"):
        more = {**typed, "options-200-text": "x"} if do == "save" else typed
        reply = educator.post(URL, data={**more, "do": do})
        assert reply.status_code == 422
        assert "“Options” takes at most 200 rows" in reply.get_data(as_text=True)
        assert len(parse(reply).find_all(class_="row", id=lambda id: id.startswith("edit-options-"))) == 200
    assert numbers(app) == [1]


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"explanation": "x" * 300_000}, 422),
        ({"explanation": "x" * 2_100_000}, 413),
        ({f"options-0-near-{number}-text": "" for number in range(5001)}, 413),
        ({"title": "a\0b"}, 400),
        ({"²": "x", "options-²-text": "x", "options": "x", "facts-0": "x", "vignette": "x"}, 200),
    ],
)
def test_what_is_too_large_or_malformed_gets_a_page_and_saves_nothing(app, educator, typed, status):
    reply = educator.post(URL, data={**opened(educator), **typed})
    assert reply.status_code == status
    if status == 422:
        assert "larger than an item may be" in reply.get_data(as_text=True)
        assert len(parse(reply).find(id="edit-explanation").text) >= 300_000
    assert numbers(app) == [1]


def test_an_empty_post_checks_an_empty_form(app, educator):
    token = opened(educator)["csrf_token"]
    assert educator.post(URL, data={"csrf_token": token}).status_code == 200
    assert numbers(app) == [1]


def test_an_unsound_draft_is_exported_as_it_is_and_its_bank_stays_usable(app, educator):
    reply = educator.post_form("/bank/knees/new", {"title": "Half a thought", "format": "select_all"})
    assert educator.page(reply.location).h1.text == "Half a thought"
    with app.app_context():
        bank = db.session.scalars(select(Bank)).one()
        files = {str(path): text for path, text in export_bank(bank)}
        db.session.commit()
    document = itemfile.parse(files["items/no-topic/half-a-thought.yaml"].encode()).document
    assert document["title"] == "Half a thought"
    assert document["written_by"] == ["author"]
    assert make_client(app).get("/practise").status_code == 200


def test_an_item_of_a_format_without_an_editor_says_where_it_is_written(app, educator, monkeypatch):
    from dataclasses import replace

    from question_bank import FORMATS

    bare = replace(FORMATS["single_best_answer"], editor_form=None)
    monkeypatch.setitem(FORMATS, "single_best_answer", bare)
    reply = educator.get(URL)
    assert reply.status_code == 409
    assert "written in files, not here" in reply.get_data(as_text=True)
    assert "single_best_answer" not in str(educator.page("/bank/knees/new").main.form)
    assert educator.get(f"{URL}/print").status_code == 409


def test_an_item_of_a_format_that_has_gone_is_not_found(app, educator):
    with app.app_context():
        db.session.scalars(select(ItemVersion).join(Item).where(Item.slug == "item-1")).one().format = "gone"
        db.session.commit()
    assert educator.get(URL).status_code == 404
    assert "gone" in text(educator.page(LIST))


def test_the_shared_half_reads_back_what_it_shows():
    document = item_document(minimal_pair="item-2", facts=["F1", {"id": "F3", "use": "appraised"}])
    hidden = {"format_version", "id", "format", "options"}
    expected = {name: value for name, value in document.items() if name not in hidden}
    assert forms.SharedForm.of(document).document() == expected
    assert forms.SharedForm.of({"facts": [{"use": "appraised"}]}).document() == {
        "facts": [{"use": "appraised"}]
    }


def test_long_labels_are_shortened(app):
    with app.app_context():
        choices = forms.choices_of(bank_of(db.session.scalars(select(Bank)).one()))
    assert choices["facts"][0] == ("F1", "K1 · Knees bend.")
    assert choices["sources"][0] == (
        "knee-2001",
        "Knee K. J Knees 2001 · Case series, no comparison, read second-hand, level 4",
    )
    assert forms._label("id", "x" * 200).endswith("…")


def test_differences_are_told_as_files_write_them():
    found = drafts.differences({"a": [1]}, {"a": [1, 2], "b": "x"}, {"a": [1], "c": {"d": None}})
    assert [(one.name, one.mine, one.theirs, one.both, one.suggested) for one in found] == [
        ("a", "- 1\n- 2", "- 1", False, "mine"),
        ("c", "", "d: null", False, "theirs"),
        ("b", "x", "", False, "mine"),
    ]


def opened(client):
    """Return the form of the first item as a browser would send it."""
    return every_field(client.page(URL).find(id="writing"))


def chosen(box):
    return box.find("input", checked=True)["value"]
