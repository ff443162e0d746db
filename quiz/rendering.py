"""Jinja filters and globals: Markdown (sanitised here and nowhere else), moments, percentages, addresses."""

import gzip
import re
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime
from datetime import date as date_type
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from flask import Flask, Response, current_app, g, request, url_for
from flask.globals import request_ctx
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from question_bank.citations import CITATION, ids_in
from quiz.accounts.visitor import visitor

TAGS = {
    *("p", "br", "em", "strong", "sub", "sup", "code", "pre", "blockquote", "hr"),
    *("ul", "ol", "li", "dl", "dt", "dd", "h3", "h4", "h5", "h6", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"class"}, "td": {"class"}}

# Citations side by side become one group of numbers, close to the word they belong to.
NEIGHBOURS = re.compile(rf"(?:\s*{CITATION.pattern})+")

# What names an element, within a tag: its id, and whatever points at one of the same page.
TAG = re.compile(r"<[a-z][^<>]*>")
NAMING = re.compile(
    r"""(\s(?:id|for|list|aria-(?:labelledby|describedby|controls))="|\shref="\#|="url\(\#)([^"()]+)(\)?")"""
)
SHADES = re.compile(r'<defs>\s*<[a-zA-Z]+ id="figure-.*?</defs>', re.DOTALL)

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
for _name in ("heading_open", "heading_close"):
    # A page has one h1 and names its own sections; headings inside a text come below them.
    _markdown.add_render_rule(
        _name,
        lambda self, tokens, index, options, env: (
            f"<{'/' if tokens[index].nesting < 0 else ''}h{min(6, int(tokens[index].tag[1]) + 2)}>"
        ),
    )
for _name in ("th_open", "td_open"):
    # Alignment would become a style attribute, which the content security policy blocks.
    _markdown.add_render_rule(_name, lambda self, tokens, index, options, env: f"<{tokens[index].tag}>")


@lru_cache(maxsize=4096)
def _safe_html(text: str, *, inline: bool) -> str:
    html = _markdown.renderInline(text) if inline else _markdown.render(text)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "http", "mailto"})


@lru_cache(maxsize=4096)
def _with_numbers(html: str, sources: tuple[str, ...]) -> str:
    """Turn ``[@id]`` into raised numbers that lead to the list of sources. Ids are plain, HTML is safe."""

    def numbers(match: re.Match[str]) -> str:
        cited = dict.fromkeys(id for one in CITATION.finditer(match[0]) for id in ids_in(one))
        known = [sources.index(id) + 1 for id in cited if id in sources]
        links = [f'<a href="#source-{number}">{number}</a>' for number in known]
        return f'<sup class="cite">{", ".join(links)}</sup>' if links else ""

    return NEIGHBOURS.sub(numbers, html)


def markdown(text: str | None, sources: Sequence[str] = (), *, inline: bool = False) -> Markup:
    """Render Markdown as safe HTML; citations become numbers of ``sources``, ids in the page's order."""
    if not text:
        return Markup("")
    return Markup(_with_numbers(_safe_html(text, inline=inline), tuple(sources)))  # noqa: S704 - sanitised by nh3 above


def drawing(text: str) -> Markup:
    """Return a drawing for the page. ``question_bank/drawing.py`` made it safe when it was read."""
    return Markup(text)  # noqa: S704


def apart(html: str, prefix: str) -> Markup:
    """Return a rendered part of a page with ids of its own, so that it can stand beside another of its kind.

    The shades of figures are left out: a page that shows parts so has them once, for all.
    """

    def renamed(tag: re.Match[str]) -> str:
        return NAMING.sub(
            lambda found: found[1] + " ".join(prefix + name for name in found[2].split()) + found[3], tag[0]
        )

    return Markup(TAG.sub(renamed, SHADES.sub("", html)))  # noqa: S704 - only names within tags changed


def percent(share: float | None) -> str:
    """Write a share of 0..1 as a whole percentage."""
    return "–" if share is None else f"{100 * share:.0f}%"


def points(value: float) -> str:
    """Write points without a needless decimal."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def local(moment: datetime) -> datetime:
    """Return a moment in the reader's time zone."""
    zone = g.get("time_zone") or current_app.config["SETTINGS"].time_zone
    return moment.astimezone(ZoneInfo(zone))


def when(moment: datetime) -> Markup:
    """Write a moment for people, with the exact one for machines: “Today, 18:12”, “Tue 17 Nov, 09:03”."""
    here, now = local(moment), local(datetime.now(UTC))
    days = (now.date() - here.date()).days
    if days == 0:
        day = "Today"
    elif days == 1:
        day = "Yesterday"
    else:
        day = f"{here:%a} {here.day} {here:%b}" + ("" if here.year == now.year else f" {here.year}")
    text = f"{day}, {here:%H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(escape(moment.isoformat(timespec="seconds")), text)


def coming(moment: datetime) -> str:
    """Write a moment ahead: “today at 18:12”, “tomorrow”, “on Tue 24 Nov”."""
    here, now = local(moment), local(datetime.now(UTC))
    days = (here.date() - now.date()).days
    if days == 0:
        return f"today at {here:%H:%M}"
    year = "" if here.year == now.year else f" {here.year}"
    return "tomorrow" if days == 1 else f"on {weekday(here)}{year}"


def weekday(date: date_type) -> str:
    """Write a day of these weeks: “Tue 24 Nov”."""
    return f"{date:%a} {date.day} {date:%b}"


def day(date: date_type) -> str:
    """Write a day: “20 November 2026”."""
    return f"{date.day} {date:%B %Y}"


def duration(seconds: float | None) -> str:
    """Write a length of time: “45 s”, “11 min”, “1 h 5 min”."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def init_app(app: Flask) -> None:
    """Add filters and globals to Jinja."""
    app.jinja_env.filters.update(
        markdown=markdown,
        drawing=drawing,
        apart=apart,
        percent=percent,
        points=points,
        local=local,
        when=when,
        coming=coming,
        weekday=weekday,
        day=day,
        duration=duration,
    )
    app.jinja_env.globals.update(visitor=visitor, static=static_url, url_for=address, once=once)
    app.after_request(keep_for_good)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def keep_for_good(response: Response) -> Response:
    """Let caches keep a static file for good when its address carries the digest of its content.

    A script then goes compressed to whoever takes it so, as the stylesheet does.
    """
    digest = request.args.get("v")
    if digest and request.endpoint and request.endpoint.endswith("static") and response.status_code == 200:
        file = (request.view_args or {}).get("filename", "")
        folder = _static_folder(request.endpoint)
        if digest != _digest(folder, file):
            return response
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if file.endswith(".js"):
            _compress(response, folder, file)
    return response


_KEPT: dict[Hashable, Markup] = {}
_MOST_KEPT = 8192  # parts of pages, of about 1 to 5 kB


def once(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """Render a part of a page and keep it.

    In Jinja: ``{% call once("name", …) %}…{% endcall %}``. key: all that it depends on
    but where the application stands, which is seen to.
    """
    key = (_root(), *key)
    found = _KEPT.get(key)
    if found is None:
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        found = _KEPT[key] = caller()
    return found


def address(endpoint: str, **values: Any) -> str:
    """Return the address of a page as ``flask.url_for`` does; pages ask for the same ones again and again."""
    if endpoint.startswith(".") or any(
        name in values for name in ("_external", "_anchor", "_scheme", "_method")
    ):
        return url_for(endpoint, **values)
    try:
        return _address(_root(), endpoint, tuple(values.items()))
    except TypeError:  # a list among the values
        return url_for(endpoint, **values)


def _root() -> str:
    """Return the part of addresses that leads to the application, as its server says."""
    root: str = request_ctx.request.environ.get("SCRIPT_NAME", "")
    return root


@lru_cache(maxsize=8192)
def _address(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def _compress(response: Response, folder: str, file: str) -> None:
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        response.close()  # the file
        response.direct_passthrough = False
        response.data = _zipped(folder, file)
        response.content_encoding = "gzip"
        del response.headers["ETag"]  # it stands for the bytes of the file as it is


def static_url(file: str, endpoint: str = "static") -> str:
    """Return the address of a static file with a digest of its content, so that it may be cached for good."""
    return address(endpoint, filename=file, v=_digest(_static_folder(endpoint), file))


def _static_folder(endpoint: str) -> str:
    scaffold = current_app.blueprints[endpoint.rpartition(".")[0]] if "." in endpoint else current_app
    return str(scaffold.static_folder)


@cache
def _zipped(folder: str, file: str) -> bytes:
    return gzip.compress((Path(folder) / file).read_bytes(), mtime=0)


@cache
def _digest(folder: str, file: str) -> str:
    return sha256((Path(folder) / file).read_bytes()).hexdigest()[:12]
