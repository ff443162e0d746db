"""Stem by stem: what was chosen, what fits best, why, and why not the one that tempts."""

from dataclasses import dataclass

from question_bank.formats.contract import Explanation
from question_bank.formats.extended_matching.marking import mark
from question_bank.formats.extended_matching.model import ExtendedMatching, Matches, Stem
from question_bank.formats.extended_matching.presenting import ShownOption, order, present


@dataclass(frozen=True)
class ExplainedNear:
    """An option that tempts, and why it is not the one."""

    option: ShownOption
    rationale: str


@dataclass(frozen=True)
class ExplainedStem:
    """A stem after the answer. ``why_not``: why the option chosen is not the one, where that is written."""

    id: str
    number: int
    text: str
    best: ShownOption
    chosen: ShownOption | None
    rationale: str
    why_not: str | None
    others: tuple[ExplainedNear, ...]
    harmful: bool

    @property
    def is_right(self) -> bool:
        """Whether the key was chosen."""
        return self.chosen == self.best


@dataclass(frozen=True)
class Explained(Explanation):
    """The stems in the order they were asked in, and the list they were matched with."""

    theme: str
    stems: tuple[ExplainedStem, ...]
    options: tuple[ShownOption, ...]


def explain(item: ExtendedMatching, response: Matches, seed: str) -> Explained:
    """Explain an answer."""
    score = mark(item, response)
    shown = {option.id: option for option in present(item, seed).options}
    by_id = {stem.id: stem for stem in item.stems}
    stems = [
        _explained(by_id[id], number, response.by_stem.get(id), shown)
        for number, id in enumerate(order(item, seed), 1)
    ]
    matched = sum(stem.is_right for stem in stems)
    return Explained(
        verdict="right" if score.fraction == 1 else "partly" if score.fraction else "wrong",
        told=f"you matched {matched} of {len(stems)}" if response.stems else "you left them open",
        best="",
        theme=item.theme,
        stems=tuple(stems),
        options=tuple(shown.values()),
    )


def _explained(stem: Stem, number: int, chosen: str | None, shown: dict[str, ShownOption]) -> ExplainedStem:
    return ExplainedStem(
        id=stem.id,
        number=number,
        text=stem.text,
        best=shown[stem.key],
        chosen=shown.get(chosen or ""),
        rationale=stem.rationale,
        why_not=stem.why_not(chosen or ""),
        others=tuple(
            ExplainedNear(shown[near.option], near.rationale) for near in stem.near if near.option != chosen
        ),
        harmful=chosen in stem.harmful,
    )


def chosen(item: ExtendedMatching, response: Matches) -> tuple[str, ...]:
    """Return what was matched: ids of stem and option with a slash between."""
    return tuple(f"{stem}/{option}" for stem, option in response.stems)
