"""Whether a card is to be followed again from the beginning.

Revision: 0017, after 0016. A new column; no card that there is needs to be.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("card", sa.Column("stale", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_card_stale",
        "card",
        ["person_id"],
        sqlite_where=sa.text("stale IS 1"),
        postgresql_where=sa.text("stale IS TRUE"),
    )


def downgrade() -> None:
    op.drop_index("ix_card_stale", "card")
    op.drop_column("card", "stale")
