"""Rules about what an item and its bank rest on: sources that can be found, facts looked at in time.

Our own rules; the forms of DOI and PMID are those of the DOI Handbook, 2.2, and of PubMed's help. Whether a
date has passed is asked with the day of whoever has a clock.
"""

import re
from collections.abc import Iterator
from datetime import date

from question_bank.bank import Sources
from question_bank.flaw import Flaw, error, warning
from question_bank.item import Item

DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
PMID = re.compile(r"[1-9]\d{0,7}")


def flaws(item: Item, today: date | None = None) -> Iterator[Flaw]:
    """Flaws of an item's dates; ``today`` where there is a clock."""
    if item.recheck_by <= item.checked_on:
        yield error(
            "recheck-before-check",
            "“recheck_by” is not after “checked_on”.",
            "Give the day the facts should be looked at again, a year on as a rule.",
            ("recheck_by",),
        )
    elif today is not None and item.recheck_by < today:
        yield warning(
            "recheck-due",
            f"The facts were to be looked at again by {item.recheck_by}.",
            "Check them against the sources, mend what has changed, and write both dates anew.",
            ("recheck_by",),
        )


def source_flaws(sources: Sources) -> Iterator[Flaw]:
    """Find sources whose DOI or PMID cannot be one."""
    for index, source in enumerate(sources.sources):
        if source.doi is not None and not is_doi(source.doi):
            yield error(
                "bad-doi",
                f"“{source.doi}” cannot be a DOI.",
                "Write it without address or “doi:”, as 10.1186/s12909-016-0559-7.",
                ("sources", index, "doi"),
            )
        if source.pmid is not None and not PMID.fullmatch(source.pmid):
            yield error(
                "bad-pmid",
                f"“{source.pmid}” cannot be a PMID.",
                "Write the number alone, one to eight digits.",
                ("sources", index, "pmid"),
            )


def is_doi(text: str) -> bool:
    """Whether a text has the form of a DOI."""
    return DOI.fullmatch(text) is not None
