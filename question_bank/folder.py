"""A bank as a folder of files: read, checked and written. The only place here that touches a disk."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel

from question_bank import drawing, itemfile, lint
from question_bank.bank import Bank, BankInfo, Blueprint, Facts, Misconceptions, Sources
from question_bank.checking import check, dump
from question_bank.copying import copied_runs
from question_bank.figure import VARIANTS, Figure
from question_bank.flaw import Flaw, Path, error, located
from question_bank.item import Item
from question_bank.lint import evidence, pictures, waivers
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
NOT_WRITTEN = {"drawing", "drawings", "digest"}  # of a figure: they stand in files of their own
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
MAX_PART_BYTES = 4 * 1024 * 1024


@dataclass
class ItemFile:
    """One item file: where it is, its document and item as far as they could be read, flaws, waived flaws.

    id: what the file says it is. marks: what the rules about the whole bank need of a sound item. Both stay
    when document and item are put away, as a check of a large bank does.
    """

    file: FilePath
    document: Document | None
    item: Item | None
    flaws: list[Flaw] = field(default_factory=list)
    waived: list[Flaw] = field(default_factory=list)
    id: str | None = None
    marks: lint.Marks | None = None

    def __post_init__(self) -> None:
        """Take id and marks from document and item."""
        id = (self.document or {}).get("id")
        self.id = self.id or (id if isinstance(id, str) else None)
        if self.marks is None and self.item is not None:
            self.marks = lint.marks(self.item)

    @property
    def publishable(self) -> bool:
        """Whether nothing blocks publishing."""
        return self.item is not None and not any(flaw.blocks for flaw in self.flaws)

    @property
    def every_flaw(self) -> list[Flaw]:
        """Flaws that stand, then those that are waived."""
        return [*self.flaws, *self.waived]


@dataclass
class Folder:
    """A bank folder as read. bank: None when its own files are broken. flaws: the bank's own.

    pictures: the content of its figures' pictures, by digest.
    """

    path: FilePath
    bank: Bank | None
    items: list[ItemFile]
    flaws: list[Flaw]
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def all_flaws(self) -> list[Flaw]:
        """Flaws of the bank, then of its items, file by file."""
        return [*self.flaws, *(flaw for entry in self.items for flaw in entry.flaws)]


def read_folder(
    path: FilePath,
    each: Callable[[FilePath], None] = lambda file: None,
    apart_from: frozenset[str] = frozenset(),
    *,
    today: date | None = None,
) -> Folder:
    """Read and check a whole bank folder, file by file; ``bank_wide`` looks at it as a whole.

    each: called with every item file, for a progress bar. apart_from: digests of runs of words that no text
    may hold, see ``copying.read_runs``. today: for dates that have passed.
    Never raises for what the files hold. Raises OSError when a file cannot be opened.
    """
    bank, flaws, contents = read_bank(path, apart_from)
    items = []
    for file in item_files(path):
        each(file)
        items.append(read_item(path, file, bank, apart_from, today=today))
    return together(path, bank, items, flaws, contents)


def together(
    path: FilePath, bank: Bank | None, items: list[ItemFile], flaws: list[Flaw], contents: dict[str, bytes]
) -> Folder:
    """Return the folder of a bank that was read, and add to its items what is wrong between them."""
    _flag_repeated_ids(items)
    for entry, flaw in one_sided(items):
        entry.flaws += located([flaw], {}, entry.file.name)
    return Folder(path, bank, items, flaws, contents)


def bank_wide(folder: Folder) -> tuple[list[Flaw], list[Flaw]]:
    """Return what is wrong with a bank as a whole and with its waivers, and what of that is waived."""
    if folder.bank is None:
        return [], []
    files = {entry.id: _name(folder.path, entry.file) for entry in folder.items if entry.marks}
    found = lint.bank_flaws(entry.marks for entry in folder.items if entry.marks)
    placed = [
        replace(flaw, file=files[str(flaw.path[1])] if flaw.path else "bank.yaml", line=1) for flaw in found
    ]
    stand, waived = waivers.sort(placed, folder.bank.info.waived)
    everywhere = [flaw for entry in folder.items for flaw in entry.waived]
    idle = waivers.flaws(folder.bank.info.waived, [*stand, *folder.all_flaws], [*waived, *everywhere])
    return [*stand, *located(idle, {}, "bank.yaml")], waived


def item_files(path: FilePath) -> list[FilePath]:
    """Return the item files of a bank folder, sorted."""
    return sorted(file for file in (path / "items").rglob("*.yaml") if file.is_file())


def canonical(document: Document, item: Item | None) -> str:
    """Return a document as text in the canonical layout; ``item`` is None when it is not sound."""
    return itemfile.write(dump(item) if item is not None else document)


def picture_files(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield name and digest of the pictures of a bank's figures."""
    for figure in bank.figures:
        if figure.picture is not None:
            yield f"figures/{figure.id}.{figure.picture}", figure.digest


def bank_files(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield name and text of the bank's own files, pictures apart."""
    parts = (bank.info, bank.blueprint, bank.sources, bank.facts, bank.misconceptions)
    for name, part in zip(PARTS, parts, strict=True):
        yield name, itemfile.write(part.model_dump(mode="json", exclude_defaults=True))
    for figure in bank.figures:
        document = figure.model_dump(mode="json", exclude_defaults=True, exclude=NOT_WRITTEN)
        yield f"figures/{figure.id}.yaml", itemfile.write(document)
        if figure.picture is not None:
            continue
        yield f"figures/{figure.id}.svg", drawing.file_of(figure.drawing, figure.canvas)
        for variant, other in sorted(figure.drawings.items()):
            yield f"figures/{figure.id}.{variant}.svg", drawing.file_of(other, figure.canvas)


def item_path(document: Document) -> FilePath:
    """Where an item stands below its bank's folder; a draft without a topic, in ``no-topic``."""
    topic = document.get("topic")
    folder = topic if isinstance(topic, str) and SLUG.fullmatch(topic) else "no-topic"
    return FilePath("items", folder, f"{document['id']}.yaml")


def _name(path: FilePath, file: FilePath) -> str:
    """Return the name of a file as seen from its bank's folder; quicker than ``relative_to``."""
    return str(file).removeprefix(f"{path}{os.sep}")


def _parse(path: FilePath, file: FilePath, limit: int) -> itemfile.Parsed:
    name = _name(path, file)
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
            parsed = _parse(path, file, MAX_PART_BYTES)
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
        parsed = _parse(path, file, itemfile.MAX_BYTES)
        flaws += parsed.flaws
        figure, found = read(Figure, parsed.document) if parsed.document is not None else (None, [])
        found = [*found, *copied_runs(parsed.document, apart_from)]
        if figure is not None:
            flaws += located(pictures.flaws(figure), parsed.lines, _name(path, file))
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
        flaws += located(found, parsed.lines, _name(path, file))
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


def read_item(
    path: FilePath,
    file: FilePath,
    bank: Bank | None,
    apart_from: frozenset[str],
    *,
    today: date | None = None,
) -> ItemFile:
    """Read and check one item file of the bank folder ``path``; arguments as those of ``read_folder``."""
    parsed = _parse(path, file, itemfile.MAX_BYTES)
    if parsed.document is None:
        return ItemFile(file, None, None, parsed.flaws)
    checked = check(parsed.document, bank, today=today)
    flaws = [
        *checked.flaws,
        *_place_flaws(path, file, parsed.document),
        *copied_runs(parsed.document, apart_from),
    ]
    name = _name(path, file)
    return ItemFile(
        file,
        parsed.document,
        checked.item,
        [*parsed.flaws, *located(flaws, parsed.lines, name)],
        located(checked.waived, parsed.lines, name),
    )


def _place_flaws(path: FilePath, file: FilePath, document: Document) -> Iterator[Flaw]:
    id, topic = document.get("id"), document.get("topic")
    if isinstance(id, str) and id != file.stem:
        yield error(
            "file-name", f"The file is called “{file.stem}”, the item “{id}”.", "Give both one name.", ("id",)
        )
    folder = "/".join(file.parts[len(path.parts) + 1 : -1]) or "."
    if isinstance(topic, str) and folder != topic:
        yield error(
            "file-folder", f"The file is in “{folder}”, the topic is “{topic}”.", "Move one.", ("topic",)
        )


def _flag_repeated_ids(entries: Sequence[ItemFile]) -> None:
    first: dict[str, ItemFile] = {}
    for entry in entries:
        if entry.id is None:
            continue
        if entry.id in first:
            before = first[entry.id].file.name
            flaw = error(
                "duplicate-id", f"“{entry.id}” is also in {before}.", "Rename one of the two.", ("id",)
            )
            entry.flaws += located([flaw], {}, entry.flaws[0].file if entry.flaws else entry.file.name)
        first.setdefault(entry.id, entry)


def one_sided(items: Sequence[ItemFile]) -> Iterator[tuple[ItemFile, Flaw]]:
    """Yield the items whose minimal pair does not name them, each with its flaw."""
    known = {entry.id: entry for entry in reversed(items)}
    for entry in items:
        pair = _pair_of(entry)
        if pair is not None and (pair not in known or _pair_of(known[pair]) != entry.id):
            yield (
                entry,
                error(
                    "one-sided-pair",
                    f"“{pair}” does not name this item as its pair.",
                    "Write “minimal_pair” in both items, each naming the other.",
                    ("minimal_pair",),
                ),
            )


def _pair_of(entry: ItemFile) -> str | None:
    return entry.marks.likeness.pair if entry.marks is not None else None
