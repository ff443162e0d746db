"""A bank as a folder of files: read, checked and written. It and ``own_files`` alone touch a disk here."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path as FilePath

from question_bank import drawing, itemfile, lint
from question_bank.bank import Bank
from question_bank.checking import check, dump
from question_bank.copying import copied_runs
from question_bank.flaw import Flaw, error, located
from question_bank.item import Item
from question_bank.lint import waivers
from question_bank.own_files import PARTS, name_in, parse_file, read_bank
from question_bank.upgrading import Document

NOT_WRITTEN = {"drawing", "drawings", "digest"}  # of a figure: they stand in files of their own
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


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
    files = {entry.id: name_in(folder.path, entry.file) for entry in folder.items if entry.marks}
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


def read_item(
    path: FilePath,
    file: FilePath,
    bank: Bank | None,
    apart_from: frozenset[str],
    *,
    today: date | None = None,
) -> ItemFile:
    """Read and check one item file of the bank folder ``path``; arguments as those of ``read_folder``."""
    parsed = parse_file(path, file, itemfile.MAX_BYTES)
    if parsed.document is None:
        return ItemFile(file, None, None, parsed.flaws)
    checked = check(parsed.document, bank, today=today)
    flaws = [
        *checked.flaws,
        *_place_flaws(path, file, parsed.document),
        *(copied_runs(parsed.document, apart_from) if apart_from else ()),
    ]
    name = name_in(path, file)
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
