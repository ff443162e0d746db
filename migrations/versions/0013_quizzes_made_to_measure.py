"""What quizzes are made to measure by: the difficulty of versions, what somebody chose last, an index.

Revision: 0013, after 0012. The difficulty of the versions that are there is taken from their documents, in
batches. The index finds the newest slot of a version, and replaces one without the id.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BATCH = 500


def upgrade() -> None:
    op.add_column("item_version", sa.Column("difficulty", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "last_settings",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("chosen", JSON, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_last_settings_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_last_settings_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "bank_id", name=op.f("pk_last_settings")),
    )
    op.create_index(op.f("ix_last_settings_bank_id"), "last_settings", ["bank_id"])
    op.create_index("ix_slot_person_id_version_id_id", "slot", ["person_id", "version_id", "id"])
    op.drop_index("ix_slot_person_id_version_id", "slot")
    _fill(op.get_bind())


def downgrade() -> None:
    op.create_index("ix_slot_person_id_version_id", "slot", ["person_id", "version_id"])
    op.drop_index("ix_slot_person_id_version_id_id", "slot")
    op.drop_table("last_settings")
    op.drop_column("item_version", "difficulty")


def _fill(bind: sa.Connection) -> None:
    last = 0
    while True:
        rows = bind.execute(
            sa.text("SELECT id, document FROM item_version WHERE id > :last ORDER BY id LIMIT :batch"),
            {"last": last, "batch": BATCH},
        ).all()
        if not rows:
            return
        bind.execute(
            sa.text("UPDATE item_version SET difficulty = :difficulty WHERE id = :id"),
            [{"id": id, "difficulty": _difficulty(document)} for id, document in rows],
        )
        last = rows[-1][0]


def _difficulty(stored: object) -> str:
    document = json.loads(stored) if isinstance(stored, str) else stored
    difficulty = document.get("difficulty") if isinstance(document, dict) else None
    return difficulty if isinstance(difficulty, str) else ""
