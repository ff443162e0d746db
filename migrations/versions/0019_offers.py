"""What trainees meet of a bank has a word, which changes with it; lists of items are read by an index.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LISTS = {
    "ix_item_bank_id_state": ["bank_id", "state", "topic", "title_key", "slug"],
    "ix_item_bank_id_topic": ["bank_id", "topic", "title_key", "slug"],
    "ix_item_bank_id_title_key": ["bank_id", "title_key", "slug"],
    "ix_item_bank_id_changed_at": ["bank_id", "changed_at", "id"],
}


def upgrade() -> None:
    op.add_column("bank", sa.Column("offer", sa.Text(), server_default="", nullable=False))
    op.add_column("item", sa.Column("topic", sa.Text(), server_default="", nullable=False))
    op.add_column("item", sa.Column("title_key", sa.Text(), server_default="", nullable=False))
    op.add_column("item", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    _take_from_newest()
    op.drop_index("ix_item_bank_id_state", "item")
    for name, columns in LISTS.items():
        op.create_index(name, "item", columns)


def _take_from_newest() -> None:
    connection = op.get_bind()
    newest = connection.execute(
        sa.text(
            "SELECT item.id, version.title FROM item JOIN item_version AS version"
            " ON version.item_id = item.id AND version.number = item.newest_number"
        )
    )
    # SQLite's own lower() leaves letters with accents as they are. What an index holds must not be long.
    keys = [{"id": id, "title_key": title.lower()[:200]} for id, title in newest]
    if keys:
        connection.execute(
            sa.text(
                "UPDATE item SET topic = newest.topic, title_key = :title_key, changed_at = newest.created_at"
                " FROM item_version AS newest WHERE item.id = :id"
                " AND newest.item_id = item.id AND newest.number = item.newest_number"
            ),
            keys,
        )


def downgrade() -> None:
    for name in LISTS:
        op.drop_index(name, "item")
    op.create_index("ix_item_bank_id_state", "item", ["bank_id", "state"])
    for name in ("changed_at", "title_key", "topic"):
        op.drop_column("item", name)
    op.drop_column("bank", "offer")
