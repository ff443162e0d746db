"""What notices keep of a person."""

from typing import Any

from quiz.mine import Field, Mine, Part
from quiz.notices.models import Notice

_notices: Any = Notice.__table__

MINE = Mine(
    (
        Part(
            "notices",
            "notices",
            _notices.c.person_id,
            {
                "kind": Field(Notice.kind, "what it tells: reply, mended, closed, corrected or voided"),
                "cause": Field(Notice.cause, "what it came of"),
                "sitting_id": Field(Notice.sitting_id, "the quiz it is about, in quizzes"),
                "position": Field(Notice.position, "the question of that quiz"),
                "data": Field(Notice.data, "what its sentence is made of"),
                "created_at": Field(Notice.created_at, "since when it waits"),
                "read_at": Field(Notice.read_at, "when you marked it as read"),
            },
            {"id": "a number of ours", "person_id": "you"},
        ),
    )
)
