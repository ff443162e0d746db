"""A backup as a file: one zip that says what is in it, written beside and named when it is whole.

In it: ``backup.json`` (what it is, with digests), ``database``, and ``instance/``, the files that Palpate
keeps beside its database.
"""

import errno
import fcntl
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from typing import Any

from quiz.backups.digests import Contents, Digest
from quiz.errors import QuizError

LAYOUT = 1
MANIFEST, DATABASE, FILES = "backup.json", "database", "instance/"
LIST = "erasures"  # beside the backups: everybody who was erased, for those that still know them
NAME = re.compile(r"palpate-\d{8}-\d{6}\.zip")
BEGUN = ".palpate-begun"
AT_ONCE = 1 << 20


class BackupError(QuizError):
    """A backup cannot be made, read or brought back; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    database: ``sqlite`` or ``postgresql``. files: SHA-256 (hex) of each, by its name in the zip.
    """

    layout: int
    made_at: datetime
    database: str
    contents: Contents
    files: Mapping[str, str]


@contextmanager
def begun_in(folder: Path) -> Iterator[Path]:
    """Yield a folder for what is not whole yet; it goes at the end, and so does what a killed run left.

    Raises BackupError when another backup is being made there, or nothing can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise BackupError(f"Nothing can be written in {folder} ({problem.strerror}).") from problem
    begun = folder / BEGUN
    try:
        _take(lock, folder)
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir(mode=0o700)
        yield begun
    finally:
        shutil.rmtree(begun, ignore_errors=True)
        os.close(lock)


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno not in (errno.EACCES, errno.EAGAIN):
            raise
        raise BackupError(f"A backup is being made or restored in {folder}. Wait for it to end.") from problem


def private(file: Path) -> Path:
    """Make an empty file that only its owner can read, and return it."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return file


def write(
    file: Path,
    contents: Contents,
    *,
    kind: str,
    database: Path,
    beside: Iterable[tuple[str, Path]],
    now: datetime,
) -> None:
    """Write a backup. kind: of the database. beside: names and places of the files that belong to it."""
    members = {DATABASE: database, **{FILES + name: place for name, place in beside}}
    private(file)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, place in members.items():
            packed = zipfile.ZIP_STORED if kind == "postgresql" and name == DATABASE else None
            archive.write(place, name, compress_type=packed)
        files = {name: _digest(place) for name, place in members.items()}
        manifest = asdict(Manifest(LAYOUT, now, kind, contents, files)) | {"made_at": now.isoformat()}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    with file.open("rb") as whole:
        os.fsync(whole.fileno())


def read(file: Path) -> Manifest:
    """Return what a backup says of itself. Raises BackupError when it is none, or of a later layout."""
    try:
        with zipfile.ZipFile(file) as archive:
            said: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if said["layout"] != LAYOUT:
            raise BackupError(f"{file.name} was made by a newer release. Update Palpate, then restore it.")
        held = said["contents"]
        tables = {name: Digest(**digest) for name, digest in held["tables"].items()}
        contents = Contents(str(held["revision"]), str(held["server"]), tables)
        made = datetime.fromisoformat(said["made_at"]).astimezone(UTC)
        return Manifest(LAYOUT, made, str(said["database"]), contents, dict(said["files"]))
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BackupError(f"{file} is no whole backup of Palpate. Take another.") from problem


def unpack(file: Path, manifest: Manifest, member: str, to: Path) -> None:
    """Write one member of a backup to a new file, compared with its digest. Raises BackupError."""
    try:
        private(to)
        with zipfile.ZipFile(file) as archive, archive.open(member) as source, to.open("wb") as target:
            shutil.copyfileobj(source, target, AT_ONCE)
            target.flush()
            os.fsync(target.fileno())
        whole = _digest(to) == manifest.files[member]
    except (zipfile.BadZipFile, KeyError, EOFError) as problem:
        raise BackupError(f"{file.name} is damaged: “{member}” cannot be read. Take another.") from problem
    if not whole:
        raise BackupError(f"{file.name} is damaged: “{member}” is not what was written. Take another.")


def files_in(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield the members that are files beside the database, each with its place in the instance folder."""
    for member in manifest.files:
        place = PurePosixPath(member.removeprefix(FILES))
        if member.startswith(FILES) and not place.is_absolute() and ".." not in place.parts:
            yield member, str(place)


def name_at(now: datetime) -> str:
    """Return the name of a backup made at a moment."""
    return f"palpate-{now.astimezone(UTC):%Y%m%d-%H%M%S}.zip"


def finish(begun: Path, file: Path) -> None:
    """Give a whole backup its name; call it while nobody else writes in that folder. Overwrites nothing."""
    if file.exists():
        raise BackupError(f"{file} is there already. Wait a second, and try again.")
    begun.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def set_aside(file: Path, now: datetime) -> Path:
    """Keep a file that is about to be replaced under another name, too, and return that."""
    name = f"{file.name}.before-{now.astimezone(UTC):%Y%m%d-%H%M%S}"
    number = 1
    while True:
        aside = file.with_name(name if number == 1 else f"{name}-{number}")
        try:
            os.link(file, aside)
        except FileExistsError:
            number += 1
        else:
            return aside


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove the oldest backups of a folder beyond a number, 0 for none, and return them."""
    whole = sorted(file for file in folder.iterdir() if NAME.fullmatch(file.name))
    old = whole[:-keep] if keep else []
    for file in old:
        file.unlink()
    return old


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
