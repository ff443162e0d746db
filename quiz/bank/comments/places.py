"""Where the places of comments stand by now: a field of an earlier version, followed to the newest."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from question_bank.bank import Bank
from question_bank.placing import followed
from quiz.bank.comments import queries
from quiz.bank.comments.models import Comment
from quiz.bank.forms import Editor, editor_of
from quiz.bank.models import ItemVersion
from quiz.bank.queries import Draft

MOST_VERSIONS = 20  # that are followed; places of older ones are named as they were


@dataclass(frozen=True)
class Place:
    """What a comment is about. name: the field of the newest version, empty when it is there no more.

    words: for people, as they stand in the newest version, or else as they stood when it was said.
    """

    name: str
    words: str


def current(comments: Iterable[Comment], draft: Draft, known: Bank) -> dict[int, Place]:
    """Return the places of comments on a place, by the id of the comment."""
    placed = [comment for comment in comments if comment.place]
    numbers = sorted({comment.number for comment in placed if comment.number != draft.newest.number})
    seed = secrets.token_hex(8)
    now = _editor(draft, draft.newest, known, seed)
    words = now.places
    ways: dict[int, dict[str, str]] = {draft.newest.number: {name: name for name in words}}
    then: dict[int, dict[str, str]] = {}
    for number, version in queries.versions(draft.item, numbers[-MOST_VERSIONS:]).items():
        editor = _editor(draft, version, known, seed)
        then[number] = editor.places
        ways[number] = followed(editor.shared, now.shared) | followed(editor.own, now.own)
    return {
        one.id: Place(name, words[name])
        if (name := ways.get(one.number, {}).get(one.place, "")) in words
        else Place("", then.get(one.number, {}).get(one.place, one.place))
        for one in placed
    }


def _editor(draft: Draft, version: ItemVersion, known: Bank, seed: str) -> Editor:
    return editor_of(draft.format, version.document, known, seed=seed)
