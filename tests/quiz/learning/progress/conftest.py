"""Somebody whose progress is looked at."""

from tests.quiz.learning.review.conftest import somebody

__all__ = ["somebody"]
