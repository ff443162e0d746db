"""Settings, read from the environment once and checked. A bad value stops the start with a sentence.

docs/running.md lists every setting; a test holds that list to this module.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
SHIPPED_BANKS = ROOT / "question_bank" / "banks"


class SettingError(Exception):
    """A setting cannot be used; the text says which, why, and what to write instead."""


@dataclass(frozen=True)
class Smtp:
    """Where mail is handed over. security: ``none``, ``starttls`` or ``tls``."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False, default=None)
    security: str = "none"


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. See docs/running.md."""

    database_url: str
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    public_url: str | None = None
    trusted_proxies: int = 0
    smtp: Smtp | None = None
    mail_from: str = "palpate@localhost"
    contact: str | None = None
    time_zone: str = "UTC"
    exam_grace_seconds: int = 5
    pg_bin: Path | None = None
    log_format: str = "text"
    log_requests: bool = False
    audit_days: int = 1095
    metrics: bool = False
    metrics_token: str | None = field(repr=False, default=None)
    instance: Path = ROOT / "instance"

    @property
    def is_https(self) -> bool:
        """Whether people reach the product by https."""
        return self.public_url is not None and self.public_url.startswith("https://")


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Read settings from an environment. Raises SettingError."""
    instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    if env.get("SMTP_URL") and not env.get("PUBLIC_URL"):
        raise SettingError(
            "SMTP_URL is set but PUBLIC_URL is not. Links in mails must not follow what a visitor's browser "
            "claims: set PUBLIC_URL to the address people use, such as https://quiz.example.org."
        )
    return Settings(
        database_url=_database_url(env.get("DATABASE_URL"), instance),
        secret_key=_secret_key(env.get("SECRET_KEY"), instance),
        host=env.get("HOST") or "127.0.0.1",
        port=_number(env, "PORT", 8000, 1, 65535),
        workers=_number(env, "WORKERS", 2, 1, 64),
        public_url=_public_url(env.get("PUBLIC_URL")),
        trusted_proxies=_number(env, "TRUSTED_PROXIES", 0, 0, 10),
        smtp=_smtp(env.get("SMTP_URL")),
        mail_from=_address(env, "MAIL_FROM") or "palpate@localhost",
        contact=_address(env, "CONTACT_EMAIL"),
        time_zone=_time_zone(env.get("TIME_ZONE")),
        exam_grace_seconds=_number(env, "EXAM_GRACE_SECONDS", 5, 0, 300),
        pg_bin=_programs(env.get("PG_BIN")),
        log_format=_one_of(env, "LOG_FORMAT", ("text", "json")),
        log_requests=_one_of(env, "LOG_REQUESTS", ("off", "on")) == "on",
        audit_days=_number(env, "AUDIT_DAYS", 1095, 1, 36500),
        metrics=_one_of(env, "METRICS", ("off", "on")) == "on",
        metrics_token=_token(env.get("METRICS_TOKEN"), on=env.get("METRICS") == "on"),
        instance=instance,
    )


def _number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingError(f"{name}={text} is not a number from {least} to {most}.")
    return int(text)


def _one_of(env: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """Return one of some words; the first when nothing is set."""
    text = env.get(name) or words[0]
    if text not in words:
        raise SettingError(f"{name}={text} is not one of: {', '.join(words)}.")
    return text


def _database_url(text: str | None, instance: Path) -> str:
    if not text:
        return f"sqlite:///{instance / 'palpate.sqlite'}"
    if text.startswith("postgres://"):
        text = "postgresql://" + text.removeprefix("postgres://")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as problem:
        raise SettingError(
            "DATABASE_URL cannot be read; write sqlite:////path/to/file.sqlite "
            "or postgresql://user:password@host/name."
        ) from problem
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise SettingError("DATABASE_URL names no file; write sqlite:////path/to/file.sqlite.")
        return text
    raise SettingError(
        f"DATABASE_URL names “{url.drivername}”; this product runs on sqlite:// or postgresql://."
    )


def _secret_key(text: str | None, instance: Path) -> str:
    """Return the key set, or the one kept in the instance folder, made when there is none."""
    if text:
        if len(text) < 32:
            raise SettingError(
                "SECRET_KEY is shorter than 32 characters; leave it out and one is made and kept."
            )
        return text
    file = instance / "secret_key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        made = instance / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        if not file.exists():
            made.touch(mode=0o600, exist_ok=False)
            made.write_text(secrets.token_urlsafe(48))
            try:
                os.link(made, file)  # fails if another process was first; its key is then ours too
            except FileExistsError:
                pass
            finally:
                made.unlink()
        key = file.read_text().strip()
    except OSError as problem:
        raise SettingError(
            f"No secret key can be kept in {instance} ({problem.strerror}). "
            "Make the folder writable, or set SECRET_KEY."
        ) from problem
    if len(key) < 32:
        raise SettingError(
            f"{file} holds no usable key; remove it and a new one is made (everyone signs in again)."
        )
    return key


def _public_url(text: str | None) -> str | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise SettingError(f"PUBLIC_URL={text} is not an address such as https://quiz.example.org.")
    return text.rstrip("/")


def _smtp(text: str | None) -> Smtp | None:
    if not text:
        return None
    advice = "write smtp://host:25, smtp+starttls://user:password@host:587 or smtps://user:password@host:465."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as problem:
        raise SettingError(f"SMTP_URL cannot be read; {advice}") from problem
    security = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "tls"}.get(parts.scheme)
    if security is None or not parts.hostname:
        raise SettingError(f"SMTP_URL cannot be read; {advice}")
    default = {"none": 25, "starttls": 587, "tls": 465}[security]
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return Smtp(parts.hostname, port or default, user, password, security)


def _address(env: Mapping[str, str], name: str) -> str | None:
    text = env.get(name)
    if text and ("@" not in text or any(sign in text for sign in "\r\n<>, ")):
        raise SettingError(f"{name}={text} is not a bare e-mail address such as quiz@example.org.")
    return text or None


def _programs(text: str | None) -> Path | None:
    if text and not (Path(text) / "pg_dump").is_file():
        raise SettingError(f"PG_BIN={text} is not a folder with pg_dump, such as /usr/lib/postgresql/16/bin.")
    return Path(text) if text else None


def _token(text: str | None, *, on: bool) -> str | None:
    if text and not on:
        raise SettingError("METRICS_TOKEN is set but METRICS is not. Set METRICS=on, or leave the token out.")
    if text and (len(text) < 16 or not text.isascii() or not text.isprintable() or " " in text):
        raise SettingError("METRICS_TOKEN is not 16 or more ASCII characters without a space.")
    return text or None


def _time_zone(text: str | None) -> str:
    try:
        return ZoneInfo(text or "UTC").key
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise SettingError(f"TIME_ZONE={text} is not a zone such as Europe/Vienna.") from problem


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return Flask's configuration; what concerns accounts is in ``accounts/identity.py``."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SETTINGS": settings,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 1000,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "SESSION_COOKIE_NAME": "palpate_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 31,
        "WTF_CSRF_TIME_LIMIT": None,  # a page left open overnight must still accept its answer
        "WTF_CSRF_CHECK_DEFAULT": True,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _engine_options(url: str) -> dict[str, Any]:
    # An error in the log says what was tried, never with which values.
    always = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return {**always, "connect_args": {"timeout": 10}}
    pool = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "pool_timeout": 10}
    return {**always, **pool, "connect_args": {"connect_timeout": 5}}
