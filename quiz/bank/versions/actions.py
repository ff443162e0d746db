"""Going back to an earlier version, by a new one. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime

from question_bank import Flaw
from quiz.bank.drafts import save
from quiz.bank.history import note
from quiz.bank.models import ItemVersion
from quiz.bank.queries import Desk, Draft
from quiz.db import db


def restore(
    desk: Desk, draft: Draft, old: ItemVersion, *, flaws: Sequence[Flaw], now: datetime
) -> ItemVersion | None:
    """Append a version that is equal to an old one, to an item that is locked; None if the newest is."""
    me = desk.me.account_id
    version = save(draft, old.document, account_id=me, now=now, flaws=flaws)
    if version is not None:
        detail = f"version {old.number} as version {version.number}"
        note(desk.bank, "item-restored", detail, by=me, now=now, item=draft.item)
        db.session.flush()
    return version
