"""Reading the comments on an item."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from quiz.accounts.models import Account
from quiz.bank.comments.models import Comment
from quiz.bank.models import Item, ItemVersion
from quiz.db import db
from quiz.errors import NotFound

MOST = 500  # on a page


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, each with who wrote it; None for a former member."""

    comment: Comment
    who: str | None
    answers: list[tuple[Comment, str | None]] = field(default_factory=list)


def threads(item: Item) -> Sequence[Thread]:
    """Return the comments on an item: open ones first, then the newest first; answers in their order."""
    query = (
        select(Comment, func.coalesce(Account.name, Account.email))
        .join(Account, Account.id == Comment.account_id, isouter=True)
        .where(Comment.item_id == item.id)
        .order_by(Comment.id.desc())
        .limit(MOST)
    )
    rows = [(comment, who) for comment, who in db.session.execute(query)]
    found = {row.id: Thread(row, who) for row, who in rows if row.answers_id is None}
    for row, who in reversed(rows):
        if row.answers_id in found:
            found[row.answers_id].answers.append((row, who))
    return sorted(found.values(), key=lambda thread: thread.comment.resolved_at is not None)


def versions(item: Item, numbers: Collection[int]) -> dict[int, ItemVersion]:
    """Return some versions of an item by their numbers."""
    query = select(ItemVersion).where(ItemVersion.item_id == item.id, ItemVersion.number.in_(numbers))
    return {version.number: version for version in db.session.scalars(query)}


def comment(item: Item, comment_id: int) -> Comment:
    """Return a comment on an item that is no answer. Raises NotFound."""
    query = select(Comment).where(
        Comment.id == comment_id, Comment.item_id == item.id, Comment.answers_id.is_(None)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such comment.")
    return found
