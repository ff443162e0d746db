"""Every address × everybody × method, against the table that people read: docs/access.md."""

import re

import pytest

from tests.access import table
from tests.access.table import OWN, PEOPLE, sent
from tests.access.world import built

SAMPLE = ("another trainee", "educator elsewhere")  # who is asked for on PostgreSQL, which has the same views
UNLISTED = ("PUT", "PATCH", "DELETE", "TRACE")
# What differs between two pages that say the same: tokens, and what was asked for.
VARYING = re.compile(r'name="csrf_token" value="[^"]+"|[?&]next=[^"]*')
NONE = 987_654_321  # an id that nothing has
IN_A_BANK = {"item", "figure", "entry", "account_id", "report_id"}


@pytest.fixture(scope="module")
def world(built_app):
    with built(built_app) as world:
        yield world


def test_every_address_has_a_row_and_every_row_an_address(world):
    known, there = table.rows(), dict(table.pages(world.app))
    missing = [
        table.written(key, {who: table.told(asked(world, who, key, rule)) for who in PEOPLE})
        for key, rule in there.items()
        if key not in known
    ]
    assert missing == [], "docs/access.md lacks:\n" + "\n".join(missing)
    assert set(known) - set(there) == set(), "these are not there any more"


def test_each_gets_what_the_table_says(world):
    known, wrong = table.rows(), []
    for who in PEOPLE if world.connection.dialect.name == "sqlite" else SAMPLE:
        for key, rule in table.pages(world.app):
            got = table.told(asked(world, who, key, rule))
            if key in known and got != known[key][who]:
                wrong.append(f"{who} {' '.join(key)}: {got}, the table says {known[key][who]}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("who", "missing"),
    [
        ("another trainee", {"sitting_id": NONE}),
        ("educator elsewhere", {"bank": "shins"}),
        ("owner", {"work_id": NONE}),
    ],
    ids=["sitting", "bank", "unsaved work"],
)
def test_what_is_somebody_elses_looks_as_if_it_were_not_there(world, who, missing):
    compared = 0
    for key, rule in table.pages(world.app):
        is_public = key.address.startswith(("/banks/", "/progress/"))
        if not set(missing) & rule.arguments or key.case == OWN or is_public:
            continue
        replies = [
            world.ask(who, key.method, world.address(rule, who, key.case, **other), sent(rule, key.case))
            for other in ({}, missing)
        ]
        assert [reply.status_code for reply in replies] == [404, 404], key
        for reply in replies:
            del reply.headers["X-Request-ID"]
        theirs, none = ((dict(reply.headers), VARYING.sub("", reply.text)) for reply in replies)
        assert theirs == none, key
        compared += 1
    assert compared


def test_in_ones_own_bank_the_ids_of_another_lead_nowhere(world):
    compared = 0
    for key, rule in table.pages(world.app):
        if rule.arguments & IN_A_BANK:
            url = world.address(rule, "educator elsewhere", key.case, bank="elbows")
            reply = world.ask("educator elsewhere", key.method, url, sent(rule, key.case))
            assert reply.status_code == 404, f"{key.method} {url}"
            compared += 1
    assert compared > 20


def test_nothing_is_taken_without_the_token_of_its_page(world):
    for key, rule in table.pages(world.app):
        if key.method == "POST":
            url = world.address(rule, "owner", key.case)
            assert world.ask("owner", "POST", url, sent(rule, key.case), csrf=False).status_code == 400, key


def test_methods_that_are_not_listed_are_refused_and_head_is_answered_as_get(world):
    known, listed = table.rows(), {}
    for key, rule in table.pages(world.app):
        listed.setdefault(world.address(rule, "owner", key.case), set()).add(key.method)
        if key.method == "GET" and key in known:
            head = asked(world, "another trainee", key._replace(method="HEAD"), rule)
            assert (table.told(head), head.data) == (known[key]["another trainee"], b""), key
    for url, methods in listed.items():
        for method in {"GET", "POST", *UNLISTED} - methods:
            assert world.ask("owner", method, url).status_code == 405, f"{method} {url}"


def asked(world, who, key, rule):
    return world.ask(who, key.method, world.address(rule, who, key.case), sent(rule, key.case))
