"""The editor's form: a figure, its spots, and what is said of everywhere else."""

from question_bank.editing import Flag, Line, Part, Pick, Rows, Text

CREDITS = [("full", "Full"), ("near", "Near, half"), ("none", "None, but worth a word")]


class SpotRow(Part):
    """One place of the figure."""

    bare = "place"
    place = Line("Place", hint="A region of the figure, with its side: right-above-outside-dimple.")
    credit = Pick("Credit", CREDITS)
    rationale = Text("Why", tall=2)
    harmful = Flag("Would put the patient in danger")
    misconception = Pick("Wrong idea that makes it tempting", of="misconceptions", aside=True)


class Editor(Part):
    """What a hotspot adds to an item."""

    figure = Pick("Figure", of="figures")
    spots = Rows("Spots", SpotRow, noun="Spot", start=2)
    elsewhere = Text("Anywhere else", tall=2, hint="What is said of every place without a row here.")
