"""A test client that reviews every page it gets, and reads forms as a browser without JavaScript would."""

from typing import Any
from weakref import WeakKeyDictionary

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder import HTML5TreeBuilder
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

# Parsing takes longer than making a page, so each is parsed once. What is in here is not to be changed.
_parsed: WeakKeyDictionary[TestResponse, BeautifulSoup] = WeakKeyDictionary()


class StrictBuilder(HTML5TreeBuilder):
    """Builds a Beautiful Soup, and raises html5lib's ParseError at the first fault."""

    def feed(self, markup: str) -> None:
        """Parse a page."""
        parser = html5lib.HTMLParser(tree=self.create_treebuilder, strict=True)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.underlying_builder.parser = None


class CheckedClient(FlaskClient):
    """Checks every HTML reply, and posts forms as they stand on the page."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and check the page that comes back."""
        response = super().open(*args, **{"buffered": True, **kwargs})
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            _parsed[response] = page = BeautifulSoup(response.get_data(as_text=True), builder=StrictBuilder())
            check_page(page)
        return response

    def page(self, url: str, status: int = 200) -> BeautifulSoup:
        """GET a page, redirects followed, and return it parsed."""
        response = self.get(url, follow_redirects=True)
        assert response.status_code == status, f"{url}: {response.status}"
        return parse(response)

    def post_form(
        self, url: str, data: dict[str, Any] | None = None, *, action: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """GET ``url``, fill its POST form (to ``action``, else the first) with ``data``, and send it."""
        response = self.get(url, follow_redirects=True)
        forms = [form for form in parse(response).find_all("form") if form.get("method") == "post"]
        fitting = [form for form in forms if action is None or form.get("action", "").endswith(action)]
        assert fitting, f"no form to send on {url}"
        filled = {**fields(fitting[0]), **(data or {})}
        target = fitting[0].get("action") or response.request.path
        return self.post(target, data=filled, **kwargs)


def parse(response: TestResponse) -> BeautifulSoup:
    """Return a reply's HTML parsed."""
    return _parsed.get(response) or BeautifulSoup(response.get_data(as_text=True), "html5lib")


def fields(form: Tag) -> dict[str, str]:
    """Return what a form would send untouched: hidden and text fields, what is checked and selected."""
    values: dict[str, str] = {}
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = tag.get("name"), tag.get("type", "text")
        if not name or (kind in ("radio", "checkbox") and not tag.has_attr("checked")) or kind == "submit":
            continue
        if tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            values[name] = chosen.get("value", "") if chosen else ""
        else:
            values[name] = tag.text if tag.name == "textarea" else tag.get("value", "")
    return values


def check_page(page: BeautifulSoup) -> None:
    """Fail for a page that lacks what every page has."""
    assert len(page.find_all("h1")) == 1, "not one h1"
    assert page.find("title").text.strip(), "no title"
    assert page.find("html").get("lang"), "no language"
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"ids used twice: {sorted(id for id in ids if ids.count(id) > 1)}"
    named = {label["for"] for label in page.find_all("label", attrs={"for": True})}
    for tag in page.find_all(["input", "select", "textarea"]):
        if tag.get("type") in ("hidden", "submit"):
            continue
        labelled = tag.get("aria-label") or tag.get("id", "") in named or tag.find_parent("label")
        assert labelled, f"no label: {tag}"
    for form in page.find_all("form"):
        if form.get("method", "").lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), f"no csrf token: {form.get('action')}"
    assert not page.find_all(style=True), "an inline style"
    assert not [tag for tag in page.find_all("script") if not tag.get("src")], "an inline script"
    for reference in page.find_all(attrs={"aria-describedby": True}):
        for id in reference["aria-describedby"].split():
            assert id in ids, f"aria-describedby names no element: {id}"
