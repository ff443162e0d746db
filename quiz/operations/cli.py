"""`flask audit`: who did what, for a terminal or another program."""

import json
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from quiz.operations import queries
from quiz.schema import needs_schema


@click.command("audit")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many at most."
)
@click.option("--since", type=click.DateTime(), help="Only what was done since then, in UTC.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_appcontext
@needs_schema
def audit_command(*, limit: int, since: datetime | None, as_json: bool) -> None:
    """List what admins, educators and commands did, the newest first."""
    after = since.replace(tzinfo=UTC) if since else None
    entries, older = queries.acts(before=queries.Cursor(), limit=limit, since=after)
    for entry in entries:
        fields = {**vars(entry), "at": entry.at.isoformat(timespec="seconds")}
        if as_json:
            click.echo(json.dumps(fields, ensure_ascii=False))
        else:
            click.echo(
                "\t".join([fields[name] for name in ("at", "who", "what", "whom", "detail", "bank", "item")])
            )
    if older and not as_json:
        click.echo(f"There are older ones: --limit {2 * limit} shows more.", err=True)
