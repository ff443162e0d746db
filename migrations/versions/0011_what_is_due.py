"""What is due: cards, the recalls they rest on, and how a person wants to review.

Revision: 0011, after 0010. New tables, which fill themselves from the marks when they are needed, and two
indexes that the choice of a sibling needs.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "review_plan",
        sa.Column("person_id", BIG, autoincrement=False, nullable=False),
        sa.Column("target", sa.Double(), nullable=False),
        sa.Column("exam_on", sa.Date(), nullable=True),
        sa.Column("marks_seen", BIG, nullable=False),
        sa.Column("last_mark", BIG, nullable=False),
        sa.Column("times", JSON, nullable=False),
        sa.CheckConstraint("target >= 0.8 and target <= 0.95", name=op.f("ck_review_plan_target_in_range")),
        _key("review_plan", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_review_plan")),
    )
    op.create_table(
        "card",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("recalled_at", MOMENT, nullable=True),
        sa.Column("unlearn_since", MOMENT, nullable=True),
        sa.Column("was_dangerous", sa.Boolean(), nullable=False),
        sa.Column("counted", BIG, nullable=False),
        sa.Column("lapses", BIG, nullable=False),
        sa.Column("siblings", JSON, nullable=False),
        sa.Column("due", MOMENT, nullable=True),
        _key("card", "person_id", "person"),
        _key("card", "bank_id", "bank"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint(
            "person_id", "bank_id", "objective", name=op.f("uq_card_person_id_bank_id_objective")
        ),
    )
    op.create_index(op.f("ix_card_bank_id"), "card", ["bank_id"])
    op.create_table(
        "recall",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("sureness", BIG, nullable=True),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("quick", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("options", BIG, nullable=True),
        sa.Column("rating", BIG, nullable=True),
        sa.CheckConstraint("rating between 1 and 4", name=op.f("ck_recall_rating_known")),
        _key("recall", "person_id", "person"),
        _key("recall", "bank_id", "bank"),
        _key("recall", "sitting_id", "sitting"),
        _key("recall", "item_id", "item"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint("sitting_id", "item_id", name=op.f("uq_recall_sitting_id_item_id")),
    )
    op.create_index(op.f("ix_recall_bank_id"), "recall", ["bank_id"])
    op.create_index(op.f("ix_recall_item_id"), "recall", ["item_id"])
    op.create_index("ix_recall_person_id_bank_id_objective", "recall", ["person_id", "bank_id", "objective"])
    op.create_index("ix_slot_person_id_version_id", "slot", ["person_id", "version_id"])
    op.create_index(op.f("ix_item_version_objective"), "item_version", ["objective"])


def downgrade() -> None:
    op.drop_index(op.f("ix_item_version_objective"), "item_version")
    op.drop_index("ix_slot_person_id_version_id", "slot")
    op.drop_table("recall")
    op.drop_table("card")
    op.drop_table("review_plan")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )
