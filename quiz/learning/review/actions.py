"""What happens to cards: brought up to date with marks, made anew, planned, asked. Nothing here commits."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, update
from sqlalchemy.dialects.postgresql import insert as insert_or_change  # SQLite understands it, too
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
from quiz.learning.review.scheduling import TARGET, Answer, Memory, Plan, Rating, due
from quiz.learning.review.siblings import pick_each
from quiz.sittings import queries as sittings
from quiz.sittings.actions import begin_sitting

BATCH = 500  # marks in one step, a write transaction of its own, so that nobody waits for long
AGAIN = 1000  # recalls that are followed again from the beginning in one step; one objective comes whole
FORGOTTEN = 1000  # recalls that are forgotten in one step
AT_ONCE = 10  # slots of a sitting of what is due


def catch_up(standing: Standing, *, zone: ZoneInfo) -> Standing:
    """Do the next step of bringing a person's marks into their cards; return how they stand.

    Commit, and call again while they are stale. A step is bounded, whatever waits: it takes in marks, or it
    follows some objectives again whose recalls have changed. Recalls that rest on marks which have gone, or
    have come in behind as those of a guest do, are forgotten, and then all is made anew.
    """
    begin_writing()
    plan = _locked_plan(standing)
    standing = replace(standing, has_plan=True)
    marked = queries.marked(plan.person_id, after=plan.last_mark, limit=BATCH)
    if marked.count:
        left = _take_in(plan, tested(marked.slots), zone, may_follow=marked.count < BATCH)
        plan.last_mark = marked.upto
        plan.marks_seen += marked.count
        standing = replace(standing, marks_seen=plan.marks_seen, has_stale=standing.has_stale or left)
    elif (marks := queries.count_marks(plan.person_id)) != plan.marks_seen:
        if not _forget_some(plan):
            forget_cards([plan.person_id])
            standing = replace(standing, marks_seen=0, has_stale=False)
        standing = replace(standing, marks=marks)
    else:
        left = _follow_again(plan, zone)
        standing = replace(standing, marks_seen=plan.marks_seen, marks=marks, has_stale=left)
    db.session.flush()
    return standing


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
    cards = queries.cards(row.person_id)
    _keep_cards([{**_columns(card), "due": due(_memory(card), plan)} for card in cards])
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
        db.session.execute(insert_or_change(ReviewPlan).values(row).on_conflict_do_nothing())
    return queries.locked_plan(standing.person_id)


def _forget_some(plan: ReviewPlan) -> bool:
    """Delete some recalls of a person; return whether there were as many as go in one step, or more."""
    ids = queries.recall_ids(plan.person_id, limit=FORGOTTEN)
    db.session.execute(delete(Recall).where(Recall.id.in_(ids)))
    return len(ids) == FORGOTTEN


def _take_in(plan: ReviewPlan, found: list[Tested], zone: ZoneInfo, *, may_follow: bool) -> bool:
    """Bring what was tested into recalls and cards; return whether objectives are left to be followed again.

    An objective is followed on from its card, where all that is new came later. Else it is followed from the
    beginning: at once, if one may and it is not much.
    """
    is_first = plan.last_mark == 0  # so there is nothing yet
    known = {} if is_first else queries.known_recalls(plan.person_id, {one.sitting_id for one in found})
    new, plan.times = with_quickness((one for one in found if one.key not in known), plan.times)
    changed = [one.with_quick(is_quick=known[one.key]) for one in found if one.key in known]
    rows_of_cards = () if is_first else queries.cards(plan.person_id, {one.objective for one in found})
    cards = {_objective(card): card for card in rows_of_cards}
    again = {one.objective for one in changed} | _interrupted(new, cards)
    stored = queries.recalls(plan.person_id, again, limit=AGAIN) if again and may_follow else None
    tests: dict[Objective, list[Tested]] = defaultdict(list)
    for one in _with_options([*new, *changed]):
        tests[one.objective].append(one)
    changed_keys = {one.key for one in changed}
    rows = {(row.sitting_id, row.item_id): row for row in stored or ()}
    for key, row in rows.items():
        if key not in changed_keys:
            tests[_objective(row)].append(_tested(row))
    how = Plan(plan.target, plan.exam_on, zone)
    kept_cards, kept_recalls = list[dict[str, Any]](), list[dict[str, Any]]()
    for objective, of_it in tests.items():
        card, of = cards.get(objective), _of(plan, objective)
        if objective in again and stored is None:
            kept_cards.append({**(_columns(card) if card else of | _kept(Memory(), how)), "stale": True})
            kept_recalls += [of | _observed(one, None) for one in of_it]
            continue
        begin = Memory() if card is None or objective in again else _memory(card)
        memory, rated = followed(begin, of_it)
        kept_cards.append(of | _kept(memory, how))
        for one, rating in rated:
            before = rows.get(one.key)
            if before is None or before.rating != rating or one.key in changed_keys:
                kept_recalls.append(of | _observed(one, rating))
    _keep_cards(kept_cards)
    _keep_recalls(kept_recalls)
    return bool(again) and stored is None


def _follow_again(plan: ReviewPlan, zone: ZoneInfo) -> bool:
    """Follow some objectives whose cards are stale from the beginning; return whether there are more."""
    stale = queries.stale_cards(plan.person_id)
    chosen, room = list[Objective](), AGAIN
    for objective, count in stale:
        if chosen and count > room:
            break
        chosen.append(objective)
        room -= count
    rows: dict[Objective, list[Row[Any]]] = {objective: [] for objective in chosen}
    for row in queries.recalls(plan.person_id, chosen) or ():
        rows[_objective(row)].append(row)
    how = Plan(plan.target, plan.exam_on, zone)
    kept_cards, kept_recalls = list[dict[str, Any]](), list[dict[str, Any]]()
    for objective, of_it in rows.items():
        memory, rated = followed(Memory(), map(_tested, of_it))
        kept_cards.append(_of(plan, objective) | _kept(memory, how))
        ratings = {one.key: rating for one, rating in rated}
        for row in of_it:
            rating = ratings[row.sitting_id, row.item_id]
            if row.rating != rating:
                kept_recalls.append({**_columns(row), "rating": rating})
    _keep_cards(kept_cards)
    _keep_recalls(kept_recalls)
    return len(chosen) < len(stale)


def _interrupted(new: list[Tested], cards: Mapping[Objective, Row[Any]]) -> set[Objective]:
    """Return the objectives whose card is stale, or newer than something that is new."""
    newest = {
        objective: max(met.at for met in met_of(card.siblings).values())
        for objective, card in cards.items()
        if card.siblings
    }
    found = {objective for objective, card in cards.items() if card.stale}
    for one in new:
        last = newest.get(one.objective)
        if last is not None and one.answer.at < last:
            found.add(one.objective)
    return found


def _keep_cards(rows: list[dict[str, Any]]) -> None:
    _keep(Card, rows, "person_id", "bank_id", "objective")


def _keep_recalls(rows: list[dict[str, Any]]) -> None:
    _keep(Recall, rows, "sitting_id", "item_id")


def _keep(model: type[Card | Recall], rows: list[dict[str, Any]], *key: str) -> None:
    """Insert rows, or change those that there are, in one statement."""
    if rows:
        query = insert_or_change(Base.metadata.tables[model.__tablename__])
        changes = {name: query.excluded[name] for name in rows[0] if name not in key}
        db.session.execute(query.on_conflict_do_update(index_elements=key, set_=changes), rows)


def _objective(row: Row[Any]) -> Objective:
    return row.bank_id, row.objective


def _of(plan: ReviewPlan, objective: Objective) -> dict[str, Any]:
    return {"person_id": plan.person_id, "bank_id": objective[0], "objective": objective[1]}


def _columns(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name != "id"}  # noqa: SLF001 - its public name


def _with_options(found: list[Tested]) -> list[Tested]:
    versions = {one.version_id for one in found if one.needs_options}
    counts = queries.options_of(versions) if versions else {}
    return [one.with_options(counts.get(one.version_id)) for one in found]


def _kept(memory: Memory, plan: Plan) -> dict[str, Any]:
    """Return the columns of a card that is not stale."""
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
        "stale": False,
    }


def _memory(card: Row[Any]) -> Memory:
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


def _tested(row: Row[Any]) -> Tested:
    """Return a recall as it was tested."""
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
    return Tested(row.sitting_id, _objective(row), "", 0, answer)


def _observed(one: Tested, rating: Rating | None) -> dict[str, Any]:
    """Return the columns of a recall, but for whose it is and of which objective."""
    answer = one.answer
    return {
        "sitting_id": one.sitting_id,
        "item_id": answer.item_id,
        "at": answer.at,
        "share": answer.share,
        "sureness": answer.sureness,
        "dangerous": answer.dangerous,
        "quick": answer.quick,
        "seconds": answer.seconds,
        "options": answer.options,
        "rating": rating,
    }
