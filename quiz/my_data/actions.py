"""Erasing somebody. Nothing here commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert  # SQLite understands what it compiles to

from quiz.accounts import actions as accounts
from quiz.db import db
from quiz.my_data.digests import digest_of
from quiz.my_data.models import Erasure
from quiz.my_data.parts import FEATURES
from quiz.my_data.queries import Holder


def erase(holder: Holder, *, now: datetime) -> None:
    """Erase somebody: what they answered goes, what they wrote as an educator stays and names nobody.

    Call inside a write transaction. That it was done is kept as a digest, for restored backups.
    """
    for feature in FEATURES:
        if feature.before_erasing is not None:
            feature.before_erasing(holder.whose)
    note([(digest_of(holder.person.id, holder.person.created_at), now)])
    if holder.account is not None:
        accounts.erase(holder.account)
    else:
        accounts.remove_people([holder.person.id])


def note(erased: Iterable[tuple[str, datetime]]) -> None:
    """Keep digests of people who were erased, and when; those that are kept already stay as they are."""
    values = [{"digest": digest, "at": at} for digest, at in erased]
    if values:
        db.session.execute(insert(Erasure).on_conflict_do_nothing(), values)
