"""`script/lighthouse`: a server of its own, a guest with a quiz begun, and a table of scores."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import StorageState, sync_playwright

from tests.browser import serving
from tests.browser.people import Quick
from tests.browsers import ARGS, chromium

TOOLS = serving.ROOT / ".lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def main() -> None:
    """Print the four scores of each page. Exit status 1 when one is below 100."""
    with tempfile.TemporaryDirectory() as folder:
        server = serving.start(Path(folder))
        try:
            pages, state = begin(server)
            scores = {name: audit(url, state, Path(folder) / "report.json") for name, url in pages.items()}
        finally:
            server.stop()
    widest = max(map(len, scores))
    show(" " * widest, *CATEGORIES)
    for name, row in scores.items():
        show(name.ljust(widest), *(str(row[category]).rjust(len(category)) for category in CATEGORIES))
    sys.exit(any(score < 100 for row in scores.values() for score in row.values()))


def begin(server: serving.Server) -> tuple[dict[str, str], StorageState]:
    """Begin a quiz as a guest; return the pages to audit, and the cookies of the guest."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGS)
        guest = Quick(browser.new_context(base_url=server.url), server)
        sitting = guest.begin(5)
        explanation = guest.answer(sitting, 1, right=False)
        pages = {
            "front page": f"{server.url}/",
            "question": f"{sitting}/slots/2",
            "explanation": explanation,
            "progress": f"{server.url}/progress",
        }
        state = guest.leave()
        browser.close()
    return pages, state


def audit(url: str, state: StorageState, report: Path) -> dict[str, int]:
    """Run Lighthouse on a page and return its scores, 0..100."""
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in state["cookies"])
    command = [
        str(TOOLS / "node_modules" / ".bin" / "lighthouse"),
        url,
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--extra-headers={json.dumps({'Cookie': cookies})}",
        "--no-enable-error-reporting",
        f"--chrome-flags=--headless=new {' '.join(map(quoted, ARGS))}",
    ]
    subprocess.run(command, env=os.environ | {"CHROME_PATH": chromium()}, check=True)
    categories: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}


def quoted(argument: str) -> str:
    """Return an argument of Chromium's as Lighthouse reads it."""
    return f'"{argument}"' if " " in argument else argument


def show(*cells: str) -> None:
    """Print a line of the table."""
    sys.stdout.write("  ".join(cells) + "\n")


if __name__ == "__main__":
    main()
