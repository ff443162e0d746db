"""Items of a large folder between their check and their load: put away small, opened one after another."""

import json
import zlib
from dataclasses import dataclass, field

from question_bank import Item, digest, dump
from question_bank.folder import ItemFile
from question_bank.item import Patient
from question_bank.reporting.options import Keyed, keyed_lists
from question_bank.reporting.report import asked_of
from question_bank.upgrading import Document
from quiz.bank import searching

QUICKLY = 1  # zlib's level: half the size of the best, in a fifth of its time


@dataclass(frozen=True)
class Counted:
    """What of a sound item the tallies of its bank count."""

    lists: tuple[Keyed, ...]
    patient: Patient | None


@dataclass
class PackedFile(ItemFile):
    """An item file without document and item.

    packed: of a sound item, the canonical document and the words it is found by.
    """

    packed: bytes = b""
    digest: str = ""
    counted: Counted | None = field(default=None)

    @property
    def publishable(self) -> bool:
        """Whether nothing blocks publishing."""
        return bool(self.packed) and not any(flaw.blocks for flaw in self.flaws)


@dataclass(frozen=True)
class Unpacked:
    """A sound item of a file. document: in canonical form; digest: of it; words: for ``searching.index``."""

    entry: ItemFile
    id: str
    document: Document
    digest: str
    words: str


def packed(entry: ItemFile) -> ItemFile:
    """Return an item file without its item, but with what a load needs of it."""
    if entry.item is None:
        return PackedFile(entry.file, None, None, entry.flaws, entry.waived, entry.id, entry.marks)
    document = dump(entry.item)
    return PackedFile(
        entry.file,
        None,
        None,
        entry.flaws,
        entry.waived,
        entry.id,
        entry.marks,
        zlib.compress(json.dumps([document, searching.written(document)]).encode(), QUICKLY),
        digest(document),
        _counted(entry.item),
    )


def unpacked(entry: ItemFile) -> Unpacked | None:
    """Return the item of a file, packed or not; None when it is not sound."""
    if isinstance(entry, PackedFile):
        if not entry.packed:
            return None
        document, words = json.loads(zlib.decompress(entry.packed))
        return Unpacked(entry, document["id"], document, entry.digest, words)
    if entry.item is None:
        return None
    document = dump(entry.item)
    return Unpacked(entry, entry.item.id, document, digest(document), searching.written(document))


def counted(entry: ItemFile) -> Counted | None:
    """Return what tallies count of a file, packed or not; None when it is not sound."""
    if isinstance(entry, PackedFile):
        return entry.counted
    return _counted(entry.item) if entry.item is not None else None


def _counted(item: Item) -> Counted:
    lists = tuple(each for asked in asked_of(item) for each in keyed_lists(asked))
    return Counted(lists, item.patient)
