"""What building quizzes keeps of a person."""

from typing import Any

from quiz.bank.models import Bank
from quiz.mine import Field, Mine, Part
from quiz.practice.building.models import LastSettings

_settings: Any = LastSettings.__table__

MINE = Mine(
    (
        Part(
            "quiz_settings",
            "settings you began a quiz with",
            _settings.c.person_id,
            {
                "bank": Field(Bank.slug, "the bank"),
                "chosen": Field(LastSettings.chosen, "what you chose last, by field"),
                "begun_at": Field(LastSettings.begun_at, "when"),
            },
            {"person_id": "you", "bank_id": "its name is there"},
            source=_settings.join(Bank.__table__),
            order=LastSettings.bank_id,
        ),
    )
)
