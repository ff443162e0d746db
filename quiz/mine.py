"""What a feature keeps of a person, said once: for the page “My data”, for the download, and for erasure.

Each feature says it in a module ``mine.py``, as one ``Mine``; ``my_data/parts.py`` lists them. A test goes
through every table that names a person or an account, and fails for a column that nobody has spoken of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, FromClause


@dataclass(frozen=True)
class Whose:
    """Somebody, by their ids. account_id: None for a guest."""

    person_id: int
    account_id: int | None


@dataclass(frozen=True)
class Field:
    """One field of the download: where it comes from, and in words what it holds."""

    column: Any
    words: str


@dataclass(frozen=True)
class Part:
    """Rows of one table that are somebody's.

    name: of its files. title: on the page, with a count before it. owner: the column that names the person
    or the account. fields: by their names in the download. left_out: columns of the table that are not in it,
    each with the reason. source: the table with others joined to it. order: a column that tells a person's
    rows apart; None for ``id``. stays: on erasure the rows stay, and name nobody; otherwise they go.
    """

    name: str
    title: str
    owner: Column[Any]
    fields: Mapping[str, Field]
    left_out: Mapping[str, str] = field(default_factory=dict)
    source: FromClause | None = None
    order: Any = None
    stays: bool = False

    @property
    def of_account(self) -> bool:
        """Whether the owner is an account, and not a person."""
        return self.owner.name != "person_id" and self.owner.table.name != "person"


@dataclass(frozen=True)
class Mine:
    """What a feature keeps of a person.

    beside: columns that name somebody in rows that are not theirs, ``table.column``, each with the reason
    why it is not downloaded. before_erasing: called in the transaction, while the rows are there, for what
    the database does not do by itself.
    """

    parts: tuple[Part, ...]
    beside: Mapping[str, str] = field(default_factory=dict)
    before_erasing: Callable[[Whose], None] | None = None
