"""Mail: made by Flask-Security from templates/security/email, handed to the server of SMTP_URL.

It leaves after the commit: no mail tells of what was not saved, and nobody waits for a lock meanwhile.
Without SMTP_URL the mail is kept in the instance folder, and the page says whom to ask. A mail that cannot be
sent undoes nothing. The log says that there was one: neither to whom, nor what was in it.
"""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any

from flask import Response, after_this_request, current_app, flash, request, url_for
from flask_security import MailUtil

from quiz.accounts import unsent
from quiz.config import Settings, Smtp

log = logging.getLogger(__name__)

TIMEOUT = 10.0
WELCOME = "security/email/welcome"
# Mails somebody waits for. Of a reset nothing is told: it would say whether there is such an account.
AWAITED = {
    WELCOME,
    "security/email/confirmation_instructions",
    "security/email/change_email_instructions",
}


class Mail(MailUtil):
    """Flask-Security's mail: addresses without case and space around them, sent by our settings."""

    def normalize(self, email: str) -> str:
        """Return an address as we compare and keep it. Raises EmailValidateException."""
        return super().normalize(email.strip()).lower()

    def validate(self, email: str) -> str:
        """Return an address as we compare and keep it. Raises EmailValidateException."""
        return super().validate(email.strip()).lower()

    def send_mail(  # noqa: PLR0917 - the signature is Flask-Security's
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Send a mail when the request's work is committed."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = str(sender), str(recipient), str(subject)
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=str(sender).rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content((body or "").strip() + "\n")

        @after_this_request
        def send(response: Response) -> Response:
            problem = _send(message, current_app.config["SETTINGS"])
            if problem and template in AWAITED:
                flash(problem, "error")
            elif template == WELCOME:
                flash(f"To confirm your address, open the link in the mail to {recipient}.")
            return response


def _send(message: EmailMessage, settings: Settings) -> str | None:
    """Send a mail. Return what the visitor should know when it did not leave."""
    if settings.smtp is None:
        _keep(message, settings)
        return f"This server sends no mail. If you need the link from it, ask {whom_to_ask(settings)}."
    try:
        deliver(message, settings.smtp)
    except (OSError, smtplib.SMTPException) as problem:
        log.error("mail “%s” could not be sent: %s", message["Subject"], _reason(problem))  # noqa: TRY400 - no bug of ours
        return f"The mail could not be sent. Try again later, or ask {whom_to_ask(settings)}."
    return None


def _keep(message: EmailMessage, settings: Settings) -> None:
    try:
        file = unsent.keep(message, settings.instance)
    except OSError as problem:
        reason = _reason(problem)
        log.error("SMTP_URL is not set, and mail “%s” could not be kept: %s", message["Subject"], reason)  # noqa: TRY400 - no bug of ours
    else:
        log.info("SMTP_URL is not set, so mail “%s” was not sent: it is in %s", message["Subject"], file)


def _reason(problem: Exception) -> str:
    """Say why a mail did not leave, without what a server repeats of it: addresses."""
    codes = [getattr(problem, "smtp_code", None)]
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in problem.recipients.values()]
    answers = ", ".join(str(code) for code in codes if code)
    if answers:
        return f"the server answered {answers} ({type(problem).__name__})"
    return getattr(problem, "strerror", None) or type(problem).__name__


def deliver(message: EmailMessage, smtp: Smtp) -> None:
    """Hand a mail to a server. Raises OSError or SMTPException."""
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT)
    with server:
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password or "")
        server.send_message(message)


def whom_to_ask(settings: Settings) -> str:
    """Return the address of a person who can help, or who that would be."""
    return settings.contact or "whoever runs this server"


def link_to(endpoint: str, **values: Any) -> str:
    """Return a whole address: below PUBLIC_URL if set, so that no forged Host gets into a mail."""
    settings: Settings = current_app.config["SETTINGS"]
    return (settings.public_url or request.host_url.rstrip("/")) + url_for(endpoint, **values)


def words() -> dict[str, Any]:
    """Return what pages and mails say about mail."""
    settings: Settings = current_app.config["SETTINGS"]
    return {"sends_mail": settings.smtp is not None, "whom_to_ask": whom_to_ask(settings), "link_to": link_to}
