"""What pages of progress read: how questions were answered last, and answers by week.

Revision: 0016, after 0015. New tables, which fill themselves from the marks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "progress",
        sa.Column("person_id", BIG, autoincrement=False, nullable=False),
        sa.Column("marks_seen", BIG, nullable=False),
        sa.Column("last_mark", BIG, nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        _key("progress", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_progress")),
    )
    op.create_table(
        "last_meeting",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("stage", BIG, nullable=False),
        sa.Column("slot_id", BIG, nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("pair", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("sureness", BIG, nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=True),
        sa.Column("harmed_slot_id", BIG, nullable=True),
        sa.Column("harmed_sitting_id", BIG, nullable=True),
        sa.Column("harmed_position", BIG, nullable=True),
        sa.Column("harmed_at", MOMENT, nullable=True),
        _key("last_meeting", "person_id", "person"),
        _key("last_meeting", "item_id", "item"),
        sa.PrimaryKeyConstraint("person_id", "item_id", "stage", name=op.f("pk_last_meeting")),
    )
    op.create_index(op.f("ix_last_meeting_item_id"), "last_meeting", ["item_id"])
    op.create_table(
        "week_tally",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("sureness", BIG, nullable=False),
        sa.Column("answers", BIG, nullable=False),
        sa.Column("scored", BIG, nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("in_full", BIG, nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("timed", BIG, nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("chances", BIG, nullable=False),
        sa.CheckConstraint("sureness between 0 and 3", name=op.f("ck_week_tally_sureness_known")),
        _key("week_tally", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "week", "sureness", name=op.f("pk_week_tally")),
    )


def downgrade() -> None:
    op.drop_table("week_tally")
    op.drop_table("last_meeting")
    op.drop_table("progress")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )
