"""The editor's form: the options, and whether their order matters."""

from question_bank.editing import Flag, Line, Part, Pick, RowId, Rows, Text


class OptionRow(Part):
    """One option."""

    bare = "text"
    text = Line("Option", tall=2)
    key = Flag("Best answer")
    rationale = Text("Why", tall=2)
    harmful = Flag("Would put the patient in danger")
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)
    id = RowId("Id", aside=True)


class Editor(Part):
    """What a single best answer adds to an item."""

    options = Rows("Options", OptionRow, noun="Option", start=4)
    order_matters = Flag("Keep the options in this order, as for numbers or steps")
