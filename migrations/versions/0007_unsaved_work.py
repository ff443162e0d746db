"""What was typed into an item's form and not saved.

Revision: 0007, after 0006. A new table: no row is rewritten.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "unsaved_work",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("base_number", BIG, nullable=False),
        sa.Column("typed", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_unsaved_work_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_unsaved_work_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsaved_work")),
        sa.UniqueConstraint(
            "account_id", "item_id", "token", name=op.f("uq_unsaved_work_account_id_item_id_token")
        ),
    )
    op.create_index(op.f("ix_unsaved_work_item_id"), "unsaved_work", ["item_id"])
    op.create_index(op.f("ix_unsaved_work_at"), "unsaved_work", ["at"])


def downgrade() -> None:
    op.drop_table("unsaved_work")
