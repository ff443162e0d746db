"""What trainees meet of a bank has a word, which changes with it.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bank", sa.Column("offer", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("bank", "offer")
