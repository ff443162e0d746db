"""A part whose fields depend on a format that is chosen in it: an editor within an editor.

Formats are strangers to one another, so the editors come from whoever knows them all.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from question_bank.editing import Cell, Part, Pick
from question_bank.posted import Fields, arranged


class Nested(Part):
    """Fields of its own, ``format`` among them, and behind them those of the format that is written there.

    editors: what makes the fields of each format. own: those of this format, None where there is no such.
    """

    editors: ClassVar[Mapping[str, Callable[..., Part]]] = {}
    format: Pick

    def __init__(self, posted: Any = None, prefix: str = "") -> None:
        """Build the form; ``posted``: what a browser sent, None for an empty form."""
        fields = posted if isinstance(posted, Fields) else arranged(posted)
        super().__init__(fields, prefix)
        self.own = self._own(self.format.data, fields)

    def _own(self, format: object, fields: Fields) -> Part | None:
        editor = self.editors.get(format) if isinstance(format, str) else None
        if editor is None:
            return None
        own = editor(fields, prefix=self.prefix)
        if any(f"{name}-".startswith(f"{cell.name}-") for cell in own.cells for name in fields):
            return own
        # Nothing of this format was posted: it has only just been chosen.
        return editor(Fields({**fields, **dict(own.posting({}))}.items(), fields.full), prefix=self.prefix)

    @property
    def cells(self) -> list[Cell]:
        """The fields, the format's own behind the others."""
        return [*super().cells, *(self.own.cells if self.own is not None else [])]

    def posting(self, document: Any) -> Iterator[tuple[str, list[str]]]:
        """Yield what a browser would post for a document."""
        yield from super().posting(document)
        own = self._own(document.get("format"), Fields()) if isinstance(document, dict) else None
        yield from own.posting(document) if own is not None else ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what the format's own fields refuse."""
        own_is_sound = self.own is None or self.own.validate()
        return super().validate(extra_validators) and own_is_sound

    @property
    def errors(self) -> Any:
        """What is refused, by field."""
        return {**super().errors, **(self.own.errors if self.own is not None else {})}
