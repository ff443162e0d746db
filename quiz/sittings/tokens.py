"""Tokens that pages carry: so that sending twice is seen, and the time from page to answer is known."""

import secrets
from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

A_DAY = 60 * 60 * 24


def new_token() -> str:
    """Return a fresh token."""
    return secrets.token_urlsafe(18)


def answer_token(slot_id: int) -> str:
    """Return a token for the page of one slot, stamped with the time."""
    return _signer(slot_id).sign(new_token()).decode()


def seconds_since(token: str, slot_id: int, now: datetime) -> float | None:
    """Return the seconds since a slot's token was made.

    None for one that we did not make for this slot, or that is over a day old: nobody thinks for that long.
    """
    try:
        made = _signer(slot_id).unsign(token, return_timestamp=True)[1]
    except BadSignature:
        return None
    seconds = (now - made.astimezone(UTC)).total_seconds()
    return seconds if 0 <= seconds <= A_DAY else None


def _signer(slot_id: int) -> TimestampSigner:
    return TimestampSigner(current_app.config["SECRET_KEY"], salt=f"slot/{slot_id}")
