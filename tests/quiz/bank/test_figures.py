"""Pictures at the desk: uploaded, described, replaced, removed, served; and with the files of a bank."""

import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import event, func, select

from question_bank.folder import read_folder
from quiz.bank import queries
from quiz.bank.actions import bank_of, load_folder
from quiz.bank.drafts import save
from quiz.bank.models import Bank, BankAct, Figure, Picture
from quiz.bank.queries import Desk, draft
from quiz.db import db
from tests.banks import item_document
from tests.conftest import NOW, make_client
from tests.pages import parse
from tests.quiz.bank.test_desk import URL, press
from tests.quiz.bank.test_saving import opened

SAID = {
    "title": "A bent knee",
    "alt": "A knee from the side, bent to ninety degrees.",
    "credit": "A. Author, 2026",
    "licence": "CC BY 4.0",
    "consent": "nobody",
}
UPLOAD, SHELF = "/bank/knees/upload", "/bank/knees/figures"
KNEE = f"{SHELF}/a-bent-knee"


def photo(colour="red", size=(800, 600), form="JPEG", **how):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, form, **how)
    return buffer.getvalue()


def upload(client, content=None, name="knee.jpg", url=UPLOAD, action=None, **changes):
    sent = {**SAID, **changes} if url == UPLOAD else changes
    content = photo() if content is None else content
    return client.post_form(url, {**sent, "file": (io.BytesIO(content), name)}, action=action)


def test_a_picture_is_uploaded_and_served_under_its_digest(app, educator):
    reply = upload(educator, photo(size=(2000, 1000)))
    assert (reply.status_code, reply.location) == (303, KNEE)
    page = educator.page(KNEE)
    assert "2000 pixels on its longer side became 1600" in page.find(class_="notice").text
    image = page.select_one("figure img")
    assert image["alt"] == SAID["alt"]
    assert (image["width"], image["height"]) == ("512", "256")
    assert "A. Author, 2026 · CC BY 4.0" in page.figcaption.text
    stranger = make_client(app)
    full = stranger.get(image["src"])
    assert (full.status_code, full.mimetype) == (200, "image/webp")
    assert "immutable" in full.headers["Cache-Control"]
    assert "sandbox" in full.headers["Content-Security-Policy"]
    assert full.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(full.data)).size == (1600, 800)
    small = image["srcset"].split()[0]
    assert Image.open(io.BytesIO(stranger.get(small).data)).size == (640, 320)
    known = stranger.get(image["src"], headers={"If-None-Match": full.headers["ETag"]})
    assert known.status_code == 304
    for other in ("0" * 64 + ".webp", image["src"][10:-5] + ".svg", "x.webp", "..%2f.webp"):
        assert stranger.get(f"/pictures/{other}").status_code == 404


def test_an_svg_is_served_so_that_nothing_in_it_could_run(educator):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script/><path d="M0 0L9 9"/></svg>'
    upload(educator, drawing, "x.png")
    page = educator.page(KNEE)
    assert "Taken out of the drawing: a script." in page.find(class_="notice").text
    reply = educator.get(page.select_one("figure img")["src"])
    assert reply.mimetype == "image/svg+xml"
    assert b"script" not in reply.data
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


@pytest.mark.parametrize(
    ("content", "changes", "told"),
    [
        (b"", {}, "The file is empty."),
        (b"GIF89a rubbish", {}, "no PNG, JPEG, WebP or SVG"),
        (photo()[:400], {}, "damaged"),
        (b"<!DOCTYPE svg [<!ENTITY a 'a'>]><svg>&a;</svg>", {}, "declares entities"),
        (photo(), {"alt": " "}, "Say what it shows."),
        (photo(), {"credit": ""}, "Say who made it"),
        (photo(), {"licence": ""}, "on which terms"),
        (photo(), {"consent": ""}, "whether somebody can be recognised"),
        (photo(), {"consent": "perhaps"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_taken_is_told_and_what_was_typed_stays(app, educator, content, changes, told):
    reply = upload(educator, content, **changes)
    assert reply.status_code == 422
    page = parse(reply)
    assert told in page.find(class_="error").text
    assert page.find("input", attrs={"name": "title"})["value"] == "A bent knee"
    assert count(app, Figure) == 0


def test_a_form_without_a_file_and_a_file_that_is_too_large_are_told(educator):
    reply = educator.post_form(UPLOAD, SAID)
    assert "Choose a file." in reply.get_data(as_text=True)
    token = educator.page(UPLOAD).find("input", attrs={"name": "csrf_token"})["value"]
    told = {**SAID, "csrf_token": token}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{told[name]}' for name in told]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    body = "\r\n".join([*parts, file]).encode() + bytes(10_000_001) + b"\r\n--x--\r\n"
    reply = educator.post(UPLOAD, data=body, content_type="multipart/form-data; boundary=x")
    assert reply.status_code == 413
    page = parse(reply)
    assert "larger than 10 MB" in page.find(class_="error").text
    assert page.find("input", attrs={"name": "title"})["value"] == "A bent knee"
    sent = {"data": bytes(41_000_000), "content_type": "multipart/form-data; boundary=x"}
    reply = educator.post(UPLOAD, **sent)
    assert reply.status_code == 413
    assert "larger than 10 MB" in reply.get_data(as_text=True)
    reply = educator.post("/bank/knees/new", **sent)
    assert reply.status_code == 413
    assert "10 MB" not in reply.get_data(as_text=True)


def test_what_is_said_of_a_picture_is_changed_and_two_who_do_so_are_told(educator, colleague):
    upload(educator)
    token = parse(colleague.get(KNEE))
    assert educator.post_form(KNEE, {"alt": "A knee, seen from the side."}).status_code == 303
    assert educator.page(KNEE).img["alt"] == "A knee, seen from the side."
    assert "Nothing had changed." in educator.get(educator.post_form(KNEE).location).get_data(as_text=True)
    stale = {
        tag["name"]: tag.get("value", "") for tag in token.select(f'form[action="{KNEE}"] input[type=hidden]')
    }
    reply = colleague.post(KNEE, data={**SAID, **stale, "caption": "Mine"})
    assert reply.status_code == 409
    assert "Somebody else changed this figure" in reply.get_data(as_text=True)
    assert parse(reply).find("textarea", attrs={"name": "caption"}).text.strip() == "Mine"
    assert colleague.post_form(KNEE, {"alt": ""}).status_code == 422


def test_a_picture_is_replaced_and_the_old_one_forgotten(educator):
    upload(educator)
    old = educator.page(KNEE).img["src"]
    where = "/picture"
    assert upload(educator, photo("blue"), url=KNEE, action=where).status_code == 303
    assert educator.page(KNEE).img["src"] != old
    assert educator.get(old).status_code == 404
    upload(educator, photo("blue"), url=KNEE, action=where)
    assert "It is the same picture." in educator.page(KNEE).find(class_="notice").text
    assert upload(educator, b"rubbish", url=KNEE, action=where).status_code == 422
    assert educator.post_form(KNEE, action=where).status_code == 422


def test_a_picture_goes_when_no_item_needs_it(app, educator):
    upload(educator)
    name(app, illustration="a-bent-knee")
    assert "KEYTITLE item 1" in educator.page(SHELF).find("ul", class_="figures").text
    page = educator.page(KNEE)
    assert "“item-1” names it" in page.text
    token = page.find("input", attrs={"name": "csrf_token"})["value"]
    assert educator.post(f"{KNEE}/remove", data={"csrf_token": token}).status_code == 409
    name(app)
    assert "in an earlier version" in educator.page(KNEE).text
    assert educator.post_form(KNEE, action="/remove").status_code == 303
    assert educator.get(KNEE).status_code == 404
    assert count(app, Picture) == 0
    with app.app_context():
        acts = select(BankAct.what).order_by(BankAct.id.desc()).limit(2)
        assert db.session.scalars(acts).all() == ["figure-removed", "figure-added"]


def test_what_an_answered_version_asked_about_stays(app, educator):
    upload(educator)
    name(app, format="hotspot", figure="a-bent-knee", options=None)
    name(app)
    assert "in an earlier version, which somebody may have answered" in educator.page(KNEE).text


def test_a_drawing_of_the_files_is_described_here_and_changed_there(app, educator):
    with app.app_context():
        drawn = {"id": "leg", "title": "Leg", "alt": "A leg, drawn.", "canvas": [9, 9], "format_version": 1}
        drawn["drawing"] = '<path class="skin" d="M0 0L9 9"/>'
        db.session.add(Figure(bank_id=knees().id, slug="leg", position=0, document=drawn))
        db.session.commit()
    page = educator.page(f"{SHELF}/leg")
    assert page.find("svg", attrs={"aria-label": "A leg, drawn."})
    assert not page.find("input", type="file")
    educator.post_form(f"{SHELF}/leg", {"alt": "A leg from behind."})
    token = page.find("input", attrs={"name": "csrf_token"})["value"]
    for what in ("picture", "remove"):
        sent = {"csrf_token": token, "file": (io.BytesIO(photo()), "x.jpg")}
        assert educator.post(f"{SHELF}/leg/{what}", data=sent).status_code == 409
    with app.app_context():
        row = db.session.scalars(select(Figure).where(Figure.slug == "leg")).one()
        assert row.document["alt"] == "A leg from behind."
        assert row.document["drawing"] == drawn["drawing"]
        assert row.synced_digest


def test_the_shelf_has_pages_and_few_queries(app, educator):
    with app.app_context():
        bank_id = knees().id
        for number in range(30):
            drawn = {
                "format_version": 1,
                "id": f"f{number}",
                "title": f"F{number:02}",
                "alt": "x",
                "canvas": [9, 9],
            }
            db.session.add(Figure(bank_id=bank_id, slug=f"f{number}", position=number, document=drawn))
        db.session.commit()
        engine = db.engine
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    page = educator.page(f"{SHELF}?page=2")
    assert len(page.select(".figures > li")) == 6
    assert len([one for one in asked if one.startswith("SELECT")]) <= 7
    assert len(educator.page(f"{SHELF}?page=-9").select(".figures > li")) == 24


def test_an_uploaded_picture_travels_in_a_download_a_load_and_a_copy(app, educator, tmp_path):
    upload(educator)
    src = educator.page(KNEE).img["src"]
    content = educator.get(src).data
    with zipfile.ZipFile(io.BytesIO(educator.get("/bank/knees/export.zip").data)) as archive:
        archive.extractall(tmp_path)
    folder = read_folder(tmp_path / "knees")
    assert folder.all_flaws == []
    assert (tmp_path / "knees/figures/a-bent-knee.webp").read_bytes() == content
    educator.post_form("/bank/knees/copy", {"slug": "knees-2", "working_title": "Knees again"})
    with app.app_context():
        queries.bank_by_slug("knees").slug = "other"
        report = load_folder(folder, now=NOW)
        assert report.figures == {}
        loaded, copied = knees(), queries.bank_by_slug("knees-2")
        assert bank_of(loaded).figures == bank_of(copied).figures == folder.bank.figures
        rows = db.session.execute(select(Picture.bank_id, Picture.content, Picture.small)).all()
        assert {row.bank_id for row in rows} >= {loaded.id, copied.id}
        assert {(row.content, bool(row.small)) for row in rows} == {(content, True)}
        db.session.rollback()


def test_a_load_keeps_a_figure_that_was_changed_here(app, educator, tmp_path):
    upload(educator)
    with zipfile.ZipFile(io.BytesIO(educator.get("/bank/knees/export.zip").data)) as archive:
        archive.extractall(tmp_path)
    written = tmp_path / "knees/figures/a-bent-knee.yaml"
    with app.app_context():
        assert load_folder(read_folder(tmp_path / "knees"), now=NOW).figures == {}
        db.session.commit()
    educator.post_form(KNEE, {"alt": "A knee, changed here."})
    with app.app_context():
        assert load_folder(read_folder(tmp_path / "knees"), now=NOW).figures == {"a-bent-knee": "edited"}
        written.write_text(written.read_text().replace("A bent knee", "A knee of the files"))
        assert load_folder(read_folder(tmp_path / "knees"), now=NOW).figures == {"a-bent-knee": "conflict"}
        db.session.commit()
    assert educator.page(KNEE).img["alt"] == "A knee, changed here."


PLACED = {f"picture-{name}": text for name, text in SAID.items()}


def test_a_picture_is_uploaded_in_the_form_of_an_item_and_nothing_typed_is_lost(app, educator):
    typed = {**opened(educator), **PLACED, "picture-place": "exhibit", "take_home": "Typed."}
    page = parse(
        educator.post(f"{URL}/pictures", data={**typed, "picture-file": (io.BytesIO(photo()), "x.jpg")})
    )
    assert "“A bent knee” is among the figures now." in page.find(class_="notice").text
    assert "chosen as “Picture with the question”. Save the item" in page.find(id="edit-picture").text
    assert page.find(id="edit-exhibit").find("option", selected=True)["value"] == "a-bent-knee"
    assert page.find(id="edit-take_home").text.strip() == "Typed."
    assert not page.find(id="picture-title")["value"]
    assert page.select_one("#as-trainee ~ * .picture img, .beside .picture img")["alt"] == SAID["alt"]
    press(educator, page, "save", status=303)
    with app.app_context():
        assert draft(Desk(knees(), "owner", None), "item-1").newest.document["exhibit"] == "a-bent-knee"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Choose a file."),
        ({"picture-alt": ""}, "Say what it shows."),
        ({"picture-place": ""}, "where it is to"),
    ],
)
def test_a_picture_that_is_begun_in_the_form_of_an_item_is_not_lost(app, educator, changes, told):
    typed = {**opened(educator), **PLACED, "picture-place": "illustration", "take_home": "Typed.", **changes}
    reply = educator.post(f"{URL}/pictures", data=typed)
    assert reply.status_code == 422
    page = parse(reply)
    assert told in page.find(id="edit-picture").text
    assert page.find(id="picture-title")["value"] == "A bent knee"
    assert page.find(id="edit-take_home").text.strip() == "Typed."
    reply = educator.post(URL, data={**typed, "do": "save"})
    assert reply.status_code == 422
    assert "You began to upload a picture." in reply.get_data(as_text=True)
    assert count(app, Figure) == 0


def name(app, **changes):
    """Save a version of an item that names a figure."""
    with app.app_context():
        bank = knees()
        desk = Desk(bank, "owner", None)
        account = db.session.scalar(select(func.min(BankAct.account_id)))
        save(draft(desk, "item-1"), item_document(1, **changes), account_id=account, now=NOW)
        db.session.commit()


def knees():
    return db.session.scalars(select(Bank).where(Bank.slug == "knees")).one()


def count(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count(model.id)))
