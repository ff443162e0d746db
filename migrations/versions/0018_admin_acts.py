"""What admins and commands do with accounts and with the installation.

Revision: 0018. One new table: no row is rewritten, and the release before does not see it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "admin_act",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("former", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("whom_id", BIG, nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admin_act")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_admin_act_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["whom_id"], ["account.id"], name=op.f("fk_admin_act_whom_id_account"), ondelete="SET NULL"
        ),
    )
    for column in ("account_id", "whom_id", "at"):
        op.create_index(op.f(f"ix_admin_act_{column}"), "admin_act", [column])


def downgrade() -> None:
    op.drop_table("admin_act")
