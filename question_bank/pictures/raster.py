"""Photographs and scans: decoded within limits, turned upright, in sRGB, and written anew as WebP."""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageCms, UnidentifiedImageError

from question_bank.figure import SMALL
from question_bank.pictures.kept import Kept, UnsafePicture

LARGEST = 1600  # pixels of the longer side
MOST_PIXELS = 25_000_000  # of what comes in: each takes eight bytes while it is made smaller
MOST_OF_JPEG = 50_000_000  # which is made smaller while it is decoded; cameras in pockets make as many
MOST_SCANS = 100  # of a JPEG: each is a pass over the whole picture, and costs as much time
PLAIN_BYTES = 250_000  # up to here nothing is lost; beyond, what the eye does not miss
MOST_KEPT = 500_000
QUALITIES = (85, 75, 60)
JPEGS = ("JPEG", "MPO")  # the second: several pictures of one moment; the first counts
WHITE = (255, 255, 255)
HELD = 0x0112  # the tag of EXIF that says how the camera was held
TURN = Image.Transpose
TURNS = {  # what turns each of these upright
    2: TURN.FLIP_LEFT_RIGHT,
    3: TURN.ROTATE_180,
    4: TURN.FLIP_TOP_BOTTOM,
    5: TURN.TRANSPOSE,
    6: TURN.ROTATE_270,
    7: TURN.TRANSVERSE,
    8: TURN.ROTATE_90,
}

DAMAGED = "The picture is damaged and cannot be read to its end. Save it again, then upload it."
NONE_OF_THESE = "This is no PNG, JPEG, WebP or SVG picture, whatever its name says. Save it as one of these."
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)

# We ask for the size ourselves, before anything is decoded, and answer with a sentence.
Image.MAX_IMAGE_PIXELS = None


def made_safe(content: bytes) -> Kept:
    """Return the picture of a PNG, JPEG or WebP. Raises UnsafePicture."""
    image, moved = _opened(content)
    told = ["It moved. Only its first picture is kept."] if moved else []
    exact = image.format in ("PNG", "WEBP")
    before = image.size
    try:
        with warnings.catch_warnings(action="ignore"):
            image.draft(None, (LARGEST * 2, LARGEST * 2))  # a JPEG is made smaller while it is decoded
            image.load()
            plain = _plain(image)
    except BROKEN as problem:
        raise UnsafePicture(DAMAGED) from problem
    found = _written(plain, exact=exact)
    if max(before) > max(plain.size):
        told.append(f"It was made smaller: {max(before)} pixels on its longer side became {max(plain.size)}.")
    return Kept("webp", found, *plain.size, told=tuple(told))


def as_kept(content: bytes) -> Kept | None:
    """Return the picture of a WebP that holds one picture and nothing else; None for any other file."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or content[12:16] not in (b"VP8 ", b"VP8L"):
        return None
    size = int.from_bytes(content[16:20], "little")
    if len(content) != 20 + size + size % 2 or len(content) > MOST_KEPT:
        return None
    try:
        image, _ = _opened(content)
        image.load()
    except (UnsafePicture, *BROKEN):
        return None
    return Kept("webp", content, *image.size) if max(image.size) <= LARGEST else None


def smaller(content: bytes) -> bytes | None:
    """Return a copy for small screens; None where the picture is small already."""
    image = Image.open(BytesIO(content), formats=("WEBP",)).convert("RGB")
    if max(image.size) <= SMALL:
        return None
    image.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return _encoded(image, quality=QUALITIES[1])


def _opened(content: bytes) -> tuple[Image.Image, bool]:
    """Return what a file holds, not yet decoded, and whether it moves. Raises UnsafePicture."""
    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MOST_SCANS:
        raise UnsafePicture(
            f"The picture is stored in more than {MOST_SCANS} layers. Save it again as a plain JPEG."
        )
    try:
        with warnings.catch_warnings(action="ignore"):
            image: Image.Image = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
            moved = image.format in ("PNG", "WEBP") and getattr(image, "n_frames", 1) > 1
    except UnidentifiedImageError as problem:
        raise UnsafePicture(NONE_OF_THESE) from problem
    except BROKEN as problem:
        raise UnsafePicture(DAMAGED) from problem
    width, height = image.size
    most = MOST_OF_JPEG if image.format in JPEGS else MOST_PIXELS
    if width * height > most:
        raise UnsafePicture(
            f"The picture has {width} × {height} pixels; at most {most // 10**6} million are taken. "
            "Save a smaller one."
        )
    return image, moved


def _plain(image: Image.Image) -> Image.Image:
    """Return nothing but the pixels: no more than screens show, upright, in sRGB, on white."""
    turn = TURNS.get(image.getexif().get(HELD, 1))
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # sixteen bits of grey, as scanners and X-rays have
        image = image.point(lambda value: value / 257).convert("L")
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGBA" if clear else "RGB")
    image.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    if profile and image.mode in ("RGB", "L", "CMYK"):
        image = _in_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    colours = image.convert("RGBA" if clear else "RGB")
    plain = Image.new("RGB", colours.size, WHITE)
    plain.paste(colours, mask=colours.getchannel("A") if clear else None)
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        found = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image  # a profile that cannot be read says nothing about the colours
    return found or image


def _written(image: Image.Image, *, exact: bool) -> bytes:
    """Return a picture as WebP: without loss where it came so and that is small, else as small as needed."""
    if exact and len(found := _encoded(image, lossless=True)) <= PLAIN_BYTES:
        return found
    for quality in QUALITIES:
        found = _encoded(image, quality=quality)
        if len(found) <= MOST_KEPT:
            return found
    image.thumbnail((LARGEST // 2, LARGEST // 2), Image.Resampling.LANCZOS)
    return _encoded(image, quality=QUALITIES[-1])


def _encoded(image: Image.Image, **how: bool | int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "WEBP", method=4, exif=b"", xmp=b"", icc_profile=b"", **how)
    return buffer.getvalue()
