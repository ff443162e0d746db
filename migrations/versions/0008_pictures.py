"""Pictures of figures, and when figures last agreed with their files.

Revision: 0008, after 0007. The column is new and optional: no row is rewritten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("figure", sa.Column("synced_digest", sa.Text(), nullable=True))
    op.create_table(
        "picture",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("suffix in ('webp', 'svg')", name=op.f("ck_picture_known_suffix")),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_picture_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("digest", "bank_id", name=op.f("uq_picture_digest_bank_id")),
    )
    op.create_index(op.f("ix_picture_bank_id"), "picture", ["bank_id"])


def downgrade() -> None:
    op.drop_table("picture")
    op.drop_column("figure", "synced_digest")
