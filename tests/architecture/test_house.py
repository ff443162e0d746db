"""Rules of the house that a machine can hold."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from quiz import create_app
from tests.conftest import settings_for

ROOT = Path(__file__).parents[2]
CODE = [
    file
    for folder in ("question_bank", "quiz", "tests", "templates")
    for file in (ROOT / folder).rglob("*")
    if file.suffix in (".py", ".html", ".js", ".css") and not {"banks", "toy"} & set(file.parts)
]
TEMPLATES = [file for file in CODE if file.suffix == ".html"]
ACCESS = {"public", "person", "signed_in", "educator", "admin"}
# Flask-Security's own views check for themselves; what they let in is tested in tests/quiz/accounts.
OTHERS = re.compile(r"security\.|static$|\.static$")


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_file_is_too_long_to_hold_in_mind(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 500


def test_no_module_is_named_for_nothing():
    vague = {"utils", "helpers", "common", "misc", "manager", "service", "services"}
    assert [file for file in CODE if file.stem in vague] == []


def test_an_init_is_empty_unless_it_is_a_door():
    doors = {"question_bank", "quiz", "lint", "formats", "pictures"}
    for file in CODE:
        if file.name == "__init__.py" and file.parent.name not in doors and "formats" not in file.parts:
            assert file.read_text() == "", file


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_template_compiles_and_trusts_nothing(file, app):
    text = file.read_text(encoding="utf-8")
    tree = app.jinja_env.parse(text)
    assert not [found for found in tree.find_all(nodes.Filter) if found.name == "safe"]
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*src)", text)


def test_every_template_is_used_and_every_page_has_a_title(app):
    source = "\n".join(file.read_text(encoding="utf-8") for file in CODE)
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        if "{% extends" in text:
            assert "block title" in text or "block heading" in text, file
        overrides_security = file.parent.name == "security" or file.parent.parent.name == "security"
        if "formats" not in file.parts and not overrides_security:
            name = file.relative_to(ROOT / "templates").as_posix()
            assert name in source or name.removesuffix(".html") in source, f"{name} is used nowhere"


def test_a_page_is_named_as_its_endpoint(app):
    for name in re.findall(r'render_template\(\s*"([^"]+)"', "\n".join(file.read_text() for file in CODE)):
        assert (ROOT / "templates" / name).exists(), name


def test_each_view_says_who_may_open_it(app):
    for rule in app.url_map.iter_rules():
        if not OTHERS.search(rule.endpoint):
            assert getattr(app.view_functions[rule.endpoint], "access", None) in ACCESS, rule.endpoint


def test_no_address_vanishes(app):
    """Addresses are promises: one that is retired gets a redirect, and this list says so."""
    known = (ROOT / "tests" / "architecture" / "routes.txt").read_text().split("\n")
    now = sorted(
        f"{rule.rule} {' '.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))}"
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/static/formats/")  # a new format is one folder, and no line here
    )
    assert now == [line for line in known if line]


def test_only_views_and_commands_commit():
    for file in (ROOT / "quiz").rglob("*.py"):
        # A try is counted whatever becomes of the request, so the throttle commits by itself.
        if file.name not in ("views.py", "cli.py", "serve.py", "throttle.py"):
            assert ".commit()" not in file.read_text(), file


def test_select_lives_in_queries():
    allowed = {"queries.py", "guests.py", "serve.py", "schema.py", "throttle.py", "db.py"}
    for file in (ROOT / "quiz").rglob("*.py"):
        if file.name not in allowed:
            assert not re.search(r"(?<![\w.])select\(", file.read_text()), file


def test_the_project_speaks_of_itself_alone():
    hosts = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|files\.pythonhosted|/work/|/opt/")
    for file in [*CODE, *ROOT.glob("*.md"), *ROOT.glob("requirements*"), *(ROOT / "docs").rglob("*.md")]:
        if file != Path(__file__):
            assert not hosts.search(file.read_text(encoding="utf-8")), file


def test_the_web_process_does_not_import_alembic_or_a_mail_server(tmp_path):
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from quiz import create_app\n"
        "create_app()\n"
        "print([name for name in ('alembic', 'flask_migrate', 'hypothesis', 'PIL') if name in sys.modules])"
    )
    env = {"INSTANCE_PATH": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_nothing_is_made_twice_when_the_application_is_built_twice(tmp_path):
    settings = settings_for(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path)
    one, two = create_app(settings), create_app(settings)
    assert [str(rule) for rule in one.url_map.iter_rules()] == [
        str(rule) for rule in two.url_map.iter_rules()
    ]
