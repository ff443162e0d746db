"""People who have been here before: what they did is sent in unseen, so tests begin where it matters."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from playwright.sync_api import APIResponse, Browser, BrowserContext, StorageState

from question_bank.folder import read_folder
from quiz.config import SHIPPED_BANKS
from tests.browser.serving import Server
from tests.pages import fields

PASSWORD = "seven small mice"  # noqa: S105 - it opens nothing
CERTAIN = 3


@dataclass(frozen=True)
class World:
    """Who is there, and where. states: what their browsers hold; urls: by the names tests use."""

    states: dict[str, StorageState | None]
    urls: dict[str, str]


class Quick:
    """Somebody at work without a page: reads forms as they stand, and sends them."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context

    def send(self, url: str, action: str | None = None, **data: str) -> APIResponse:
        """Fill the first POST form on a page and send it, to ``action`` if given."""
        html = BeautifulSoup(self.context.request.get(url).text(), "html5lib")
        form = html.select_one("main form[method=post]")
        assert form is not None, f"no form on {url}"
        target = action or str(form.get("action") or url)
        response = self.context.request.post(target, form={**fields(form), **data})
        assert response.ok, f"{target}: {response.status} {response.text()}"
        return response

    def begin(self, length: int) -> str:
        """Begin a sitting on mixed topics and return its address."""
        response = self.send("/practise", topic="mixed", length=str(length))
        return response.url.removesuffix("/slots/1")

    def answer(self, sitting: str, position: int, *, right: bool, sureness: int = CERTAIN) -> str:
        """Answer a question and return the address of its explanation."""
        url = f"{sitting}/slots/{position}"
        html = BeautifulSoup(self.context.request.get(url).text(), "html5lib")
        key = key_among(option["value"] for option in html.select("input[name=option]"))
        other = next(tag["value"] for tag in html.select("input[name=option]") if tag["value"] != key)
        response = self.send(url, option=str(key if right else other), sureness=str(sureness))
        assert response.url.endswith("/explanation")
        return response.url

    def finish(self, sitting: str) -> None:
        """Finish a sitting, whatever is open in it."""
        self.send(f"{sitting}/slots/1", action=f"{sitting}/finish")

    def sign_up(self, email: str, name: str = "") -> None:
        """Make an account."""
        self.send("/sign-up", email=email, password=PASSWORD, name=name)

    def leave(self) -> StorageState:
        """Close the browser; return what it would have kept."""
        state = self.context.storage_state()
        self.context.close()
        return state


def populate(browser: Browser, server: Server) -> World:
    """Let a guest and Anna, who has an account, do some work."""

    def someone() -> Quick:
        return Quick(browser.new_context(base_url=server.url))

    guest = someone()
    begun = guest.begin(5)
    urls = {
        "right": guest.answer(begun, 1, right=True),
        "wrong": guest.answer(begun, 2, right=False),
        "question": f"{begun}/slots/3",
        "result so far": f"{begun}/result",
    }
    finished = guest.begin(10)
    guest.finish(finished)
    urls |= {"finished slot": f"{finished}/slots/2", "not answered": f"{finished}/slots/2/explanation"}
    long = guest.begin(20)
    for position in range(1, 6):
        guest.answer(long, position, right=position % 2 == 0)
    urls["long question"] = f"{long}/slots/11"

    anna = someone()
    anna.sign_up("anna@example.org", "Anna Bell")
    for _ in range(2):
        sitting = anna.begin(20)
        for position in range(1, 21):
            anna.answer(sitting, position, right=position % 3 > 0, sureness=1 + position % 3)
    urls["result"] = f"{sitting}/result"
    urls["new password"] = server.flask("accounts", "password", "anna@example.org", "--link").split()[-1]
    return World({"nobody": None, "guest": guest.leave(), "Anna": anna.leave()}, urls)


def key_among(options: Iterable[Any]) -> str:
    """Return the best of these options of a shipped item."""
    ids = set(map(str, options))
    return next(item.key.id for item in shipped_items() if {option.id for option in item.options} == ids)


@functools.cache
def shipped_items() -> list[Any]:
    """Return the items that come with the product."""
    banks = [folder for folder in SHIPPED_BANKS.iterdir() if (folder / "bank.yaml").exists()]
    return [file.item for bank in banks for file in read_folder(bank).items]
