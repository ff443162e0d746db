"""Reading where an item stands, and what reviewers said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from quiz.access import Act
from quiz.accounts.models import Account
from quiz.bank.comments.models import Comment
from quiz.bank.models import BankMember, Item, ItemVersion
from quiz.bank.queries import Desk, Draft
from quiz.bank.reports.models import Report
from quiz.bank.reports.words import OPEN
from quiz.bank.reviewing.models import BlindAnswer, Decision
from quiz.bank.reviewing.policy import REVIEWED, Circumstances, Move, Phase, phase_of, refusal
from quiz.db import db

IN_QUEUE = 200  # items a list shows at most; the first of them are due first


@dataclass(frozen=True)
class Standing:
    """An item's place in its life, and what whoever asks has done about its newest version.

    answered: how many stages they have answered blind. of: how many there are. comments, reports: how many
    are open.
    """

    at: Circumstances
    answered: int
    of: int
    comments: int
    reports: int

    @property
    def phase(self) -> Phase:
        """Where the item stands."""
        return self.at.phase

    @property
    def moves(self) -> list[Move]:
        """What they may do now."""
        return [move for move in Move if not refusal(move, self.at)]

    @property
    def why_not_publish(self) -> str:
        """Why they may not publish it now; empty if they may."""
        return refusal(Move.PUBLISH, self.at)

    @property
    def is_blind(self) -> bool:
        """Whether they are to answer before they see the key: they may review it, and have not answered."""
        return Move.REVIEW in self.moves and self.answered < self.of

    @property
    def in_review(self) -> bool:
        """Whether the newest version is in review."""
        return self.phase in REVIEWED


def standing(desk: Desk, draft: Draft, *, errors: int) -> Standing:
    """Return where an item stands for whoever sits at the desk. errors: how many of its flaws block."""
    item, version, me = draft.item, draft.newest, desk.me.account_id
    educators = select(func.count()).where(BankMember.bank_id == desk.bank.id).scalar_subquery()
    last = (
        select(Decision.verdict)
        .where(Decision.version_id == version.id)
        .order_by(Decision.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = (
        select(func.count())
        .where(BlindAnswer.version_id == version.id, BlindAnswer.account_id == me)
        .scalar_subquery()
    )
    open_comments = (
        select(func.count())
        .where(Comment.item_id == item.id, Comment.answers_id.is_(None), Comment.resolved_at.is_(None))
        .scalar_subquery()
    )
    open_reports = (
        select(func.count()).where(Report.item_id == item.id, Report.state == OPEN).scalar_subquery()
    )
    row = db.session.execute(select(educators, last, mine, open_comments, open_reports)).one()
    counted, verdict, answered, comments, reports = row
    at = Circumstances(
        phase=phase_of(
            item.state,
            newest=item.newest_number,
            published=item.published_number,
            submitted=item.review_due is not None,
        ),
        role=desk.role,
        is_admin=desk.me.is_admin,
        is_last_author=version.account_id == me,
        errors=errors,
        approved=verdict == "approve",
        educators=counted,
    )
    return Standing(at, answered, version.stages, comments, reports)


@dataclass(frozen=True)
class Said:
    """A reviewer's decision of a version. who: None for a former member."""

    who: str | None
    verdict: str
    note: str
    at: datetime


def decisions(version_id: int) -> Sequence[Said]:
    """Return what was decided of a version, the first first."""
    query = (
        select(func.coalesce(Account.name, Account.email), Decision.verdict, Decision.note, Decision.at)
        .join(Account, Account.id == Decision.account_id, isouter=True)
        .where(Decision.version_id == version_id)
        .order_by(Decision.id)
    )
    return [Said(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class Due:
    """An item that waits for somebody. day: by which it is to be reviewed, or was to be checked again.

    is_mine: whoever asks may review it: by their role, and it is not their own work.
    """

    bank_slug: str
    bank_title: str
    slug: str
    format: str
    number: int
    day: str
    is_mine: bool


def reviews_due(desks: Sequence[Desk]) -> list[Due]:
    """Return what is in review in some banks, what is due first first."""
    query = _waiting(desks).where(Item.review_due.is_not(None)).order_by(Item.review_due, Item.id)
    return _due(desks, query, Item.review_due)


def rechecks_due(desks: Sequence[Desk], *, today: date) -> list[Due]:
    """Return what is published in some banks although the day to check it again has gone by."""
    query = (
        _waiting(desks)
        .where(Item.state == "published", ItemVersion.recheck_by < today.isoformat())
        .order_by(ItemVersion.recheck_by, Item.id)
    )
    return _due(desks, query, ItemVersion.recheck_by)


def _waiting(desks: Sequence[Desk]) -> Select[Item, ItemVersion]:
    return (
        select(Item, ItemVersion)
        .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.newest_number))
        .options(defer(ItemVersion.document))
        .where(Item.bank_id.in_([desk.bank.id for desk in desks if desk.bank.archived_at is None]))
        .limit(IN_QUEUE)
    )


def _due(desks: Sequence[Desk], query: Select[Item, ItemVersion], day: Any) -> list[Due]:
    by_bank = {desk.bank.id: desk for desk in desks}
    found = []
    for item, version in db.session.execute(query):
        desk = by_bank[item.bank_id]
        found.append(
            Due(
                bank_slug=desk.bank.slug,
                bank_title=desk.bank.working_title,
                slug=item.slug,
                format=version.format,
                number=version.number,
                day=getattr(item if day is Item.review_due else version, day.key),
                is_mine=desk.may(Act.REVIEW) and version.account_id != desk.me.account_id,
            )
        )
    return found


def answers(version_id: int) -> Sequence[tuple[BlindAnswer, str | None]]:
    """Return what reviewers answered blind, with who they are, by stage."""
    query = (
        select(BlindAnswer, func.coalesce(Account.name, Account.email))
        .join(Account, Account.id == BlindAnswer.account_id, isouter=True)
        .where(BlindAnswer.version_id == version_id)
        .order_by(BlindAnswer.stage, BlindAnswer.id)
    )
    return [(answer, who) for answer, who in db.session.execute(query)]


def keeps_blind(desk: Desk, draft: Draft) -> bool:
    """Whether an item's pages wait for a blind answer of a reviewer, who cannot write, in review."""
    return not desk.may(Act.WRITE) and standing(desk, draft, errors=0).is_blind
