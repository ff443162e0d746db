"""The editor's form: the stages, each with its news and the fields of the format that asks there."""

from collections.abc import Mapping
from typing import ClassVar

from question_bank.editing import Group, Line, Part, Pick, Rows, Text
from question_bank.formats.contract import ItemFormat
from question_bank.nesting import Nested


class FindingRow(Part):
    """A row of the short table."""

    bare = "name"
    name = Line("Examination or test")
    result = Line("Result", hint="One of the same name as before is shown as its newest state.")


def editor_of(formats: Mapping[str, ItemFormat]) -> type[Part]:
    """Return the form of a case whose stages may be asked by these formats."""

    class StageItem(Nested):
        """What is asked: what every stage has, and behind it what its format adds."""

        editors: ClassVar = {
            name: fmt.editor_form for name, fmt in formats.items() if fmt.editor_form is not None
        }
        format = Pick("Format", [(name, fmt.title) for name, fmt in formats.items()])
        exhibit = Pick("Picture with this stage", of="figures", aside=True)
        lead_in = Line("Lead-in", tall=2, hint="What is to be decided at this moment.")
        explanation = Text("Explanation", tall=5, hint="Short, 20 to 160 words: why this, at this moment.")
        take_home = Line("Take-home of this stage", tall=2, aside=True)
        contested = Text("Where sources disagree about this stage", tall=3, aside=True)
        illustration = Pick("Picture with the explanation of this stage", of="figures", aside=True)

    class StageRow(Part):
        """One stage."""

        bare = "new_information"
        new_information = Text(
            "What has become known since", tall=4, hint="Nothing at the first stage: the vignette tells it."
        )
        findings = Rows("Findings that go with it", FindingRow, noun="Finding", flat=True)
        item = Group("What is asked", StageItem)

    class Editor(Part):
        """What a case adds to an item."""

        stages = Rows("Stages", StageRow, noun="Stage", begins="item-format", hint="Two to four, in order.")

    return Editor
