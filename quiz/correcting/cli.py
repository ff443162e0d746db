"""`flask bank rescore`: mark answers to an item again, however many they are."""

from datetime import UTC, datetime

import click

from quiz.access import Educator
from quiz.bank.cli import group
from quiz.bank.members.cli import known_bank
from quiz.bank.queries import Desk, Draft, draft
from quiz.correcting import actions
from quiz.correcting.marking import Marking
from quiz.correcting.planning import KEY, UNDO, Plan, Wanted
from quiz.correcting.planning import plan as planned
from quiz.correcting.tally import COLUMNS, Tally
from quiz.db import begin_writing, db
from quiz.errors import Conflict, QuizError
from quiz.schema import needs_schema
from quiz.sittings.rescoring import FULL, LEFT_OUT

VOIDS = {"full": FULL, "left-out": LEFT_OUT}


@group.command("rescore")
@click.argument("bank")
@click.argument("item")
@click.option("--by", type=click.IntRange(min=1), help="By the key of this version, which is published.")
@click.option("--void", type=click.Choice(list(VOIDS)), help="Full marks for all, or left out of all scores.")
@click.option("--undo", is_flag=True, help="Take back the newest correction that stands.")
@click.option("--answers-to", type=click.IntRange(min=1), multiple=True, help="Only answers to this version.")
@click.option("--reason", help="Why. Whoever answered reads it.")
@click.option("--preview", "only_preview", is_flag=True, help="Change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@needs_schema
def rescore_command(
    *,
    bank: str,
    item: str,
    by: int | None,
    void: str | None,
    undo: bool,
    answers_to: tuple[int, ...],
    reason: str | None,
    only_preview: bool,
    yes: bool,
) -> None:
    """Mark answers to the item ITEM of the bank BANK again, in one transaction. Earlier marks are kept.

    It can be stopped at any time: then nothing has changed.
    """
    if (by is not None) + (void is not None) + undo != 1:
        raise click.UsageError("Say one of --by, --void and --undo.")
    if not only_preview and not (reason and reason.strip()):
        raise click.UsageError("Say why, with --reason.")
    kind = KEY if by is not None else UNDO if undo else VOIDS[str(void)]
    wanted = Wanted(kind, by=by, answers_to=answers_to or None)
    found, plan = _planned(bank, item, wanted)
    marking = Marking(found.bank.loaded_at)
    with click.progressbar(length=plan.answers, label="Marking") as bar:
        tally = actions.foresee(plan, marking, bar.update)
    _print(tally)
    if only_preview:
        return
    if not yes:
        click.confirm(f"Mark {_count(tally.answers, 'answer')} again?", abort=True)
    begin_writing()
    found, plan = _planned(bank, item, wanted, lock=True)
    now = datetime.now(UTC)
    with click.progressbar(length=plan.answers, label="Writing") as bar:
        correction = actions.carry_out(
            plan, found, marking, reason=str(reason).strip(), by=None, now=now, each=bar.update
        )
    db.session.commit()
    counts = correction.counts
    click.echo(
        f"{_count(counts['answers'], 'answer')} marked again; told: {counts['told']} of {counts['people']}."
    )


def _planned(bank: str, item: str, wanted: Wanted, *, lock: bool = False) -> tuple[Draft, Plan]:
    """Return an item and its correction; a refusal is told as a sentence."""
    desk = Desk(known_bank(bank), None, Educator(0, is_admin=True))
    try:
        found = draft(desk, item, lock=lock)
        if wanted.by is not None and wanted.by != found.item.published_number:
            raise Conflict(f"Version {wanted.by} is not published. Publish it first.")
        return found, planned(found, wanted)
    except QuizError as problem:
        raise click.ClickException(problem.message) from problem


def _print(tally: Tally) -> None:
    for number, counts in sorted(tally.by_version.items()):
        said = ", ".join(f"{counts[name]} {words}" for name, words in COLUMNS.items() if counts[name]).lower()
        click.echo(f"Version {number}: {said}.")
    people = _count(len(tally.people), "person", "people")
    click.echo(f"{_count(tally.answers, 'answer')} of {people}; {len(tally.told)} would be told.")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
