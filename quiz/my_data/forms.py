"""The forms of erasure: a password for an account, a word for a guest."""

from flask_security.utils import verify_password
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField, ValidationError

WORD = "erase"


class AccountForm(FlaskForm):
    """The password, once more."""

    proof = PasswordField("Your password")

    def __init__(self, password: str) -> None:
        super().__init__()
        self._password = password

    def validate_proof(self, field: Field) -> None:
        """Refuse what is not the account's password."""
        if not field.data:
            raise ValidationError("Enter your password.")
        if not verify_password(field.data, self._password):
            raise ValidationError("This is not your password. Nothing was erased. Try again.")


class GuestForm(FlaskForm):
    """A word that nobody types by accident."""

    proof = StringField(f"Type the word “{WORD}”")

    def validate_proof(self, field: Field) -> None:
        """Refuse anything else."""
        if (field.data or "").strip().strip("“”\"'").lower() != WORD:
            raise ValidationError(f"Type {WORD}, in these letters. Nothing was erased.")
