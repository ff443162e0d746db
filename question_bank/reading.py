"""Documents → typed values, with every problem told at once and in plain words."""

import difflib
import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from question_bank.flaw import Flaw, Path, error

Model = TypeVar("Model", bound=BaseModel)

# Pydantic's kinds of error → code, message, advice.
WORDS = {
    "missing": ("missing-field", "“{name}” is missing.", "Add a line “{name}: …”."),
    "extra_forbidden": ("unknown-field", "There is no field “{name}” here.", "{similar}"),
    "string_too_short": (
        "empty-text",
        "“{name}” is empty.",
        "Write the text, or leave the field out if it may be.",
    ),
    "string_too_long": ("too-long", "“{name}” is longer than {max_length} characters.", "Shorten it."),
    "string_type": (
        "wrong-type",
        "“{name}” must be text, not {given}.",
        "Put the value in quotes if text was meant.",
    ),
    "string_pattern_mismatch": (
        "bad-name",
        "{given} is not a name that “{name}” can have.",
        "Use lower-case letters and digits, words joined by hyphens, as in docs/item-files.md.",
    ),
    "too_short": ("empty-list", "“{name}” needs at least {min_length}.", "Add what is missing."),
    "enum": ("not-a-choice", "{given} is not a choice for “{name}”.", "Choose {expected}."),
    "bool_type": (
        "wrong-type",
        "“{name}” must be true or false, not {given}.",
        "Write true or false, without quotes.",
    ),
    "date": (
        "wrong-type",
        "“{name}” must be a date, not {given}.",
        "Write it as year-month-day: 2026-11-20.",
    ),
    "number": ("wrong-type", "“{name}” must be a number that makes sense, not {given}.", "{told}."),
    "other": ("wrong-type", "“{name}” has the wrong shape: {given}.", "{told}."),
}
FAMILIES = {
    "literal_error": "enum",
    "date": "date",
    "int": "number",
    "float": "number",
    "greater": "number",
    "less": "number",
}


def read(model: type[Model], document: dict[str, Any]) -> tuple[Model | None, list[Flaw]]:
    """Build ``model`` from a document of plain values.

    Returns the value and no flaws, or None and one flaw for each thing wrong. Read in JSON mode: strict about
    types, yet lists may fill tuples and texts may fill dates.
    """
    try:
        return model.model_validate_json(json.dumps(document)), []
    except ValidationError as problem:
        return None, [_flaw(details, model) for details in _without_echoes(problem.errors())]


def _without_echoes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Drop what a list says of its length only because one of its parts was refused."""
    places = [details["loc"] for details in errors]

    def is_echo(details: ErrorDetails) -> bool:
        loc = details["loc"]
        inside = any(len(other) > len(loc) and other[: len(loc)] == loc for other in places)
        return details["type"] == "too_short" and inside

    return [details for details in errors if not is_echo(details)]


def _flaw(details: ErrorDetails, model: type[BaseModel]) -> Flaw:
    path: Path = details["loc"]
    name = str(path[-1]) if path else "document"
    code, message, advice = _in_words(details, name, path, model)
    return error(code, message, advice, path)


def _in_words(details: ErrorDetails, name: str, path: Path, model: type[BaseModel]) -> tuple[str, str, str]:
    kind = details["type"]
    family = next((start for start in FAMILIES if kind.startswith(start)), kind)
    code, message, advice = WORDS.get(FAMILIES.get(family, kind), WORDS["other"])
    words = {
        "name": name,
        "given": _shortened(details.get("input")),
        "told": details["msg"],
        "similar": _did_you_mean(name, path, model) if kind == "extra_forbidden" else "",
        "expected": "",
        "min_length": "",
        "max_length": "",
        **details.get("ctx", {}),
    }
    return code, message.format(**words), advice.format(**words)


def _shortened(value: object) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def _did_you_mean(name: str, path: Path, model: type[BaseModel]) -> str:
    known = _fields_at(path[:-1], model)
    close = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean “{close[0]}”?" if close else f"Remove it. Fields here: {', '.join(known)}."


def _fields_at(path: Path, model: type[BaseModel]) -> list[str]:
    """Names of the fields of the part of ``model`` that ``path`` leads to."""
    here: type[BaseModel] = model
    for step in path:
        if isinstance(step, str) and step in here.model_fields:
            inner = _model_in(here.model_fields[step].annotation)
            here = inner or here
    return list(here.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, getattr(annotation, "__args__", ()))), None)
