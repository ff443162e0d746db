"""How long commands take with a whole bank: `python -m benchmarks.banks --items 10000`.

Writes a bank folder of items made of the shipped ones, one word in seven changed, so that no two are alike
and hardly a text comes twice. Then checks it, loads it into an empty database, loads it again, exports it and
opens the desk's list of its items. One line of JSON for each figure: seconds on the clock, seconds of all
processors by all processes together, which do not wait for other programs, and the most memory that a process
and its children had at once (shared pages counted once, where the system tells). The list's figures are those
of ``benchmarks.desk``.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import click

from benchmarks import desk
from question_bank import itemfile
from question_bank.folder import item_path, read_folder
from question_bank.lint.words import listed
from quiz import create_app

COMMAND = (sys.executable, "-m", "flask", "--app", "wsgi", "bank")
HOME = Path(__file__).parents[1]
# The fields of documents that are free text, and the words of theirs that may be changed.
FREE = listed(
    "story lead_in new_information text rationale explanation take_home contested title result name"
)
WORD = re.compile(r"(?<![\w@\[\]()/-])[a-z]{4,}(?![\w@\]()/-])")
CHANGED = 0.15  # of the words
LOOK_EVERY = 0.05  # seconds between two looks at memory
KIB = 1024


def main() -> None:
    """Write the bank, run the commands, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--listed", type=int, default=20_000, help="how many the list has (default: 20000)")
    parser.add_argument("--times", type=int, default=3, help="how often the bank is checked (default: 3)")
    parser.add_argument("--database", help="an empty one, as postgresql://…; else a SQLite file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="palpate-banks-") as made:
        folder, instance = Path(made, "bank"), Path(made, "instance")
        instance.mkdir()
        write_bank(folder, asked.items)
        at = {**os.environ, "INSTANCE_PATH": str(instance)}
        at |= {"DATABASE_URL": asked.database} if asked.database else {}
        subprocess.run([*COMMAND[:-1], "db", "upgrade"], cwd=HOME, env=at, check=True, capture_output=True)  # noqa: S603 - ours
        for _ in range(asked.times):
            say("check", asked.items, measured("check", str(folder), env=at))
        say("load", asked.items, measured("load", "--publish", str(folder), env=at))
        say("load again", asked.items, measured("load", "--publish", str(folder), env=at))
        say("export", asked.items, measured("export", "back_mice", str(Path(made, "out")), env=at))
        (instance / "list").mkdir()
        list_items(instance / "list", asked.listed)


def write_bank(folder: Path, count: int) -> None:
    """Write the shipped bank to a folder, grown to ``count`` items."""
    shutil.copytree(desk.SHIPPED, folder)
    documents = [entry.document for entry in read_folder(desk.SHIPPED).items if entry.document is not None]
    words = [word for document in documents for word in free_words(document)]
    missing = max(0, count - len(documents))
    with click.progressbar(
        range(missing), label="Writing items", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as numbers:
        for number in numbers:
            document = varied(documents[number % len(documents)], words, Random(number))  # noqa: S311 - each time the same
            document["id"] = f"{document['id']}-{number}"
            document.pop("minimal_pair", None)
            file = folder / item_path(document)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(itemfile.write(document), encoding="utf-8", newline="\n")


def varied(value: Any, words: list[str], dice: Random, name: str = "") -> Any:
    """Return a document with some words of its free texts changed for others."""
    if isinstance(value, dict):
        return {key: varied(part, words, dice, key) for key, part in value.items()}
    if isinstance(value, list):
        return [varied(part, words, dice, name) for part in value]
    if isinstance(value, str) and name in FREE:
        return WORD.sub(lambda found: dice.choice(words) if dice.random() < CHANGED else found[0], value)
    return value


def free_words(value: Any, name: str = "") -> Iterator[str]:
    """Yield the words of a document that may be changed."""
    if isinstance(value, str) and name in FREE:
        yield from WORD.findall(value)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from free_words(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from free_words(part, name)


def measured(*arguments: str, env: dict[str, str]) -> dict[str, float]:
    """Run a command of ``flask bank``; return seconds and memory. Status 1 says that items have errors."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - ours
        [*COMMAND, *arguments], cwd=HOME, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    most = [0]
    watcher = threading.Thread(target=watch, args=(process, most))
    watcher.start()
    _, told = process.communicate()
    seconds = time.perf_counter() - begun
    watcher.join()
    if process.returncode not in (0, 1):
        raise SystemExit(f"{arguments[0]} ended with {process.returncode}: {told.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(seconds, 1),
        "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "peak_mb": round(most[0] / KIB),
    }


def watch(process: "subprocess.Popen[bytes]", most: list[int]) -> None:
    """Note the most memory of a process and its children while it runs, in KiB."""
    while process.poll() is None:
        most[0] = max(most[0], sum(map(memory_of, family_of(process.pid))))
        time.sleep(LOOK_EVERY)


def family_of(pid: int) -> list[int]:
    """Return a process and its children; none of those that have ended."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in family_of(int(child)))]


def memory_of(pid: int) -> int:
    """Return the memory of a process in KiB, pages that it shares counted in part."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    return int(found[1]) if found else 0


def list_items(instance: Path, count: int) -> None:
    """Open the desk's lists of a bank of so many items."""
    app = create_app(desk.settings(instance, None))
    with app.app_context():
        desk.fill(count)
    client = desk.signed_in(app)
    for name, url in desk.PAGES.items():
        if url.startswith(desk.LIST) and "{" not in url:
            say(name, count, desk.measured(app, desk.opener(client, url), 7))


def say(name: str, items: int, figures: dict[str, float]) -> None:
    """Print one figure."""
    print(json.dumps({"figure": name, "items": items, **figures}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
