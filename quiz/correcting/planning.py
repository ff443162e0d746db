"""What is to be corrected, worked out from what was asked for. Reads, and changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from question_bank import load
from question_bank.comparing import comparable
from quiz.bank import models
from quiz.bank import queries as bank_queries
from quiz.bank.queries import Draft
from quiz.correcting import queries
from quiz.errors import Conflict
from quiz.sittings.models import Correction

KEY, UNDO = "key", "undo"


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for. kind: as of a correction. by: number of the version by whose key.

    undoes: id of the correction to take back. answers_to: numbers of the versions that were asked; None for
    all that can be marked so. after: id of the newest correction they knew of; None where they did not look.
    """

    kind: str
    by: int | None = None
    undoes: int | None = None
    answers_to: tuple[int, ...] | None = None
    after: int | None = None


@dataclass(frozen=True)
class Ruled:
    """How answers to a version will be marked: by whose key, and to what credit if it is voided."""

    number: int
    marked_as_id: int
    digest: str
    credit: str | None


@dataclass(frozen=True)
class Plan:
    """A correction that can be made. rulings: by the id of the version that was asked.

    by: the version by whose key. answers: how many are marked again.
    """

    kind: str
    by: models.ItemVersion | None
    undoes: Correction | None
    rulings: Mapping[int, Ruled]
    answers: int

    @property
    def numbers(self) -> list[int]:
        """Numbers of the versions whose answers are marked again."""
        return [ruled.number for ruled in self.rulings.values()]


def plan(draft: Draft, wanted: Wanted) -> Plan:
    """Work out a correction, and do nothing. Raises Conflict, with a sentence, for what cannot be done."""
    if wanted.after is not None and wanted.after != queries.newest(draft.item):
        raise Conflict("Somebody corrected this item meanwhile. Look at it, then decide.")
    asked = {version.number: version for version in queries.asked_versions(draft.item)}
    if wanted.kind == UNDO:
        return _plan_of_undo(draft, wanted, asked.values())
    by = _by(draft, wanted) if wanted.kind == KEY else None
    chosen = [asked[number] for number in _chosen(draft, wanted, by, asked)]
    meant = {
        version.id: (by.id if by else version.marked_as_id, None if by else wanted.kind) for version in chosen
    }
    new = {
        version.id: meant[version.id]
        for version in chosen
        if meant[version.id] != (version.marked_as_id, version.credit)
    }
    if not new:
        raise Conflict("Nothing would change: answers to these versions are marked so already.")
    return _plan(wanted.kind, by, None, new, asked.values())


def _by(draft: Draft, wanted: Wanted) -> models.ItemVersion:
    """Return the version by whose key answers are to be marked."""
    may_be = {draft.newest.number, draft.item.published_number}
    found = bank_queries.version(draft.item, wanted.by) if wanted.by in may_be and wanted.by else None
    if found is None:
        raise Conflict("Answers are marked by the published version or by the newest. Choose one of them.")
    return found


def _chosen(
    draft: Draft, wanted: Wanted, by: models.ItemVersion | None, asked: Mapping[int, queries.Asked]
) -> list[int]:
    """Return the numbers of the versions whose answers are meant."""
    if wanted.answers_to is not None and (unknown := set(wanted.answers_to) - set(asked)):
        raise Conflict(f"Version {min(unknown)} was never asked, so nothing of it can be marked again.")
    chosen = sorted(set(asked if wanted.answers_to is None else wanted.answers_to))
    if not chosen:
        raise Conflict("Choose the versions whose answers are to be marked again.")
    if by is None:
        return chosen
    fitting = fitting_versions(draft, by, [asked[number] for number in chosen])
    if wanted.answers_to is not None and (unfit := set(chosen) - fitting):
        raise Conflict(
            f"Answers to version {min(unfit)} cannot be marked by version {by.number}: other answers were "
            "possible. Leave it out, or void it."
        )
    return sorted(fitting)


def fitting_versions(draft: Draft, by: models.ItemVersion, asked: Iterable[queries.Asked]) -> set[int]:
    """Return the numbers of those versions whose answers can be marked by a version's key."""
    new, fitting = load(by.document), set()
    for version in asked:
        old = bank_queries.version(draft.item, version.number)
        if old is not None and comparable(load(old.document), new):
            fitting.add(version.number)
    return fitting


def _plan_of_undo(draft: Draft, wanted: Wanted, asked: Iterable[queries.Asked]) -> Plan:
    undoes = queries.to_undo(draft.item)
    if undoes is None:
        raise Conflict("There is no correction of this item that could be taken back.")
    if wanted.undoes not in (None, undoes.id):
        raise Conflict("Only the newest correction that stands can be taken back.")
    return _plan(UNDO, None, undoes, queries.rulings_before(undoes), asked)


def _plan(
    kind: str,
    by: models.ItemVersion | None,
    undoes: Correction | None,
    new: Mapping[int, tuple[int, str | None]],
    asked: Iterable[queries.Asked],
) -> Plan:
    digests = queries.digests({marked_as_id for marked_as_id, _ in new.values()})
    concerned = [version for version in asked if version.id in new]
    rulings = {
        version.id: Ruled(version.number, new[version.id][0], digests[new[version.id][0]], new[version.id][1])
        for version in concerned
    }
    return Plan(kind, by, undoes, rulings, sum(version.answers for version in concerned))
