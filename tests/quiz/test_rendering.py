import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import g

from quiz.rendering import TAGS, apart, day, duration, markdown, percent, points, static_url, when


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        '<a href="https://x" onclick="alert(1)">x</a>',
        "<style>body{}</style>",
        "<iframe src=https://evil.example></iframe>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<svg/onload=alert(1)>",
        "| a |\n|:-:|\n| <b style='x'>b</b> |",
    ],
)
def test_hostile_markdown_comes_out_harmless(text):
    found = BeautifulSoup(str(markdown(text)), "html5lib").body.find_all(True)
    assert {tag.name for tag in found} <= TAGS | {"thead", "tbody"}
    for tag in found:
        assert set(tag.attrs) <= {"href", "rel", "title"}
        assert tag.get("href", "https://").startswith("https://")


def test_markdown_is_rendered():
    assert markdown("a *b*\n\n- c") == "<p>a <em>b</em></p>\n<ul>\n<li>c</li>\n</ul>\n"
    assert markdown("*b*", inline=True) == "<em>b</em>"
    assert markdown(None) == ""
    assert "<h4>" in markdown("## Below")
    assert "<td>1</td>" in markdown("| a |\n|--:|\n| 1 |")


def test_citations_become_numbers_close_to_their_word():
    html = markdown("So it is [@b]. And [@a; @b] [@c].", sources=["a", "b"])
    assert 'So it is<sup class="cite"><a href="#source-2">2</a></sup>.' in html
    assert '<a href="#source-1">1</a>, <a href="#source-2">2</a></sup>.' in html
    assert "@" not in html


def test_numbers_for_people():
    assert (percent(None), percent(0.666)) == ("–", "67%")
    assert (points(3), points(0.5), points(1 / 3)) == ("3", "0.5", "0.33")
    assert [duration(seconds) for seconds in (None, 4.2, 660, 3900)] == ["–", "4 s", "11 min", "1 h 5 min"]
    assert day(datetime(2026, 11, 20, tzinfo=UTC).date()) == "20 November 2026"


def test_moments_are_told_in_the_readers_zone(app):
    now = datetime.now(UTC).replace(hour=12, minute=0)
    with app.test_request_context():
        assert str(when(now)).endswith(">Today, 12:00</time>")
        assert "Yesterday, 12:00" in when(now - timedelta(days=1))
        assert "Tue 3 Mar 2020, 07:05" in when(datetime(2020, 3, 3, 7, 5, tzinfo=UTC))
        g.time_zone = "Asia/Tokyo"
        assert "Tue 3 Mar 2020, 16:05" in when(datetime(2020, 3, 3, 7, 5, tzinfo=UTC))


def test_static_files_carry_their_digest_and_may_be_kept_for_good(app, client):
    with app.test_request_context():
        url = static_url("app.js")
    reply = client.get(url)
    assert reply.status_code == 200
    assert "immutable" in reply.headers["Cache-Control"]
    assert "immutable" not in client.get("/static/app.js").headers["Cache-Control"]
    small = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert small.content_encoding == "gzip"
    assert gzip.decompress(small.data) == reply.data == (Path(app.static_folder) / "app.js").read_bytes()
    assert "Accept-Encoding" in reply.vary
    assert "Accept-Encoding" in small.vary


def test_there_is_one_stylesheet_and_formats_add_to_it(client):
    links = client.page("/").find_all("link", rel="stylesheet")
    assert len(links) == 1
    reply = client.get(links[0]["href"])
    assert reply.mimetype == "text/css"
    assert "immutable" in reply.headers["Cache-Control"]
    assert "--paper" in reply.text


def test_parts_set_apart_point_at_their_own_names_alone():
    part = (
        '<p id="a" aria-describedby="a b">id="a"</p><label for="a"></label><a href="#a"></a>'
        '<a href="/x#a"></a>'
        '<defs>\n<radialGradient id="figure-skin"></radialGradient></defs><g mask="url(#m)"/><mask id="m"/>'
    )
    assert apart(part, "one-") == (
        '<p id="one-a" aria-describedby="one-a one-b">id="a"</p><label for="one-a"></label>'
        '<a href="#one-a"></a><a href="/x#a"></a><g mask="url(#one-m)"/><mask id="one-m"/>'
    )
