"""The editor's form: the questions on the steps that decide a case, from a menu or to be written in."""

from question_bank.editing import Flag, Line, Lines, Number, Part, Pick, RowId, Rows, Text

KINDS = [("menu", "Choose from a menu"), ("write_in", "Write it in")]
ONE_A_LINE = "One wording a line; the first is shown afterwards."


class OptionRow(Part):
    """One option of a menu."""

    bare = "text"
    text = Line("Option", tall=2)
    key = Flag("Key feature")
    rationale = Text("Why", tall=2)
    harmful = Flag("Would put the patient in danger")
    weight = Number("Weight", hint="1 unless written.", aside=True)
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)
    id = RowId("Id", aside=True)


class FeatureRow(Part):
    """One key feature to be written in."""

    bare = "accepted"
    accepted = Lines("Wordings that count", tall=3, hint=ONE_A_LINE)
    rationale = Text("Why", tall=2)
    exact = Flag("Spelling must be exact: a slip would make another word")
    weight = Number("Weight", hint="1 unless written.", aside=True)
    id = RowId("Id", aside=True)


class HarmRow(Part):
    """Something dangerous that may be written in."""

    bare = "accepted"
    accepted = Lines("Wordings that are recognised", tall=2, hint=ONE_A_LINE)
    rationale = Text("Why it is dangerous", tall=2)
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)


class QuestionRow(Part):
    """One step of the case."""

    bare = "ask"
    ask = Line("Question", tall=2)
    kind = Pick("How it is answered", KINDS)
    picks = Number("How many may be given")
    options = Rows("Menu", OptionRow, noun="Option", hint="For a question with a menu.")
    features = Rows("Key features", FeatureRow, noun="Feature", hint="For a question to be written in.")
    harmful = Rows("Dangerous answers", HarmRow, noun="Danger", hint="For a question to be written in.")
    id = RowId("Id", aside=True)


class Editor(Part):
    """What a key-feature item adds to an item."""

    questions = Rows("Questions", QuestionRow, noun="Question", start=1)
