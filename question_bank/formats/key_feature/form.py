"""The answer form: a menu or a few boxes for each question."""

import unicodedata
from typing import Any, cast

from wtforms import Field, Form
from wtforms.validators import ValidationError

from question_bank.formats.key_feature.model import MOST_CHARACTERS, Steps
from question_bank.formats.key_feature.presenting import Asked, ShownQuestion, field_of


class AnswersField(Field):
    """The answers to one question, as posted."""

    def __init__(self, question: ShownQuestion, **kwargs: Any) -> None:
        super().__init__(question.ask, default=(), **kwargs)
        self.question = question

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers given, without boxes left empty."""
        return tuple(answer for answer in self.data if answer)

    def pre_validate(self, form: Any) -> None:
        """Refuse none, and more than may be given."""
        picks, given = self.question.picks, len(self.data)
        if not self.answers:
            raise ValidationError("Give at least one answer to this question.")
        if given > picks:
            raise ValidationError(f"You gave {given}. Choose up to {picks}.")


class MenuField(AnswersField):
    """Options chosen from a menu, by their ids."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was chosen; a box that was posted twice is chosen once."""
        self.data = list(dict.fromkeys(valuelist))

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the menu."""
        super().pre_validate(form)
        if not set(self.data) <= {option.id for option in self.question.options}:
            raise ValidationError("Choose from the menu.")


class BoxesField(AnswersField):
    """Texts written in boxes; an empty box keeps its place, so that the page can be shown again as it was."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was written, with its spaces collapsed."""
        self.data = [" ".join(text.split()) for text in valuelist]

    def pre_validate(self, form: Any) -> None:
        """Refuse a text that is too long, that holds two answers, or that no keyboard writes."""
        super().pre_validate(form)
        if any(len(text) > MOST_CHARACTERS for text in self.data):
            raise ValidationError(f"Write at most {MOST_CHARACTERS} characters in a box.")
        if any(mark in text for text in self.data for mark in ",;"):
            raise ValidationError("Write one answer in each box, without a comma or semicolon.")
        if any(unicodedata.category(character) == "Cc" for text in self.data for character in text):
            raise ValidationError("Write plain words.")

    def in_box(self, index: int) -> str:
        """Return what stands in a box."""
        return self.data[index] if index < len(self.data) else ""


def answer_form(presentation: Asked, posted: Any = None) -> Form:
    """Build the form for what is presented, filled with what was posted."""
    fields = {
        question.field: (MenuField if question.kind == "menu" else BoxesField)(question)
        for question in presentation.questions
    }
    made: type[Form] = type("StepsForm", (Form,), fields)
    return made(posted)


def post_of(response: Steps) -> dict[str, list[str]]:
    """Return what a browser would post for a response."""
    return {field_of(id): list(given) for id, given in response.answers.items() if given}


def read_answer(form: Form) -> Steps:
    """Return the response of a valid form."""
    fields = [cast("AnswersField", field) for field in form]
    return Steps(answers={field.question.id: field.answers for field in fields})


def read_part(form: Form) -> Steps | None:
    """Return the answers to those questions that have sound ones; None without any."""
    fields = [cast("AnswersField", field) for field in form if not field.errors]
    return Steps(answers={field.question.id: field.answers for field in fields}) if fields else None
