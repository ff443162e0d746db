"""Mail of a server that sends none: kept in its instance folder for whoever runs it, and never in the log.

A link in it opens an account, so only the server's own user may read it, and it goes after a while.
"""

import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

KEPT_IN = "unsent-mail"
KEPT_FOR = timedelta(days=1)


def folder_of(instance: Path) -> Path:
    """Return where a server keeps what it did not send."""
    return instance / KEPT_IN


def keep(message: EmailMessage, instance: Path) -> Path:
    """Write a mail to a file of its own, and remove those that are too old. Raises OSError."""
    folder = folder_of(instance)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    forget_old(instance, now=now)
    file = folder / f"{now:%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.txt"
    text = f"To: {message['To']}\nSubject: {message['Subject']}\n\n{message.get_content()}"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as kept:
        kept.write(text)
    return file


def forget_old(instance: Path, *, now: datetime) -> None:
    """Remove the mails that were kept for longer than the links in them are good. Raises OSError."""
    for old in folder_of(instance).glob("*.txt"):
        with suppress(FileNotFoundError):  # somebody else removed it just now
            if old.stat().st_mtime < (now - KEPT_FOR).timestamp():
                old.unlink()
