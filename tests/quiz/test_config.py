import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from quiz.config import SettingError, Smtp, flask_config, read_settings

KEY = "k" * 40


def test_without_any_setting_there_is_a_database_and_a_key_of_its_own(tmp_path):
    settings = read_settings({"INSTANCE_PATH": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'palpate.sqlite'}"
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 2)
    assert settings.smtp is None
    assert not settings.is_https
    key = tmp_path / "secret_key"
    assert key.read_text() == settings.secret_key
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert read_settings({"INSTANCE_PATH": str(tmp_path)}).secret_key == settings.secret_key


def test_two_that_start_at_once_keep_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: read_settings({"INSTANCE_PATH": str(tmp_path)}).secret_key, range(32)))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_secrets_do_not_show_when_settings_are_printed(tmp_path):
    settings = read(
        tmp_path, SMTP_URL="smtps://me:hunter2@mail.example.org", PUBLIC_URL="https://quiz.example.org"
    )
    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@h:5433/d", "postgresql+psycopg://u@h:5433/d"),
        ("sqlite:////var/lib/x.sqlite", "sqlite:////var/lib/x.sqlite"),
    ],
)
def test_database_addresses(tmp_path, given, used):
    assert read(tmp_path, DATABASE_URL=given).database_url == used


@pytest.mark.parametrize(
    ("given", "smtp"),
    [
        ("smtp://localhost", Smtp("localhost", 25, None, None, "none")),
        ("smtp+starttls://me:p%40ss@h:2525", Smtp("h", 2525, "me", "p@ss", "starttls")),
        ("smtps://h", Smtp("h", 465, None, None, "tls")),
    ],
)
def test_mail_addresses(tmp_path, given, smtp):
    assert read(tmp_path, SMTP_URL=given, PUBLIC_URL="https://quiz.example.org").smtp == smtp


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://h:abc", "http://h"])
def test_a_mail_address_that_cannot_be_read_is_refused(tmp_path, url):
    with pytest.raises(SettingError, match=r"SMTP_URL cannot be read; write smtp://"):
        read(tmp_path, SMTP_URL=url, PUBLIC_URL="https://quiz.example.org")


def test_mail_needs_an_address_that_its_links_can_lead_to(tmp_path):
    with pytest.raises(SettingError, match="set PUBLIC_URL"):
        read(tmp_path, SMTP_URL="smtp://localhost")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "８０"),
        ("WORKERS", "0"),
        ("TRUSTED_PROXIES", "many"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://h/d"),
        ("DATABASE_URL", "not an address"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://h:port/d"),
        ("PUBLIC_URL", "quiz.example.org"),
        ("PUBLIC_URL", "https://quiz.example.org/sub"),
        ("MAIL_FROM", "nobody"),
        ("CONTACT_EMAIL", "a@b\r\nBcc: c@d"),
        ("AUDIT_DAYS", "0"),
        ("LOG_FORMAT", "xml"),
        ("LOG_REQUESTS", "yes"),
        ("METRICS", "1"),
        ("METRICS_TOKEN", "a token of some length"),
        ("PG_BIN", "/nowhere"),
        ("TIME_ZONE", "Moon/Crater"),
        ("TIME_ZONE", "../../etc/passwd"),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence_that_names_it(tmp_path, name, value):
    with pytest.raises(SettingError, match=name) as problem:
        read(tmp_path, **{name: value})
    assert str(problem.value).endswith((".", "org."))


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(SettingError, match="No secret key can be kept"):
        read_settings({"INSTANCE_PATH": str(file / "below")})


def test_an_emptied_key_is_told(tmp_path):
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(SettingError, match="holds no usable key"):
        read_settings({"INSTANCE_PATH": str(tmp_path)})


def test_an_https_address_makes_cookies_travel_by_https_alone(tmp_path):
    assert flask_config(read(tmp_path, PUBLIC_URL="https://quiz.example.org/"))["SESSION_COOKIE_SECURE"]
    assert not flask_config(read(tmp_path))["SESSION_COOKIE_SECURE"]
    assert read(tmp_path, PUBLIC_URL="https://quiz.example.org/").public_url == "https://quiz.example.org"


def read(tmp_path, **env):
    return read_settings({"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": KEY, **env})
