"""Correcting a key, voiding an item, and taking either back: foreseen, then done at once.

Nothing here commits. What takes long, marking, is done while others may write; what is written after that is
one transaction, in which every answer is looked at again.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from question_bank import Score
from quiz.bank import models
from quiz.bank.history import note
from quiz.bank.queries import Draft
from quiz.correcting import queries
from quiz.correcting.marking import Marking
from quiz.correcting.planning import KEY, UNDO, Plan
from quiz.correcting.queries import Answer
from quiz.correcting.tally import Tally
from quiz.db import db, writes_alone
from quiz.notices import kinds
from quiz.notices.actions import News, tell
from quiz.sittings.actions import mark_row
from quiz.sittings.models import Correction, Mark, Ruling
from quiz.sittings.rescoring import FULL, LEFT_OUT, Earned

AT_ONCE = 5000  # answers whose marks are written together
FEW = 20  # answers with the same mark below which a statement of their own is not worth it
MARK: Any = Mark.__table__
NOTED = {
    KEY: "item-corrected",
    FULL: "item-voided",
    LEFT_OUT: "item-voided",
    UNDO: "item-correction-undone",
}


def foresee(plan: Plan, marking: Marking, each: Callable[[int], Any] = lambda _: None) -> Tally:
    """Count what a correction would change, and change nothing. each: told how many answers were marked."""
    tally = Tally()
    for done, (answer, new) in enumerate(_marked_again(plan, marking), 1):
        tally.add(plan.rulings[answer.version_id].number, answer.person_id, _score(answer), new.score)
        if done % AT_ONCE == 0:
            each(AT_ONCE)
    each(tally.answers % AT_ONCE)
    return tally


def carry_out(
    plan: Plan,
    draft: Draft,
    marking: Marking,
    *,
    reason: str,
    by: int | None,
    now: datetime,
    publish: Callable[[], Any] | None = None,
    each: Callable[[int], Any] = lambda _: None,
) -> Correction:
    """Mark answers again, tell whose points changed, and rule how later answers are marked.

    Call inside a write transaction, with the item locked and the plan made in it. Old marks stay. by: an
    account, None for a command. publish: publishes the version by whose key, where it is not yet.
    """
    correction = Correction(
        item_id=draft.item.id,
        kind=plan.kind,
        version_id=plan.by.id if plan.by else None,
        undoes_id=plan.undoes.id if plan.undoes else None,
        account_id=by,
        reason=reason,
        counts={},
        life={},
        at=now,
    )
    db.session.add(correction)
    db.session.flush()
    tally = Tally()
    # First what is there; then, while new answers wait for the new ruling, what came in the meantime.
    for held in (False,) if writes_alone() else (False, True):
        if held:
            queries.hold(plan.rulings)
        with _uncollected():
            # All is read before anything is written; texts, which may be long, are not kept.
            again = [
                (answer._replace(answer=""), new)
                for answer, new in _marked_again(plan, marking, without=correction.id)
            ]
            for some in _in_parts(again):
                _write(plan, correction, some, tally)
                each(len(some))
    db.session.execute(
        insert(Ruling),
        [
            {
                "version_id": version_id,
                "correction_id": correction.id,
                "marked_as_id": ruled.marked_as_id,
                "credit": ruled.credit,
            }
            for version_id, ruled in plan.rulings.items()
        ],
    )
    correction.counts = tally.document()
    correction.life = _lead_on(plan, draft.item, publish)
    detail = f"{tally.answers} answers to version {', '.join(map(str, plan.numbers))}"
    if plan.by is not None:
        detail += f" by version {plan.by.number}"
    note(draft.bank, NOTED[plan.kind], detail, by=by, now=now, item=draft.item)
    db.session.flush()
    return correction


def _marked_again(
    plan: Plan, marking: Marking, *, without: int | None = None
) -> Iterator[tuple[Answer, Earned]]:
    taken_back = plan.undoes.id if plan.undoes else None
    for answer in queries.answers(plan.rulings, taken_back=taken_back, without=without):
        yield answer, marking.earned(answer, plan.rulings[answer.version_id])


def _write(plan: Plan, correction: Correction, some: Sequence[tuple[Answer, Earned]], tally: Tally) -> None:
    """Add the marks of some answers, and tell those whose points changed."""
    news = []
    groups: dict[tuple[int, int], list[tuple[Answer, Earned]]] = defaultdict(list)
    for answer, new in some:
        groups[answer.sequence, id(new)].append((answer, new))
        ruled, old = plan.rulings[answer.version_id], _score(answer)
        if tally.add(ruled.number, answer.person_id, old, new.score):
            news.append(told(correction, answer, old, new.score, ruled.credit))
    rows = []
    for group in groups.values():
        if len(group) < FEW:
            rows += [_mark(correction, answer, new) for answer, new in group]
            continue
        # Most answers are like many others. Their marks are written by one statement, which is quicker.
        mark = _mark(correction, *group[0])
        of_all = {name: value for name, value in mark.items() if name not in ("person_id", "response_id")}
        ids = [answer.response_id for answer, _ in group]
        names = ["person_id", "response_id", *of_all]
        db.session.execute(insert(MARK).from_select(names, queries.alike(ids, of_all)))
    if rows:
        db.session.execute(insert(MARK), rows)
    tell(news, now=correction.at)


def _mark(correction: Correction, answer: Answer, new: Earned) -> dict[str, Any]:
    return mark_row(
        new,
        person_id=answer.person_id,
        response_id=answer.response_id,
        sequence=answer.sequence + 1,
        now=correction.at,
        correction_id=correction.id,
        reason=correction.reason,
        account_id=correction.account_id,
    )


def told(correction: Correction, answer: Answer, old: Score, new: Score, credit: str | None) -> News:
    """Return what somebody is told whose points changed."""
    before = (old.points, old.out_of)
    if credit is None:
        after = (new.points, new.out_of)
        data = kinds.corrected(answer.quiz, old=before, new=after, reason=correction.reason)
    else:
        data = kinds.voided(answer.quiz, old=before, counts=credit == FULL, reason=correction.reason)
    return News(
        person_id=answer.person_id,
        kind=kinds.CORRECTED if credit is None else kinds.VOIDED,
        cause=f"correction/{correction.id}/response/{answer.response_id}",
        sitting_id=answer.sitting_id,
        position=answer.position,
        data=data,
    )


def _lead_on(plan: Plan, item: models.Item, publish: Callable[[], Any] | None) -> dict[str, Any]:
    """Let trainees meet what is right from now on; say what they met before, and what they meet.

    What was voided is retired. What is taken back leads back, unless somebody moved the item meanwhile.
    """
    before = [item.state, item.published_number]
    if publish is not None:
        publish()
    if plan.kind in (FULL, LEFT_OUT) and item.published_number in plan.numbers:
        item.state, item.review_due = "retired", None
    if plan.undoes is not None and plan.undoes.life["after"] == before:
        item.state, item.published_number = plan.undoes.life["before"]
    return {"before": before, "after": [item.state, item.published_number]}


def _score(answer: Answer) -> Score:
    """Return the score of an answer's newest mark."""
    return Score(answer.points, answer.out_of, dangerous=answer.dangerous, scored=answer.scored)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be collected meanwhile: with so many rows that took half of the time others wait."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _in_parts(rows: Sequence[tuple[Answer, Earned]]) -> Iterator[Sequence[tuple[Answer, Earned]]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
