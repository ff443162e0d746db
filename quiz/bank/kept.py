"""What is kept beside a version, so that pages about many items open no document: flaws, what it names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert

from question_bank import Flaw, Severity
from quiz.bank.models import ItemFlaw, Naming
from quiz.db import db

# The fields in which documents name something of their bank, by the list it stands in.
SINGLES = {
    "topic": "topics",
    "objective": "objectives",
    "turns_on": "turns_on",
    "misconception": "misconceptions",
}
LISTS = {"facts": "facts", "sources": "sources", "written_by": "people", "reviewed_by": "people"}
BATCH = 500


def keep_flaws(found: Mapping[int, Sequence[Flaw]]) -> None:
    """Keep the flaws of newest versions, waived or not, by the item's id, in place of what was kept."""
    ids = list(found)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        forget_flaws(some)
        rows = [_row(id, flaw) for id in some for flaw in found[id]]
        if rows:
            db.session.execute(insert(ItemFlaw), rows)


def counts(flaws: Sequence[Flaw]) -> dict[str, int]:
    """Return how many errors and warnings stand, by the names of a version's columns."""
    stand = [flaw for flaw in flaws if not flaw.waived]
    return {
        "errors": sum(flaw.blocks for flaw in stand),
        "warnings": sum(flaw.severity is Severity.WARNING for flaw in stand),
    }


def forget_flaws(item_ids: Sequence[int]) -> None:
    """Keep no flaws of some items: nobody has looked at their newest versions."""
    db.session.execute(delete(ItemFlaw).where(ItemFlaw.item_id.in_(item_ids)))


def keep_names(documents: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep what versions name of their bank; ``documents`` by the version's id."""
    rows = [
        {"version_id": id, "kind": kind, "slug": slug}
        for id, document in documents.items()
        for kind, slug in dict.fromkeys(named_in(document))
    ]
    if rows:
        db.session.execute(insert(Naming), rows)


def named_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield what a document names of its bank, at whatever depth: the list it stands in, and its id."""
    if isinstance(value, list):
        for part in value:
            yield from named_in(part)
    if not isinstance(value, dict):
        return
    for name, part in value.items():
        if name in SINGLES and isinstance(part, str):
            yield SINGLES[name], part
        elif name in LISTS and isinstance(part, list):
            for entry in part:
                id = entry.get("id") if isinstance(entry, dict) else entry
                if isinstance(id, str):
                    yield LISTS[name], id
        else:
            yield from named_in(part)


def _row(item_id: int, flaw: Flaw) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "severity": str(flaw.severity),
        "code": flaw.code,
        "message": flaw.message,
        "advice": flaw.advice,
        "path": list(flaw.path),
        "waived": flaw.waived,
    }
