"""Somebody who answers, at moments of the past, and what is worked out from that."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from quiz.accounts.guests import make_guest
from quiz.accounts.visitor import Visitor
from quiz.bank.models import Bank, Item, ItemVersion
from quiz.bank.published.queries import reading
from quiz.db import db
from quiz.learning.review import actions, queries
from quiz.learning.review.models import Recall
from quiz.learning.review.scheduling import Plan
from quiz.sittings import queries as sittings
from quiz.sittings.actions import begin_sitting, record_response
from quiz.sittings.choosing import Candidate
from quiz.sittings.models import Mark, Response, Slot
from tests.quiz.accounts.conftest import name_person

NOW = datetime.now(UTC).replace(microsecond=0)
UTC_ZONE = Plan().zone


def ago(days):
    return NOW - timedelta(days=days)


class Somebody:
    """Somebody who answers items of the small bank, number 1 and 9 for one objective, 2 and 10, and so on."""

    def __init__(self, app):
        self.app = app
        with app.app_context():
            self.person = make_guest(now=NOW)
            db.session.commit()
        self.visitor = Visitor(self.person.id, self.person.epoch)

    def answers(self, *numbers, days=0.0, word="bend", sureness=2, seconds=30.0, slug="item-{}"):
        """Answer items in one sitting, so many days ago."""
        with self.app.app_context():
            at = ago(days)
            bank = db.session.scalars(select(Bank).where(Bank.slug == "knees")).one()
            chosen = [candidate(slug.format(number)) for number in numbers]
            sitting = begin_sitting(
                self.person, bank=bank, title="T", token=str(at), seed="s", chosen=chosen, now=at
            )
            for position in range(1, sitting.length + 1):
                place = sittings.place(self.visitor, sitting.id, position)
                read = reading(place.version_id, place.digest, place.bank_loaded_at, place.stage)
                option = next((one.id for one in read.item.options if one.id.startswith(word)), "")
                given = read.format.response_type(option=option)
                record_response(
                    place,
                    answer=given,
                    score=read.format.mark(read.item, given),
                    fmt=read.format,
                    token=f"{at}/{position}",
                    sureness=sureness,
                    seconds=seconds,
                    now=at + timedelta(seconds=position),
                )
            db.session.commit()
            return sitting

    def cards(self):
        """Return the cards, brought up to date."""
        with self.app.app_context():
            standing = queries.standing(self.visitor)
            while standing.is_stale:
                standing = actions.catch_up(standing, zone=UTC_ZONE)
                db.session.commit()
            return {card.objective: card for card in queries.cards(self.person.id)}

    def recalls(self, objective=None):
        """Return the recalls in the order of time, of one objective or all."""
        self.cards()
        query = select(*Recall.__table__.c).where(Recall.person_id == self.person.id)
        with self.app.app_context():
            rows = db.session.execute(query.order_by(Recall.at, Recall.item_id)).all()
        return [row for row in rows if objective in (None, row.objective)]

    def told(self):
        """Return all that is kept, to be compared."""
        return [
            {name: value for name, value in row._mapping.items() if name not in OWN}
            for row in (*sorted(self.cards().values(), key=lambda card: card.objective), *self.recalls())
        ]


OWN = {"id", "person_id", "sitting_id"}


def candidate(slug):
    query = select(ItemVersion).join(Item).where(Item.slug == slug, ItemVersion.number == 1)
    version = db.session.scalars(query).one()
    return Candidate(version.item_id, version.id, version.topic, version.objective, version.stages)


def correct(app, sitting, *, position=None, **changes):
    """Add a mark to each answer of a sitting, or to one of them."""
    query = (
        select(Mark)
        .join(Response, Response.id == Mark.response_id)
        .join(Slot, Slot.id == Response.slot_id)
        .where(Slot.sitting_id == sitting.id, sittings.newest_mark())
    )
    if position is not None:
        query = query.where(Slot.position == position)
    with app.app_context():
        for mark in db.session.scalars(query).all():
            values = {column.key: getattr(mark, column.key) for column in Mark.__table__.columns}
            del values["id"]
            db.session.add(Mark(**{**values, "sequence": mark.sequence + 1, **changes}))
        db.session.commit()


@pytest.fixture
def somebody(client, app):
    """A guest whose browser is ``client``."""
    one = Somebody(app)
    name_person(client, app, one.visitor)
    return one
