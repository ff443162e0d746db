"""Writing down what admins and commands do, in one transaction with it. Nothing here commits."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, update

from quiz.audit.models import AdminAct
from quiz.config import Settings
from quiz.db import db

# What was done, by the word that is stored.
WORDS = {
    "account-made": "Made an account",
    "account-closed": "Closed an account",
    "account-opened": "Opened an account again",
    "account-erased": "Erased an account",
    "role-given": "Gave a role",
    "role-taken": "Took a role",
    "password-set": "Set a password",
    "link-made": "Made a link to set a password",
    "guests-removed": "Removed guests",
    "backup-made": "Made a backup",
    "backup-restored": "Restored a backup",
    "erasures-replayed": "Replayed erasures",
}
# These are done to somebody; when nobody is named any more, it was a former member.
TO_SOMEBODY = frozenset(
    word for word in WORDS if word.startswith(("account-", "role-", "password-", "link-"))
)


def note(what: str, detail: str = "", *, by: int | None, now: datetime, whom: int | None = None) -> None:
    """Write down that something was done; ``by`` is an account, None for a command.

    whom: the account it was done to. detail names nobody. What is older than AUDIT_DAYS goes. Raises
    ValueError for a word that nobody knows.
    """
    if what not in WORDS:
        raise ValueError(f"no such act: {what}")
    settings: Settings = current_app.config["SETTINGS"]
    old = AdminAct.at < now - timedelta(days=settings.audit_days)
    db.session.execute(delete(AdminAct).where(old), execution_options={"synchronize_session": False})
    db.session.add(AdminAct(account_id=by, whom_id=whom, what=what, detail=detail, at=now))
    db.session.flush()


def make_nameless(account_id: int) -> None:
    """Say of what an account did that a former member did it. Call while the account is there."""
    own = update(AdminAct).where(AdminAct.account_id == account_id)
    db.session.execute(own.values(former=True), execution_options={"synchronize_session": False})
