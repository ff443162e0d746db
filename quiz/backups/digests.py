"""What a table holds, in one number: by that, and by how many rows it has, two copies are compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

MODULUS = 2**256


@dataclass(frozen=True)
class Digest:
    """Rows of a table: how many, and the sum of their SHA-256 (hex), whatever order they come in."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Contents:
    """What a database held at one moment. revision: of its schema. server: of what version it was."""

    revision: str
    server: str
    tables: Mapping[str, Digest]


def of_rows(rows: Iterable[tuple[Any, ...]]) -> Digest:
    """Return the digest of rows. A sum needs no order, and so no sorting of what may be millions."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(sha256(repr(row).encode("utf-8", "surrogatepass")).digest(), "big")
    return Digest(count, f"{total % MODULUS:064x}")


def differing(one: Mapping[str, Digest], other: Mapping[str, Digest]) -> list[str]:
    """Return the tables that are not the same in both, by name."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
