"""The forms: placing landmarks, pressing, committing. Pointing fills the same fields as typing and lists."""

from collections.abc import Iterable
from typing import Any

from wtforms import FloatField, Form, RadioField, SelectField, SubmitField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, Optional

from question_bank.formats.palpation.facets import FACETS, FINDINGS
from question_bank.formats.palpation.model import Committed, Press, Step
from question_bank.formats.palpation.presenting import DEPTHS, QUESTIONS, Station, point_of

WHERE = "Press inside the picture, or choose a place from the two lists."
PLACE = "Place at least one landmark, or let them be shown."


def _choices(entries: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in entries]


class StationForm(Form):
    """A form of the station: its first problem stands above it."""

    @property
    def problem(self) -> str | None:
        """The first thing that is wrong, as a sentence."""
        return next((str(field.errors[0]) for field in self if field.errors), None)


class CommitForm(StationForm):
    """What was found, where, what it is like, and what comes next."""

    finding = RadioField(
        "What is there?",
        choices=_choices(FINDINGS),
        validators=[InputRequired("Say whether there is anything.")],
    )
    where = SelectField("Where?", default="")
    size = SelectField(default="")
    consistency = SelectField(default="")
    mobility = SelectField(default="")
    tenderness = SelectField(default="")
    familiar = SelectField(default="")
    referral = SelectField("Where does it spread?", default="")
    next = RadioField("What next?", validators=[InputRequired("Choose what to do next.")])

    def validate_where(self, field: SelectField) -> None:
        """Refuse a finding without a place."""
        if self.finding.data in ("relevant", "incidental") and not field.data:
            raise ValidationError(
                "Choose the press that was on it. Only a place that you pressed can be named."
            )


def answer_form(presentation: Station, posted: Any = None) -> CommitForm:
    """Build the form for what is presented, filled with what was posted."""
    form = CommitForm(posted)
    blank = SelectChoice("", "Cannot say")
    form.where.choices = [
        SelectChoice("", "Choose…"),
        *(SelectChoice(str(felt.number), f"{felt.number} · {felt.where}") for felt in presentation.felt),
    ]
    for name, (title, choices) in FACETS.items():
        field: Any = form[name]
        field.label.text = title
        field.choices = [blank, *_choices(choices)]
    form.referral.choices = [blank, *_choices(presentation.referrals)]
    form.next.choices = _choices(presentation.next_steps)
    return form


def read_answer(form: CommitForm) -> Committed:
    """Return the response of a valid form. Of nothing, nothing is described."""
    if form.finding.data == "none":
        return Committed(finding="none", next=form.next.data)
    described = {name: form[name].data or None for name in (*FACETS, "referral")}
    where = int(form.where.data)
    return Committed.model_validate(
        {"finding": form.finding.data, "where": where, **described, "next": form.next.data}
    )


def read_part(form: CommitForm) -> Committed | None:
    """Return the report as far as it goes; None while it says neither what is there nor what comes next."""
    sound: Any = {field.name: field.data or None for field in form if not field.errors}
    if not sound.get("finding") and not sound.get("next"):
        return None
    if sound.get("finding") not in ("relevant", "incidental"):
        return Committed(finding=sound.get("finding"), next=sound.get("next"))
    where = sound.get("where")
    return Committed.model_validate({**sound, "where": int(where) if where else None})


def post_of(response: Committed) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    post: dict[str, list[str]] = {"finding": [response.finding or ""]}
    if response.finding != "none":
        post["where"] = [str(response.where or "")]
        post |= {name: [getattr(response, name) or ""] for name in (*FACETS, "referral")}
    return {**post, "next": [response.next or ""]}


class PressForm(StationForm):
    """How to press, what to ask, and where: a point, or a place of the two lists."""

    depth = RadioField("How deep?", choices=_choices(DEPTHS.items()), default="fascia")
    movement = RadioField("How?", default="press")
    question = RadioField("What do you ask?", choices=_choices(QUESTIONS.items()), default="feel")
    x = FloatField(validators=[Optional()])
    y = FloatField(validators=[Optional()])
    across = SelectField(coerce=str, default="")
    along = SelectField(coerce=str, default="")

    def validate_along(self, field: SelectField) -> None:
        """Refuse a press without a place."""
        if not self.has_point and not (field.data and self.across.data):
            raise ValidationError(WHERE)

    @property
    def has_point(self) -> bool:
        """Whether a place was pointed at."""
        return self.x.data is not None and self.y.data is not None


class LandmarkForm(StationForm):
    """Where each landmark was placed, in centimetres from the left and the top edge of the picture."""

    shown = SubmitField("Show me")
    landmarks: tuple[str, ...] = ()
    named: dict[str, str] = {}  # noqa: RUF012 - replaced as a whole in each class that is built

    def validate_shown(self, field: SubmitField) -> None:
        """Refuse half a place, and nothing at all."""
        for id in self.landmarks:
            if (self[f"{id}-across"].data is None) != (self[f"{id}-down"].data is None):
                raise ValidationError(f"Give both numbers for “{self.named[id]}”, or none.")
        if not field.data and all(self[f"{id}-down"].data is None for id in self.landmarks):
            raise ValidationError(PLACE)


def step_form(presentation: Station, posted: Any = None) -> StationForm:
    """Build the form of the next step: landmarks first, presses after."""
    return press_form(presentation, posted) if presentation.ready else landmark_form(presentation, posted)


def press_form(presentation: Station, posted: Any = None) -> PressForm:
    """Build the form of a press."""
    last = presentation.last
    kept = {"depth": last.depth, "movement": last.movement, "question": last.question} if last else {}
    form = PressForm(posted, data=kept)
    form.movement.choices = _choices(presentation.movements)
    figure = presentation.figure
    form.x.validators = [Optional(), NumberRange(0, figure.width, WHERE)]
    form.y.validators = [Optional(), NumberRange(0, figure.height, WHERE)]
    for field, axis in zip((form.across, form.along), presentation.grid, strict=True):
        field.label.text = axis.title
        field.choices = [
            SelectChoice("", "Choose…"),
            *(SelectChoice(str(number), text) for number, text in axis.choices),
        ]
    return form


def landmark_form(presentation: Station, posted: Any = None) -> LandmarkForm:
    """Build the form of the landmarks."""
    figure = presentation.figure
    fields: dict[str, Any] = {"landmarks": tuple(choice.id for choice in presentation.landmarks)}
    fields["named"] = {choice.id: choice.text for choice in presentation.landmarks}
    for choice in presentation.landmarks:
        for name, title, most in (
            ("across", "cm from left", figure.width),
            ("down", "cm from top", figure.height),
        ):
            limit = most / (2 * figure.step)
            outside = f"Inside the picture: 0 to {limit:g} cm."
            fields[f"{choice.id}-{name}"] = FloatField(
                title, validators=[Optional(), NumberRange(0, limit, outside)]
            )
    built: type[LandmarkForm] = type("LandmarkForm", (LandmarkForm,), fields)
    return built(posted)


def read_step(form: StationForm, presentation: Station) -> Step:
    """Return the step of a valid form. A point wins over the lists: it is what was seen last."""
    if isinstance(form, LandmarkForm):
        units = 2 * presentation.figure.step
        return Step(
            placed={
                id: (round(form[f"{id}-across"].data * units, 2), round(form[f"{id}-down"].data * units, 2))
                for id in form.landmarks
                if form[f"{id}-across"].data is not None
            }
        )
    chosen: Any = form
    at = (
        (round(chosen.x.data, 2), round(chosen.y.data, 2))
        if chosen.has_point
        else point_of(presentation, int(chosen.across.data), int(chosen.along.data))
    )
    return Step(
        press=Press(
            at=at, depth=chosen.depth.data, movement=chosen.movement.data, question=chosen.question.data
        )
    )


def post_of_step(presentation: Station, step: Step) -> dict[str, list[str]]:
    """Return what a browser without a script would post for a step whose place is on the grid."""
    figure = presentation.figure
    if step.press is None:
        units = 2 * figure.step
        return {
            f"{id}-{name}": [f"{value / units:g}"]
            for id, at in (step.placed or {}).items()
            for name, value in zip(("across", "down"), at, strict=True)
        }
    press = step.press
    across = round((press.at[0] - presentation.zero[0]) / figure.step)
    along = round((presentation.zero[1] - press.at[1]) / figure.step)
    return {
        "depth": [press.depth],
        "movement": [press.movement],
        "question": [press.question],
        "across": [str(across)],
        "along": [str(along)],
    }
