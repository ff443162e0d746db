"""The editor's form: a passage with marked phrases, and what stands behind each."""

from question_bank.editing import Flag, Line, Number, Part, Pick, Rows, Text


class PhraseRow(Part):
    """What stands behind a phrase. Its id is written in the passage, so it is a field like others."""

    bare = "id"
    id = Line("Phrase", hint="The name it has in the passage.")
    key = Flag("Should be marked")
    must = Flag("Missing it would be dangerous")
    rationale = Text("Why", tall=2)
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)


class Editor(Part):
    """What a highlight adds to an item."""

    passage = Text("Passage", tall=8, hint="Write a phrase as [its words]{its-name}.")
    phrases = Rows("Phrases", PhraseRow, noun="Phrase", start=3)
    at_most = Number("How many may be marked at most")
