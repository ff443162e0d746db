"""When a review is due, what reviewers answered and decided, what was published without one, and comments.

Revision: 0004, after 0003. Columns are new and optional or have a default: no row is rewritten.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("item", sa.Column("review_due", sa.Text(), nullable=True))
    op.add_column(
        "item_version", sa.Column("unreviewed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "blind_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("stage", BIG, nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("borderline", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("borderline >= 0 and borderline <= 100", name=op.f("ck_blind_answer_known_share")),
        *_of_version("blind_answer"),
        sa.UniqueConstraint(
            "version_id", "account_id", "stage", name=op.f("uq_blind_answer_version_id_account_id_stage")
        ),
    )
    op.create_index(op.f("ix_blind_answer_account_id"), "blind_answer", ["account_id"])
    op.create_table(
        "decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("verdict in ('approve', 'changes')", name=op.f("ck_decision_known_verdict")),
        *_of_version("decision"),
    )
    op.create_index(op.f("ix_decision_version_id_id"), "decision", ["version_id", "id"])
    op.create_index(op.f("ix_decision_account_id"), "decision", ["account_id"])
    op.create_table(
        "comment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("answers_id", BIG, nullable=True),
        sa.Column("number", BIG, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("resolved_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_comment_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["comment.id"], name=op.f("fk_comment_answers_id_comment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_comment_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"],
            ["account.id"],
            name=op.f("fk_comment_resolved_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_item_id_id"), "comment", ["item_id", "id"])
    for name in ("answers_id", "account_id", "resolved_by_id"):
        op.create_index(op.f(f"ix_comment_{name}"), "comment", [name])


def downgrade() -> None:
    op.drop_table("comment")
    op.drop_table("decision")
    op.drop_table("blind_answer")
    op.drop_column("item_version", "unreviewed")
    op.drop_column("item", "review_due")


def _of_version(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["item_version.id"],
            name=op.f(f"fk_{table}_version_id_item_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
