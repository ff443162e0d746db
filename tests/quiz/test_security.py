import pytest

from quiz import create_app
from quiz.db import db
from tests.conftest import make_client, settings_for

PATHS = ["/", "/practise", "/about", "/privacy", "/sign-in", "/nowhere", "/healthz", "/static/app.css"]


@pytest.mark.parametrize("path", PATHS)
def test_every_reply_carries_the_headers_that_protect_it(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_pages_of_a_person_are_not_kept_by_caches(client):
    assert client.get("/practise").headers["Cache-Control"] == "private, no-cache"


def test_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(client):
    reply = client.post_form("/")
    cookies = [value for name, value in reply.headers if name == "Set-Cookie"]
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_cookies_travel_by_https_alone_wherever_there_is_https(app):
    client = make_client(app)
    reply = client.get("/", base_url="https://localhost")
    assert all("Secure" in value for name, value in reply.headers if name == "Set-Cookie")
    assert "Strict-Transport-Security" in reply.headers
    assert "Strict-Transport-Security" not in client.get("/").headers


def test_a_proxy_is_believed_only_when_the_setting_says_so(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    forwarded = {"X-Forwarded-Proto": "https"}
    trusting = create_app(settings_for(url, tmp_path, trusted_proxies=1)).test_client()
    assert "Strict-Transport-Security" in trusting.get("/healthz", headers=forwarded).headers
    plain = create_app(settings_for(url, tmp_path)).test_client()
    assert "Strict-Transport-Security" not in plain.get("/healthz", headers=forwarded).headers


@pytest.mark.parametrize("path", ["/sittings", "/sign-in", "/sign-up", "/sign-out", "/account"])
def test_a_form_without_its_token_is_refused(client, path):
    assert client.post(path, data={"length": "5"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/nowhere", 404), ("get", "/sittings/1", 404), ("post", "/about", 405), ("delete", "/", 405)],
)
def test_an_error_has_a_page(client, method, path, status):
    reply = getattr(client, method)(path)
    assert reply.status_code in (status, 400)
    assert "Front page" in reply.get_data(as_text=True)


def test_too_much_is_refused(client):
    reply = client.post("/sittings", data={"token": "x" * 3_000_000})
    assert reply.status_code == 413
    assert "larger than this page takes" in reply.get_data(as_text=True)


def test_a_bug_has_a_page_too(app):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = make_client(app)

    def broken():
        raise RuntimeError("a bug")

    original = app.view_functions["pages.about"]
    app.view_functions["pages.about"] = broken
    reply = client.get("/about")
    app.view_functions["pages.about"] = original
    app.config["PROPAGATE_EXCEPTIONS"] = None
    assert reply.status_code == 500
    assert "a bug" not in reply.get_data(as_text=True)
    assert "nothing you saved is lost" in reply.get_data(as_text=True)


def test_errors_know_their_status():
    from quiz import errors

    kinds = [errors.NotFound, errors.NotAllowed, errors.Conflict, errors.TooManyTries, errors.Unavailable]
    assert [kind.status for kind in kinds] == [404, 403, 409, 429, 503]
    assert errors.NotFound("Not here.").message == "Not here."
    assert errors.TooManyTries(retry_after=9).retry_after == 9


@pytest.mark.parametrize("name", ["NotAllowed", "TooManyTries", "Unavailable", "Conflict"])
def test_each_foreseen_problem_is_told_on_a_page(app, name):
    from quiz import errors

    def refuse():
        raise getattr(errors, name)

    original = app.view_functions["pages.about"]
    app.view_functions["pages.about"] = refuse
    reply = make_client(app).get("/about")
    app.view_functions["pages.about"] = original
    assert reply.status_code == getattr(errors, name).status
    assert getattr(errors, name).title in reply.get_data(as_text=True)
    assert ("Retry-After" in reply.headers) == (name in ("TooManyTries", "Unavailable"))


def test_a_moment_without_a_zone_is_refused(app):
    from datetime import datetime

    from quiz.db import UtcDateTime

    with app.app_context(), pytest.raises(ValueError, match="without a time zone"):
        UtcDateTime().process_bind_param(datetime(2020, 1, 1), db.engine.dialect)  # noqa: DTZ001


@pytest.mark.parametrize(
    "path",
    [
        f"/sittings/{10**30}",
        f"/sittings/{2**63}/slots/1",
        f"/sittings/1/slots/{10**30}",
        "/sittings/0",
        "/sittings/-1",
        "/sittings/1e3",
        "/practise?bank=%00",
        "/practise?bank=' OR 1=1",
        "/practise?bank=" + "x" * 5000,
        "/history?page=%00",
        f"/history?page={10**30}",
        "/%00",
        "/static/../quiz/config.py",
        "/confirm/%00",
        "/reset/x",
    ],
)
def test_a_hostile_address_gets_a_page_and_never_a_traceback(client, path):
    client.post_form("/")
    assert client.get(path, follow_redirects=True).status_code in (200, 400, 404)


@pytest.mark.parametrize("name", ["topic", "length", "token", "time_zone", "bank", "among", "\0"])
@pytest.mark.parametrize("value", ["\0", "\ud7ff" * 500, "9" * 400, "' OR 1=1", "<script>"])
def test_a_hostile_form_gets_a_page_and_never_a_traceback(client, name, value):
    assert client.post_form("/practise", {name: value}, action="/sittings").status_code in (
        303,
        400,
        404,
        422,
    )
