"""What happens to cards: brought up to date with marks, made anew, planned, asked. Nothing here commits."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.postgresql import insert as insert_unless_there  # SQLite understands it, too
from sqlalchemy.exc import IntegrityError

from quiz.accounts.guests import person_of
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank
from quiz.db import Base, begin_writing, db
from quiz.errors import Conflict
from quiz.learning.review import queries
from quiz.learning.review.models import Card, Recall, ReviewPlan
from quiz.learning.review.queries import Standing
from quiz.learning.review.reckoning import (
    Objective,
    Tested,
    followed,
    met_as_kept,
    met_of,
    tested,
    with_quickness,
)
from quiz.learning.review.scheduling import TARGET, Answer, Memory, Plan, due
from quiz.learning.review.siblings import pick_each
from quiz.sittings import queries as sittings
from quiz.sittings.actions import begin_sitting

BATCH = 1000  # marks in one write transaction, so that nobody else waits for long
AT_ONCE = 10  # slots of a sitting of what is due


def catch_up(standing: Standing, *, zone: ZoneInfo) -> Standing:
    """Bring the next marks into a person's cards, in a write transaction of its own; return how they stand.

    Commit, and call again while it is stale. Cards that rest on marks which have gone, or have come in behind
    as those of a guest do, are forgotten and made anew.
    """
    begin_writing()
    plan = _locked_plan(standing)
    count, upto = queries.pending(plan.person_id, after=plan.last_mark, limit=BATCH)
    if not count:
        marks = queries.count_marks(plan.person_id)
        if marks != plan.marks_seen:
            forget_cards([plan.person_id])
            return replace(standing, has_plan=True, marks_seen=0, marks=marks)
        return replace(standing, has_plan=True, marks_seen=marks, marks=marks)
    found = tested(queries.marked_slots(plan.person_id, after=plan.last_mark, upto=upto))
    _reckon_in(plan, found, zone)
    plan.marks_seen += count
    plan.last_mark = upto
    db.session.flush()
    return replace(standing, has_plan=True, marks_seen=plan.marks_seen)


def forget_cards(person_ids: Collection[int]) -> None:
    """Forget what follows from the marks of people; it is worked out again when it is needed next.

    New marks need no call: they are noticed. This is for whoever changed or removed marks.
    """
    for table in (Card, Recall):
        db.session.execute(delete(table).where(table.person_id.in_(person_ids)))
    db.session.execute(
        update(ReviewPlan)
        .where(ReviewPlan.person_id.in_(person_ids))
        .values(marks_seen=0, last_mark=0, times={})
    )


def save_plan(standing: Standing, *, target: float, exam_on: date | None, zone: ZoneInfo) -> None:
    """Change how a person wants to review; what is due when follows. Call inside a write transaction."""
    row = _locked_plan(standing)
    row.target, row.exam_on = target, exam_on
    plan = Plan(target, exam_on, zone)
    dues = [{"id": card.id, "due": due(_memory(card), plan)} for card in queries.cards(row.person_id)]
    if dues:
        db.session.execute(update(Card), dues)
    db.session.flush()


def begin_review(visitor: Visitor, *, bank: Bank, token: str, seed: str, now: datetime) -> int:
    """Begin a sitting in tutor mode of what is due in a bank, a sibling of each objective. Returns its id.

    The same token begins one sitting, however often it is sent. Raises Conflict when nothing is due.
    """
    if (begun := sittings.began_with(visitor, token)) is not None:
        return begun
    entries = queries.in_order(queries.upcoming(visitor.id), now)
    wanted = [entry.objective for entry in entries if entry.bank_id == bank.id][: 2 * AT_ONCE]
    there = queries.siblings(bank.id, wanted)
    met = queries.last_put(visitor.id, {one.item_id for found in there.values() for one in found})
    chosen = pick_each((there[slug] for slug in wanted), met, count=AT_ONCE)
    begin_writing()
    person = person_of(visitor)
    if not chosen or person is None:
        raise Conflict("Nothing is due there now. The page of reviews says when something will be.")
    asked = sum(one.stages for one in chosen)
    title = f"Review, {asked} question{'' if asked == 1 else 's'}"
    try:
        return begin_sitting(
            person, bank=bank, title=title, token=token, seed=seed, chosen=chosen, now=now
        ).id
    except IntegrityError:
        db.session.rollback()
        begun = sittings.began_with(visitor, token)
        if begun is None:
            raise
        return begun


def _locked_plan(standing: Standing) -> ReviewPlan:
    """Return a person's plan, made if there is none, locked until the transaction ends."""
    if not standing.has_plan:
        new = {"person_id": standing.person_id, "target": TARGET, "times": {}}
        row = {**new, "marks_seen": 0, "last_mark": 0}
        db.session.execute(insert_unless_there(ReviewPlan).values(row).on_conflict_do_nothing())
    return queries.locked_plan(standing.person_id)


def _reckon_in(plan: ReviewPlan, found: list[Tested], zone: ZoneInfo) -> None:
    """Bring what was tested into recalls and cards.

    An objective is followed on from its card, where all that is new came later; otherwise from the beginning.
    """
    known = queries.recalls_of_sittings(plan.person_id, {one.sitting_id for one in found})
    new, plan.times = with_quickness((one for one in found if one.key not in known), plan.times)
    new = _with_options(new)
    changed = {one.key: one for one in _with_options([one for one in found if one.key in known])}
    cards = {
        (card.bank_id, card.objective): card
        for card in queries.cards(plan.person_id, {one.objective for one in found})
    }
    again = {one.objective for one in changed.values()}
    again |= {one.objective for one in new if _came_before(one, cards.get(one.objective))}
    stored = queries.recalls_of_objectives(plan.person_id, again) if again else []
    tests: dict[Objective, list[Tested]] = defaultdict(list)
    for one in [*new, *(_tested(row, changed.get((row.sitting_id, row.item_id))) for row in stored)]:
        tests[one.objective].append(one)
    rows = {(row.sitting_id, row.item_id): row for row in stored}
    kept_cards, kept_recalls = list[dict[str, Any]](), list[dict[str, Any]]()
    for objective, of_it in tests.items():
        of = {"person_id": plan.person_id, "bank_id": objective[0], "objective": objective[1]}
        card = cards.get(objective)
        begin = _memory(card) if card is not None and objective not in again else Memory()
        memory, rated = followed(begin, of_it)
        worth = _kept(memory, Plan(plan.target, plan.exam_on, zone))
        kept_cards.append({"id": card.id if card else None, **of, **worth})
        for one, rating in rated:
            row = rows.get(one.key)
            if row is None or row.rating != rating or one.key in changed:
                key = {"sitting_id": one.sitting_id, "item_id": one.answer.item_id}
                kept_recalls.append(
                    {"id": row.id if row else None, **of, **key, **_observed(one), "rating": rating}
                )
    _store(Card, kept_cards)
    _store(Recall, kept_recalls)


def _store(model: type[Card | Recall], rows: list[dict[str, Any]]) -> None:
    """Insert rows without an id, update those with one; each in one statement, whatever is null in them."""
    new = [{name: row[name] for name in row if name != "id"} for row in rows if row["id"] is None]
    old = [row for row in rows if row["id"] is not None]
    if new:
        table = Base.metadata.tables[model.__tablename__]
        db.session.execute(insert(table), new)
    if old:
        db.session.execute(update(model), old)


def _came_before(one: Tested, card: Card | None) -> bool:
    """Whether something that is new was answered before the newest answer of its card."""
    return card is not None and any(one.answer.at < met.at for met in met_of(card.siblings).values())


def _with_options(found: list[Tested]) -> list[Tested]:
    versions = {one.version_id for one in found if one.needs_options}
    counts = queries.options_of(versions) if versions else {}
    return [one.with_options(counts.get(one.version_id)) for one in found]


def _kept(memory: Memory, plan: Plan) -> dict[str, Any]:
    """Return the columns of a card."""
    return {
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "recalled_at": memory.recalled_at,
        "unlearn_since": memory.unlearn_since,
        "was_dangerous": memory.was_dangerous,
        "counted": memory.counted,
        "lapses": memory.lapses,
        "siblings": met_as_kept(memory.siblings),
        "due": due(memory, plan),
    }


def _memory(card: Card) -> Memory:
    return Memory(
        card.stability,
        card.difficulty,
        card.recalled_at,
        card.unlearn_since,
        card.was_dangerous,
        card.counted,
        card.lapses,
        met_of(card.siblings),
    )


def _tested(row: Recall, changed: Tested | None) -> Tested:
    """Return a recall as it was tested, or as it is now; whether it was quick stays as it was found."""
    if changed is not None:
        return changed.with_quick(is_quick=row.quick)
    answer = Answer(
        row.item_id,
        row.at,
        row.share,
        row.sureness,
        dangerous=row.dangerous,
        quick=row.quick,
        seconds=row.seconds,
        options=row.options,
    )
    return Tested(row.sitting_id, (row.bank_id, row.objective), "", 0, answer)


def _observed(one: Tested) -> dict[str, Any]:
    answer = one.answer
    return {
        "at": answer.at,
        "share": answer.share,
        "sureness": answer.sureness,
        "dangerous": answer.dangerous,
        "quick": answer.quick,
        "seconds": answer.seconds,
        "options": answer.options,
    }
