"""What is worked out for a person's reviews and progress, and how they want to review."""

from typing import Any

from quiz.bank.models import Bank, Item
from quiz.learning.progress.models import LastMeeting, Progress, WeekTally
from quiz.learning.review.models import Card, Recall, ReviewPlan
from quiz.mine import Field, Mine, Part

_plans: Any = ReviewPlan.__table__
_cards: Any = Card.__table__
_recalls: Any = Recall.__table__
_progress: Any = Progress.__table__
_meetings: Any = LastMeeting.__table__
_weeks: Any = WeekTally.__table__
_OURS = {"id": "a number of ours", "person_id": "you", "bank_id": "its name is there"}

MINE = Mine(
    (
        Part(
            "review_settings",
            "settings of review",
            _plans.c.person_id,
            {
                "target": Field(ReviewPlan.target, "the share you want to recall, 0 to 1"),
                "exam_on": Field(ReviewPlan.exam_on, "the day of your exam"),
                "times": Field(ReviewPlan.times, "by format, the seconds of your newest answers"),
            },
            {
                "person_id": "you",
                "marks_seen": "how far cards are worked out",
                "last_mark": "how far cards are worked out",
            },
            order=ReviewPlan.person_id,
        ),
        Part(
            "review_cards",
            "review cards",
            _cards.c.person_id,
            {
                "bank": Field(Bank.slug, "the bank"),
                "objective": Field(Card.objective, "the objective"),
                "stability": Field(Card.stability, "days until nine in ten are recalled"),
                "difficulty": Field(Card.difficulty, "how hard it is for you, 1 to 10"),
                "recalled_at": Field(Card.recalled_at, "when it was last tested"),
                "unlearn_since": Field(Card.unlearn_since, "since when there is something to unlearn"),
                "was_dangerous": Field(Card.was_dangerous, "whether that could have harmed"),
                "counted": Field(Card.counted, "how many tests it rests on"),
                "lapses": Field(Card.lapses, "how often it was forgotten"),
                "siblings": Field(Card.siblings, "by number of question: when met last, and ever right"),
                "due": Field(Card.due, "when it comes back"),
            },
            {**_OURS, "stale": "whether it is being worked out again"},
            source=_cards.join(Bank.__table__),
        ),
        Part(
            "recalls",
            "tests of memory behind the cards",
            _recalls.c.person_id,
            {
                "bank": Field(Bank.slug, "the bank"),
                "objective": Field(Recall.objective, "the objective"),
                "sitting_id": Field(Recall.sitting_id, "the quiz, in quizzes"),
                "item_id": Field(Recall.item_id, "the number of the question"),
                "at": Field(Recall.at, "when"),
                "share": Field(Recall.share, "the share of the points, 0 to 1"),
                "sureness": Field(Recall.sureness, "1 guessing, 2 fairly sure, 3 certain"),
                "dangerous": Field(Recall.dangerous, "whether it could have harmed"),
                "quick": Field(Recall.quick, "whether it was quicker than usual for you"),
                "seconds": Field(Recall.seconds, "how long you took"),
                "options": Field(Recall.options, "how many there were to choose from"),
                "rating": Field(Recall.rating, "1 again, 2 hard, 3 good, 4 easy"),
            },
            _OURS,
            source=_recalls.join(Bank.__table__),
        ),
        Part(
            "progress",
            "record of how far your progress is worked out",
            _progress.c.person_id,
            {"time_zone": Field(Progress.time_zone, "the time zone by which your weeks are told")},
            {
                "person_id": "you",
                "marks_seen": "how far it is worked out",
                "last_mark": "how far it is worked out",
            },
            order=Progress.person_id,
        ),
        Part(
            "last_answers",
            "questions with how you answered them last",
            _meetings.c.person_id,
            {
                "item": Field(Item.slug, "the question’s name"),
                "stage": Field(LastMeeting.stage, "which step of a case it was, else 0"),
                "sitting_id": Field(LastMeeting.sitting_id, "the quiz, in quizzes"),
                "position": Field(LastMeeting.position, "its place there, from 1"),
                "topic": Field(LastMeeting.topic, "the topic"),
                "objective": Field(LastMeeting.objective, "the objective"),
                "step": Field(LastMeeting.step, "the reasoning step"),
                "format": Field(LastMeeting.format, "what kind of question it is"),
                "pair": Field(LastMeeting.pair, "the question it makes a minimal pair with"),
                "at": Field(LastMeeting.at, "when"),
                "share": Field(LastMeeting.share, "the share of the points, 0 to 1"),
                "sureness": Field(LastMeeting.sureness, "1 guessing, 2 fairly sure, 3 certain"),
                "seconds": Field(LastMeeting.seconds, "how long you took"),
                "dangerous": Field(LastMeeting.dangerous, "whether it could have harmed"),
                "signal": Field(LastMeeting.signal, "hit, miss, false alarm or correct rejection"),
                "harmed_sitting_id": Field(
                    LastMeeting.harmed_sitting_id, "the quiz in which it was last a dangerous miss"
                ),
                "harmed_position": Field(LastMeeting.harmed_position, "its place there"),
                "harmed_at": Field(LastMeeting.harmed_at, "and when"),
            },
            {
                "person_id": "you",
                "item_id": "its name is there",
                "slot_id": "a number of ours",
                "harmed_slot_id": "a number of ours",
            },
            source=_meetings.join(Item.__table__),
            order=LastMeeting.slot_id,
        ),
        Part(
            "weeks",
            "weeks with your answers, by how sure you were",
            _weeks.c.person_id,
            {
                "week": Field(WeekTally.week, "its Monday"),
                "sureness": Field(WeekTally.sureness, "1 guessing, 2 fairly sure, 3 certain, 0 not said"),
                "answers": Field(WeekTally.answers, "how many answers"),
                "scored": Field(WeekTally.scored, "how many of them count"),
                "points": Field(WeekTally.points, "the sum of the shares of the points they earned"),
                "in_full": Field(WeekTally.in_full, "how many earned all points"),
                "seconds": Field(WeekTally.seconds, "how long you took"),
                "timed": Field(WeekTally.timed, "for how many answers that is known"),
                "chance": Field(WeekTally.chance, "the sum of the chances of a blind answer"),
                "chances": Field(WeekTally.chances, "for how many answers that is known"),
            },
            {"person_id": "you"},
            order=WeekTally.week,
        ),
    )
)
