"""`flask bank`: check, report, format, load, export, schema, lint-score."""

import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from flask.cli import AppGroup
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from question_bank import FORMATS, Flaw, Severity
from question_bank.checking import check as check_document
from question_bank.copying import read_runs
from question_bank.figure import Figure
from question_bank.folder import (
    Folder,
    bank_wide,
    canonical,
    item_files,
    read_folder,
)
from question_bank.itemfile import parse, write
from question_bank.own_files import PARTS, figure_files
from question_bank.reading import read
from question_bank.reporting.report import as_document, report_on
from question_bank.reporting.telling import told
from quiz.bank import actions, queries
from quiz.bank.checking import actions as checking
from quiz.bank.history import note
from quiz.bank.members import cli as members
from quiz.bank.members.cli import known_bank
from quiz.bank.packing import packed
from quiz.bank.sweeping import sweep
from quiz.db import begin_writing, db
from quiz.schema import needs_schema

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

group = AppGroup("bank", help="Check, format, load and export banks; say who works in them.")
group.add_command(members.group)
FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
MOST_WITHOUT_A_BAR = 500
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


@group.command("check")
@click.argument("path", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print the flaws as JSON, the waived ones, too.")
@click.option("--waived", "show_waived", is_flag=True, help="Also print what was waived, and why.")
@click.option(
    "--apart-from",
    "kept_apart",
    type=click.File(encoding="utf-8"),
    help="Name texts that hold a run of six words of this list too: one digest a line, see docs/running.md.",
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="Check on so many processors. Without it: on all there are, as far as the bank is large enough.",
)
def check_command(
    path: Path, *, as_json: bool, show_waived: bool, kept_apart: TextIO | None, processes: int | None
) -> None:
    """Name every flaw of the bank folder PATH. Exit status 1 when there is an error."""
    apart_from, today = _runs(kept_apart), datetime.now(UTC).date()
    folder = _swept(path, apart_from=apart_from, today=today, processes=processes)
    wide, wide_waived = bank_wide(folder)
    flaws = [*folder.all_flaws, *wide]
    waived = [*(flaw for entry in folder.items for flaw in entry.waived), *wide_waived]
    errors = sum(flaw.blocks for flaw in flaws)
    if as_json:
        rows = {"flaws": [_row(flaw) for flaw in flaws], "waived": [_row(flaw) for flaw in waived]}
        click.echo(json.dumps({"items": len(folder.items), **rows}, ensure_ascii=False, indent=2))
    else:
        _print_flaws(path, [*flaws, *(waived if show_waived else ())])
        counts = [
            _count(len(folder.items), "item"),
            _count(errors, "error"),
            _count(sum(flaw.severity is Severity.WARNING for flaw in flaws), "warning"),
            *([f"{len(waived)} waived"] if waived else []),
        ]
        click.echo(f"{', '.join(counts)}.")
    if errors:
        raise SystemExit(1)


@group.command("report")
@click.argument("bank", metavar="FOLDER_OR_BANK")
@click.option("--json", "as_json", is_flag=True, help="Give the report as JSON.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write it to this file instead of printing it.",
)
def report_command(bank: str, *, as_json: bool, output: Path | None) -> None:
    """Say in numbers what a bank covers, and what it lacks.

    FOLDER_OR_BANK is a bank's folder, which needs no database, or the name of a bank in the database, of
    which the newest versions count.
    """
    folder = _read(Path(bank)) if Path(bank).is_dir() else _from_database(bank)
    if folder.bank is None:
        _print_flaws(folder.path, folder.flaws)
        raise click.ClickException("The bank's own files have errors; there is nothing to report on.")
    report = report_on(folder.bank, folder.items, folder.flaws)
    text = json.dumps(as_document(report), ensure_ascii=False, indent=2) + "\n" if as_json else told(report)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"Written to {output}.")


@group.command("format")
@click.argument("path", type=FOLDER)
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit status 1 when a file would change."
)
def format_command(path: Path, *, only_check: bool) -> None:
    """Lay out the files of the bank folder PATH in the one canonical way.

    Files that cannot be read are left alone.
    """
    changed = 0
    parts = [path / name for name in PARTS if (path / name).exists()]
    for file in [*parts, *figure_files(path), *item_files(path)]:
        text = _canonical_text(path, file)
        if text is not None and text.encode() != file.read_bytes():
            changed += 1
            click.echo(f"{'would change' if only_check else 'changed'} {file}")
            if not only_check:
                file.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{_count(changed, 'file')} {'to change' if only_check else 'changed'}.")
    if changed and only_check:
        raise SystemExit(1)


@group.command("load")
@click.argument("path", type=FOLDER)
@click.option("--publish", is_flag=True, help="Approve and publish what has no errors.")
@needs_schema
def load_command(path: Path, *, publish: bool) -> None:
    """Bring the database up to the bank folder PATH. Edits made in the browser are never overwritten."""
    folder = _swept(path, away=packed)
    if any(flaw.blocks for flaw in folder.flaws):
        _print_flaws(path, folder.flaws)
        raise click.ClickException("The bank's own files have errors; nothing was loaded.")
    begin_writing()
    now = datetime.now(UTC)
    with _bar("Loading", len(folder.items)) as bar:
        report = actions.load_folder(folder, now=now, publish=publish, each=lambda file: bar.update(1))
    checking.keep_loaded(folder, report, now=now)
    db.session.commit()
    counts = [
        (report.created, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.published, "published"),
    ]
    click.echo(", ".join(f"{len(slugs)} {what}" for slugs, what in counts) + ".")
    _tell(report)
    if "conflict" in (report.bank, *report.figures.values()) or report.conflicts or report.refused:
        raise SystemExit(1)


@group.command("export")
@click.argument("bank")
@click.argument("path", type=click.Path(file_okay=False, path_type=Path))
@needs_schema
def export_command(bank: str, path: Path) -> None:
    """Write the bank called BANK to the folder PATH, one file an item."""
    row = known_bank(bank)
    begin_writing()
    count = 0
    for file, content in actions.export_bank(row):
        target = path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
        count += 1
    note(row, "bank-exported", by=None, now=datetime.now(UTC))
    db.session.commit()
    click.echo(f"{_count(count, 'file')} written to {path}.")


@group.command("recount")
@click.argument("bank")
@needs_schema
def recount_command(bank: str) -> None:
    """Check the bank called BANK again, so that its pages show its flaws as they are now."""
    row, now = known_bank(bank), datetime.now(UTC)
    total = len(queries.slugs_like(row.id, ""))
    with click.progressbar(length=total, label="Checking") as bar:
        worked = checking.work_out(row, each=lambda: bar.update(1))
    begin_writing()
    checking.keep(worked, now=now)
    db.session.commit()
    click.echo(f"{_count(len(worked.flaws), 'item')} checked.")


@group.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of an item file, for an editor to complete and check by."""
    click.echo(json.dumps(item_schema(), ensure_ascii=False, indent=2))


@group.command("lint-score")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@click.option("--corpus", type=FOLDER, help="Labelled pieces to use instead of the shipped ones.")
def lint_score_command(*, as_json: bool, corpus: Path | None) -> None:
    """Say how well the item check finds flaws in labelled pieces: precision and recall, with intervals."""
    from question_bank import labelled

    try:
        scores = labelled.score(labelled.read_corpus(corpus or labelled.CORPUS))
    except ValueError as problem:
        raise click.ClickException(str(problem)) from problem
    if as_json:
        rows = [
            {
                **asdict(each),
                "codes": labelled.RULES[each.rule],
                "precision": each.precision,
                "recall": each.recall,
                "intervals": each.intervals,
            }
            for each in scores
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for each in scores:
        counts = f"{each.found + each.missed:3} flawed {each.false + each.passed:3} sound"
        shares = "  ".join(
            _share(name, getattr(each, name), *each.intervals[name]) for name in each.intervals
        )
        click.echo(f"{each.rule}  {counts}  {shares}  {', '.join(labelled.RULES[each.rule])}")
        for mistake in each.mistakes:
            click.echo(f"     {mistake}")
    click.echo(f"{_count(len(scores), 'rule')} of {len(labelled.RULES)} scored.")


def _tell(report: actions.LoadReport) -> None:
    """Say what a load left alone, and why."""
    if report.bank == "edited":
        click.echo("bank: edited in the browser since; kept. `flask bank export` brings the files up to it.")
    if report.bank == "conflict":
        click.secho(
            "bank: its own files were changed here and in the browser; left alone. Compare and merge.",
            fg="yellow",
        )
    for slug, what in report.figures.items():
        told = "edited in the browser since" if what == "edited" else "changed in its file and in the browser"
        click.echo(f"figure {slug}: {told}; kept. `flask bank export` brings the file up to it.")
    for slug in report.edited:
        click.echo(
            f"{slug}: edited in the browser since; kept. `flask bank export` brings the file up to it."
        )
    for slug in report.conflicts:
        click.secho(
            f"{slug}: changed in the file and in the browser; left alone. Compare and merge.", fg="yellow"
        )
    for slug in report.gone:
        click.echo(f"{slug}: its file has gone; the item is kept.")
    for slug, why in report.refused.items():
        click.secho(f"{slug}: not loaded. {why}", fg="red")


def item_schema() -> dict[str, Any]:
    """Return the JSON Schema of an item document of any format."""
    kinds: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (fmt.item_type, "validation") for fmt in FORMATS.values()
    ]
    references, schema = models_json_schema(kinds, title="Palpate item")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "oneOf": [references[kind] for kind in kinds],
    }


def _runs(listed: TextIO | None) -> frozenset[str]:
    try:
        return read_runs(listed.read()) if listed else frozenset()
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--apart-from") from problem


def _read(path: Path) -> Folder:
    with _bar("Checking", len(item_files(path))) as bar:
        return read_folder(path, each=lambda file: bar.update(1))


def _swept(path: Path, **how: Any) -> Folder:
    """Check a folder on all processors; ``how``: as the arguments of ``sweep``."""
    try:
        with _bar("Checking", len(item_files(path))) as bar:
            return sweep(path, each=bar.update, **how)
    except BrokenProcessPool as problem:
        raise click.ClickException(
            "A process of the check was killed, perhaps for want of memory. Try --processes 1."
        ) from problem


def _bar(label: str, count: int) -> "ProgressBar[int]":
    """Return a bar for so many items, on a terminal; hidden for a few."""
    hidden = count <= MOST_WITHOUT_A_BAR or not sys.stderr.isatty()
    return click.progressbar(length=count, label=label, file=sys.stderr, hidden=hidden)


def _row(flaw: Flaw) -> dict[str, Any]:
    return {**asdict(flaw), "path": flaw.where, "severity": str(flaw.severity)}


def _share(name: str, share: float | None, low: float, high: float) -> str:
    """Return a share with its interval, for people: ``recall 0.95 (0.76–0.99)``."""
    return f"{name} {'none' if share is None else f'{share:.2f}'} ({low:.2f}–{high:.2f})"


@needs_schema
def _from_database(slug: str) -> Folder:
    return checking.work_out(known_bank(slug)).folder


def _canonical_text(path: Path, file: Path) -> str | None:
    parsed = parse(file.read_bytes(), file.name, limit=file.stat().st_size)
    if parsed.document is None or parsed.flaws:
        click.secho(f"left alone {file}: {parsed.flaws[0].message}", fg="red", err=True)
        return None
    if file.parent == path:
        part, _ = read(PARTS[file.name], parsed.document)
        return write(part.model_dump(mode="json", exclude_defaults=True) if part else parsed.document)
    if file.parent == path / "figures":
        figure, _ = read(Figure, parsed.document)
        return write(figure.model_dump(mode="json", exclude_defaults=True) if figure else parsed.document)
    return canonical(parsed.document, check_document(parsed.document).item)


def _print_flaws(path: Path, flaws: Sequence[Flaw]) -> None:
    """Print flaws, all at once: one after another would take longer than to find them."""
    marks = {severity: click.style(f" {severity}", fg=colour) for severity, colour in COLOURS.items()}
    lines = []
    for flaw in flaws:
        place = f"{path}{os.sep}{flaw.file}" if flaw.file else str(path)
        where = f" {flaw.where}" if flaw.where else ""
        lines.append(f"{place}:{flaw.line or 1}{marks[flaw.severity]} [{flaw.code}]{where}")
        lines.append(f"    {flaw.message} {flaw.advice}")
        if flaw.waived:
            lines.append(f"    Waived: {flaw.waived}")
    if lines:
        click.echo("\n".join(lines))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
