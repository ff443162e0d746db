"""Somebody who sits every shipped item, in tutor mode and as an exam, with nothing answered yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from werkzeug.datastructures import MultiDict

from question_bank import ASKED, FORMATS, load
from question_bank import Response as Answer
from question_bank.formats.contract import CaseFormat, ItemFormat, Taken
from quiz.accounts.guests import make_guest
from quiz.accounts.models import Person
from quiz.accounts.visitor import COOKIE, _serializer
from quiz.bank.models import Bank, Item, ItemVersion
from quiz.db import db
from quiz.sittings.models import Response, Sitting, Slot, Step
from tests.conftest import NOW

MODES = ("tutor", "exam")


@dataclass(frozen=True)
class Asking:
    """A page that asks.

    best: the best answer that rests on no more than a first step, if there is one. stage: of a case, which
    one. begun: whether a first step was taken there before.
    """

    url: str
    sitting_id: int
    slot_id: int
    mode: str
    version_id: int
    document: dict[str, Any]
    format: str
    best: Answer | None
    stage: int | None
    begun: bool

    @property
    def format_of(self) -> ItemFormat:
        """Its format, or that of the stage that is asked."""
        return ASKED[self.format]

    @property
    def can_be_answered(self) -> bool:
        """Whether nothing has to be done before."""
        return self.best is not None and (self.begun or self.format_of.exploration is None)


def sit(bank: Bank, person: Person, figures: Mapping[str, Any]) -> list[Asking]:
    """Put every published item of a bank before somebody; each stage of a case in a sitting of its own."""
    versions = db.session.scalars(
        select(ItemVersion).join(Item).where(Item.bank_id == bank.id).order_by(ItemVersion.id)
    ).all()
    return [page for version in versions for page in _of_item(bank, person, version, figures)]


def _of_item(
    bank: Bank, person: Person, version: ItemVersion, figures: Mapping[str, Any]
) -> Iterator[Asking]:
    item, fmt = load(version.document, figures), FORMATS[version.format]
    if not isinstance(fmt, CaseFormat):
        yield from _of_format(bank, person, version, item, None)
        return
    for stage, asked in enumerate(fmt.items(item), 1):
        # A version of its own for each, since each has a twin of its own.
        own = version if stage == 1 else _again(version, stage)
        yield from _of_format(bank, person, own, asked, stage)


def _of_format(
    bank: Bank, person: Person, version: ItemVersion, item: Any, stage: int | None
) -> Iterator[Asking]:
    fmt = ASKED[item.format]
    samples = list(fmt.samples(item))
    taken = _first_step(fmt, item, samples[0].response)
    shown = fmt.exploration.present(item, "s", taken) if fmt.exploration else fmt.present(item, "s")
    can_be_sent = [
        sample
        for sample in samples
        if fmt.answer_form(shown, MultiDict(fmt.post_of(sample.response))).validate()
    ]
    best = max(can_be_sent, key=lambda sample: sample.fraction).response if can_be_sent else None
    of = {"format": item.format, "best": best}
    for mode in MODES:
        for begun in (False, True) if taken else (False,):
            page = _begin(bank, person, version, stage=stage, mode=mode, begun=begun, **of)
            whose = {"person_id": person.id, "slot_id": page.slot_id}
            if best and mode == "exam" and page.sitting_id % 4 == 0:
                saved = {"token": "saved", "answer": best.model_dump(mode="json"), "answered_at": NOW}
                db.session.execute(insert(Response), [whose | saved])
            for each in taken if begun else ():
                told = {
                    "step": each.step.model_dump(mode="json"),
                    "revealed": each.revealed.model_dump(mode="json"),
                }
                db.session.execute(insert(Step), [whose | told | {"sequence": 1, "taken_at": NOW}])
            yield page


def _first_step(fmt: ItemFormat, item: Any, response: Answer) -> list[Taken]:
    """Return the first step before an answer, with what it reveals; nothing where a format has none."""
    if fmt.exploration is None:
        return []
    step = next(iter(fmt.exploration.steps_of(response)))
    return [Taken(step, fmt.exploration.probe(item, (), step))]


def _again(version: ItemVersion, number: int) -> ItemVersion:
    values = {column.name: getattr(version, column.name) for column in ItemVersion.__table__.columns}
    again = ItemVersion(**{**values, "id": None, "number": number})
    db.session.add(again)
    db.session.flush()
    return again


def _begin(
    bank: Bank, person: Person, version: ItemVersion, *, stage: int | None, mode: str, begun: bool, **of: Any
) -> Asking:
    exam = {"minutes": 60, "grace_seconds": 5, "deadline": NOW + timedelta(days=9000)}
    sitting = Sitting(
        person_id=person.id,
        bank_id=bank.id,
        mode=mode,
        title="Mixed",
        token=f"{version.id}-{mode}-{begun}",
        seed="s",
        length=version.stages,
        started_at=NOW,
        **(exam if mode == "exam" else {}),
    )
    db.session.add(sitting)
    db.session.flush()
    for position in range(1, version.stages + 1):
        slot = Slot(
            person_id=person.id,
            sitting_id=sitting.id,
            position=position,
            version_id=version.id,
            seed=f"s/{version.id}/{position}",
            stage=position if stage else None,
        )
        db.session.add(slot)
        db.session.flush()
        if position == (stage or 1):
            break
        given = {"person_id": person.id, "slot_id": slot.id, "token": "t", "final": True}
        db.session.execute(insert(Response), [{**given, "answer": {}, "answered_at": NOW}])
    return Asking(
        url=f"/sittings/{sitting.id}/slots/{position}",
        sitting_id=sitting.id,
        slot_id=slot.id,
        mode=mode,
        version_id=version.id,
        document=version.document,
        stage=stage,
        begun=begun,
        **of,
    )


def browser_of(app: Flask, person: Person) -> FlaskClient:
    """Return the browser of a guest, in which pages are not reviewed."""
    app.test_client_class = FlaskClient
    client = app.test_client()
    with app.test_request_context():
        value = _serializer().dumps([person.id, person.epoch, False, None])
    client.set_cookie(COOKIE, value.decode() if isinstance(value, bytes) else value)
    return client


def newcomer() -> Person:
    """Return one more guest."""
    person = make_guest(now=NOW)
    db.session.flush()
    return person
