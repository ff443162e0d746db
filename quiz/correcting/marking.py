"""Marking answers by rulings. Marking is pure, so each different answer is marked once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from question_bank import Score
from question_bank.score import Part
from quiz.bank.published import queries as bank_queries
from quiz.correcting import queries
from quiz.correcting.planning import Ruled
from quiz.correcting.queries import Answer
from quiz.sittings.rescoring import Earned, earned


@dataclass
class Marking:
    """What was marked already: each different answer once, whatever it is asked for."""

    bank_loaded_at: datetime
    found: dict[tuple[int, str | None, int | None, bytes], Earned] = field(default_factory=dict)
    same: dict[Earned, Earned] = field(default_factory=dict)

    def earned(self, answer: Answer, ruled: Ruled) -> Earned:
        """Return what an answer earns by a ruling."""
        if answer.before is not None:
            before = _as_before(answer.before)
            return self.same.setdefault(before, before)
        text = blake2b(answer.answer.encode(), digest_size=16).digest()
        key = (ruled.marked_as_id, ruled.credit, answer.stage, text)
        if key not in self.found:
            new = self._mark(answer, ruled)
            self.found[key] = self.same.setdefault(new, new)
        return self.found[key]

    def _mark(self, answer: Answer, ruled: Ruled) -> Earned:
        reading = bank_queries.reading(ruled.marked_as_id, ruled.digest, self.bank_loaded_at, answer.stage)
        fmt = reading.format
        given = fmt.response_type.model_validate_json(answer.answer)
        score = fmt.mark(reading.item, given)
        return earned(score, fmt, version_id=ruled.marked_as_id, credit=ruled.credit)


def _as_before(mark: Sequence[Any]) -> Earned:
    """Return what an earlier mark says."""
    of = dict(zip(queries.BEFORE, mark, strict=True))
    score = Score(
        of["points"],
        of["out_of"],
        tuple(Part(*part) for part in of["parts"]),
        dangerous=of["dangerous"],
        scored=of["scored"],
        signal=of["signal"],
    )
    return Earned(of["version_id"], of["rule"], of["rule_version"], score)
