"""What is worked out for a person's reviews, and how they want to review."""

from typing import Any

from quiz.bank.models import Bank
from quiz.learning.review.models import Card, Recall, ReviewPlan
from quiz.mine import Field, Mine, Part

_plans: Any = ReviewPlan.__table__
_cards: Any = Card.__table__
_recalls: Any = Recall.__table__
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
            _OURS,
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
    )
)
