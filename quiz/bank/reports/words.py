"""What can be wrong, what became of a report, and what it is closed for: stored words and those on pages."""

KINDS = {
    "key": "The best answer seems wrong",
    "unclear": "It is unclear, or can be read in two ways",
    "typo": "A typo",
    "outdated": "It is out of date",
    "picture": "Something about a picture",
    "unfair": "It is offensive or unfair",
    "other": "Something else",
}
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
STATES = {OPEN: "Open", ANSWERED: "Answered", CLOSED: "Closed"}
WHYS = {"duplicate": "A duplicate", "no-flaw": "Not a flaw"}
