"""Documents in forms: the parts an editor's form is made of, for formats and for the fields all items share.

A form is a ``Part``: its fields are named as in the document and lead both ways. ``Part.of(document)`` shows
any document, sound or not; ``part.document()`` is what stands in the form, blank parts left out. A field
knows what its value looks like in a document, and nothing about what is right: that is for ``check``.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from string import ascii_uppercase
from typing import Any, ClassVar, Self

from wtforms import Field, Form

from question_bank.posted import MOST_ROWS, Fields, arranged

Choices = Sequence[tuple[str, str]]

MOST_FOUND = 8  # choices that are shown where several have what was typed
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Part(Form):
    """Some fields of a document.

    bare: the field that a plain value stands for where a row is expected. more: words over the fields that
    stand aside. unfolds: whether these are in sight as soon as one of them is filled. own: the form of
    another editor within this one (see nesting.py).
    """

    bare: ClassVar[str] = ""
    more: ClassVar[str] = "More"
    unfolds: ClassVar[bool] = False
    own: "Part | None" = None

    def __init__(self, posted: Any = None, prefix: str = "") -> None:
        """Build the form; ``posted``: what a browser sent, None for an empty form."""
        self.prefix = prefix
        fields = posted if isinstance(posted, Fields) else arranged(posted)
        super().__init__(fields or Fields({_NOTHING: [""]}.items()), prefix=prefix)

    @classmethod
    def of(cls, document: Any) -> Self:
        """Return the form of a document, whatever is in it."""
        return cls(Fields(cls().posting(document)))

    @property
    def cells(self) -> "list[Cell]":
        """The fields, in their order."""
        return [cell for cell in self._fields.values() if isinstance(cell, Cell)]

    def posting(self, document: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield what a browser would post for a document."""
        if not isinstance(document, dict):
            document = {self.bare or next(iter(self._fields)): document}
        for cell in self.cells:
            value = document.get(cell.short_name)
            if value is not None:
                yield from cell.posting(value)
            else:
                yield from cell.posting_of_nothing()

    def document(self) -> Any:
        """Return what stands in the form, blank parts left out."""
        values = {cell.short_name: cell.document() for cell in self.cells}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def blank(self) -> bool:
        """Whether nothing was written; a row's id alone is nothing."""
        return all(cell.document() is None for cell in self.cells if not isinstance(cell, RowId))

    @property
    def unfolded(self) -> bool:
        """Whether what stands aside is in sight."""
        return self.unfolds and any(cell.aside and cell.document() is not None for cell in self.cells)

    def offers(self) -> dict[str, Choices]:
        """Return what fields of this form may choose from within it, by the ``of`` they name."""
        rows = [cell for cell in self.cells if isinstance(cell, Rows) and cell.named]
        return {cell.short_name: rows_as_choices(cell) for cell in rows}


class Cell(Field):
    """One field: a line of text. hint: a sentence below it. aside: whether it is one of the rarer ones."""

    kind = "line"
    data: Any

    def __init__(self, label: str, *, hint: str = "", aside: bool = False, tall: int = 1, **own: Any) -> None:
        super().__init__(label, **own)
        self.id = f"edit-{self.name}"
        self.label.field_id = self.id
        self.hint, self.aside, self.tall = hint, aside, tall

    def process_data(self, value: Any) -> None:
        """Begin blank."""
        self.data = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was posted."""
        self.data = cleaned(str(valuelist[0])) if valuelist else ""

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield what a browser would post for a value."""
        yield self.name, [as_text(value)]

    def posting_of_nothing(self) -> Iterator[tuple[str, list[str]]]:
        """Yield what a browser would post where the document has nothing."""
        return iter(())

    def document(self) -> Any:
        """Return the value for the document; None where the field is left out."""
        return self.data or None


class Line(Cell):
    """One line of text; shown on several where it is long."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was posted, as one line."""
        super().process_formdata(valuelist)
        self.data = " ".join(self.data.splitlines())


class Text(Cell):
    """A text of several lines, Markdown."""

    kind = "text"


class RowId(Cell):
    """The id of a row, which stays with it. Answers are stored by it."""

    kind = "id"


class Day(Cell):
    """A date, as the document writes it."""

    kind = "day"


class Number(Cell):
    """A number; what is none stays text, for ``check`` to name."""

    kind = "number"

    def document(self) -> Any:
        """Return the number."""
        return as_number(self.data) if self.data else None


class Flag(Cell):
    """Something that is so, or not."""

    kind = "flag"

    def process_data(self, value: Any) -> None:
        """Begin unticked."""
        self.data = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take whether it was ticked."""
        self.data = bool(valuelist)

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the tick."""
        if value:
            yield self.name, ["y"]

    def document(self) -> Any:
        """Return true, or nothing."""
        return True if self.data else None


class Lines(Cell):
    """A list of texts, one a line."""

    kind = "lines"

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the lines."""
        values = value if isinstance(value, list) else [value]
        yield self.name, ["\n".join(as_text(each).replace("\n", " ") for each in values)]

    def document(self) -> Any:
        """Return the lines that are not blank."""
        return [line.strip() for line in self.data.splitlines() if line.strip()] or None


class Pick(Cell):
    """One of some choices.

    choices: value and words, where they are always the same. of: what to choose from otherwise, a list of the
    same form (``options``) or something of the bank (``misconceptions``). default: what is left out of the
    document. numeric: whether the document has a number.
    """

    kind = "pick"

    def __init__(
        self,
        label: str,
        choices: Choices = (),
        *,
        of: str = "",
        default: str = "",
        numeric: bool = False,
        **own: Any,
    ) -> None:
        self.choices: Choices = choices
        self.of, self.default_value, self.numeric = of, default, numeric
        super().__init__(label, **own)

    def process_data(self, value: Any) -> None:
        """Begin with the default."""
        self.data = self.default_value

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was chosen."""
        self.data = cleaned(str(valuelist[0])) if valuelist else self.default_value

    def document(self) -> Any:
        """Return the choice, unless it is the default."""
        if self.data in ("", self.default_value):
            return None
        return as_number(self.data) if self.numeric else self.data

    @property
    def words(self) -> str:
        """What is chosen, in words."""
        return dict(self.offered).get(self.data, "")

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The choices, with what is there and cannot be chosen."""
        known = {value for value, _ in self.choices}
        lost = [(self.data, f"{self.data} (unknown)")] if self.data and self.data not in known else []
        return [*self.choices, *lost]


class Find(Pick):
    """One of many choices, found by its id or by some of its words.

    found: the choices that have what was typed, where it is no id and more than one has it. link: where to
    read what is chosen, if that is known.
    """

    kind = "find"
    found: Choices = ()
    link = ""

    def settle(self) -> None:
        """Take the one choice that has what was typed."""
        if not self.data or self.data in dict(self.choices):
            return
        wanted = self.data.casefold()
        found = [choice for choice in self.choices if wanted in " ".join(choice).casefold()]
        if len(found) == 1:
            self.data = found[0][0]
        else:
            self.found = found[:MOST_FOUND]


class FigurePick(Pick):
    """A figure of the bank. figure: the one that is chosen (``figure.Figure``), None until it is offered."""

    figure: Any = None


class Picks(Cell):
    """Some of some choices; ``of`` as for ``Pick``."""

    kind = "picks"

    def __init__(self, label: str, choices: Choices = (), *, of: str = "", **own: Any) -> None:
        self.choices: Choices = choices
        self.of = of
        super().__init__(label, **own)

    def process_data(self, value: Any) -> None:
        """Begin with none."""
        self.data = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was ticked."""
        self.data = [value for value in (cleaned(str(value)) for value in valuelist) if value]

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield the ticks."""
        yield self.name, [as_text(each) for each in (value if isinstance(value, list) else [value])]

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The choices, with what is ticked and cannot be chosen."""
        known = {value for value, _ in self.choices}
        return [*self.choices, *((value, f"{value} (unknown)") for value in self.data if value not in known)]


class Group(Cell):
    """Fields that belong together, one mapping in the document; left out when all are blank.

    flat: whether they stand side by side.
    """

    kind = "group"

    def __init__(self, label: str, part: type[Part], *, flat: bool = False, **own: Any) -> None:
        self.part_type, self.flat = part, flat
        super().__init__(label, **own)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Build the fields."""
        self.part = self.part_type(formdata, prefix=f"{self.name}-")

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Refuse what its fields refuse."""
        self.part.validate()
        self.errors = [text for errors in self.part.errors.values() for text in errors]
        return not self.errors

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield what its fields post."""
        yield from self.part.posting(value)

    def document(self) -> Any:
        """Return the mapping."""
        return self.part.document() or None


class Rows(Cell):
    """A list of rows, each a ``Part``.

    noun: what one is called. start: blank rows to begin with. flat: whether the fields of one stand side by
    side. begins: the field of a row that is asked for when one is added, by its path within the row.
    Blank rows at the end are left out of the document; those between others are not, so that a row has the
    same number in form and document.
    """

    kind = "rows"

    def __init__(
        self,
        label: str,
        row: type[Part],
        *,
        noun: str,
        start: int = 0,
        flat: bool = False,
        begins: str = "",
        **own: Any,
    ) -> None:
        self.row, self.noun, self.start, self.flat, self.begins = row, noun, start, flat, begins
        super().__init__(label, **own)

    @property
    def asked_first(self) -> "Cell | None":
        """The field that is asked for when a row is added."""
        if not self.begins:
            return None
        name = f"{self.name}-new-{self.begins}"
        cell = next(cell for cell in walk(self.row(prefix=f"{self.name}-new-")) if cell.name == name)
        cell.label.text = f"{cell.label.text} of the next {self.noun.lower()}"
        return cell

    @property
    def named(self) -> bool:
        """Whether its rows have ids of their own."""
        return any(isinstance(cell, RowId) for cell in self.row().cells)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Build as many rows as were posted."""
        self.rows = [self.row(formdata, prefix=f"{self.name}-{n}-") for n in range(formdata.rows(self.name))]
        self.full = self.name in formdata.full

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Refuse more rows than anyone can mean, here and in the rows."""
        self.errors = [TOO_MANY.format(self.label.text)] if self.full else []
        inner = [error for row in self.rows if not row.validate() for error in row.errors.values()]
        self.errors += [text for errors in inner for text in errors]
        return not self.errors

    def posting(self, value: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield what the rows post."""
        for number, entry in enumerate(value if isinstance(value, list) else [value]):
            prefix = f"{self.name}-{number}-"
            yield prefix, [""]
            yield from self.row(prefix=prefix).posting(entry)

    def posting_of_nothing(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the blank rows to begin with."""
        for number in range(self.start):
            yield f"{self.name}-{number}-", [""]

    def document(self) -> Any:
        """Return the rows, without the blank ones at the end."""
        filled = max((number for number, row in enumerate(self.rows, 1) if not row.blank), default=0)
        return [row.document() for row in self.rows[:filled]] or None


TOO_MANY = f"“{{}}” takes at most {MOST_ROWS} rows. What is beyond them is not kept."
_NOTHING = "-"  # a name no field has: WTForms takes an empty mapping for no form at all


def as_text(value: Any) -> str:
    """Return a value as an author would see it; what is no text, as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def as_number(text: str) -> int | float | str:
    """Return the number that a text is; any other text as it is."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)


def cleaned(text: str) -> str:
    """Return a text as files keep it: NFC, one kind of line end, no control characters or spaces around."""
    text = _CONTROL.sub("", unicodedata.normalize("NFC", text))
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def rows_as_choices(rows: Rows) -> list[tuple[str, str]]:
    """Return rows to choose from: id, and letter with what is written."""
    found = []
    for number, row in enumerate(rows.rows):
        values = row.document()
        if isinstance(values, dict) and isinstance(values.get("id"), str):
            letter = ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)
            found.append((values["id"], f"{letter}. {values.get('text', '')}"))
    return found


def walk(part: Part) -> Iterator[Cell]:
    """Yield every field of a form, and those within."""
    for cell in part.cells:
        yield cell
        if isinstance(cell, Group):
            yield from walk(cell.part)
        elif isinstance(cell, Rows):
            for row in cell.rows:
                yield from walk(row)
