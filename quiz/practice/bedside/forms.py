"""The form of what is jotted down."""

from wtforms import StringField
from wtforms.validators import AnyOf, Length, Optional, Regexp

from quiz.practice.bedside.highlighting import Stretch
from quiz.practice.forms import NoteForm

HIGHLIGHT = "highlight"
MOST_WRITTEN = 2000  # characters

# What these tools send besides the answer; no field of a format has such a name.
JOTS = frozenset(
    {
        "csrf_token",
        "strike",
        "restore",
        "highlight",
        "unmark",
        "flag",
        "cover",
        "view",
        "keep",
        "note",
        "noted",
    }
)

_ON_OR_OFF = [Optional(), AnyOf(("0", "1"), message="Reload the page.")]
_STRETCH = [Optional(), Regexp(r"^[0-9a-f]{16}:[0-9]{1,6}:[0-9]{1,6}$", message="Reload the page.")]


class JotForm(NoteForm):
    """What one button sends, with the fields of the answer around it.

    strike, restore: the key of an option. highlight, unmark: ``digest:from:to``. flag, cover: on or off.
    written: the answer from before the options are seen. view: where to go next.
    """

    strike = StringField()
    restore = StringField()
    highlight = StringField(validators=_STRETCH)
    unmark = StringField(validators=_STRETCH)
    flag = StringField(validators=_ON_OR_OFF)
    cover = StringField(validators=_ON_OR_OFF)
    written = StringField(
        validators=[Length(max=MOST_WRITTEN, message=f"Use {MOST_WRITTEN:,} characters at most.")]
    )
    view = StringField(validators=[Optional(), AnyOf((HIGHLIGHT,), message="Reload the page.")])


def on_or_off(text: str | None) -> bool | None:
    """Return what a switch was set to; None where it was not touched."""
    return {"0": False, "1": True}.get(text or "")


def stretch(text: str | None) -> tuple[str, Stretch] | None:
    """Return the digest of a text and the stretch of it that a valid field names."""
    if not text:
        return None
    digest, start, end = text.split(":")
    return digest, (int(start), int(end))
