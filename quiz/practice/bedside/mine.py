"""What a trainee jotted down, and their notes.

A note names its question once a quiz with it has ended: a name can tell what the answer is.
"""

from typing import Any

from sqlalchemy import case, exists

from quiz.bank.models import Item, ItemVersion
from quiz.mine import Field, Mine, Part
from quiz.practice.bedside.models import Jotting, Note
from quiz.sittings.models import Sitting, Slot

_notes: Any = Note.__table__
_jottings: Any = Jotting.__table__

_was_asked = exists().where(
    Slot.person_id == Note.person_id,
    Slot.version_id == ItemVersion.id,
    ItemVersion.item_id == Note.item_id,
    Sitting.id == Slot.sitting_id,
    Sitting.closed_at.is_not(None),
)

MINE = Mine(
    (
        Part(
            "notes",
            "notes on questions",
            _notes.c.person_id,
            {
                "item": Field(case((_was_asked, Item.slug)), "the question’s name, once the quiz has ended"),
                "text": Field(Note.text, "what you wrote"),
                "changed_at": Field(Note.changed_at, "when you last changed it"),
            },
            {"person_id": "you", "item_id": "its name is there"},
            source=_notes.join(Item.__table__),
            order=Note.item_id,
        ),
        Part(
            "jottings",
            "questions you jotted something down at",
            _jottings.c.person_id,
            {
                "slot_id": Field(Jotting.slot_id, "the question of a quiz, in questions"),
                "struck": Field(Jotting.struck, "what you ruled out"),
                "highlights": Field(
                    Jotting.highlights, "what you highlighted: which text, from and to which character"
                ),
                "written": Field(Jotting.written, "what you wrote before you saw the options"),
                "chosen": Field(Jotting.chosen, "what you had chosen and not sent yet"),
                "changed_at": Field(Jotting.changed_at, "when you last changed it"),
            },
            {"person_id": "you"},
            order=Jotting.slot_id,
        ),
    )
)
