"""The first tables: people, banks, sittings.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
ROLES = {
    "trainee": "Takes quizzes",
    "educator": "Writes and reviews items",
    "admin": "Makes accounts and looks after the product",
}


def upgrade() -> None:
    op.create_table(
        "bank",
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("working_title", sa.Text(), nullable=False),
        sa.Column("info", JSON, nullable=False),
        sa.Column("synced_digest", sa.Text(), nullable=True),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank")),
        sa.UniqueConstraint("slug", name=op.f("uq_bank_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_seen_at"), "person", ["seen_at"])

    op.create_table(
        "role",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("name in ('trainee', 'educator', 'admin')", name=op.f("ck_role_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("tries", BIG, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_index(op.f("ix_throttle_started_at"), "throttle", ["started_at"])

    op.create_table(
        "account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_person_id_person"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_table(
        "fact",
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_fact_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_fact_bank_id_slug")),
    )
    op.create_table(
        "figure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_figure_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_figure_bank_id_slug")),
    )
    op.create_table(
        "item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("newest_number", BIG, nullable=False),
        sa.Column("published_number", BIG, nullable=True),
        sa.Column("synced_digest", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'in_review', 'published', 'retired')", name=op.f("ck_item_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_item_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_item_bank_id_slug")),
    )
    op.create_index(op.f("ix_item_bank_id_state"), "item", ["bank_id", "state"])

    op.create_table(
        "misconception",
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_misconception_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misconception")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_misconception_bank_id_slug")),
    )
    op.create_table(
        "objective",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_objective_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_objective_bank_id_slug")),
    )
    op.create_table(
        "sitting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("length", BIG, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_sitting_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sitting_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("person_id", "token", name=op.f("uq_sitting_person_id_token")),
    )
    op.create_index(op.f("ix_sitting_bank_id"), "sitting", ["bank_id"])
    op.create_index(op.f("ix_sitting_person_id"), "sitting", ["person_id"])
    op.create_index(op.f("ix_sitting_person_id_started_at"), "sitting", ["person_id", "started_at"])

    op.create_table(
        "source",
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_source_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_source_bank_id_slug")),
    )
    op.create_table(
        "topic",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_topic_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_topic_bank_id_slug")),
    )
    op.create_table(
        "turn",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_turn_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_turn_bank_id_slug")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("role_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_account_role_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_account_role_role_id_role"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "role_id", name=op.f("pk_account_role")),
    )
    op.create_index(op.f("ix_account_role_role_id"), "account_role", ["role_id"])

    op.create_table(
        "item_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("measures_as", BIG, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_item_version_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_item_version_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_version")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_version_item_id_number")),
    )
    op.create_index(op.f("ix_item_version_account_id"), "item_version", ["account_id"])
    op.create_index(op.f("ix_item_version_topic"), "item_version", ["topic"])

    op.create_table(
        "slot",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("sitting_id", BIG, nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_slot_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_slot_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["item_version.id"],
            name=op.f("fk_slot_version_id_item_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("sitting_id", "position", name=op.f("uq_slot_sitting_id_position")),
    )
    op.create_index(op.f("ix_slot_person_id"), "slot", ["person_id"])
    op.create_index(op.f("ix_slot_version_id"), "slot", ["version_id"])

    op.create_table(
        "response",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("slot_id", BIG, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=True),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("sureness", BIG, nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.CheckConstraint("sureness between 1 and 3", name=op.f("ck_response_sureness_known")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_response_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_response_slot_id_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("slot_id", "final", name=op.f("uq_response_slot_id_final")),
        sa.UniqueConstraint("slot_id", "token", name=op.f("uq_response_slot_id_token")),
    )
    op.create_index(op.f("ix_response_person_id"), "response", ["person_id"])

    op.create_table(
        "mark",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("response_id", BIG, nullable=False),
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_version", BIG, nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("out_of", sa.Double(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("scored", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "points >= 0 and points <= out_of and out_of > 0", name=op.f("ck_mark_points_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mark_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mark_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_mark_response_id_response"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["item_version.id"],
            name=op.f("fk_mark_version_id_item_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("response_id", "sequence", name=op.f("uq_mark_response_id_sequence")),
    )
    op.create_index(op.f("ix_mark_account_id"), "mark", ["account_id"])
    op.create_index(op.f("ix_mark_person_id"), "mark", ["person_id"])
    op.create_index(op.f("ix_mark_version_id"), "mark", ["version_id"])

    role = sa.table("role", sa.column("name", sa.Text), sa.column("description", sa.Text))
    op.bulk_insert(role, [{"name": name, "description": text} for name, text in ROLES.items()])


def downgrade() -> None:
    op.drop_index(op.f("ix_mark_version_id"), "mark")
    op.drop_index(op.f("ix_mark_person_id"), "mark")
    op.drop_index(op.f("ix_mark_account_id"), "mark")

    op.drop_table("mark")
    op.drop_index(op.f("ix_response_person_id"), "response")

    op.drop_table("response")
    op.drop_index(op.f("ix_slot_version_id"), "slot")
    op.drop_index(op.f("ix_slot_person_id"), "slot")

    op.drop_table("slot")
    op.drop_index(op.f("ix_item_version_topic"), "item_version")
    op.drop_index(op.f("ix_item_version_account_id"), "item_version")

    op.drop_table("item_version")
    op.drop_index(op.f("ix_account_role_role_id"), "account_role")

    op.drop_table("account_role")
    op.drop_table("turn")
    op.drop_table("topic")
    op.drop_table("source")
    op.drop_index(op.f("ix_sitting_person_id_started_at"), "sitting")
    op.drop_index(op.f("ix_sitting_person_id"), "sitting")
    op.drop_index(op.f("ix_sitting_bank_id"), "sitting")

    op.drop_table("sitting")
    op.drop_table("objective")
    op.drop_table("misconception")
    op.drop_index(op.f("ix_item_bank_id_state"), "item")

    op.drop_table("item")
    op.drop_table("figure")
    op.drop_table("fact")
    op.drop_table("account")
    op.drop_index(op.f("ix_throttle_started_at"), "throttle")

    op.drop_table("throttle")
    op.drop_table("role")
    op.drop_index(op.f("ix_person_seen_at"), "person")

    op.drop_table("person")
    op.drop_table("bank")
