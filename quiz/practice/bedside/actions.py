"""Jotting down. All but ``keep_note_sent`` are called within a write transaction, a place loaded in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as insert_unless_there  # SQLite understands it, too

from quiz.accounts.models import Person
from quiz.db import begin_writing, db
from quiz.errors import Conflict
from quiz.practice.bedside import queries
from quiz.practice.bedside.highlighting import MOST, Stretch, merged, without
from quiz.practice.bedside.models import Jotting, Note
from quiz.sittings import policy
from quiz.sittings.exams.actions import flag
from quiz.sittings.queries import Place

ANSWERED = "This question is answered, so nothing more is struck out or highlighted in it."


@dataclass(frozen=True)
class Wish:
    """What a page asks to be jotted down; None and nothing for what it does not.

    struck: by key, whether it is ruled out. highlight, unmark: a stretch of a text, by its digest. flag,
    covers: on or off. written: the answer from before the options are uncovered. chosen: the fields of the
    answer as they stand.
    """

    struck: Mapping[str, bool] = field(default_factory=dict)
    highlight: tuple[str, Stretch] | None = None
    unmark: tuple[str, Stretch] | None = None
    flag: bool | None = None
    covers: bool | None = None
    written: str | None = None
    chosen: Mapping[str, list[str]] | None = None

    @property
    def is_of_question(self) -> bool:
        """Whether it is something for as long as the question is open."""
        return bool(self.struck or self.highlight or self.unmark) or self.written is not None


def jot(place: Place, wish: Wish, *, now: datetime) -> None:
    """Jot down what is wished. Raises Conflict when the question is answered, or its turn has not come."""
    if policy.is_locked(place.state):
        raise Conflict("This question comes later in its case. Answer the step before it first.")
    is_open = policy.may_answer(place.state)
    if wish.is_of_question and not is_open:
        raise Conflict(ANSWERED)
    if wish.flag is not None:
        flag(place, on=wish.flag)
    if wish.covers is not None:
        db.session.execute(
            update(Person).where(Person.id == place.person_id).values(covers_options=wish.covers)
        )
    if is_open and (wish.struck or wish.written is not None or wish.chosen is not None):
        row = _row(place, place.slot_id, now)
        struck = {key for key in row.struck if wish.struck.get(key, True)}
        row.struck = sorted(struck | {key for key, on in wish.struck.items() if on})
        row.written = row.written if wish.written is None else wish.written
        row.chosen = dict(wish.chosen) if wish.chosen is not None else row.chosen
        row.changed_at = now
    if wish.highlight or wish.unmark:
        _highlight(place, wish, now)
    db.session.flush()


def keep_note(place: Place, text: str, *, noted: str, now: datetime) -> str:
    """Keep a note on the item of a slot, and return it. An empty one is taken away.

    noted: the mark of the text that the page began with. What another window wrote meanwhile is not lost: it
    comes before.
    """
    item_id = queries.item_of(place.slot_id)
    of = {"person_id": place.person_id, "item_id": item_id}
    new = insert_unless_there(Note).values(**of, text="", changed_at=now)
    db.session.execute(new.on_conflict_do_nothing())
    row = queries.note(place.person_id, item_id)
    if row.text and queries.mark_of(row.text) != noted and row.text not in text:
        text = f"{row.text}\n\n{text}" if text else row.text
    if text:
        row.text, row.changed_at = text, now
    else:
        db.session.execute(delete(Note).filter_by(**of))
    db.session.flush()
    return text


def keep_note_sent(place: Place, text: str | None, noted: str | None, *, now: datetime) -> bool:
    """Keep a note that came along with something else. Returns whether it was changed at all.

    Begins the write transaction itself, and only then.
    """
    if text is None or noted == queries.mark_of(text):
        return False
    begin_writing()
    keep_note(place, text, noted=noted or "", now=now)
    return True


def _highlight(place: Place, wish: Wish, now: datetime) -> None:
    """Add a highlight, or take one away, in the slot that stands for the whole case."""
    row = _row(place, queries.slot_at(place.sitting_id, place.of_case.start), now)
    found = queries.by_text(row.highlights)
    if wish.highlight:
        digest, stretch = wish.highlight
        found[digest] = merged([*found.get(digest, ()), stretch])[:MOST]
    if wish.unmark:
        digest, stretch = wish.unmark
        found[digest] = without(found.get(digest, ()), stretch)
    row.highlights = [[digest, *stretch] for digest, stretches in found.items() for stretch in stretches]
    row.changed_at = now


def _row(place: Place, slot_id: int, now: datetime) -> Jotting:
    new = insert_unless_there(Jotting).values(
        slot_id=slot_id, person_id=place.person_id, struck=[], highlights=[], chosen=None, changed_at=now
    )
    db.session.execute(new.on_conflict_do_nothing())
    return queries.jotting(slot_id)
