"""Drawings in colours of their own: an SVG is rebuilt from what is allowed, and the rest is told.

They are shown as pictures (``<img>``), where nothing runs; and whoever opens one by itself finds nothing in
it that could run, load or link. Parsed by expat, which resolves nothing from outside.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from question_bank.pictures.kept import Kept, UnsafePicture

SVG = "http://www.w3.org/2000/svg"
LINK = "http://www.w3.org/1999/xlink"
MOST_BYTES = 500_000
MOST_ELEMENTS = 20_000
MOST_DRAWN = 100_000  # elements, each as often as it is used
DEEPEST = 60
LARGEST = 1e6
TOO_LARGE = f"The drawing is larger than {MOST_BYTES // 1000} kB. Simplify its paths."

WORDS = {"text", "tspan"}
PAINTS = {"linearGradient", "radialGradient", "stop"}
DRAWN = {"path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "use", "text"}
ELEMENTS = DRAWN | PAINTS | WORDS | {"svg", "g", "defs", "symbol", "clipPath", "mask", "marker"}
AS_GROUP = {"a": "a link", "switch": ""}  # what they hold is kept; and what is told of it
UNTOLD = {"metadata", "title", "desc"}  # notes of people and programs: never shown, so not missed
TOLD = {
    "script": "a script",
    "style": "a style sheet (colours may be lost: save with “presentation attributes”)",
    "foreignObject": "a part that is not a drawing",
    "image": "an embedded picture",
    "filter": "a filter",
    "animate": "movement",
    "animateMotion": "movement",
    "animateTransform": "movement",
    "set": "movement",
    "pattern": "a pattern",
}
OUTSIDE = "something from outside the file"
GEOMETRY = {
    *(
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "dx",
        "dy",
        "fx",
        "fy",
        "width",
        "height",
    ),
    *("d", "points", "transform", "gradientTransform", "viewBox", "offset", "rotate"),
    *("refX", "refY", "markerWidth", "markerHeight", "textLength"),
}
LOOKS = {
    *("fill", "fill-opacity", "fill-rule", "clip-path", "clip-rule", "color", "display", "mask", "opacity"),
    *("stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin"),
    *("stroke-miterlimit", "stroke-opacity", "stroke-width", "stop-color", "stop-opacity", "visibility"),
    *("marker-start", "marker-mid", "marker-end", "paint-order", "vector-effect"),
    *("font-family", "font-size", "font-style", "font-weight", "letter-spacing", "text-anchor"),
    *("dominant-baseline", "text-decoration", "word-spacing"),
    *("gradientUnits", "spreadMethod", "clipPathUnits", "maskUnits", "maskContentUnits", "orient"),
    *("markerUnits", "preserveAspectRatio", "lengthAdjust"),
}
LINKING = {"use", "linearGradient", "radialGradient"}
NAME = re.compile(r"[\w.:-]+")
PLAIN = re.compile(r"[\w\s.,+%#()-]*")
WITHIN = re.compile(r"url\(\s*#([\w.:-]+)\s*\)")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?(?:px|pt|mm|cm|in)?", re.ASCII)


@dataclass
class _Node:
    name: str
    attributes: dict[str, str]
    inside: list["_Node | str"] = field(default_factory=list)


def is_like(content: bytes) -> bool:
    """Whether a file claims to be XML, in an encoding that we read or not."""
    return content.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def made_safe(content: bytes) -> Kept:
    """Return the picture of an SVG, rebuilt from what is allowed. Raises UnsafePicture."""
    if len(content) > MOST_BYTES:
        raise UnsafePicture(TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnsafePicture("The drawing is not in UTF-8. Save it as a plain SVG.") from problem
    reader = _Reader()
    root = reader.read(text)
    left, top, width, height = _box(root)
    _refuse_bombs(root)
    if not any(node.name in DRAWN for node in _all(root)):
        raise UnsafePicture("Nothing is left of the drawing once it is safe. Save it as a plain SVG.")
    box = f"{left:g} {top:g} {width:g} {height:g}"
    kept = {name: value for name, value in root.attributes.items() if name in LOOKS - {"preserveAspectRatio"}}
    root.attributes = {"xmlns": SVG, "viewBox": box, "width": f"{width:g}", "height": f"{height:g}", **kept}
    told = [f"Taken out of the drawing: {', '.join(sorted(reader.taken))}."] if reader.taken else []
    written = (_text(root) + "\n").encode()
    if len(written) > MOST_BYTES:
        raise UnsafePicture(TOO_LARGE)
    return Kept("svg", written, width, height, told=tuple(told))


def as_kept(content: bytes) -> Kept | None:
    """Return the picture of a file that is as ``made_safe`` writes it; None for any other."""
    try:
        found = made_safe(content)
    except UnsafePicture:
        return None
    return found if found.content == content else None


class _Reader:
    """Builds a tree of what is allowed while expat reads. taken: what was left out, in words."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self._root: _Node | None = None
        self._open: list[_Node] = []
        self._left_out = 0  # how deep in something that is left out
        self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words

    def read(self, text: str) -> _Node:
        """Return the root of a document. Raises UnsafePicture."""
        try:
            self._parser.Parse(text, True)  # noqa: FBT003 - that it is all there is
        except expat.ExpatError as problem:
            raise UnsafePicture(f"The drawing is not well-formed: {problem}. Save it again.") from problem
        if self._root is None:
            raise UnsafePicture("The file is XML, but no SVG drawing.")
        return self._root

    def _doctype(self, name: str, system: str | None, public: str | None, has_own: int) -> None:
        if has_own:
            raise UnsafePicture("The drawing declares entities. Save it as a plain SVG.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) + self._left_out > DEEPEST:
            raise UnsafePicture("The drawing has too many parts, or parts too deep in others. Simplify it.")
        space, _, name = tag.rpartition(" ")
        name = self._allowed(name) if space in ("", SVG) else ""
        if self._left_out or not name or (not self._open and name != "svg"):
            self._left_out += 1
            return
        node = _Node(name, dict(self._attributes(name, attributes)))
        if self._open:
            self._open[-1].inside.append(node)
        else:
            self._root = node
        self._open.append(node)

    def _allowed(self, name: str) -> str:
        """Return the name under which an element is kept; empty where it is left out."""
        if name in ELEMENTS:
            return name
        if name in AS_GROUP:
            self.taken |= {AS_GROUP[name]} - {""}
            return "g"
        if name not in UNTOLD and not self._left_out:
            self.taken.add(TOLD.get(name, f"<{name[:40]}>"))
        return ""

    def _end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._open.pop()

    def _words(self, text: str) -> None:
        if not self._left_out and self._open and self._open[-1].name in WORDS:
            self._open[-1].inside.append(text.replace("\r", " "))

    def _attributes(self, name: str, given: dict[str, str]) -> list[tuple[str, str]]:
        """Return what of an element's attributes is kept, styles as attributes, which they overrule."""
        kept: dict[str, str] = {}
        styled: dict[str, str] = {}
        for key, value in given.items():
            space, _, attribute = key.rpartition(" ")
            if space not in ("", LINK):
                continue  # notes of drawing programs
            if attribute == "style":
                styled = self._styled(value)
            elif attribute == "id":
                kept |= {"id": value} if NAME.fullmatch(value) else {}
            elif attribute == "href":
                kept |= self._linked(name, value.strip())
            elif attribute in GEOMETRY | LOOKS:
                kept |= self._fine(attribute, value)
            elif attribute.lower().startswith("on"):
                self.taken.add("a script")
        return sorted({**kept, **styled}.items())

    def _styled(self, style: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for declared in style.split(";"):
            look, _, value = declared.partition(":")
            if look.strip() in LOOKS:
                found |= self._fine(look.strip(), value.replace("!important", ""))
        return found

    def _linked(self, name: str, target: str) -> dict[str, str]:
        """Return a link to something of the same file, from what draws with it."""
        if name in LINKING and target.startswith("#") and NAME.fullmatch(target[1:]):
            return {"href": target}
        if name != "g":  # what was a link has been told
            self.taken.add(OUTSIDE)
        return {}

    def _fine(self, name: str, value: str) -> dict[str, str]:
        """Return an attribute whose value is plain; nothing for any other."""
        value = " ".join(value.replace('"', "").replace("'", "").split())
        inside = WITHIN.fullmatch(value)
        if inside:
            return {name: f"url(#{inside[1]})"}
        if not PLAIN.fullmatch(value) or "url" in value.lower():
            self.taken.add(OUTSIDE if "url" in value.lower() else "values that are not plain")
            return {}
        if name in GEOMETRY and any(abs(float(number)) > LARGEST for number in NUMBER.findall(value)):
            raise UnsafePicture("The drawing has numbers beyond a million. Draw it smaller.")
        return {name: value} if value else {}


def _box(root: _Node) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a drawing. Raises UnsafePicture."""
    numbers = [float(number) for number in NUMBER.findall(root.attributes.get("viewBox", ""))]
    if len(numbers) != 4:
        sizes = [SIZE.fullmatch(root.attributes.get(name, "")) for name in ("width", "height")]
        numbers = [0, 0, *(float(size[1]) for size in sizes if size)]
    if len(numbers) != 4 or not all(1 <= length <= LARGEST for length in numbers[2:]):
        raise UnsafePicture("The drawing does not say how large it is. Give it a viewBox.")
    left, top, width, height = (float(f"{number:g}") for number in numbers)  # as they will be read again
    return left, top, width, height


def _refuse_bombs(root: _Node) -> None:
    """Refuse a drawing that becomes endless, or huge, by using parts of itself."""
    named: dict[str, _Node] = {}
    for node in _all(root):
        named.setdefault(node.attributes.get("id", ""), node)
    costs: dict[int, int] = {}
    begun: list[int] = []

    def cost(node: _Node) -> int:
        if id(node) in costs:
            return costs[id(node)]
        if id(node) in begun or len(begun) > 2 * DEEPEST:
            raise UnsafePicture("The drawing uses a part of itself within that part. Simplify it.")
        begun.append(id(node))
        used = [named[name] for name in _references(node) if name in named]
        total = 1 + sum(map(cost, used)) + sum(cost(part) for part in node.inside if isinstance(part, _Node))
        if total > MOST_DRAWN:
            raise UnsafePicture("The drawing repeats its parts too often. Simplify it.")
        begun.pop()
        costs[id(node)] = total
        return total

    cost(root)


def _references(node: _Node) -> list[str]:
    found = [match[1] for value in node.attributes.values() if (match := WITHIN.fullmatch(value))]
    return [*found, *([node.attributes["href"][1:]] if "href" in node.attributes else [])]


def _all(root: _Node) -> list[_Node]:
    """Return a node with all below it."""
    found = [root]
    for node in found:
        found += [part for part in node.inside if isinstance(part, _Node)]
    return found


def _text(node: _Node) -> str:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items())
    between = "\n" if node.name == "svg" else ""
    inside = between.join(escape(part) if isinstance(part, str) else _text(part) for part in node.inside)
    if not inside:
        return f"<{node.name}{attributes}/>"
    return f"<{node.name}{attributes}>{between}{inside}{between}</{node.name}>"
