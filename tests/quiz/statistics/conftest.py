"""The people of the desk."""

from tests.quiz.bank.conftest import educator  # noqa: F401 - a fixture
