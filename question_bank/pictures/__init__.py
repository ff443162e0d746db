"""Pictures that somebody else made: photographs, scans and drawings in colours of their own, made safe.

What comes in is read as data, never trusted by its name, and written anew, so that nothing of the file as it
came is left: no metadata, no script, no second file behind the first. What is kept already is left byte for
byte as it is; so a bank can be downloaded and loaded again.
"""

from question_bank.pictures.kept import MOST_BYTES, TooLarge, UnsafePicture
from question_bank.pictures.kept import Kept as Picture

__all__ = [
    "MOST_BYTES",
    "SUFFIXES",
    "Picture",
    "TooLarge",
    "UnsafePicture",
    "as_kept",
    "made_safe",
    "smaller",
]

SUFFIXES = ("webp", "svg")


def made_safe(content: bytes) -> Picture:
    """Return the picture of a PNG, JPEG, WebP or SVG file. Raises UnsafePicture with a sentence."""
    from question_bank.pictures import raster, vector  # noqa: PLC0415 - few need Pillow, and it is slow to load

    if not content:
        raise UnsafePicture("The file is empty.")
    if len(content) > MOST_BYTES:
        raise TooLarge(f"The file is larger than {MOST_BYTES // 10**6} MB. Save a smaller one.")
    return vector.made_safe(content) if vector.is_like(content) else raster.made_safe(content)


def as_kept(content: bytes, suffix: str) -> Picture | None:
    """Return the picture of a file that is as ``made_safe`` writes it; None for any other."""
    from question_bank.pictures import raster, vector  # noqa: PLC0415 - as above

    return vector.as_kept(content) if suffix == "svg" else raster.as_kept(content)


def smaller(picture: Picture) -> bytes | None:
    """Return a smaller copy of a picture for small screens; None where it is small already."""
    from question_bank.pictures import raster  # noqa: PLC0415 - as above

    return None if picture.suffix == "svg" else raster.smaller(picture.content)
