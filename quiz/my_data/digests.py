"""What is kept of somebody who was erased."""

from datetime import UTC, datetime
from hashlib import sha256


def digest_of(person_id: int, created_at: datetime) -> str:
    """Return the digest (hex) by which a restored backup finds a person again.

    The number alone will not do: after a restore it may be given to somebody else. With the moment they were
    made, to the microsecond, it fits nobody else, and whoever has the digest alone learns nothing from it.
    """
    made = created_at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(f"{person_id} {made}".encode()).hexdigest()
