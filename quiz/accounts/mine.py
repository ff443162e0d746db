"""What accounts keep of a person."""

from typing import Any

from quiz.accounts.models import Account, Person, Role, account_role
from quiz.mine import Field, Mine, Part

_people: Any = Person.__table__
_accounts: Any = Account.__table__

MINE = Mine(
    (
        Part(
            "person",
            "number you are kept under",
            _people.c.id,
            {
                "id": Field(Person.id, "the number you are kept under"),
                "created_at": Field(Person.created_at, "when you first began something"),
                "seen_at": Field(Person.seen_at, "when you were last here, to the day"),
                "time_zone": Field(Person.time_zone, "the zone of days and times on your pages"),
                "extra_time_percent": Field(
                    Person.extra_time_percent, "how much longer than others you have in exams"
                ),
                "covers_options": Field(
                    Person.covers_options, "whether you write an answer before you see options"
                ),
            },
            {"epoch": "part of what signs you in"},
        ),
        Part(
            "account",
            "account",
            _accounts.c.person_id,
            {
                "id": Field(Account.id, "the number of your account"),
                "person_id": Field(Account.person_id, "the number you are kept under"),
                "email": Field(Account.email, "your e-mail address"),
                "name": Field(Account.name, "how you are greeted"),
                "active": Field(Account.active, "whether the account is open"),
                "confirmed_at": Field(Account.confirmed_at, "when the address was confirmed"),
                "created_at": Field(Account.created_at, "when the account was made"),
            },
            {"password": "a scrambled form that opens nothing", "fs_uniquifier": "part of what signs you in"},
        ),
        Part(
            "roles",
            "roles",
            account_role.c.account_id,
            {"role": Field(Role.name, "what your account may do")},
            {"account_id": "your account", "role_id": "its name is there"},
            source=account_role.join(Role.__table__),
            order=account_role.c.role_id,
        ),
    )
)
