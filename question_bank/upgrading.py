"""Item documents of earlier versions, brought up to today's, one pure step at a time.

``STEPS[n]`` turns a document of version n into one of version n + 1. A step never looks at the clock, a file
or a database, and has a golden test. Version 1 is the first, so there is no step yet.
"""

from collections.abc import Callable
from typing import Any

from question_bank.item import FORMAT_VERSION

Document = dict[str, Any]

STEPS: dict[int, Callable[[Document], Document]] = {}


def upgrade(document: Document) -> Document:
    """Return ``document`` in today's version.

    A document whose version is missing, unknown or newer is returned as it is: the check names that flaw.
    """
    version = document.get("format_version")
    while isinstance(version, int) and version < FORMAT_VERSION and version in STEPS:
        document = STEPS[version](document)
        version += 1
    return document
