"""What Flask-Security says, in our words."""

from quiz.accounts.mail import whom_to_ask
from quiz.config import Settings

OLD_LINK = "This link is too old, was used already, or is not whole. Ask for a new one."


def sentences(settings: Settings) -> dict[str, tuple[str, str]]:
    """Return our words for every message of Flask-Security that can appear, and of which kind each is."""
    ask = whom_to_ask(settings).replace("%", "%%")  # what has variables is a format
    if settings.smtp:
        reset = (
            "If %(email)s has an account, a link to set a new password is on its way there. "
            f"If none comes within a few minutes, ask {ask}."
        )
    else:
        reset = (
            "This server sends no mail. "
            f"If %(email)s has an account, a link to set a new password is kept on it: ask {ask} for it."
        )
    errors = {
        "GENERIC_AUTHN_FAILED": "The address or the password is wrong. Check both, or set a new password.",
        "DISABLED_ACCOUNT": f"This account is closed. Ask {whom_to_ask(settings)} to open it again.",
        "EMAIL_NOT_PROVIDED": "Enter your e-mail address.",
        "INVALID_EMAIL_ADDRESS": "This is not an e-mail address. It should look like anna@example.org.",
        "EMAIL_ALREADY_ASSOCIATED": "There is an account with this address already. Sign in instead.",
        "PASSWORD_NOT_PROVIDED": "Enter a password.",
        "PASSWORD_INVALID_LENGTH": "Use %(length)s to 128 characters. A few words in a row are good.",
        "INVALID_PASSWORD": "This is not your current password. Try again, or sign out and set a new one.",
        "PASSWORD_IS_THE_SAME": "This is the password you have already. Choose another one.",
        "RETYPE_PASSWORD_MISMATCH": "The two passwords differ. Type the new one twice.",
        "INVALID_CONFIRMATION_TOKEN": OLD_LINK,
        "CONFIRMATION_EXPIRED": OLD_LINK,
        "INVALID_RESET_PASSWORD_TOKEN": OLD_LINK,
        "PASSWORD_RESET_EXPIRED": OLD_LINK,
        "API_ERROR": OLD_LINK,
        "CHANGE_EMAIL_EXPIRED": OLD_LINK,
    }
    notes = {
        "CONFIRM_REGISTRATION": "Your answers so far are kept.",
        "CONFIRMATION_REQUEST": "If %(email)s is not confirmed yet, open the link that we send there.",
        "EMAIL_CONFIRMED": "Thank you. Your e-mail address is confirmed.",
        "ALREADY_CONFIRMED": "Your e-mail address is confirmed already.",
        "PASSWORD_RESET_REQUEST": reset,
        "PASSWORD_RESET_NO_LOGIN": "Your new password is set. Sign in with it.",
        "PASSWORD_CHANGE": "Your password is changed. Other devices are signed out.",
        "CHANGE_EMAIL_SENT": "Open the link that we send to %(email)s. Your address changes then.",
        "CHANGE_EMAIL_CONFIRMED": "Your e-mail address is changed. Other devices are signed out.",
        "UNAUTHENTICATED": "Sign in first. Then you go on where you were.",
        "REAUTHENTICATION_REQUIRED": "It is a while since you signed in. Enter your password, then go on.",
        "REAUTHENTICATION_SUCCESSFUL": "Thank you. You can go on.",
    }
    return {key: (text, "error") for key, text in errors.items()} | {
        key: (text, "info") for key, text in notes.items()
    }
