"""How sure a share is: Wilson's score interval, by the name it has here."""

from question_bank.chance import Z95, wilson

__all__ = ["Z95", "wilson"]
