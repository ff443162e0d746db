"""What people answered first, counted by question.

Revision: 0014, after 0013. New tables, which fill themselves from the marks.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "counting",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("last_mark", BIG, nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_counting_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counting")),
    )
    op.create_table(
        "first_answer",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("measures_as", BIG, nullable=False),
        sa.Column("stage", BIG, nullable=False),
        sa.Column("response_id", BIG, nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        _key("first_answer", "person_id", "person"),
        _key("first_answer", "item_id", "item"),
        _key("first_answer", "response_id", "response"),
        sa.PrimaryKeyConstraint("person_id", "item_id", "measures_as", "stage", name=op.f("pk_first_answer")),
        sa.UniqueConstraint("response_id", name=op.f("uq_first_answer_response_id")),
    )
    op.create_index(op.f("ix_first_answer_item_id"), "first_answer", ["item_id"])
    op.create_table(
        "peer_tally",
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("measures_as", BIG, nullable=False),
        sa.Column("stage", BIG, nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.Column("scored", BIG, nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("in_full", BIG, nullable=False),
        sa.Column("in_part", BIG, nullable=False),
        sa.Column("choices", JSON, nullable=False),
        _key("peer_tally", "item_id", "item"),
        sa.PrimaryKeyConstraint("item_id", "measures_as", "stage", name=op.f("pk_peer_tally")),
    )


def downgrade() -> None:
    op.drop_table("peer_tally")
    op.drop_table("first_answer")
    op.drop_table("counting")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )
