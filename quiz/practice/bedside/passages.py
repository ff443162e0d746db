"""The texts of a question that can be highlighted: the vignette, and each chapter of a case so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from question_bank.formats.contract import Presentation, Story
from question_bank.item import Finding
from quiz.practice.bedside.highlighting import Highlights, Stretch, Words, marked, words_of


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, to be highlighted by a button."""

    digest: str
    stretch: Stretch
    text: str
    is_marked: bool

    @property
    def value(self) -> str:
        """What its button sends."""
        return f"{self.digest}:{self.stretch[0]}:{self.stretch[1]}"

    @property
    def id(self) -> str:
        """Its id on the page."""
        return f"s-{self.digest[:6]}-{self.stretch[0]}"


def highlighted(html: Markup, highlights: Highlights) -> Markup:
    """Return a passage as the page shows it: with its digest, and with the highlights that lie in it."""
    safe = html.strip()
    digest = words_of(safe).digest
    shown = marked(safe, highlights.get(digest, ()))
    return Markup('<div data-part="{}">{}</div>').format(digest, shown)


def passages(story: Story | None, shown: Presentation) -> dict[str, Words]:
    """Return the words of each passage, by their digest, in the order of the story."""
    texts: list[tuple[str, Sequence[Finding]]] = []
    vignette = story.vignette if story else shown.vignette
    if vignette:
        texts.append((vignette.story, vignette.findings))
    if story:
        texts += [(chapter.text, chapter.findings) for chapter in story.chapters]
    macros = current_app.jinja_env.get_template("macros/sitting.html").module
    found = [words_of(macros.passage(*text).strip()) for text in texts]  # type: ignore[attr-defined]
    return {words.digest: words for words in found}


def sentences(found: Mapping[str, Words], highlights: Highlights) -> list[Sentence]:
    """Return the sentences of all passages, with whether something in each is highlighted."""
    return [
        Sentence(
            digest,
            (start, end),
            " ".join(words.text[start:end].split()),
            any(start < to and begin < end for begin, to in highlights.get(digest, ())),
        )
        for digest, words in found.items()
        for start, end in words.sentences()
    ]
