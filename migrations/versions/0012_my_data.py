"""Erasures; and whether what has no account was written by a former member.

Revision: 0012, after 0011. Columns are new and optional or have a default: no row is rewritten. Of versions
and acts whose account went before this revision it is not known any more that they had one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("digest", name=op.f("uq_erasure_digest")),
    )
    for table in ("item_version", "act"):
        op.add_column(table, sa.Column("former", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("act") as act:
        act.add_column(sa.Column("whom_id", BIG, nullable=True))
        act.create_foreign_key(
            op.f("fk_act_whom_id_account"), "account", ["whom_id"], ["id"], ondelete="SET NULL"
        )
        act.create_index(op.f("ix_act_whom_id"), ["whom_id"])


def downgrade() -> None:
    with op.batch_alter_table("act") as act:
        act.drop_index(op.f("ix_act_whom_id"))
        act.drop_constraint(op.f("fk_act_whom_id_account"), type_="foreignkey")
        act.drop_column("whom_id")
    for table in ("act", "item_version"):
        op.drop_column(table, "former")
    op.drop_table("erasure")
