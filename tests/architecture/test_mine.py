"""Whatever names somebody is downloaded, or left out for a reason; erased, it goes or loses the name."""

import re

import pytest

import quiz.features  # noqa: F401 - every table there is
from quiz.accounts.models import Account, Person
from quiz.db import Base
from quiz.my_data.parts import FEATURES, PARTS

NAMES_SOMEBODY = re.compile(r"(^|_)(person|account|by)_id$")
BESIDE = {name for feature in FEATURES for name in feature.beside}
PEOPLE = (Person.__table__, Account.__table__)


def names_somebody(column):
    refers = any(key.references(table) for key in column.foreign_keys for table in PEOPLE)
    return refers or (NAMES_SOMEBODY.search(column.name) and not column.foreign_keys)


COLUMNS = [
    column for table in Base.metadata.sorted_tables for column in table.columns if names_somebody(column)
]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_whatever_names_somebody_is_offered_to_them_or_left_beside_for_a_reason(column):
    owned = [part for part in PARTS if part.owner is column]
    assert owned or str(column) in BESIDE, f"{column}: add a Part to its feature's mine.py, see quiz/mine.py"
    # What names them goes or loses the name by itself: nothing that is added can be forgotten on erasure.
    if column is Account.__table__.c.person_id:
        return  # accounts.actions.erase takes the account first
    assert column.foreign_keys, f"{column} is no foreign key, so nothing erases it"
    (key,) = column.foreign_keys
    for part in owned:
        assert key.ondelete == ("SET NULL" if part.stays else "CASCADE"), column
    if not owned:
        assert key.ondelete == "SET NULL", column


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_of_each_row_every_column_is_in_the_download_or_left_out_for_a_reason(part):
    table = part.owner.table
    same = [other for other in PARTS if other.owner.table is table]
    told = {column.name for other in same for field in other.fields.values() for column in columns_of(field)}
    left_out = {name for other in same for name in other.left_out}
    assert left_out <= set(table.c.keys()), "left out, and not there"
    owners = {other.owner.name for other in same}
    assert set(table.c.keys()) - owners <= {*told, *left_out}, f"say what {table} has more"
    assert all(field.words for field in part.fields.values())


def test_parts_are_told_apart_by_their_names():
    names = [part.name for part in PARTS]
    assert len(names) == len(set(names))
    assert set(PEOPLE) <= {part.owner.table for part in PARTS}


def columns_of(field):
    """Yield the columns a field is made of."""
    column = field.column
    found = getattr(column, "expression", column)
    return found.base_columns if not hasattr(found, "whens") else [found.whens[0][1]]
