"""Steps taken before an answer, stages of a case, and what a search found.

Revision: 0002, after 0001. Every column is new and optional or has a default: no row is rewritten.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "step",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("slot_id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("step", JSON, nullable=False),
        sa.Column("revealed", JSON, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_step_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_step_slot_id_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("slot_id", "sequence", name=op.f("uq_step_slot_id_sequence")),
    )
    op.create_index(op.f("ix_step_person_id"), "step", ["person_id"])
    op.add_column("slot", sa.Column("stage", BIG, nullable=True))
    op.add_column("item_version", sa.Column("stages", BIG, server_default="1", nullable=False))
    op.add_column("mark", sa.Column("signal", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("mark", "signal")
    op.drop_column("item_version", "stages")
    op.drop_column("slot", "stage")
    op.drop_index(op.f("ix_step_person_id"), "step")
    op.drop_table("step")
