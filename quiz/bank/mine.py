"""What the question bank keeps of a person: what they reported, and what they did as an educator.

What an educator wrote is listed and not copied: it belongs to its bank, and stays there without their name.
"""

from typing import Any

from sqlalchemy import update

from quiz.bank.comments.models import Comment
from quiz.bank.members.actions import forget_names
from quiz.bank.models import Bank, BankAct, BankMember, Item, ItemVersion
from quiz.bank.reports.models import Report
from quiz.bank.reviewing.models import BlindAnswer, Decision
from quiz.bank.unsaved.models import UnsavedWork
from quiz.db import db
from quiz.mine import Field, Mine, Part, Whose

_banks: Any = Bank.__table__
_items: Any = Item.__table__
_versions: Any = ItemVersion.__table__
_reports: Any = Report.__table__
_members: Any = BankMember.__table__
_acts: Any = BankAct.__table__
_comments: Any = Comment.__table__
_blind: Any = BlindAnswer.__table__
_decisions: Any = Decision.__table__
_unsaved: Any = UnsavedWork.__table__

_BANK = Field(Bank.slug, "the bank")
_ITEM = Field(Item.slug, "the item")
_NUMBER = Field(ItemVersion.number, "the version of it")
_OURS = {"id": "a number of ours"}
_ME = {"account_id": "your account"}


def _of_version(table: Any) -> Any:
    version = table.join(_versions, ItemVersion.id == table.c.version_id)
    return version.join(_items, Item.id == ItemVersion.item_id).join(_banks, Bank.id == Item.bank_id)


def _of_item(table: Any) -> Any:
    return table.join(_items, Item.id == table.c.item_id).join(_banks, Bank.id == Item.bank_id)


def _make_nameless(whose: Whose) -> None:
    """Say of what an account wrote and did that a former member did it; blank their address in acts."""
    if whose.account_id is None:
        return
    for model in (ItemVersion, BankAct):
        own = update(model).where(model.account_id == whose.account_id)
        db.session.execute(own.values(former=True), execution_options={"synchronize_session": False})
    forget_names(whose.account_id)


MINE = Mine(
    (
        Part(
            "reports",
            "reports of questions",
            _reports.c.person_id,
            {
                "id": Field(Report.id, "its number"),
                "sitting_id": Field(Report.sitting_id, "the quiz, in quizzes"),
                "position": Field(Report.position, "the question of that quiz"),
                "quiz": Field(Report.quiz, "the title of the quiz"),
                "stage": Field(Report.stage, "the step of a case"),
                "answer": Field(Report.answer, "what you had answered"),
                "kind": Field(Report.kind, "what was wrong: key, unclear, typo and so on"),
                "text": Field(Report.text, "what you wrote"),
                "at": Field(Report.at, "when"),
                "state": Field(Report.state, "open, answered or closed"),
                "reply": Field(Report.reply, "what was said to it"),
                "why": Field(Report.why, "for what it was closed"),
                "answered_at": Field(Report.answered_at, "when it was answered or closed"),
            },
            {
                "person_id": "you",
                "bank_id": "the quiz says it",
                "item_id": "the question says it",
                "version_id": "the question says it",
                "seed": "what orders are drawn with",
                "token": "keeps a page from being sent twice",
                "mended_by_id": "a number of ours",
                "answered_by_id": "replies are the bank’s, without a name",
            },
        ),
        Part(
            "unsaved_work",
            "forms of items you did not save",
            _unsaved.c.account_id,
            {
                "bank": _BANK,
                "item": _ITEM,
                "typed": Field(UnsavedWork.typed, "what was typed, by field of the form"),
                "base_number": Field(UnsavedWork.base_number, "the version you began from"),
                "at": Field(UnsavedWork.at, "when"),
            },
            {**_OURS, **_ME, "item_id": "its name is there", "token": "tells two windows apart"},
            source=_of_item(_unsaved),
        ),
        Part(
            "memberships",
            "banks you work in",
            _members.c.account_id,
            {
                "bank": _BANK,
                "role": Field(BankMember.role, "owner, editor or reviewer"),
                "since": Field(BankMember.since, "since when"),
            },
            {**_ME, "bank_id": "its name is there", "by_id": "somebody else’s affair"},
            source=_members.join(_banks, Bank.id == BankMember.bank_id),
            order=BankMember.bank_id,
        ),
        Part(
            "versions_written",
            "versions of items you wrote",
            _versions.c.account_id,
            {
                "bank": _BANK,
                "item": _ITEM,
                "number": _NUMBER,
                "title": Field(ItemVersion.title, "its title"),
                "format": Field(ItemVersion.format, "its format"),
                "topic": Field(ItemVersion.topic, "its topic"),
                "objective": Field(ItemVersion.objective, "its objective"),
                "created_at": Field(ItemVersion.created_at, "when you saved it"),
            },
            {
                **_OURS,
                **_ME,
                **dict.fromkeys(("document", "digest", "authors"), "content of the bank"),
                **dict.fromkeys(("item_id", "former"), "told by the other fields"),
                **dict.fromkeys(("measures_as", "stages", "recheck_by", "difficulty"), "told by the item"),
                **dict.fromkeys(("errors", "warnings", "unreviewed"), "said of the item, not of you"),
            },
            source=_of_item(_versions),
            stays=True,
        ),
        Part(
            "comments_written",
            "comments on items you wrote",
            _comments.c.account_id,
            {
                "bank": _BANK,
                "item": _ITEM,
                "number": Field(Comment.number, "the version you looked at"),
                "place": Field(Comment.place, "the field it is about"),
                "text": Field(Comment.text, "what you wrote"),
                "at": Field(Comment.at, "when"),
                "resolved_at": Field(Comment.resolved_at, "since when it needs nothing more"),
            },
            {
                **_OURS,
                **_ME,
                "item_id": "its name is there",
                "answers_id": "a number of ours",
                "resolved_by_id": "somebody else’s affair",
            },
            source=_of_item(_comments),
            stays=True,
        ),
        Part(
            "blind_answers",
            "answers you gave as a reviewer",
            _blind.c.account_id,
            {
                "bank": _BANK,
                "item": _ITEM,
                "number": _NUMBER,
                "stage": Field(BlindAnswer.stage, "the stage of a case"),
                "answer": Field(BlindAnswer.answer, "what you answered before you saw the key"),
                "verdict": Field(BlindAnswer.verdict, "how it was explained"),
                "doubts": Field(BlindAnswer.doubts, "what you noted"),
                "borderline": Field(BlindAnswer.borderline, "of a hundred who just know enough"),
                "at": Field(BlindAnswer.at, "when"),
            },
            {**_OURS, **_ME, "version_id": "told by item and number"},
            source=_of_version(_blind),
            stays=True,
        ),
        Part(
            "decisions",
            "decisions of reviews",
            _decisions.c.account_id,
            {
                "bank": _BANK,
                "item": _ITEM,
                "number": _NUMBER,
                "verdict": Field(Decision.verdict, "approve or changes"),
                "note": Field(Decision.note, "what you said"),
                "at": Field(Decision.at, "when"),
            },
            {**_OURS, **_ME, "version_id": "told by item and number"},
            source=_of_version(_decisions),
            stays=True,
        ),
        Part(
            "replies",
            "replies to reports of trainees",
            _reports.c.answered_by_id,
            {
                "bank": _BANK,
                "item": _ITEM,
                "reply": Field(Report.reply, "what you wrote"),
                "why": Field(Report.why, "for what you closed it"),
                "at": Field(Report.answered_at, "when"),
            },
            {},
            source=_of_item(_reports),
            stays=True,
        ),
        Part(
            "acts",
            "acts in banks",
            _acts.c.account_id,
            {
                "bank": _BANK,
                "item": _ITEM,
                "what": Field(BankAct.what, "what you did"),
                "detail": Field(BankAct.detail, "a few words on it"),
                "at": Field(BankAct.at, "when"),
            },
            {
                **_OURS,
                **_ME,
                "bank_id": "its name is there",
                "item_id": "its name is there",
                "former": "told by the other fields",
                "whom_id": "below",
            },
            source=_acts.join(_banks, Bank.id == BankAct.bank_id).outerjoin(
                _items, Item.id == BankAct.item_id
            ),
            stays=True,
        ),
        Part(
            "acts_about_you",
            "changes of your memberships",
            _acts.c.whom_id,
            {
                "bank": _BANK,
                "what": Field(BankAct.what, "what was done"),
                "detail": Field(BankAct.detail, "a few words on it"),
                "at": Field(BankAct.at, "when"),
            },
            source=_acts.join(_banks, Bank.id == BankAct.bank_id),
            stays=True,
        ),
    ),
    beside={
        "bank_member.by_id": "who added a member is in the acts",
        "comment.resolved_by_id": "a comment is whose who wrote it",
    },
    before_erasing=_make_nameless,
)
