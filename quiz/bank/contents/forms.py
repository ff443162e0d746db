"""Forms of what a bank says of itself: its details, and the lists that items refer to."""

from collections.abc import Mapping

from question_bank.bank import KIND_TITLES
from question_bank.editing import Choices, Day, Flag, Line, Lines, Number, Part, Pick, Rows, Text
from question_bank.placing import offer
from question_bank.upgrading import Document

LEVELS = [("recall", "Recall"), ("application", "Application"), ("analysis", "Analysis")]
WEIGHTS = [(str(number), str(number)) for number in range(1, 6)]
GRADES = [
    ("K1", "K1, agreed"),
    ("K2", "K2, observational or expert support"),
    ("K3", "K3, contested or weak"),
    ("KX", "KX, contradicted or unsafe"),
]
READ = [
    ("full", "In full"),
    ("abstract", "Abstract"),
    ("secondhand", "Second-hand"),
    ("not_read", "Not read"),
]
BY = [("author", "Author"), ("reviewer", "Reviewer")]
ID = "Each is named elsewhere by its id, which stays as it is while something names it."
DOI = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:")


class PersonRow(Part):
    """Somebody who stands behind the bank."""

    id = Line("Id")
    name = Line("Name")
    role = Pick("Role", BY)
    clinician = Flag("Is a clinician")


class DetailsForm(Part):
    """What a bank is called, and who stands behind it."""

    title = Line("Title", hint="What trainees see. It must not give answers away.")
    working_title = Line("Working title", hint="What educators call it.")
    description = Text("Description", tall=3)
    licence = Line("Licence", hint="As in: CC BY-SA 4.0.")
    language = Line("Language", hint="As in: en, or de-AT.")
    review_note = Text("Note on review", tall=2, hint="Trainees read it, if there is one.")
    people = Rows(
        "People", PersonRow, noun="Person", start=1, flat=True, hint="Who writes and reviews it, by name."
    )


class TopicRow(Part):
    """One of the areas."""

    id = Line("Id")
    title = Line("Title")


class ObjectiveForm(Part):
    """One thing a trainee should be able to do."""

    id = Line("Id", hint="As in: LO7. Items name it so.")
    title = Line("Title", tall=2)
    topic = Pick("Topic", of="topics")
    level = Pick("Level", LEVELS)
    weight = Pick("Weight", WEIGHTS, default="1", numeric=True)
    facts = Lines("Facts", hint="One id a line.", aside=True)


class BlueprintForm(Part):
    """Topics, and what answers may turn on."""

    topics = Rows("Topics", TopicRow, noun="Topic", flat=True, hint=ID)
    turns_on = Rows("What answers turn on", TopicRow, noun="Turn", flat=True, hint=ID)


class FactForm(Part):
    """Something the bank may claim."""

    id = Line("Id", hint="As in: F12. Items name it so.")
    statement = Text("Statement", tall=2)
    topic = Pick("Topic", of="topics")
    grade = Pick("Grade", GRADES)
    sources = Lines("Sources", hint="One id a line.")
    note = Text("Note", tall=2, aside=True)


class MisconceptionForm(Part):
    """A wrong idea that trainees bring."""

    id = Line("Id", hint="As in: M3. Options name it so.")
    idea = Line("Idea", tall=2)
    why_tempting = Line("Why it tempts", tall=2)
    why_wrong = Line("Why it is wrong", tall=2)
    facts = Lines("Facts", hint="One id a line.", aside=True)


class SourceForm(Part):
    """A reference."""

    id = Line("Id", hint="As in: njoo-1994. Items cite it so.")
    reference = Text("Reference", tall=2, hint="Authors, title, *journal*, year.")
    year = Number("Year")
    kind = Pick("Kind", [(kind.value, words) for kind, words in KIND_TITLES.items()])
    read = Pick("How it was read", READ)
    doi = Line("DOI", hint="Alone or as a link; it becomes one.")
    recheck_by = Day("Look again by", hint="As 2027-11-20.")
    pmid = Line("PubMed id", aside=True)
    url = Line("Address", hint="Beginning with https://", aside=True)
    note = Line("Note", aside=True)

    def document(self) -> Document:
        """Return the source, its DOI without what makes a link of it."""
        document: Document = super().document()
        if isinstance(doi := document.get("doi"), str):
            document["doi"] = _bare(doi)
        return document


FORMS: Mapping[str, type[Part]] = {"details": DetailsForm, "blueprint": BlueprintForm}


def ready(form: Part, topics: Choices) -> Part:
    """Give a form the topics that can be chosen."""
    offer(form, {"topics": topics})
    return form


def _bare(doi: str) -> str:
    for start in DOI:
        if doi.lower().startswith(start):
            return doi[len(start) :].strip()
    return doi
