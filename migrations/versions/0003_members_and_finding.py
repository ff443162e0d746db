"""Members of banks, who did what, and what lists of items and searches need.

Revision: 0003, after 0002. Columns are new and optional or have a default. What lists show of the versions
that are there is taken from their documents, in batches; flaws are counted when a bank is loaded next, which
is why no bank counts as loaded any more.
"""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
BATCH = 500
WORD = re.compile(r"[^\W_]+")
SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE item_search USING fts5(words, tokenize='unicode61 remove_diacritics 0')",
        (
            "CREATE TRIGGER item_search_gone AFTER DELETE ON item"
            " BEGIN DELETE FROM item_search WHERE rowid = old.id; END"
        ),
    ),
    "postgresql": (
        (
            "CREATE TABLE item_search (rowid BIGINT PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,"
            " words TSVECTOR NOT NULL)"
        ),
        "CREATE INDEX ix_item_search_words ON item_search USING gin (words)",
    ),
}
ADD = {
    "sqlite": "INSERT INTO item_search (rowid, words) VALUES (:id, :words)",
    "postgresql": "INSERT INTO item_search (rowid, words)"
    " VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))",
}


def upgrade() -> None:
    op.create_table(
        "bank_member",
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.CheckConstraint("role in ('owner', 'editor', 'reviewer')", name=op.f("ck_bank_member_known_role")),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_bank_member_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_bank_member_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_bank_member_by_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("bank_id", "account_id", name=op.f("pk_bank_member")),
    )
    op.create_index(op.f("ix_bank_member_account_id"), "bank_member", ["account_id"])
    op.create_index(op.f("ix_bank_member_by_id"), "bank_member", ["by_id"])
    op.create_table(
        "act",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=True),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["bank.id"], name=op.f("fk_act_bank_id_bank"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_act_item_id_item"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_act_account_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index(op.f("ix_act_bank_id_id"), "act", ["bank_id", "id"])
    op.create_index(op.f("ix_act_item_id"), "act", ["item_id"])
    op.create_index(op.f("ix_act_account_id"), "act", ["account_id"])
    op.add_column("bank", sa.Column("parts_digest", sa.Text(), nullable=True))
    op.add_column("bank", sa.Column("archived_at", MOMENT, nullable=True))
    op.add_column("item_version", sa.Column("title", sa.Text(), server_default="", nullable=False))
    op.add_column("item_version", sa.Column("recheck_by", sa.Text(), nullable=True))
    op.add_column("item_version", sa.Column("authors", sa.Text(), server_default="", nullable=False))
    op.add_column("item_version", sa.Column("errors", BIG, nullable=True))
    op.add_column("item_version", sa.Column("warnings", BIG, nullable=True))
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    _fill(op.get_bind())
    op.execute("UPDATE bank SET synced_digest = NULL")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER item_search_gone")
    op.execute("DROP TABLE item_search")
    for name in ("warnings", "errors", "authors", "recheck_by", "title"):
        op.drop_column("item_version", name)
    op.drop_column("bank", "archived_at")
    op.drop_column("bank", "parts_digest")
    op.drop_table("act")
    op.drop_table("bank_member")


def _fill(bind: sa.Connection) -> None:
    last = 0
    while True:
        rows = bind.execute(
            sa.text(
                "SELECT item_version.id, item_id, number = newest_number, document FROM item_version"
                " JOIN item ON item.id = item_id WHERE item_version.id > :last"
                " ORDER BY item_version.id LIMIT :batch"
            ),
            {"last": last, "batch": BATCH},
        ).all()
        if not rows:
            return
        for version_id, item_id, is_newest, stored in rows:
            document = json.loads(stored) if isinstance(stored, str) else stored
            bind.execute(
                sa.text(
                    "UPDATE item_version SET title = :title, recheck_by = :recheck_by, authors = :authors"
                    " WHERE id = :id"
                ),
                {"id": version_id, **_shown(document)},
            )
            if is_newest:
                words = {"id": item_id, "words": " ".join(_words(document))}
                bind.execute(sa.text(ADD[bind.dialect.name]), words)
        last = rows[-1][0]


def _shown(document: dict) -> dict:
    title, recheck_by, authors = (document.get(name) for name in ("title", "recheck_by", "written_by"))
    ids = [id for id in authors if isinstance(id, str)] if isinstance(authors, list) else []
    return {
        "title": title if isinstance(title, str) else "",
        "recheck_by": recheck_by if isinstance(recheck_by, str) else None,
        "authors": f" {' '.join(ids)} " if ids else "",
    }


def _words(value: object) -> list:
    found = []
    for text in _texts(value):
        plain = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
        found += [word[:60] for word in WORD.findall(plain)]
    return list(dict.fromkeys(found))


def _texts(value: object) -> list:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _texts(part)]
