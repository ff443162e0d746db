"""The editor's form: a theme, one list of options, and the stems to match."""

from question_bank.editing import Line, Part, Pick, Picks, RowId, Rows, Text


class OptionRow(Part):
    """One option of the list."""

    bare = "text"
    text = Line("Option")
    id = RowId("Id", aside=True)


class NearRow(Part):
    """An option that tempts."""

    bare = "option"
    option = Pick("Option", of="options")
    rationale = Text("Why it tempts, and why not", tall=2)
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)


class StemRow(Part):
    """One stem."""

    bare = "text"
    text = Text("Stem", tall=3)
    key = Pick("Best option", of="options")
    rationale = Text("Why", tall=2)
    near = Rows("Tempting options", NearRow, noun="Tempting option")
    harmful = Picks("Options that would put the patient in danger", of="options")
    id = RowId("Id", aside=True)


class Editor(Part):
    """What extended matching adds to an item."""

    theme = Line("Theme", hint="What the options are, as in “Causes of buttock pain”.")
    options = Rows(
        "Options", OptionRow, noun="Option", start=6, hint="Plain text, best in the order of the alphabet."
    )
    stems = Rows("Stems", StemRow, noun="Stem", start=2, hint="An option may serve once, often or never.")
