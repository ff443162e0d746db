"""What the counts of first answers keep of a person. ``actions.forget`` takes them out when somebody goes."""

from typing import Any

from quiz.mine import Field, Mine, Part
from quiz.statistics.models import FirstAnswer

_answers: Any = FirstAnswer.__table__

MINE = Mine(
    (
        Part(
            "first_answers",
            "answers counted for others, without your name",
            _answers.c.person_id,
            {
                "answer_id": Field(FirstAnswer.response_id, "the answer, in answers"),
                "share": Field(FirstAnswer.share, "the share of the points, 0 to 1"),
            },
            {
                "person_id": "you",
                **dict.fromkeys(("item_id", "measures_as", "stage"), "told by the answer"),
            },
            order=FirstAnswer.response_id,
        ),
    )
)
