"""SVG made safe: shapes, words and their classes, nothing that could run, load or style.

A drawing takes its colours from the page's tokens, by the classes in ``CLASSES``; so it is right in light and
dark, and on every skin.
"""

import re
from html import escape, unescape
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
WORDS = {"text"}
CLASSES = {
    *("skin", "shade", "light", "edge", "line", "bone"),
    # of a section through the layers, a map, a decision path
    *(
        "body",
        "fat",
        "fascia",
        "muscle",
        "hard",
        "lump",
        "zone",
        "mark",
        "lead",
        "arrow",
        "panel",
        "stop",
        "go",
    ),
    # of words: how firm, how large, and from where they run
    *("label", "strong", "soft", "middle", "end"),
}
NUMBERS = {
    *("cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "width", "height"),
    *("d", "points", "transform", "opacity"),
}
PLAIN = re.compile(r"[\w\s.,+()-]*")
MAX_BYTES = 100_000


class UnsafeDrawing(ValueError):
    """A drawing that cannot be used; the text says why and what to do."""


def safe(svg: str, canvas: tuple[float, float]) -> str:
    """Return the inside of an SVG drawing, rebuilt from what is allowed. Raises UnsafeDrawing."""
    if len(svg.encode()) > MAX_BYTES:
        raise UnsafeDrawing(f"The drawing is larger than {MAX_BYTES // 1000} kB. Simplify its paths.")
    if "<!" in re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL):
        raise UnsafeDrawing("The drawing has a document type or entities. Remove them.")
    try:
        root = ET.fromstring(svg)  # noqa: S314 - no document type, hence no entities to expand
    except ET.ParseError as problem:
        raise UnsafeDrawing(f"The drawing is not well-formed: {problem}.") from problem
    box = [float(number) for number in re.findall(r"[-\d.]+", root.get("viewBox", ""))]
    if root.tag != f"{SVG}svg" or box != [0, 0, *canvas]:
        raise UnsafeDrawing(f'The drawing is not an SVG with viewBox="0 0 {canvas[0]:g} {canvas[1]:g}".')
    return "\n".join(_rebuilt(child) for child in root)


def _rebuilt(element: ET.Element) -> str:
    name = str(element.tag).removeprefix(SVG)
    if name not in ELEMENTS | WORDS:
        raise UnsafeDrawing(f"The drawing has a <{name}>. Use only {', '.join(sorted(ELEMENTS | WORDS))}.")
    attributes = ""
    for attribute, value in element.attrib.items():
        if attribute == "class" and set(value.split()) <= CLASSES:
            attributes += f' class="{value}"'
        elif attribute in NUMBERS and PLAIN.fullmatch(value):
            attributes += f' {attribute}="{value}"'
        else:
            raise UnsafeDrawing(
                f"The drawing's <{name}> has {attribute}=“{value[:40]}”. "
                f"Use geometry, and for colour the classes {', '.join(sorted(CLASSES))}."
            )
    inside = escape(element.text or "", quote=False).strip() if name in WORDS else ""
    inside += "".join(_rebuilt(child) for child in element)
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def words_of(drawing: str) -> str:
    """Return the words of a safe drawing, in the order in which they stand in it."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", drawing)).split())


def file_of(drawing: str, canvas: tuple[float, float]) -> str:
    """Return a safe drawing as an SVG file, in the canonical layout."""
    box = f"0 0 {canvas[0]:g} {canvas[1]:g}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">\n{drawing}\n</svg>\n'
