"""What is kept of a bank's published items is read anew when they change, and not before."""

import pytest
from sqlalchemy import event, select

from quiz.accounts.visitor import NOBODY
from quiz.bank.models import Bank, Item
from quiz.bank.published.queries import count_published
from quiz.db import db
from quiz.practice.building.queries import pool
from tests.conftest import NOW


@pytest.mark.parametrize("change", ["retire", "withdraw", "remove"])
def test_what_is_withdrawn_is_no_longer_counted_nor_drawn(app, change):
    with app.app_context():
        bank = db.session.scalars(select(Bank)).one()
        before, offer = drawn_from(bank), bank.offer
        item = db.session.scalars(select(Item).where(Item.state == "published").limit(1)).one()
        if change == "remove":
            db.session.delete(item)
        else:
            item.state, item.published_number = {"retire": ("retired", 1), "withdraw": ("draft", None)}[
                change
            ]
        db.session.commit()
        assert bank.offer != offer
        assert drawn_from(bank) == before - {item.id}
        assert count_published(bank) == len(before) - 1


def test_what_trainees_do_not_meet_changes_no_offer(app):
    with app.app_context():
        bank = db.session.scalars(select(Bank)).one()
        offer = bank.offer
        db.session.scalars(select(Item).limit(1)).one().review_due = "2027-01-01"
        db.session.commit()
        assert bank.offer == offer


def test_items_are_read_once_as_long_as_the_offer_stays(app):
    statements = []
    with app.app_context():
        bank = db.session.scalars(select(Bank)).one()
        drawn_from(bank)
        event.listen(db.engine.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        drawn_from(bank)
        assert statements == []


def drawn_from(bank):
    stock = pool(NOBODY, bank, now=NOW).stock
    return {id for kind in stock.kinds for id in kind.item_ids}
