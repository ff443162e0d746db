"""Chromium for the tests in a browser: found where it is, installed where that is possible."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
MACOS_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
UNUSED_FEATURES = (
    "Translate",
    "OptimizationHints",
    "MediaRouter",
    "DialMediaRouteProvider",
    "InterestFeedContentSuggestions",
    "CertificateTransparencyComponentUpdater",
    "AutofillServerCommunication",
)
# Runs as root in a container, keeps to itself, and reaches nothing but this machine.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--metrics-recording-only",
    f"--disable-features={','.join(UNUSED_FEATURES)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@functools.cache
def chromium() -> str:
    """Return the path of a Chromium (or Chrome), installing one if there is none."""
    if given := os.environ.get("PALPATE_CHROMIUM"):
        if not shutil.which(given):
            raise RuntimeError(f"PALPATE_CHROMIUM says {given}, which is no program that can be run.")
        return given
    if path := _installed() or _from_playwright() or _install_with_apt() or _install_with_playwright():
        return path
    raise RuntimeError(
        "The browser tests need Chromium on PATH (Debian: apt install chromium): install it, "
        "or set PALPATE_CHROMIUM to the path of a Chromium or Chrome."
    )


def _installed() -> str | None:
    on_path = (shutil.which(command) for command in COMMANDS)
    apps = (app for app in MACOS_APPS if os.access(app, os.X_OK))
    return next(filter(None, on_path), None) or next(apps, None)


def _from_playwright() -> str | None:
    """Return the browser that Playwright keeps for itself, if it has been downloaded."""
    # In a process of its own: Playwright's event loop would be in the way of the tests' one.
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as driver: print(driver.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if answer.returncode == 0 and Path(path).is_file() else None


def _install_with_apt() -> str | None:
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        return None
    command = [apt, "-q", "-o", "DPkg::Lock::Timeout=300"]
    _try([*command, "update"])
    _try([*command, "install", "-y", "--no-install-recommends", "chromium"])
    return _installed()


def _install_with_playwright() -> str | None:
    _try([sys.executable, "-m", "playwright", "install", "chromium"])
    return _from_playwright()


def _try(command: list[str]) -> None:
    """Run a command for its effect; whether it had any is for the caller to see."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
