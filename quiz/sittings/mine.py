"""The record of a person: what they were asked, did and answered, and what it earned.

A quiz that is open names no question: a title can tell what the answer is.
"""

from typing import Any

from sqlalchemy import case

from quiz.bank.models import Bank, Item, ItemVersion
from quiz.mine import Field, Mine, Part
from quiz.sittings.models import Mark, Response, Sitting, Slot, Step, Visit

_sittings: Any = Sitting.__table__
_slots: Any = Slot.__table__
_visits: Any = Visit.__table__
_steps: Any = Step.__table__
_responses: Any = Response.__table__
_marks: Any = Mark.__table__

_YOU = {"person_id": "you"}
_PAGE = {"token": "keeps a page from being sent twice"}
_SEED = {"seed": "what orders are drawn with"}
_SLOT = Field(Slot.id, "the question of a quiz, in questions")


def _once_closed(column: Any) -> Any:
    return case((Sitting.closed_at.is_not(None), column))


MINE = Mine(
    (
        Part(
            "quizzes",
            "quizzes and exams",
            _sittings.c.person_id,
            {
                "id": Field(Sitting.id, "its number"),
                "bank": Field(Bank.slug, "the bank it was drawn from"),
                "mode": Field(Sitting.mode, "tutor or exam"),
                "title": Field(Sitting.title, "its title"),
                "length": Field(Sitting.length, "how many questions it has"),
                "started_at": Field(Sitting.started_at, "when it began"),
                "closed_at": Field(Sitting.closed_at, "when it ended"),
                "minutes": Field(Sitting.minutes, "of an exam: the time for everybody"),
                "extra_time_percent": Field(Sitting.extra_time_percent, "of an exam: your extra time"),
                "grace_seconds": Field(Sitting.grace_seconds, "of an exam: what still counted after the end"),
                "deadline": Field(Sitting.deadline, "of an exam: when time was over"),
            },
            {**_YOU, **_PAGE, **_SEED, "bank_id": "its name is there"},
            source=_sittings.join(Bank.__table__),
        ),
        Part(
            "questions",
            "questions you were asked",
            _slots.c.person_id,
            {
                "id": Field(Slot.id, "its number within all you were asked"),
                "sitting_id": Field(Slot.sitting_id, "the quiz, in quizzes"),
                "position": Field(Slot.position, "its place there, from 1"),
                "item": Field(_once_closed(Item.slug), "the question’s name, once the quiz has ended"),
                "title": Field(_once_closed(ItemVersion.title), "its title, once the quiz has ended"),
                "format": Field(ItemVersion.format, "what kind of question it is"),
                "version_id": Field(Slot.version_id, "the number of the wording you saw"),
                "stage": Field(Slot.stage, "which step of a case it was"),
                "flagged": Field(Slot.flagged, "whether you flagged it"),
            },
            {**_YOU, **_SEED},
            source=_slots.join(_sittings, Sitting.id == Slot.sitting_id)
            .join(ItemVersion.__table__, ItemVersion.id == Slot.version_id)
            .join(Item.__table__, Item.id == ItemVersion.item_id),
        ),
        Part(
            "visits",
            "looks at questions of exams",
            _visits.c.person_id,
            {
                "slot_id": Field(Visit.slot_id, _SLOT.words),
                "seconds": Field(Visit.seconds, "for how long"),
                "left_at": Field(Visit.left_at, "when you left it"),
            },
            {**_YOU, **_PAGE, "id": "a number of ours"},
        ),
        Part(
            "steps",
            "steps before answers",
            _steps.c.person_id,
            {
                "slot_id": Field(Step.slot_id, _SLOT.words),
                "sequence": Field(Step.sequence, "which step it was, from 1"),
                "step": Field(Step.step, "what you did"),
                "revealed": Field(Step.revealed, "what it showed you"),
                "taken_at": Field(Step.taken_at, "when"),
            },
            {**_YOU, "id": "a number of ours"},
        ),
        Part(
            "answers",
            "answers",
            _responses.c.person_id,
            {
                "id": Field(Response.id, "its number"),
                "slot_id": Field(Response.slot_id, _SLOT.words),
                "answer": Field(Response.answer, "what you answered"),
                "sureness": Field(Response.sureness, "1 guessing, 2 fairly sure, 3 certain; empty: not said"),
                "seconds": Field(Response.seconds, "from the page to the answer"),
                "answered_at": Field(Response.answered_at, "when"),
                "final": Field(Response.final, "true for the one that counts"),
                "partial": Field(Response.partial, "whether parts of it were still open"),
                "late": Field(Response.late, "whether it came after the end of an exam"),
            },
            {**_YOU, **_PAGE},
        ),
        Part(
            "marks",
            "marks",
            _marks.c.person_id,
            {
                "answer_id": Field(Mark.response_id, "the answer, in answers"),
                "sequence": Field(Mark.sequence, "the highest counts; a correction adds one"),
                "version_id": Field(Mark.version_id, "the number of the wording it was marked by"),
                "rule": Field(Mark.rule, "by which rule"),
                "rule_version": Field(Mark.rule_version, "and which version of it"),
                "points": Field(Mark.points, "what it earned"),
                "out_of": Field(Mark.out_of, "of how many"),
                "parts": Field(Mark.parts, "what each part of it earned"),
                "dangerous": Field(Mark.dangerous, "whether it could have harmed"),
                "scored": Field(Mark.scored, "whether it counts in a sum"),
                "signal": Field(Mark.signal, "hit, miss, false alarm or correct rejection"),
                "reason": Field(Mark.reason, "why it was corrected"),
                "marked_at": Field(Mark.marked_at, "when"),
            },
            {
                **_YOU,
                "id": "a number of ours",
                "account_id": "who corrected it is somebody else’s affair",
                "correction_id": "its reason is there",
            },
        ),
    ),
    beside={
        "mark.account_id": "who corrected marks of others is in the acts",
        "correction.account_id": "what somebody corrected is in the acts",
    },
)
