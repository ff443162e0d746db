"""Quizzes that start with one tap."""

from dataclasses import dataclass

from question_bank import ASKED
from quiz.practice.building.matching import AMONG, CERTAIN, Pool, Wishes, matching, weakest_topic

TEN, WEAKEST, RED_FLAGS, QUICK = "ten", "weakest", "red-flags", "quick"


@dataclass(frozen=True)
class Preset:
    """One quiz that starts with one tap. title: of the button. quiz: what the sitting is called."""

    name: str
    title: str
    hint: str
    quiz: str
    wishes: Wishes
    length: int = 10


# On the front page: each of its questions is answered with one tap.
FIVE = Preset(
    QUICK,
    "Try five questions",
    "",
    "Mixed",
    Wishes(formats=frozenset(fmt.name for fmt in ASKED.values() if fmt.quick)),
    length=5,
)


def presets(pool: Pool, topics: dict[str, str]) -> list[Preset]:
    """Return what can be offered. topics: titles by slug."""
    offered = [Preset(TEN, "Ten mixed", "What you have not met comes first", "Mixed", Wishes())]
    weakest = weakest_topic(pool)
    if weakest in topics:
        wishes = Wishes(topics=frozenset({weakest}))
        title = topics[weakest]
        offered.append(Preset(WEAKEST, "My weakest topic", title, title, wishes))
    # The page of mistakes begins this one, too.
    to_unlearn = Wishes(among=CERTAIN)
    offered.append(
        Preset(CERTAIN, AMONG[CERTAIN], "What you were sure of, and missed", AMONG[CERTAIN], to_unlearn)
    )
    red_flags = Wishes(red_flags=True)
    offered.append(
        Preset(RED_FLAGS, "Red flags only", "The answer turns on a danger sign", "Red flags", red_flags)
    )
    for fmt in ASKED.values():
        # What is examined before it is answered is a station, whichever format it is.
        if fmt.exploration is not None:
            wishes = Wishes(formats=frozenset({fmt.name}))
            title = f"{fmt.title}s"
            offered.append(Preset(fmt.name, title, "Feel first, then answer", title, wishes))
    return [preset for preset in offered if matching(pool, preset.wishes).asked]
