"""What is kept of who did what to accounts and to the installation."""

from typing import Any

from quiz.audit.actions import make_nameless
from quiz.audit.models import AdminAct
from quiz.mine import Field, Mine, Part, Whose

_acts: Any = AdminAct.__table__
_FIELDS = {
    "what": Field(AdminAct.what, "what was done"),
    "detail": Field(AdminAct.detail, "a few words on it"),
    "at": Field(AdminAct.at, "when"),
}


def _make_nameless(whose: Whose) -> None:
    if whose.account_id is not None:
        make_nameless(whose.account_id)


MINE = Mine(
    (
        Part(
            "admin_acts",
            "acts as an admin",
            _acts.c.account_id,
            _FIELDS,
            {"id": "a number of ours", "former": "told by the other fields"},
            stays=True,
        ),
        Part(
            "admin_acts_about_you", "acts of admins about your account", _acts.c.whom_id, _FIELDS, stays=True
        ),
    ),
    before_erasing=_make_nameless,
)
