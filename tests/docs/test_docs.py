"""The documentation is held to the code: what exists is described, and what is described exists."""

import re
from pathlib import Path

import pytest
from click import Group

from quiz import create_app
from quiz.config import ROOT
from tests.conftest import settings_for

DOCS = ROOT / "docs"
ADRS = sorted((DOCS / "adr").glob("[0-9]*.md"))
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part == "node_modules" for part in page.relative_to(ROOT).parts)
)
FLASKS_OWN = {"db", "routes", "run", "shell"}

SETTING = re.compile(r'\benv(?:\.get\(|, |\[)"([A-Z_]+)"')
SETTING_ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
# The first thing a maker of flaws is given, or the first of a tuple that is returned or kept in a table.
CODE = re.compile(
    r'(?:\b(error|warning|info|Flaw|_Refused)\(|return \(?|": \()\s*(f?)"([a-z0-9{}-]*-[a-z0-9{}-]+)",'
)
CODE_ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (\w+) \|", re.MULTILINE)
REFERRED = re.compile(r'\("\w+", "(\w+)", bank\.|\b_unknown\("(\w+)"')  # what ``unknown-{what}`` may name
LINK = re.compile(r'\[[^\]]*\]\(([^)\s]+)\)|\bsrc="([^"]+)"')
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def test_every_setting_is_in_the_page_for_operators_and_no_other():
    read = set(SETTING.findall((ROOT / "quiz/config.py").read_text()))
    assert {"HOST", "SECRET_KEY", "TIME_ZONE"} <= read
    assert set(SETTING_ROW.findall((DOCS / "running.md").read_text())) == read


def test_a_word_stands_in_the_glossary_once():
    words = re.findall(r"^\| ([^|]+?) \|", (DOCS / "glossary.md").read_text(), re.MULTILINE)
    named = [word for word in words if word not in ("word", "---")]
    assert sorted(named) == sorted(set(named))


def test_every_flaw_code_is_described_with_its_severity_and_no_other():
    rows = CODE_ROW.findall((DOCS / "item-checks.md").read_text())
    assert len(rows) == len(dict(rows))
    assert dict(rows) == codes_in_source()


@pytest.mark.parametrize("group", ["accounts", "bank", "learning", "my-data", "sittings", "statistics"])
def test_every_command_is_named_in_the_page_for_operators(group, app_of_its_own):
    commands = app_of_its_own.cli.commands[group]
    assert isinstance(commands, Group)
    named = set(re.findall(rf"flask {group} ([a-z-]+)", (DOCS / "running.md").read_text()))
    assert named == set(commands.commands)


def test_there_are_no_other_groups_of_commands(app_of_its_own):
    groups = {"accounts", "bank", "learning", "my-data", "sittings", "statistics"}
    alone = set(app_of_its_own.cli.commands) - FLASKS_OWN - groups
    assert alone == {"audit", "backup", "restore"}
    page = (DOCS / "running.md").read_text()
    assert all(f"| `.venv/bin/flask {name}" in page for name in alone)


def test_the_index_of_decisions_names_each_with_its_title():
    index = (DOCS / "adr/README.md").read_text()
    assert re.findall(r"^\| \[\d{4}\]\(([^)]+)\)", index, re.MULTILINE) == [page.name for page in ADRS]


@pytest.mark.parametrize("page", ADRS, ids=lambda page: page.stem)
def test_a_decision_has_its_number_and_four_parts(page):
    text = page.read_text()
    assert text.startswith(f"# {page.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Status", "Consequences"]


def test_decisions_are_numbered_without_a_gap():
    assert [int(page.name[:4]) for page in ADRS] == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(page):
    missing = [target for target in links_of(page) if not (page.parent / target).exists()]
    assert missing == []


def test_the_readme_names_both_commands():
    text = (ROOT / "README.md").read_text()
    for command in ("script/server", "script/test"):
        assert f"`{command}`" in text
        assert (ROOT / command).is_file()


@pytest.fixture
def app_of_its_own(tmp_path):
    """The application on a database that nobody opens."""
    return create_app(settings_for(f"sqlite:///{tmp_path / 'unused.sqlite'}", tmp_path))


def codes_in_source() -> dict[str, str]:
    """Return every code that question_bank can give a flaw, with its severity, as the source says."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "question_bank").rglob("*.py")):
        text = file.read_text()
        for maker, is_format, code in CODE.findall(text):
            severity = maker if maker in ("warning", "info") else "error"
            codes = [code]
            if is_format:
                assert code == "unknown-{what}", f"{file.name}: teach this test where {code} comes from"
                codes = [f"unknown-{one or other}" for one, other in REFERRED.findall(text)]
                assert codes
            for each in codes:
                assert found.setdefault(each, severity) == severity, f"{each} has two severities"
    return found


def links_of(page: Path) -> list[str]:
    """Return the files that a page links to or shows, without what leads out of the project."""
    text = FENCED.sub("", page.read_text())
    targets = [(one or other).partition("#")[0] for one, other in LINK.findall(text)]
    return [target for target in targets if target and ":" not in target]
