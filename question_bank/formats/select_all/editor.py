"""The editor's form: the options, how many may be ticked, and how ticks count."""

from question_bank.editing import Flag, Line, Number, Part, Pick, RowId, Rows, Text
from question_bank.formats.select_all.model import Marking

RULES = {
    Marking.PLUS_MINUS: "A wrong tick takes back a right one",
    Marking.ALL_OR_NOTHING: "It counts only as a whole",
    Marking.EACH_OPTION: "Each option counts, ticked or left",
}


class OptionRow(Part):
    """One option."""

    bare = "text"
    text = Line("Option", tall=2)
    key = Flag("Applies")
    rationale = Text("Why", tall=2)
    harmful = Flag("Would put the patient in danger")
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)
    id = RowId("Id", aside=True)


class Editor(Part):
    """What a select-all item adds to an item."""

    options = Rows("Options", OptionRow, noun="Option", start=5)
    select = Number("How many apply", hint="The trainee is told. Leave it blank not to tell.")
    at_most = Number("How many may be ticked at most", hint="Tells nothing of how many apply.")
    marking = Pick(
        "How ticks count", [(str(rule), words) for rule, words in RULES.items()], default="plus_minus"
    )
    order_matters = Flag("Keep the options in this order, as for numbers or steps")
