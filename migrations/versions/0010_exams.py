"""Exams: how long they take, what was looked at, which slots are flagged, which answers are partial or late.

Revision: 0010, after 0009. Columns are new and optional or have a default: no row is rewritten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("person", sa.Column("extra_time_percent", BIG, server_default="0", nullable=False))
    op.add_column("sitting", sa.Column("minutes", BIG, nullable=True))
    op.add_column("sitting", sa.Column("extra_time_percent", BIG, server_default="0", nullable=False))
    op.add_column("sitting", sa.Column("grace_seconds", BIG, server_default="0", nullable=False))
    op.add_column("sitting", sa.Column("deadline", MOMENT, nullable=True))
    op.create_index(
        op.f("ix_sitting_deadline"),
        "sitting",
        ["deadline"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.add_column("slot", sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("response", sa.Column("partial", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("response", sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "visit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("slot_id", BIG, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("left_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_visit_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_visit_slot_id_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("slot_id", "token", name=op.f("uq_visit_slot_id_token")),
    )
    op.create_index(op.f("ix_visit_person_id"), "visit", ["person_id"])


def downgrade() -> None:
    op.drop_table("visit")
    op.drop_column("response", "late")
    op.drop_column("response", "partial")
    op.drop_column("slot", "flagged")
    op.drop_index(op.f("ix_sitting_deadline"), "sitting")
    op.drop_column("sitting", "deadline")
    op.drop_column("sitting", "grace_seconds")
    op.drop_column("sitting", "extra_time_percent")
    op.drop_column("sitting", "minutes")
    op.drop_column("person", "extra_time_percent")
