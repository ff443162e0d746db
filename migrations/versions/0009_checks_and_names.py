"""Flaws of items and what versions name, kept for pages about many items; the last check of a whole bank.

Revision: 0009, after 0008. Tables are new. What the versions that are there name is taken from their
documents, in batches; flaws are kept when a bank is loaded or checked next, which is why no bank counts as
loaded any more.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BATCH = 500
SINGLES = {
    "topic": "topics",
    "objective": "objectives",
    "turns_on": "turns_on",
    "misconception": "misconceptions",
}
LISTS = {"facts": "facts", "sources": "sources", "written_by": "people", "reviewed_by": "people"}


def upgrade() -> None:
    op.create_table(
        "item_flaw",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("path", JSON, nullable=False),
        sa.Column("waived", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_item_flaw_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_flaw")),
    )
    op.create_index(op.f("ix_item_flaw_item_id"), "item_flaw", ["item_id"])
    op.create_table(
        "bank_check",
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_bank_check_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bank_id", name=op.f("pk_bank_check")),
    )
    op.create_table(
        "naming",
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["item_version.id"],
            name=op.f("fk_naming_version_id_item_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "kind", "slug", name=op.f("pk_naming")),
    )
    op.create_index(op.f("ix_naming_kind_slug"), "naming", ["kind", "slug"])
    _fill(op.get_bind())
    op.execute("UPDATE bank SET synced_digest = NULL")


def downgrade() -> None:
    op.drop_table("naming")
    op.drop_table("bank_check")
    op.drop_table("item_flaw")


def _fill(bind: sa.Connection) -> None:
    last = 0
    while True:
        rows = bind.execute(
            sa.text("SELECT id, document FROM item_version WHERE id > :last ORDER BY id LIMIT :batch"),
            {"last": last, "batch": BATCH},
        ).all()
        if not rows:
            return
        named = [
            {"version_id": version_id, "kind": kind, "slug": slug}
            for version_id, stored in rows
            for kind, slug in dict.fromkeys(_named(json.loads(stored) if isinstance(stored, str) else stored))
        ]
        if named:
            statement = "INSERT INTO naming (version_id, kind, slug) VALUES (:version_id, :kind, :slug)"
            bind.execute(sa.text(statement), named)
        last = rows[-1][0]


def _named(value: object) -> list:
    if isinstance(value, list):
        return [name for part in value for name in _named(part)]
    if not isinstance(value, dict):
        return []
    found = []
    for field, part in value.items():
        if field in SINGLES and isinstance(part, str):
            found.append((SINGLES[field], part))
        elif field in LISTS and isinstance(part, list):
            ids = [entry.get("id") if isinstance(entry, dict) else entry for entry in part]
            found += [(LISTS[field], id) for id in ids if isinstance(id, str)]
        else:
            found += _named(part)
    return found
