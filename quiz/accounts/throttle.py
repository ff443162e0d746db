"""How often somebody may try: counted in the ``throttle`` table, so that all web processes count together.

A try is counted before it is looked at, in a short transaction of its own. Who tried is kept as a keyed hash.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from flask import current_app, request
from flask_security import current_user
from flask_security.mail_util import EmailValidateException
from sqlalchemy import case, delete, update
from sqlalchemy.dialects.postgresql import insert  # SQLite understands what it compiles to

from quiz.accounts.models import Throttle
from quiz.accounts.visitor import visitor
from quiz.db import begin_writing, db
from quiz.errors import TooManyTries


@dataclass(frozen=True)
class Limit:
    """So many tries in so many seconds, ``per`` what is known of whoever tries: the keys of ``OF``."""

    tries: int
    seconds: int
    per: tuple[str, ...]


A_WHILE, AN_HOUR = 600, 3600
# A class of sixty may sit behind one address: that limit is wide, and a sign-in that works is not counted.
LIMITS = {
    "security.login": (Limit(10, A_WHILE, ("address", "email")), Limit(100, A_WHILE, ("address",))),
    "security.register": (Limit(60, AN_HOUR, ("address",)),),
    "security.forgot_password": (Limit(5, AN_HOUR, ("email",)), Limit(60, AN_HOUR, ("address",))),
    "security.send_confirmation": (Limit(5, AN_HOUR, ("email",)), Limit(60, AN_HOUR, ("address",))),
    "security.change_email": (Limit(5, AN_HOUR, ("account",)),),
    "security.change_password": (Limit(10, A_WHILE, ("account",)),),
    "security.verify": (Limit(10, A_WHILE, ("account",)),),
    "my_data.erase": (Limit(10, A_WHILE, ("account",)),),
    "practice.send_report": (Limit(20, AN_HOUR, ("person",)), Limit(300, AN_HOUR, ("address",))),
}


def admit(endpoint: str, *, now: datetime) -> None:
    """Count a try of whoever sent this request. Commits. Raises TooManyTries beyond a limit."""
    keys = list(_keys(endpoint))
    if not keys:
        return
    begin_writing()
    wait = max(count(key, limit, now=now) for key, limit in keys)
    db.session.commit()
    if wait:
        minutes = -(-wait // 60)
        while_ = f"{minutes} minutes" if minutes > 1 else "a minute"
        raise TooManyTries(f"There were too many tries. Wait {while_}, then try again.", wait)


def forgive(endpoint: str) -> None:
    """Forget the tries of whoever sent this request, since the last one worked."""
    for key, limit in _keys(endpoint):
        if limit.per == ("address",):
            same = update(Throttle).where(Throttle.key == key, Throttle.tries > 0)
            db.session.execute(same.values(tries=Throttle.tries - 1))
        else:
            db.session.execute(delete(Throttle).where(Throttle.key == key))


def count(key: str, limit: Limit, *, now: datetime) -> int:
    """Count a try. Return how many seconds to wait, 0 while within the limit."""
    window = timedelta(seconds=limit.seconds)
    over = Throttle.started_at <= now - window
    new = insert(Throttle).values(key=key, started_at=now, tries=1)
    row = db.session.execute(
        new.on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "tries": case((over, 1), else_=Throttle.tries + 1),
                "started_at": case((over, new.excluded.started_at), else_=Throttle.started_at),
            },
        ).returning(Throttle.tries, Throttle.started_at)
    ).one()
    if row.tries <= limit.tries:
        return 0
    return max(1, int((row.started_at + window - now).total_seconds()))


def forget_old(*, now: datetime) -> None:
    """Remove counts that no limit looks at any more."""
    longest = max(limit.seconds for limits in LIMITS.values() for limit in limits)
    db.session.execute(delete(Throttle).where(Throttle.started_at < now - timedelta(seconds=longest)))


def _keys(endpoint: str) -> Iterator[tuple[str, Limit]]:
    for limit in LIMITS.get(endpoint, ()):
        who = [OF[part]() for part in limit.per]
        if all(who):
            text = "\n".join((endpoint, *limit.per, *who))
            secret = str(current_app.config["SECRET_KEY"]).encode()
            yield hmac.new(secret, text.encode(), sha256).hexdigest(), limit


def _address() -> str:
    """Return where the request came from; of IPv6 the network, which is what one subscriber has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))


def _email() -> str:
    text = request.form.get("email", "").strip()
    try:
        return str(current_app.extensions["security"].mail_util.normalize(text))
    except EmailValidateException:
        return text.lower() or "none"


def _account() -> str:
    return str(current_user.id) if current_user.is_authenticated else ""


def _person() -> str:
    return str(visitor().id) if visitor().is_known else ""


OF = {"address": _address, "email": _email, "account": _account, "person": _person}
