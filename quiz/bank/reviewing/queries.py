"""Reading where an item stands, and what reviewers said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from quiz.accounts.models import Account
from quiz.bank.models import BankMember
from quiz.bank.queries import Desk, Draft
from quiz.bank.reviewing.models import BlindAnswer, Decision
from quiz.bank.reviewing.policy import REVIEWED, Circumstances, Move, Phase, phase_of, refusal
from quiz.db import db


@dataclass(frozen=True)
class Standing:
    """An item's place in its life, and what whoever asks has done about its newest version.

    answered: how many stages they have answered blind. of: how many there are.
    """

    at: Circumstances
    answered: int
    of: int

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
    counted, verdict, answered = db.session.execute(select(educators, last, mine)).one()
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
    return Standing(at, answered, version.stages)


@dataclass(frozen=True)
class Said:
    """A reviewer's decision of a version. who: None for an account that has gone."""

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
