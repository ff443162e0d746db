"""Stations to be pressed in tests: the format's examples, changed as wanted."""

import json
from pathlib import Path
from typing import Any

import pytest

from question_bank import FORMATS, itemfile, load
from question_bank.figure import Figure, Point
from question_bank.formats import __path__ as formats_path
from question_bank.formats.palpation.model import Committed, Palpation, Press

FORMAT = FORMATS["palpation"]
EXAMPLES = Path(formats_path[0]) / "palpation" / "examples"
ON_KNOT, ON_OTHER, AWAY = (42.5, 25.0), (17.5, 25.0), (30.0, 50.0)


def built(name: str, **changes: Any) -> Palpation:
    """Return an example's item, changed, with its figure changed by ``figure``."""
    document = itemfile.parse((EXAMPLES / f"{name}.yaml").read_bytes()).document
    figure = {**document["figures"][0], **changes.pop("figure", {})}
    found = Figure.model_validate_json(json.dumps(figure))
    return load({**document["item"], **changes}, {found.id: found})


def sites(**changes: Any) -> list[dict[str, Any]]:
    """Return the example's sites, the first of them changed."""
    document = itemfile.parse((EXAMPLES / "knot.yaml").read_bytes()).document
    first, *others = document["item"]["sites"]
    return [{**first, **changes}, *others]


def press(
    at: Point = ON_KNOT, depth: Any = "fascia", movement: Any = "roll", question: Any = "feel"
) -> Press:
    """Return a press; on the knot, if nothing else is said."""
    return Press(at=at, depth=depth, movement=movement, question=question)


FULL = {
    "finding": "relevant",
    "where": 1,
    "size": "1-to-2",
    "consistency": "rubbery",
    "mobility": "glides",
    "tenderness": "marked",
    "familiar": "yes",
    "referral": "edge",
    "next": "sand",
}
ROUTE = (press(), press(ON_OTHER), press(AWAY))


def full(**changes: Any) -> Committed:
    """Return the report that says of the knot all that is so, changed."""
    return Committed(**{**FULL, "route": ROUTE, **changes})


def check_samples(item: Palpation) -> bool:
    """Whether every sample earns what it says."""
    return all(
        FORMAT.mark(item, sample.response).fraction == pytest.approx(sample.fraction, abs=1e-9)
        for sample in FORMAT.samples(item)
    )
