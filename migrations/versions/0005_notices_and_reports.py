"""What people are told, and what trainees report of an item.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("sitting_id", BIG, nullable=True),
        sa.Column("position", BIG, nullable=True),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_notice_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "cause", name=op.f("uq_notice_person_id_cause")),
    )
    op.create_index("ix_notice_person_id_read_at", "notice", ["person_id", "read_at"])
    op.create_index(op.f("ix_notice_sitting_id"), "notice", ["sitting_id"])
    op.create_table(
        "report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("quiz", sa.Text(), nullable=False),
        sa.Column("stage", BIG, nullable=True),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("answer", JSON, nullable=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("mended_by_id", BIG, nullable=True),
        sa.Column("answered_by_id", BIG, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("state in ('open', 'answered', 'closed')", name=op.f("ck_report_known_state")),
        _of("bank_id", "bank"),
        _of("item_id", "item"),
        _of("version_id", "item_version"),
        _of("person_id", "person"),
        _of("sitting_id", "sitting"),
        _of("mended_by_id", "item_version", "SET NULL"),
        _of("answered_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("person_id", "token", name=op.f("uq_report_person_id_token")),
    )
    op.create_index("ix_report_bank_id_state", "report", ["bank_id", "state"])
    op.create_index("ix_report_item_id_state", "report", ["item_id", "state"])
    op.create_index(
        "uq_report_open",
        "report",
        ["person_id", "sitting_id", "position"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    for name in ("version_id", "person_id", "sitting_id", "mended_by_id", "answered_by_id"):
        op.create_index(op.f(f"ix_report_{name}"), "report", [name])


def downgrade() -> None:
    op.drop_table("report")
    op.drop_table("notice")


def _of(column: str, table: str, ondelete: str = "CASCADE") -> sa.Constraint:
    name = op.f(f"fk_report_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name, ondelete=ondelete)
