"""Who the patients of a bank's vignettes are, and who signed its items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from question_bank.bank import Bank
from question_bank.item import BUILDS, SEXES, Item, Patient
from question_bank.reporting.tally import Tally, named, tallies

NOT_GIVEN = "not_given"
SKINS = ("pale", "light", "olive", "brown", "dark")
# The youngest of each band; the last has no end.
BANDS = (0, 18, 35, 50, 65, 80)


@dataclass(frozen=True)
class Patients:
    """The patients of vignettes; a case is one. occupations: how many different ones."""

    total: int
    without_vignette: int
    sexes: tuple[Tally, ...]
    ages: tuple[Tally, ...]
    builds: tuple[Tally, ...]
    skins: tuple[Tally, ...]
    with_occupation: int
    occupations: int
    with_background: int


@dataclass(frozen=True)
class Signatures:
    """Who wrote and reviewed. by_clinician: items that a clinician other than their authors has signed."""

    authors: tuple[Tally, ...]
    reviewers: tuple[Tally, ...]
    by_clinician: int
    without_reviewer: int
    review_note: str | None


def patients(items: Sequence[Item]) -> Patients:
    """Return who the vignettes are about."""
    return patients_of([item.patient for item in items])


def patients_of(each: Sequence[Patient | None]) -> Patients:
    """Return what ``patients`` does, for the patient of each item."""
    met = [patient for patient in each if patient is not None]
    bands = {_band(age): _band(age) for age in BANDS}
    occupations = [patient.occupation.lower() for patient in met if patient.occupation]
    return Patients(
        total=len(met),
        without_vignette=len(each) - len(met),
        sexes=tallies([patient.sex for patient in met], named((*SEXES, "unstated"))),
        ages=tallies([_band(patient.age) for patient in met], bands),
        builds=_given(met, "build", BUILDS),
        skins=_given(met, "skin", SKINS),
        with_occupation=len(occupations),
        occupations=len(set(occupations)),
        with_background=sum(patient.background is not None for patient in met),
    )


def signatures(items: Sequence[Item], bank: Bank) -> Signatures:
    """Return who stands behind the items."""
    people = bank.info.people
    signed: dict[str, Any] = {
        role: {person.id: person.name for person in people if person.role == role}
        for role in ("author", "reviewer")
    }
    return Signatures(
        authors=_signing(items, "written_by", signed["author"]),
        reviewers=_signing(items, "reviewed_by", signed["reviewer"]),
        by_clinician=sum(bank.info.has_clinician(item.written_by, item.reviewed_by) for item in items),
        without_reviewer=sum(not item.reviewed_by for item in items),
        review_note=bank.info.review_note,
    )


def _band(age: int) -> str:
    youngest = max(start for start in BANDS if start <= age)
    following = [start for start in BANDS if start > youngest]
    return f"{youngest}-{following[0] - 1}" if following else f"{youngest}+"


def _given(met: Iterable[Patient], field: str, known: Iterable[str]) -> tuple[Tally, ...]:
    return tallies([getattr(patient, field) or NOT_GIVEN for patient in met], named((*known, NOT_GIVEN)))


def _signing(items: Sequence[Item], field: str, people: dict[str, str]) -> tuple[Tally, ...]:
    """Count signatures; shares are of all items."""
    counted = tallies([id for item in items for id in getattr(item, field)], people)
    return tuple(Tally(each.id, each.title, each.count, each.count / (len(items) or 1)) for each in counted)
