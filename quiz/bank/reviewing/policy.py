"""What may become of an item, and who may bring it about. Pure: no database, no clock.

An item begins as a draft, is reviewed, published, some day retired, and may come back as a draft. While a
published item is revised, trainees go on meeting the version that was published.
"""

from dataclasses import dataclass
from enum import StrEnum

from quiz.access import OWNER, Act, may


class Phase(StrEnum):
    """Where an item stands. revised: it is published and has a newer version, which may be in review too."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REVISED = "revised"
    REVISION_IN_REVIEW = "revision_in_review"
    RETIRED = "retired"


class Move(StrEnum):
    """What leads from one phase to another; and reviewing, which leads nowhere by itself."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    REVIEW = "review"
    PUBLISH = "publish"
    RETIRE = "retire"
    BRING_BACK = "bring-back"


NEEDS = {
    Move.SUBMIT: Act.WRITE,
    Move.WITHDRAW: Act.WRITE,
    Move.REVIEW: Act.REVIEW,
    Move.PUBLISH: Act.PUBLISH,
    Move.RETIRE: Act.PUBLISH,
    Move.BRING_BACK: Act.PUBLISH,
}
REVIEWED = frozenset({Phase.IN_REVIEW, Phase.REVISION_IN_REVIEW})
WRITTEN = frozenset({Phase.DRAFT, Phase.REVISED})
FROM = {
    Move.SUBMIT: WRITTEN,
    Move.WITHDRAW: REVIEWED,
    Move.REVIEW: REVIEWED,
    Move.PUBLISH: WRITTEN | REVIEWED,
    Move.RETIRE: frozenset(Phase) - {Phase.RETIRED},
    Move.BRING_BACK: frozenset({Phase.RETIRED}),
}
NOT_NOW = {
    Move.SUBMIT: "There is nothing to review: it is in review, published as it is, or retired.",
    Move.WITHDRAW: "It is not in review.",
    Move.REVIEW: "It is not in review. Its author submits it first.",
    Move.PUBLISH: "There is nothing to publish: it is published as it is, or retired.",
    Move.RETIRE: "It is retired already.",
    Move.BRING_BACK: "It is not retired.",
}
NOT_ALLOWED = "Your role in this bank does not allow it."
OWN_WORK = "You saved this version yourself, so somebody else reviews it."
UNSOUND = "It has errors. Mend them first."
NOT_APPROVED = "Somebody else of the bank, who did not save it, has to approve this version first."


@dataclass(frozen=True)
class Circumstances:
    """What a decision about an item rests on, all of it about the newest version and whoever asks.

    errors: flaws that block. approved: the last decision of a review was to approve. educators: how many
    members the bank has, whatever their role.
    """

    phase: Phase
    role: str | None
    is_admin: bool
    is_last_author: bool
    errors: int
    approved: bool
    educators: int


def phase_of(state: str, *, newest: int, published: int | None, submitted: bool) -> Phase:
    """Return where an item stands. submitted: whether a published one has its newest version in review."""
    if state != Phase.PUBLISHED or newest == published:
        return Phase(state)
    return Phase.REVISION_IN_REVIEW if submitted else Phase.REVISED


def refusal(move: Move, at: Circumstances) -> str:
    """Return why somebody may not make a move, as a sentence; empty if they may."""
    if not may(at.role, NEEDS[move], is_admin=at.is_admin):
        return NOT_ALLOWED
    if at.phase not in FROM[move]:
        return NOT_NOW[move]
    if move is Move.REVIEW and at.is_last_author:
        return OWN_WORK
    if move is Move.PUBLISH and at.errors:
        return UNSOUND
    if move is Move.PUBLISH and not at.approved and not is_alone(at):
        return NOT_APPROVED
    return ""


def is_alone(at: Circumstances) -> bool:
    """Whether an owner has nobody in the bank who could review, so that they may publish without."""
    return at.role == OWNER and at.educators == 1


def state_after(move: Move, phase: Phase) -> str:
    """Return the state of an item after a move. A published item stays so while it is revised."""
    if move is Move.SUBMIT and phase is Phase.DRAFT:
        return "in_review"
    if move is Move.BRING_BACK or (move is Move.WITHDRAW and phase is Phase.IN_REVIEW):
        return "draft"
    return "retired" if move is Move.RETIRE else "published"
