"""What a picture is once it is safe, and why something cannot be one."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

MOST_BYTES = 10_000_000  # of a file as it comes in


class UnsafePicture(ValueError):
    """A file that cannot be used; the text says why and what to do."""


class TooLarge(UnsafePicture):
    """A file that has more bytes than we take."""


@dataclass(frozen=True)
class Kept:
    """A picture as it is kept.

    suffix: ``webp`` or ``svg``. width, height: in pixels; of an SVG, in units of its own. told: what the
    maker should know of how it was changed, a sentence each.
    """

    suffix: str
    content: bytes
    width: float
    height: float
    told: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 (hex) of its content: its address, which nobody guesses."""
        return sha256(self.content).hexdigest()
