"""A bank's own files: what it says of itself, its figures and their pictures, read and checked."""

import os
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from question_bank import drawing, itemfile
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.copying import copied_runs
from question_bank.figure import VARIANTS, Figure
from question_bank.flaw import Flaw, Path, error, located
from question_bank.lint import evidence, pictures
from question_bank.pictures import MOST_BYTES, as_kept
from question_bank.reading import read
from question_bank.upgrading import Document

PARTS: dict[str, type[BaseModel]] = {
    "bank.yaml": BankInfo,
    "blueprint.yaml": Blueprint,
    "sources.yaml": Sources,
    "facts.yaml": Facts,
    "misconceptions.yaml": Misconceptions,
}
OPTIONAL: dict[str, Document] = {"misconceptions.yaml": {"format_version": 1}}
MAX_PART_BYTES = 4 * 1024 * 1024


def name_in(path: FilePath, file: FilePath) -> str:
    """Return the name of a file as seen from its bank's folder; quicker than ``relative_to``."""
    return str(file).removeprefix(f"{path}{os.sep}")


def parse_file(path: FilePath, file: FilePath, limit: int) -> itemfile.Parsed:
    """Read a file of the bank folder ``path``. Raises OSError when it cannot be opened."""
    name = name_in(path, file)
    with file.open("rb") as stream:
        content = stream.read(limit + 1)
    return itemfile.parse(content, name, limit)


def read_bank(path: FilePath, apart_from: frozenset[str]) -> tuple[Bank | None, list[Flaw], dict[str, bytes]]:
    """Read and check the bank's own files, and the pictures of its figures, by digest.

    The bank is None when they have errors of shape.
    """
    values: list[Any] = []
    flaws: list[Flaw] = []
    contents: dict[str, bytes] = {}
    for name, model in PARTS.items():
        file = path / name
        if not file.exists() and name in OPTIONAL:
            parsed = itemfile.Parsed(OPTIONAL[name])
        elif not file.exists():
            flaws += located([error("missing-file", f"There is no {name} here.", "Add it.")], {}, name)
            continue
        else:
            parsed = parse_file(path, file, MAX_PART_BYTES)
        flaws += parsed.flaws
        if parsed.document is not None:
            value, found = read(model, parsed.document)
            found = [*found, *copied_runs(parsed.document, apart_from)]
            flaws += located(found, parsed.lines, name)
            values.append(value)
            if value is not None:
                flaws += located(repeats(value), parsed.lines, name)
            if isinstance(value, Sources):
                flaws += located(evidence.source_flaws(value), parsed.lines, name)
    if len(values) < len(PARTS) or any(value is None for value in values):
        return None, flaws, contents
    figures, found = _read_figures(path, apart_from, contents)
    bank = Bank(**dict(zip(Bank.model_fields, values, strict=False)), figures=tuple(figures))
    return bank, [*flaws, *found, *located(bank_flaws(bank), {}, "bank.yaml")], contents


def _read_figures(
    path: FilePath, apart_from: frozenset[str], contents: dict[str, bytes]
) -> tuple[list[Figure], list[Flaw]]:
    figures: list[Figure] = []
    flaws: list[Flaw] = []
    for file in figure_files(path):
        parsed = parse_file(path, file, itemfile.MAX_BYTES)
        flaws += parsed.flaws
        figure, found = read(Figure, parsed.document) if parsed.document is not None else (None, [])
        found = [*found, *copied_runs(parsed.document, apart_from)]
        if figure is not None:
            flaws += located(pictures.flaws(figure), parsed.lines, name_in(path, file))
            whole, of_files = (
                _with_picture(file, figure, contents)
                if figure.picture
                else _with_drawings(file, figure, apart_from)
            )
            found += of_files
            if whole is not None:
                figures.append(whole)
            if figure.id != file.stem:
                found.append(
                    error("file-name", f"The file is “{file.stem}”, the figure “{figure.id}”.", "Rename one.")
                )
        flaws += located(found, parsed.lines, name_in(path, file))
    return figures, flaws


def _with_picture(
    file: FilePath, figure: Figure, contents: dict[str, bytes]
) -> tuple[Figure | None, list[Flaw]]:
    """Return a figure with the digest of its picture, whose content goes to ``contents``."""
    beside = file.with_suffix(f".{figure.picture}")
    try:
        with beside.open("rb") as stream:
            picture = as_kept(stream.read(MOST_BYTES + 1), beside.suffix[1:])
    except OSError:
        return None, [
            error("no-drawing", f"There is no readable {beside.name} beside it.", "Add the picture.")
        ]
    if picture is None or (picture.width, picture.height) != figure.canvas:
        return None, [
            error(
                "unsafe-picture",
                f"{beside.name} is not as the desk writes it, or has another size than its canvas.",
                "Upload the picture at the educator’s desk, then export the bank.",
            )
        ]
    contents[picture.digest] = picture.content
    return figure.model_copy(update={"digest": picture.digest, "drawing": "", "drawings": {}}), []


def _with_drawings(
    file: FilePath, figure: Figure, apart_from: frozenset[str]
) -> tuple[Figure | None, list[Flaw]]:
    """Return a figure with its drawings; None without one for everybody."""
    drawings, flaws = _read_drawings(file, figure.canvas)
    for words in map(drawing.words_of, drawings.values()):
        flaws += copied_runs(words, apart_from)
    if "" not in drawings:
        return None, flaws
    default = drawings.pop("")
    return figure.model_copy(update={"drawing": default, "drawings": drawings, "digest": ""}), flaws


def _read_drawings(file: FilePath, canvas: tuple[float, float]) -> tuple[dict[str, str], list[Flaw]]:
    """Return a figure's drawings by variant, the default by an empty name."""
    drawings: dict[str, str] = {}
    flaws: list[Flaw] = []
    for svg in (file.with_suffix(".svg"), *sorted(file.parent.glob(f"{file.stem}.*.svg"))):
        variant = svg.stem.removeprefix(file.stem).removeprefix(".")
        if variant and variant not in VARIANTS:
            advice = f"Name it after a sex, a build or both: {', '.join(VARIANTS)}."
            flaws.append(error("unknown-variant", f"{svg.name} is the drawing of nobody.", advice))
            continue
        try:
            drawings[variant] = drawing.safe(svg.read_text(encoding="utf-8"), canvas)
        except (OSError, UnicodeDecodeError):
            flaws.append(
                error("no-drawing", f"There is no readable {svg.name} beside it.", "Add the drawing.")
            )
        except drawing.UnsafeDrawing as problem:
            flaws.append(error("unsafe-drawing", f"{svg.name}: {problem}", "Mend the drawing."))
    return drawings, flaws


def figure_files(path: FilePath) -> list[FilePath]:
    """Return the figure files of a bank folder, sorted."""
    return sorted((path / "figures").glob("*.yaml"))


def repeats(part: BaseModel) -> Iterator[Flaw]:
    """Yield ids that stand twice in one list of a bank's file."""
    for name in type(part).model_fields:
        entries = getattr(part, name)
        if name == "waived" or not isinstance(entries, tuple):
            continue
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            if entry.id in seen:
                path: Path = (name, index, "id")
                yield error(
                    "duplicate-id", f"“{entry.id}” stands here a second time.", "Rename or remove one.", path
                )
            seen.add(entry.id)


def own_flaws(bank: Bank) -> list[Flaw]:
    """Return the flaws of what a bank says besides its items, as far as they do not need its files."""
    figures = [flaw for figure in bank.figures for flaw in pictures.flaws(figure)]
    return [*evidence.source_flaws(bank.sources), *figures, *bank_flaws(bank)]


def bank_flaws(bank: Bank) -> list[Flaw]:
    """Return what a bank's files say of one another that does not hold."""
    facts = [
        error("unknown-source", f"Fact {fact.id} names “{source}”.", "Correct it, or add it to sources.yaml.")
        for fact in bank.facts.facts
        for source in fact.sources
        if source not in bank.sources_by_id
    ]
    topics = [
        error("unknown-topic", f"{id} names the topic “{topic}”.", "Correct it, or add it to the blueprint.")
        for id, topic in (
            *((objective.id, objective.topic) for objective in bank.blueprint.objectives),
            *((fact.id, fact.topic) for fact in bank.facts.facts),
        )
        if topic not in bank.topics_by_id
    ]
    named = [
        error("unknown-fact", f"{id} names “{fact}”.", "Correct it, or add it to facts.yaml.")
        for id, facts_named in (
            *((objective.id, objective.facts) for objective in bank.blueprint.objectives),
            *((wrong.id, wrong.facts) for wrong in bank.misconceptions.misconceptions),
        )
        for fact in facts_named
        if fact not in bank.facts_by_id
    ]
    return [*facts, *topics, *named]
