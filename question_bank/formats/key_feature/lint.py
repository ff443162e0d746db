"""Flaws that only a key-feature item can have.

Sources: Page, Bordage & Allen 1995, Acad Med 70:194–201 (one to four questions on what decides the case);
Medical Council of Canada, Guidelines for the development of key feature problems, 2010 and 2012, and its
instructions to candidates (menus of 6 to 40 options, one answer a box). We stop at 20 options: a phone shows
no more with comfort.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from question_bank.flaw import Flaw, Path, error, warning
from question_bank.formats.key_feature.matching import folded
from question_bank.formats.key_feature.model import (
    MOST_CHARACTERS,
    Feature,
    Harm,
    KeyFeature,
    KeyQuestion,
)
from question_bank.lint import lead_in as lead_in_rules

MOST_QUESTIONS = 4
SHORTEST_MENU, LONGEST_MENU = 6, 20
TELLING_ID = re.compile(r"\b(key|correct|best|wrong|incorrect|distractor|harmful)\b")
OWN_FIELDS = {"menu": {"options"}, "write_in": {"features", "harmful"}}


def document_flaws(document: Mapping[str, Any]) -> Iterator[Flaw]:
    """Flaws of a raw document: how many questions and keys, and ids used twice."""
    questions = _entries(document.get("questions"))
    if len(questions) > MOST_QUESTIONS:
        yield error(
            "too-many-questions",
            f"There are {len(questions)} questions.",
            "Ask one to four, on the steps that decide the case; or make two items.",
            ("questions",),
        )
    yield from _twice(questions, "questions", ("questions",))
    for index, question in questions:
        here: Path = ("questions", index)
        options = _entries(question.get("options"))
        features = _entries(question.get("features"))
        if question.get("kind") == "menu" and not any(option.get("key") is True for _, option in options):
            yield error(
                "no-key", "No option is a key feature.", "Write “key: true” on each.", (*here, "options")
            )
        if question.get("kind") == "write_in" and not features:
            yield error("no-key", "No key feature can be found.", "Add “features”.", (*here, "features"))
        yield from _twice(options, "options", (*here, "options"))
        yield from _twice(features, "features", (*here, "features"))


def flaws(item: KeyFeature) -> Iterator[Flaw]:
    """Flaws of a well-formed item."""
    for index, question in enumerate(item.questions):
        here: Path = ("questions", index)
        found = [*lead_in_rules.flaws(question.ask, ("ask",)), *_picks(question), *_mixed(question)]
        found += [*_menu(question)] if question.kind == "menu" else [*_accepted(question)]
        yield from (replace(flaw, path=(*here, *flaw.path)) for flaw in found)
        if TELLING_ID.search(question.id.replace("-", " ")):
            yield _telling(question.id, (*here, "id"))
    yield from _given_away(item)


def _entries(value: object) -> list[tuple[int, dict[str, Any]]]:
    entries = enumerate(value) if isinstance(value, list) else ()
    return [(index, entry) for index, entry in entries if isinstance(entry, dict)]


def _twice(entries: list[tuple[int, dict[str, Any]]], what: str, path: Path) -> Iterator[Flaw]:
    seen: set[str] = set()
    for index, entry in entries:
        id = entry.get("id")
        if isinstance(id, str) and id in seen:
            yield error("duplicate-id", f"Two {what} are called “{id}”.", "Rename one.", (*path, index, "id"))
        seen.add(str(id))


def _picks(question: KeyQuestion) -> Iterator[Flaw]:
    keys = len(question.weights)
    if question.picks < keys:
        yield error(
            "picks-too-few",
            f"There are {keys} key features, but only {question.picks} may be given.",
            "Raise “picks”, or keep the features that matter most.",
            ("picks",),
        )
    if question.kind == "menu" and question.picks >= len(question.options):
        yield error(
            "picks-too-many",
            "Whoever chooses everything has found everything.",
            "Lower “picks”, or add options.",
            ("picks",),
        )


def _mixed(question: KeyQuestion) -> Iterator[Flaw]:
    for name in ("options", "features", "harmful"):
        if getattr(question, name) and name not in OWN_FIELDS[question.kind]:
            yield error(
                "question-mixed",
                f"A question of kind “{question.kind}” does not use “{name}”.",
                "A menu has “options”; a write-in has “features”, and “harmful” where there is need.",
                (name,),
            )


def _menu(question: KeyQuestion) -> Iterator[Flaw]:
    count = len(question.options)
    if count < SHORTEST_MENU:
        yield warning(
            "menu-too-short",
            f"There are {count} options.",
            "Give at least six: a short menu gives its keys away.",
            ("options",),
        )
    elif count > LONGEST_MENU:
        yield error(
            "menu-too-long", f"There are {count} options.", "Keep the best twenty at most.", ("options",)
        )
    for index, option in enumerate(question.options):
        here: Path = ("options", index)
        if TELLING_ID.search(option.id.replace("-", " ")):
            yield _telling(option.id, (*here, "id"))
        if option.key and option.harmful:
            yield error("harmful-key", "A key feature is marked harmful.", "Correct one of the two.", here)
        if option.weight != 1 and not option.key:
            yield warning(
                "idle-weight",
                "Only a key feature has a weight.",
                "Take the weight out, or write “key: true”.",
                (*here, "weight"),
            )


def _accepted(question: KeyQuestion) -> Iterator[Flaw]:
    """Flaws of the wordings that a write-in recognises."""
    seen: dict[str, Path] = {}
    groups: dict[str, tuple[Feature | Harm, ...]] = {
        "features": question.features,
        "harmful": question.harmful,
    }
    for name, entries in groups.items():
        for index, entry in enumerate(entries):
            for place, wording in enumerate(entry.accepted):
                path: Path = (name, index, "accepted", place)
                first = seen.setdefault(folded(wording), (name, index))
                if first != (name, index):
                    yield error(
                        "accepted-twice",
                        f"“{wording}” is accepted for another entry of this question too.",
                        "Let each wording mean one thing.",
                        path,
                    )
                if not folded(wording) or len(wording) > MOST_CHARACTERS or re.search("[,;]", wording):
                    yield error(
                        "unreachable-answer",
                        f"Nobody can give “{wording}”: boxes take {MOST_CHARACTERS} characters, and no comma "
                        "or semicolon.",
                        "Word it as one short answer.",
                        path,
                    )


def _given_away(item: KeyFeature) -> Iterator[Flaw]:
    """Answers to one question that stand in what the page asks or offers elsewhere (NBME: hinged items)."""
    for index, question in enumerate(item.questions):
        others = [other for other in item.questions if other is not question]
        shown = [item.lead_in, question.ask, *(other.ask for other in others)]
        if question.kind == "write_in":
            shown += [option.text for other in others for option in other.options]
        page = [f" {folded(text)} " for text in shown]
        answers = [option.text for option in question.options if option.key]
        answers += [wording for feature in question.features for wording in feature.accepted]
        given = next((each for each in answers if any(f" {folded(each)} " in text for text in page)), None)
        if given is not None:
            yield warning(
                "given-away",
                f"“{given}” answers this question, and the page says it elsewhere.",
                "Reword one of the two: all questions stand on one page.",
                ("questions", index),
            )


def _telling(id: str, path: Path) -> Flaw:
    return error(
        "telling-id",
        f"The id “{id}” may tell the key, and the page carries it.",
        "Name it by what it says.",
        path,
    )
