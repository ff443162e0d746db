"""Every format of item, found by looking: each folder here that is a package has a ``FORMAT``.

An import error in a format stops the start, and so do two formats of one name: a format that is silently
missing would take its items with it.
"""

import importlib
import pkgutil
from collections.abc import Iterable

from question_bank.formats.contract import AnyFormat, ItemFormat


def find_formats(path: Iterable[str], package: str) -> dict[str, AnyFormat]:
    """Return the formats below ``path`` by name, sorted. Raises ValueError when two share a name.

    They are strangers to one another, so a format of cases gets the editors of the others here.
    """
    found: dict[str, AnyFormat] = {}
    for module in sorted(pkgutil.iter_modules(path), key=lambda module: module.name):
        if not module.ispkg:
            continue
        fmt: AnyFormat = importlib.import_module(f"{package}.{module.name}").FORMAT
        if fmt.name in found:
            raise ValueError(
                f"Two formats are called “{fmt.name}”; the second is in {package}.{module.name}."
            )
        found[fmt.name] = fmt
    asked = {name: fmt.with_exhibits() for name, fmt in found.items() if isinstance(fmt, ItemFormat)}
    return {
        name: asked[name] if isinstance(fmt, ItemFormat) else fmt.with_editors(asked)
        for name, fmt in found.items()
    }


FORMATS = find_formats(__path__, __name__)
# Those that ask something themselves, and so can stand in a stage of a case.
ASKED = {name: fmt for name, fmt in FORMATS.items() if isinstance(fmt, ItemFormat)}
