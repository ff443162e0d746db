"""What trainees jot down at a question, their notes, and who writes an answer before seeing options.

Revision: 0015, after 0014. New tables, and a column that is false for everybody.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("covers_options", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "jotting",
        sa.Column("slot_id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("struck", JSON, nullable=False),
        sa.Column("highlights", JSON, nullable=False),
        sa.Column("written", sa.Text(), nullable=True),
        sa.Column("chosen", JSON, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _key("jotting", "slot_id", "slot"),
        _key("jotting", "person_id", "person"),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_jotting")),
    )
    op.create_index(op.f("ix_jotting_person_id"), "jotting", ["person_id"])
    op.create_table(
        "note",
        sa.Column("person_id", BIG, autoincrement=False, nullable=False),
        sa.Column("item_id", BIG, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _key("note", "person_id", "person"),
        _key("note", "item_id", "item"),
        sa.PrimaryKeyConstraint("person_id", "item_id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_item_id"), "note", ["item_id"])


def downgrade() -> None:
    op.drop_table("note")
    op.drop_table("jotting")
    op.drop_column("person", "covers_options")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )
