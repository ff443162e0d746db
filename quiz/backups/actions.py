"""Making a backup and bringing one back, whichever the database. Nothing here commits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from quiz.accounts.unsent import KEPT_IN
from quiz.backups import archive, postgresql, sqlite
from quiz.backups.archive import BackupError, Manifest
from quiz.config import Settings
from quiz.metrics import FOLDER as METRICS
from quiz.my_data import erasures
from quiz.schema import known_revisions

Tell = Callable[[str], None]
PASSING = {KEPT_IN, METRICS}  # folders that hold nothing for long
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Kept:
    """A backup that was made, what it holds, and the older ones that made room for it."""

    file: Path
    manifest: Manifest
    removed: list[Path]


def back_up(settings: Settings, folder: Path, *, keep: int, check: bool, now: datetime, tell: Tell) -> Kept:
    """Make a backup while people work, and check it by restoring it into a scratch database.

    keep: how many stay in the folder, 0 for all. Stopped at any time it leaves none, and those before stay.
    Raises BackupError.
    """
    kind, url = kind_of(settings), settings.database_url
    file = folder / archive.name_at(now)
    try:
        with archive.begun_in(folder) as begun:
            copied = begun / "database"
            if kind == "sqlite":
                contents = sqlite.copy(url, copied, tell)
            else:
                contents = postgresql.copy(url, archive.private(copied), tell, given=settings.pg_bin)
            tell("Packing")
            whole = begun / "backup.zip"
            beside = list(_beside(settings, folder))
            archive.write(whole, contents, kind=kind, database=copied, beside=beside, now=now)
            manifest = archive.read(whole)
            copied.unlink()
            if check:
                tell("Restoring it into a scratch database, to compare")
                _check(settings, whole, manifest, begun)
            archive.finish(whole, file)
            return Kept(file, manifest, archive.prune(folder, keep))
    except OSError as problem:
        raise BackupError(
            f"The backup was not made: {problem.strerror} ({problem.filename or folder})."
        ) from problem


def kind_of(settings: Settings) -> str:
    """Return what database the settings name: ``sqlite`` or ``postgresql``."""
    return make_url(settings.database_url).get_backend_name()


def keep_erased(folder: Path, here: Mapping[str, datetime]) -> None:
    """Add who was erased to the list that lies beside the backups. It loses nobody."""
    listed = folder / archive.LIST
    there = erased_in(listed)
    new = [(digest, at) for digest, at in here.items() if digest not in there]
    if not listed.exists():
        archive.private(listed)
    with listed.open("a", encoding="utf-8") as lines:
        lines.write(erasures.as_text(new))


def erased_in(file: Path) -> dict[str, datetime]:
    """Return the erasures a file lists; none when there is no file. Raises BackupError."""
    try:
        return erasures.read(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (OSError, UnicodeDecodeError) as problem:
        raise BackupError(f"{file} cannot be read as text.") from problem
    except erasures.UnusableList as problem:
        raise BackupError(f"{file}: {problem.message}") from problem


def admit(settings: Settings, file: Path, *, replace: bool) -> Manifest:
    """Return what a backup says of itself, when it can be restored here. Raises BackupError otherwise."""
    manifest = archive.read(file)
    kind = kind_of(settings)
    if manifest.database != kind:
        raise BackupError(
            f"{file.name} is of {NAMES.get(manifest.database, manifest.database)}, and DATABASE_URL names "
            f"{NAMES[kind]}. Restore it into a database of its own kind."
        )
    if manifest.contents.revision not in known_revisions():
        raise BackupError(
            f"{file.name} is of a newer release (revision {manifest.contents.revision}). Update Palpate, "
            "then restore it."
        )
    if not replace and has_tables(settings):
        raise BackupError(
            "The database holds data already. Say --replace to put the backup in its place, or set "
            "DATABASE_URL to an empty one."
        )
    return manifest


def has_tables(settings: Settings) -> bool:
    """Whether the database holds anything. Raises BackupError when it cannot be reached."""
    has = sqlite.has_tables if kind_of(settings) == "sqlite" else postgresql.has_tables
    return has(settings.database_url)


def bring_back(
    settings: Settings,
    file: Path,
    manifest: Manifest,
    *,
    now: datetime,
    tell: Tell,
    finish: Callable[[str], None],
) -> Path | None:
    """Restore the database of a backup. Return where the one before is kept, if it is a file.

    finish: called with the address of what was restored, for migrations and erasures; on SQLite before it
    takes its place. Raises BackupError; then the database is as it was.
    """
    if kind_of(settings) == "postgresql":
        with TemporaryDirectory(prefix="palpate-") as begun:
            copied = Path(begun) / "database"
            archive.unpack(file, manifest, archive.DATABASE, copied)
            tell("Restoring, by pg_restore and psql")
            postgresql.restore(settings.database_url, copied, manifest.contents, given=settings.pg_bin)
        finish(settings.database_url)
        return None
    target = sqlite.file_of(settings.database_url)
    with archive.begun_in(target.resolve().parent) as place:
        sqlite.refuse_users(target)
        copied = place / "database"
        tell("Unpacking")
        archive.unpack(file, manifest, archive.DATABASE, copied)
        tell("Comparing digests")
        sqlite.check(copied, manifest.contents)
        finish(sqlite.address_of(copied))
        return sqlite.take_place(copied, target, now)


def bring_files_back(
    settings: Settings, file: Path, manifest: Manifest, *, over: bool, now: datetime
) -> list[Path]:
    """Put back the files that lay beside the database. Return those that were there and differed, renamed.

    over: whether the backup's take the place of others; otherwise what is there stays.
    """
    aside = []
    with archive.begun_in(settings.instance) as begun:
        for number, (member, place) in enumerate(archive.files_in(manifest)):
            target, unpacked = settings.instance / place, begun / str(number)
            archive.unpack(file, manifest, member, unpacked)
            if target.exists():
                if not over or target.read_bytes() == unpacked.read_bytes():
                    continue
                aside.append(archive.set_aside(target, now))
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unpacked.replace(target)
    return aside


def _check(settings: Settings, whole: Path, manifest: Manifest, begun: Path) -> None:
    scratch = begun / "scratch"
    archive.unpack(whole, manifest, archive.DATABASE, scratch)
    if manifest.database == "sqlite":
        sqlite.check(scratch, manifest.contents)
    else:
        postgresql.check(settings.database_url, scratch, manifest.contents, given=settings.pg_bin)


def _beside(settings: Settings, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what Palpate keeps in its folder beside the database; not what is hidden or passes."""
    inside, backups = settings.instance.resolve(), folder.resolve()
    left_out = {backups / archive.LIST}
    if kind_of(settings) == "sqlite":
        database = sqlite.file_of(settings.database_url).resolve()
        left_out |= {database, *(database.with_name(database.name + end) for end in sqlite.BESIDE)}
    for place in sorted(inside.rglob("*")):
        name = place.relative_to(inside)
        hidden = any(part.startswith(".") for part in name.parts)
        passing = archive.NAME.fullmatch(place.name) or ".before-" in place.name or PASSING & set(name.parts)
        if (
            place.is_file()
            and not place.is_symlink()
            and not hidden
            and not passing
            and place not in left_out
        ):
            yield name.as_posix(), place
