import logging
import os
import ssl
import subprocess
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from quiz.accounts import mail
from quiz.accounts.unsent import KEPT_FOR, folder_of, keep
from quiz.config import Smtp
from tests.quiz.accounts.conftest import (
    EMAIL,
    PASSWORD,
    Inbox,
    free_port,
    is_signed_in,
    mail_server,
    see,
    sign_in,
    stored,
    unsent,
)

MESSAGE = EmailMessage()
MESSAGE["From"], MESSAGE["To"], MESSAGE["Subject"] = "quiz@example.org", EMAIL, "Test"
MESSAGE.set_content("Naïve text.\n")


def sign_up(client, **kwargs):
    return client.post_form("/sign-up", {"email": EMAIL, "password": PASSWORD}, action="/sign-up", **kwargs)


class TestSending:
    def test_a_mail_has_what_a_mail_needs(self, client, inbox):
        sign_up(client)

        message = inbox.messages[0]
        assert (message["From"], message["To"], message["Subject"]) == (
            "palpate@localhost",
            EMAIL,
            "Welcome to Palpate",
        )
        assert message["Date"]
        assert message["Message-ID"].endswith("@localhost>")
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_content_type() == "text/plain"
        assert "Write to help@example.org" in inbox.newest()

    def test_links_lead_to_the_host_of_the_request(self, client, inbox):
        sign_up(client)

        assert "\nhttp://localhost/confirm/" in inbox.newest()

    def test_links_lead_to_the_public_address_whatever_host_was_asked(self, client, inbox, change_settings):
        change_settings(public_url="https://quiz.example.org")

        client.post_form("/reset", {"email": EMAIL}, action="/reset")
        sign_up(client, base_url="http://localhost", headers={"X-Forwarded-Host": "evil.example"})

        assert "\nhttps://quiz.example.org/confirm/" in inbox.newest()
        assert "evil" not in inbox.newest()

    def test_a_mail_leaves_after_the_account_is_stored(self, app, client, inbox, monkeypatch):
        order = []
        datastore = app.extensions["security"].datastore
        commit = datastore.commit
        monkeypatch.setattr(datastore, "commit", lambda: (order.append("commit"), commit()))
        deliver = mail.deliver
        monkeypatch.setattr(mail, "deliver", lambda *args: (order.append("mail"), deliver(*args)))

        sign_up(client)

        assert order == ["commit", "mail"]

    def test_a_server_that_is_down_loses_nothing_and_the_page_says_whom_to_ask(
        self, app, client, change_settings, caplog
    ):
        change_settings(smtp=Smtp("127.0.0.1", free_port(), None), contact="help@example.org")

        text = see(client, sign_up(client))

        assert "Your answers so far are kept." in text
        assert "The mail could not be sent. Try again later, or ask help@example.org." in text
        assert is_signed_in(client)
        assert stored(app)
        (record,) = [record for record in caplog.records if record.name == "quiz.accounts.mail"]
        assert record.levelno == logging.ERROR
        assert "/confirm/" not in record.getMessage()

    def test_when_a_reset_cannot_be_sent_the_answer_stays_the_same(self, client, anna, change_settings):
        change_settings(smtp=Smtp("127.0.0.1", free_port(), None))

        known, unknown = (
            see(client, client.post_form("/reset", {"email": email}, action="/reset"))
            for email in (EMAIL, "no@example.org")
        )

        assert known.replace(EMAIL, "no@example.org") == unknown

    def test_a_notice_that_cannot_be_sent_does_not_bother_anybody(self, client, anna, change_settings):
        change_settings(smtp=Smtp("127.0.0.1", free_port(), None))
        sign_in(client)
        data = {"password": PASSWORD, "new_password": "eight quiet voles"}

        response = client.post_form(
            "/change-password",
            {**data, "new_password_confirm": data["new_password"]},
            action="/change-password",
        )

        assert see(client, response) == "Your password is changed. Other devices are signed out."

    def test_a_server_that_refuses_the_recipient_is_an_error_too(self, client, change_settings, caplog):
        class Refusing(Inbox):
            async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
                return f"550 no such user: {address}"

        with mail_server(Refusing()) as port:
            change_settings(smtp=Smtp("127.0.0.1", port, None))
            assert "The mail could not be sent." in see(client, sign_up(client))
        (record,) = [record for record in caplog.records if record.name == "quiz.accounts.mail"]
        assert "the server answered 550" in record.getMessage()
        assert EMAIL not in record.getMessage()


class TestWithoutServer:
    def test_the_whole_mail_is_kept_on_the_server_and_the_log_says_where(self, app, client, caplog):
        text = see(client, sign_up(client))

        assert (
            "This server sends no mail. If you need the link from it, ask whoever runs this server." in text
        )
        (record,) = [record for record in caplog.records if record.name == "quiz.accounts.mail"]
        assert record.levelno == logging.INFO
        file = Path(record.getMessage().rpartition(" ")[2])
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.read_text() == unsent(app)
        assert f"To: {EMAIL}\nSubject: Welcome to Palpate\n\nHello,\n" in unsent(app)
        assert "http://localhost/confirm/" in unsent(app)

    def test_what_was_kept_for_a_week_goes(self, tmp_path):
        old, new = keep(MESSAGE, tmp_path), keep(MESSAGE, tmp_path)
        week_ago = (datetime.now(UTC) - KEPT_FOR).timestamp() - 1
        os.utime(old, (week_ago, week_ago))
        newest = keep(MESSAGE, tmp_path)
        assert set(folder_of(tmp_path).iterdir()) == {new, newest}

    def test_a_folder_that_takes_none_loses_nothing_else(self, client, change_settings, caplog, tmp_path):
        (tmp_path / "unsent-mail").touch()
        change_settings(instance=tmp_path)
        assert "This server sends no mail." in see(client, sign_up(client))
        (record,) = [record for record in caplog.records if record.name == "quiz.accounts.mail"]
        assert "could not be kept" in record.getMessage()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key -out cert -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command.split(), *names], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert", folder / "key")
    return folder / "cert", context


class TestDeliver:
    def test_with_starttls_and_a_password(self, certificate, monkeypatch):
        file, context = certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        given = []

        def authenticate(server, session, envelope, mechanism, data):
            given.append((data.login, data.password))
            return AuthResult(success=True)

        inbox = Inbox()
        options = {"tls_context": context, "require_starttls": True, "auth_required": True}
        with mail_server(inbox, **options, authenticator=authenticate) as port:
            mail.deliver(MESSAGE, Smtp("127.0.0.1", port, "me", "secret", "starttls"))

        assert given == [(b"me", b"secret")]
        assert inbox.newest().strip() == "Naïve text."

    def test_with_tls(self, certificate, monkeypatch):
        file, context = certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        inbox = Inbox()
        with mail_server(inbox, ssl_context=context) as port:
            mail.deliver(MESSAGE, Smtp("127.0.0.1", port, None, None, "tls"))

        assert inbox.to == [EMAIL]

    @pytest.mark.parametrize("security", ["starttls", "tls"])
    def test_a_certificate_nobody_trusts_is_refused(self, certificate, security):
        _, context = certificate
        options = {"ssl_context": context} if security == "tls" else {"tls_context": context}
        inbox = Inbox()
        with mail_server(inbox, **options) as port, pytest.raises(ssl.SSLCertVerificationError):
            mail.deliver(MESSAGE, Smtp("127.0.0.1", port, None, None, security))

        assert inbox.to == []

    def test_a_server_that_offers_no_tls_is_not_used_without(self):
        inbox = Inbox()
        with mail_server(inbox) as port, pytest.raises(mail.smtplib.SMTPNotSupportedError):
            mail.deliver(MESSAGE, Smtp("127.0.0.1", port, None, None, "starttls"))

        assert inbox.to == []
