"""Somebody who answered at moments of the past."""

from tests.quiz.learning.review.conftest import somebody  # noqa: F401 - a fixture
