"""Remembering what a quiz was made of."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as insert_unless_there  # SQLite understands it, too

from quiz.accounts.models import Person
from quiz.bank.models import Bank
from quiz.db import db
from quiz.practice.building.models import LastSettings


def remember_settings(person: Person, bank: Bank, chosen: Mapping[str, list[str]], *, now: datetime) -> None:
    """Keep what a person chose, in place of what they chose before. Call inside a write transaction."""
    values = {"chosen": dict(chosen), "begun_at": now}
    new = insert_unless_there(LastSettings).values(person_id=person.id, bank_id=bank.id, **values)
    db.session.execute(
        new.on_conflict_do_update(index_elements=[LastSettings.person_id, LastSettings.bank_id], set_=values)
    )
