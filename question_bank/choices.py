"""Lists of options, whatever format they stand in: what the rules about options are given."""

from dataclasses import dataclass

from question_bank.flaw import Path


@dataclass(frozen=True)
class Ask:
    """Something asked of a list. text: its words. keys: indexes of the options that answer it."""

    text: str
    keys: tuple[int, ...]
    path: Path


@dataclass(frozen=True)
class Choices:
    """One list of options and what is asked of it.

    texts: the options, as they are written. path: where the list stands; its third option's text is at
    ``(*path, 2, "text")``. as_written: whether the page keeps this order. A list may be asked several times,
    as in extended matching.
    """

    texts: tuple[str, ...]
    path: Path
    asks: tuple[Ask, ...]
    as_written: bool = False

    @property
    def key(self) -> int | None:
        """Index of the one key of the one ask; None where there are several, or none."""
        keys = self.asks[0].keys if len(self.asks) == 1 else ()
        return keys[0] if len(keys) == 1 else None

    def at(self, index: int) -> Path:
        """Where the text of an option stands."""
        return (*self.path, index, "text")

    def below(self, path: Path) -> "Choices":
        """Return the same list as seen from outside, where its item stands at ``path``."""
        asks = tuple(Ask(ask.text, ask.keys, (*path, *ask.path)) for ask in self.asks)
        return Choices(self.texts, (*path, *self.path), asks, self.as_written)
