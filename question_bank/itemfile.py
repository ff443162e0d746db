"""YAML text ↔ document, with the line of every part, so that a flaw can say where it is.

The dialect is the plain part of YAML 1.2: ``true`` and ``false`` are truth values, ``yes``, ``no``, ``1:30``
and dates are text; anchors, aliases, tags and duplicate keys are refused. See docs/item-files.md.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from question_bank.flaw import Flaw, Path, Severity

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]*\.[0-9]+\Z")
_FIGURES = frozenset("+-.0123456789")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass
class Parsed:
    """A parsed file: its document (None when it could not be read), the lines of its parts, and flaws."""

    document: dict[str, Any] | None
    lines: dict[Path, int] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def parse(content: bytes, file: str | None = None, limit: int = MAX_BYTES) -> Parsed:
    """Read one YAML file of at most ``limit`` bytes. Whatever is wrong in it comes back as flaws."""
    try:
        return _parse(content, file, limit)
    except _Refused as refused:
        flaw = Flaw(
            refused.code, Severity.ERROR, refused.message, refused.advice, line=refused.line, file=file
        )
        return Parsed(None, flaws=[flaw])


class _Refused(Exception):
    def __init__(self, code: str, line: int, message: str, advice: str) -> None:
        super().__init__(message)
        self.code, self.line, self.message, self.advice = code, line, message, advice


def _parse(content: bytes, file: str | None, limit: int) -> Parsed:
    builder = _Builder(file)
    text = _text_of(content, limit)
    try:
        builder.read(text)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        # What is missing at the end of a file is placed on its last line.
        line = max(1, min(mark.line + 1 if mark else 1, len(text.rstrip().splitlines())))
        what = problem.problem or problem.context or "it cannot be read"
        raise _Refused(
            "bad-yaml",
            line,
            f"This is not well-formed YAML: {what}.",
            "Look at this line and the one before: the indent, a missing colon, a quote that is not closed, "
            "or a text with “: ” in it that needs quotes.",
        ) from problem
    except yaml.YAMLError as problem:
        raise _Refused(
            "bad-yaml",
            1,
            f"This is not well-formed YAML: {problem}.",
            "Remove control characters from the file.",
        ) from problem
    if not isinstance(builder.root, dict):
        raise _Refused(
            "not-a-mapping",
            1,
            "The file does not hold fields.",
            "Write “field: value” lines, as in docs/item-files.md.",
        )
    return Parsed(builder.root, builder.lines, builder.flaws)


def _text_of(content: bytes, limit: int) -> str:
    if len(content) > limit:
        raise _Refused(
            "file-too-large",
            1,
            f"The file is larger than {limit // 1024} kB.",
            "One file holds one item: look for what does not belong in it.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise _Refused(
            "not-utf-8",
            line,
            f"Byte {problem.start + 1} of the file is not UTF-8.",
            "Save the file as UTF-8 (in most editors: Save as, Encoding, UTF-8).",
        ) from problem
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class _Builder:
    """Builds the document from parser events: no recursion, so no depth of nesting can exhaust the stack."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.root: Any = None
        self.lines: dict[Path, int] = {}
        self.flaws: list[Flaw] = []
        self._open: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def read(self, text: str) -> None:
        """Take every event of a text. One after another and most frequent first: a bank has millions."""
        parser = yaml.CSafeLoader(text)
        try:
            while (event := parser.get_event()) is not None:
                line = event.start_mark.line + 1 if event.start_mark else 1
                if isinstance(event, yaml.ScalarEvent):
                    self._scalar(event, line)
                elif isinstance(event, yaml.CollectionStartEvent):
                    self._begin(event, line)
                elif isinstance(event, yaml.CollectionEndEvent):
                    self._open.pop()
                    self._key.pop()
                else:
                    self._refuse_more(event, line)
        finally:
            parser.dispose()

    def _refuse_more(self, event: yaml.Event, line: int) -> None:
        """Refuse a second document, and aliases."""
        if isinstance(event, yaml.AliasEvent):
            self._refuse_sharing(line)
        self._documents += isinstance(event, yaml.DocumentStartEvent)
        if self._documents > 1:
            raise _Refused(
                "two-documents",
                line,
                "A second document begins here.",
                "Give each item a file of its own.",
            )

    def _refuse_sharing(self, line: int) -> None:
        raise _Refused(
            "yaml-sharing",
            line,
            "Anchors, aliases and tags are not used here.",
            "Write the value out in full.",
        )

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if event.anchor is not None or (event.tag is not None and event.tag != "!"):
            self._refuse_sharing(line)
        if self._open and self._key[-1] is None and type(self._open[-1][0]) is dict:
            self._take_key(event.value, line)
        else:
            self._place(_value_of(event), line)

    def _take_key(self, key: str, line: int) -> None:
        mapping, path = self._open[-1]
        if key in mapping:
            self.flaws.append(
                Flaw(
                    "duplicate-key",
                    Severity.ERROR,
                    f"“{key}” stands here a second time; the first is on line {self.lines[*path, key]}.",
                    "Keep one of the two.",
                    (*path, key),
                    line,
                    self.file,
                )
            )
        self._key[-1] = key
        self.lines.setdefault((*path, key), line)

    def _place(self, value: Any, line: int) -> Path:
        if not self._open:
            self.root = value
            return ()
        container, path = self._open[-1]
        if isinstance(container, list):
            here: Path = (*path, len(container))
            container.append(value)
            self.lines[here] = line
            return here
        key = self._key[-1]
        if key is None:
            raise _Refused(
                "bad-yaml", line, "A list or mapping stands where a field's name should.", "Name the field."
            )
        self._key[-1] = None
        container.setdefault(key, value)
        return (*path, key)

    def _begin(self, event: yaml.CollectionStartEvent, line: int) -> None:
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        if event.anchor is not None or event.tag not in (None, "!"):
            self._refuse_sharing(line)
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(
                "too-deep",
                line,
                f"The file nests more than {MAX_DEPTH} levels deep.",
                "Look for brackets that are not closed; no field needs more than five levels.",
            )
        path = self._place(value, line)
        self._open.append((value, path))
        self._key.append(None)


def _value_of(event: yaml.ScalarEvent) -> Any:
    value = event.value
    if event.style:  # quoted or a block: text, whatever it looks like
        return value
    if value in _WORDS:
        return _WORDS[value]
    if value[0] in _FIGURES:
        if _INTEGER.match(value) and len(value) <= 18:
            return int(value)
        if _DECIMAL.match(value):
            return float(value)
    return value


class _CanonicalDumper(yaml.SafeDumper):
    """Block style throughout, list items indented below their field, long text as a literal block."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 - PyYAML's
        """Indent a list below its field."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value out in full wherever it stands."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_CanonicalDumper.add_representer(str, _represent_text)
# A date is text here, so it needs no quotes.
_CanonicalDumper.yaml_implicit_resolvers = {
    start: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for start, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def write(document: dict[str, Any]) -> str:
    """Write a document in the one canonical layout; ``parse`` of the result gives the same document."""
    text: str = yaml.dump(
        tidy(document),
        Dumper=_CanonicalDumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=110,
    )
    return text


def tidy(value: Any) -> Any:
    """Return ``value`` with every text in NFC, without spaces at line ends or blank lines around it."""
    if isinstance(value, str):
        lines = [line.rstrip() for line in unicodedata.normalize("NFC", value).splitlines()]
        text = "\n".join(lines).strip("\n")
        return text + "\n" if "\n" in text else text
    if isinstance(value, dict):
        return {key: tidy(part) for key, part in value.items()}
    if isinstance(value, list):
        return [tidy(part) for part in value]
    return value
