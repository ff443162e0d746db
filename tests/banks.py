"""A small bank for tests: two topics, plain items, nothing clinical that anyone could learn from."""

from pathlib import Path
from typing import Any

import yaml

from question_bank.checking import check
from question_bank.folder import Folder, ItemFile, read_folder

INFO: dict[str, Any] = {
    "format_version": 1,
    "id": "knees",
    "title": "Sore knees",
    "working_title": "Knees for tests",
    "description": "Cases about knees.",
    "licence": "CC BY-SA 4.0",
    "language": "en",
    "people": [
        {"id": "author", "name": "A. Author", "role": "author"},
        {"id": "clinician", "name": "C. Clinician", "role": "reviewer", "clinician": True},
        {"id": "reader", "name": "R. Reader", "role": "reviewer"},
    ],
    "review_note": "No clinician has reviewed this bank yet.",
}
BLUEPRINT: dict[str, Any] = {
    "format_version": 1,
    "topics": [{"id": "gait", "title": "Gait"}, {"id": "swelling", "title": "Swelling"}],
    "turns_on": [{"id": "knee", "title": "The knee"}, {"id": "other", "title": "Something else"}],
    "objectives": [
        {"id": f"LO{n:02d}", "topic": topic, "level": "recall", "title": f"Objective {n}", "facts": ["F1"]}
        for n, topic in enumerate(["gait"] * 4 + ["swelling"] * 4, 1)
    ],
}
SOURCES: dict[str, Any] = {
    "format_version": 1,
    "sources": [
        {
            "id": "knee-2001",
            "reference": "Knee K. *J Knees* 2001",
            "year": 2001,
            "kind": "case_series",
            "read": "secondhand",
            "doi": "10.1000/knee",
        },
        {"id": "guide-2020", "reference": "Guideline on knees", "kind": "guideline", "read": "abstract"},
        {
            "id": "leg-1999",
            "reference": "Leg L. 1999",
            "kind": "case_report",
            "read": "full",
            "pmid": "123",
        },
    ],
}
FACTS: dict[str, Any] = {
    "format_version": 1,
    "facts": [
        {"id": "F1", "topic": "gait", "grade": "K1", "statement": "Knees bend.", "sources": ["knee-2001"]},
        {"id": "F2", "topic": "gait", "grade": "K2", "statement": "Some click.", "sources": ["knee-2001"]},
        {
            "id": "F3",
            "topic": "gait",
            "grade": "K3",
            "statement": "Some predict rain.",
            "sources": ["leg-1999"],
        },
        {
            "id": "FX",
            "topic": "gait",
            "grade": "KX",
            "statement": "Knees are hinges.",
            "sources": ["leg-1999"],
        },
    ],
}
MISCONCEPTIONS: dict[str, Any] = {
    "format_version": 1,
    "misconceptions": [
        {
            "id": "M1",
            "idea": "Clicks are harmful",
            "why_tempting": "They are loud",
            "why_wrong": "Most are not",
            "facts": ["F2"],
        }
    ],
}
FILES = {
    "bank.yaml": INFO,
    "blueprint.yaml": BLUEPRINT,
    "sources.yaml": SOURCES,
    "facts.yaml": FACTS,
    "misconceptions.yaml": MISCONCEPTIONS,
}
EXPLANATION = (
    "What decides here is what the patient shows and not what the picture suggests [@knee-2001]. "
    + "Each word of this sentence is here so that the explanation has a length that teaches. " * 4
    + "The guideline says the same in its own words [@guide-2020]."
)


def item_document(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the document of a sound item; ``changes`` replace whole fields, None removes one."""
    objective = BLUEPRINT["objectives"][(number - 1) % 8]
    document: dict[str, Any] = {
        "format_version": 1,
        "id": f"item-{number}",
        "format": "single_best_answer",
        "title": f"KEYTITLE item {number}",
        "topic": objective["topic"],
        "objective": objective["id"],
        "reasoning_step": "interpret",
        "difficulty": "medium",
        "turns_on": "knee",
        "facts": ["F1"],
        "vignette": {
            "patient": {"age": 20 + number, "sex": "female"},
            "setting": "Test clinic",
            "story": f"A person of {20 + number} sits in clinic {number}: a knee, sore for a week.",
            "findings": [{"name": "Bending", "result": "Full"}],
        },
        "lead_in": f"What is the next step for patient {number}?",
        "options": [
            {
                "id": f"{word}-{number}",
                "text": f"{word.capitalize()} the knee, number {number}",
                **({"key": True} if word == "bend" else {}),
                **({"harmful": True} if word == "twist" else {}),
                **({"misconception": "M1"} if word == "press" else {}),
                "rationale": f"RATIONALE-{word} for {number}.",
            }
            for word in ("press", "bend", "twist", "hold")
        ],
        "explanation": f"EXPLANATION-{number}. {EXPLANATION}",
        "take_home": f"TAKEHOME-{number}: look first.",
        "contested": "One author disagrees [@leg-1999].",
        "sources": [
            {"id": "knee-2001", "certainty": "very_low"},
            {"id": "guide-2020", "certainty": "high"},
            {"id": "leg-1999", "certainty": "low"},
        ],
        "written_by": ["author"],
        "checked_on": "2026-11-20",
        "recheck_by": "2027-11-20",
    }
    document.update(changes)
    return {name: value for name, value in document.items() if value is not None}


def case_document(number: int = 1, stages: int = 3, **changes: Any) -> dict[str, Any]:
    """Return the document of a sound case: stages of one best answer, each with an option that harms."""
    whole = item_document(number, id=f"case-{number}", format="unfolding_case", options=None, lead_in=None)
    whole["title"] = f"KEYTITLE case {number}"
    whole["vignette"]["story"] = f"CASESTORY-{number}: somebody has limped for a week."
    whole["stages"] = [_stage(number, stage) for stage in range(1, stages + 1)]
    whole.update(changes)
    return {name: value for name, value in whole.items() if value is not None}


def _stage(number: int, stage: int) -> dict[str, Any]:
    options = item_document(number)["options"]
    source = " [@knee-2001]" if stage == 1 else ""
    for option in options:
        option["text"] += f", stage {stage}"
        option["rationale"] = f"RATIONALE-{stage} for {option['id']}{source}."
    news = {
        "new_information": f"NEWS-{stage} of case {number}.",
        "findings": [{"name": "Bending", "result": "Half"}, {"name": "Pulse", "result": f"STATE-{stage}"}],
    }
    item = {
        "format": "single_best_answer",
        "lead_in": f"What is the next step at stage {stage} of case {number}?",
        "options": options,
        "explanation": f"STAGEWHY-{stage}: "
        + "each word here makes the explanation long enough to teach. " * 3,
    }
    return {**(news if stage > 1 else {}), "item": item}


def write_bank(path: Path, items: list[dict[str, Any]] | None = None, **files: dict[str, Any]) -> Path:
    """Write a bank folder below ``path`` and return it. ``files`` replace bank files: ``sources={...}``."""
    folder = path / "knees"
    for name, document in FILES.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_yaml(files.get(name.removesuffix(".yaml"), document)), encoding="utf-8")
    for document in items if items is not None else [item_document()]:
        write_item(folder, document)
    return folder


def write_item(folder: Path, document: dict[str, Any]) -> Path:
    """Write one item file into a bank folder and return it."""
    file = folder / "items" / document["topic"] / f"{document['id']}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_yaml(document), encoding="utf-8")
    return file


def knees(path: Path, count: int = 16) -> Folder:
    """Return a checked bank of ``count`` sound items, written below ``path``."""
    return read_folder(write_bank(path, [item_document(number) for number in range(1, count + 1)]))


def in_memory(folder: Folder, *documents: dict[str, Any]) -> Folder:
    """Return ``folder`` with other item documents, without files."""
    items = []
    for document in documents:
        checked = check(document, folder.bank)
        items.append(ItemFile(Path(f"{document['id']}.yaml"), document, checked.item, checked.flaws))
    return Folder(folder.path, folder.bank, items, [])


def _yaml(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
