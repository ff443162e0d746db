"""Corrections of keys, and how answers to a version are marked since.

Revision: 0006, after 0005. The new column of marks is null in every row. SQLite copies the table to add its
foreign key: some seconds for a million marks.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# Alembic does not see checks, so a copy of the table needs to be told of them.
IN_RANGE = sa.CheckConstraint(
    "points >= 0 and points <= out_of and out_of > 0", name="ck_mark_points_in_range"
)


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version_id", BIG, nullable=True),
        sa.Column("undoes_id", BIG, nullable=True),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("life", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('key', 'full', 'left_out', 'undo')", name=op.f("ck_correction_known_kind")
        ),
        _to("correction", "item_id", "item", "CASCADE"),
        _to("correction", "version_id", "item_version", "RESTRICT"),
        _to("correction", "undoes_id", "correction", "RESTRICT"),
        _to("correction", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_correction_undoes_id")),
    )
    op.create_index("ix_correction_item_id_id", "correction", ["item_id", "id"])
    op.create_index(op.f("ix_correction_version_id"), "correction", ["version_id"])
    op.create_index(op.f("ix_correction_account_id"), "correction", ["account_id"])
    op.create_table(
        "ruling",
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("correction_id", BIG, nullable=False),
        sa.Column("marked_as_id", BIG, nullable=False),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.CheckConstraint("credit in ('full', 'left_out')", name=op.f("ck_ruling_known_credit")),
        _to("ruling", "version_id", "item_version", "CASCADE"),
        _to("ruling", "correction_id", "correction", "CASCADE"),
        _to("ruling", "marked_as_id", "item_version", "RESTRICT"),
        sa.PrimaryKeyConstraint("version_id", "correction_id", name=op.f("pk_ruling")),
    )
    op.create_index(op.f("ix_ruling_correction_id"), "ruling", ["correction_id"])
    op.create_index(op.f("ix_ruling_marked_as_id"), "ruling", ["marked_as_id"])
    with op.batch_alter_table("mark", table_args=(IN_RANGE,)) as mark:
        mark.add_column(sa.Column("correction_id", BIG, nullable=True))
        mark.create_foreign_key(
            op.f("fk_mark_correction_id_correction"),
            "correction",
            ["correction_id"],
            ["id"],
            ondelete="RESTRICT",
        )


def downgrade() -> None:
    with op.batch_alter_table("mark", table_args=(IN_RANGE,)) as mark:
        mark.drop_constraint(op.f("fk_mark_correction_id_correction"), type_="foreignkey")
        mark.drop_column("correction_id")
    op.drop_table("ruling")
    op.drop_table("correction")


def _to(table: str, column: str, other: str, ondelete: str) -> sa.Constraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
