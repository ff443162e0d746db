"""People who have been here before: what they did is sent in unseen, so tests begin where it matters."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from playwright.sync_api import APIResponse, Browser, BrowserContext, StorageState
from werkzeug.datastructures import MultiDict

from question_bank import ASKED, FORMATS, Item, Response
from question_bank.folder import read_folder
from question_bank.formats.contract import CaseFormat, Taken
from quiz.config import SHIPPED_BANKS
from tests.browser.serving import Server
from tests.pages import fields

QUICK = [fmt.name for fmt in ASKED.values() if fmt.quick]

PASSWORD = "seven small mice"  # noqa: S105 - it opens nothing
CERTAIN = 3


@dataclass(frozen=True)
class World:
    """Who is there, and where. states: what their browsers hold; urls: by the names tests use."""

    states: dict[str, StorageState | None]
    urls: dict[str, str]


class Quick:
    """Somebody at work without a page: reads forms as they stand, and sends them."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.context = context
        self.server = server

    def send(self, url: str, action: str | None = None, **data: str | list[str]) -> APIResponse:
        """Fill the first POST form on a page, or an answer's, and send it, to ``action`` if given."""
        html = BeautifulSoup(self.context.request.get(url).text(), "html5lib")
        form = html.select_one("main form.answer") or html.select_one("main form[method=post]")
        assert form is not None, f"no form on {url}"
        target = action or str(form.get("action") or url)
        response = self.context.request.post(
            target,
            data=urlencode({**fields(form), **data}, doseq=True),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert response.ok, f"{target}: {response.status} {response.text()}"
        return response

    def links(self, url: str, *, within: str) -> list[str]:
        """Return where the links in a part of a page lead."""
        html = BeautifulSoup(self.context.request.get(url).text(), "html5lib")
        return [str(link["href"]) for link in html.select(f"{within} a")]

    def begin(self, length: int, *, quick: bool = False) -> str:
        """Begin a sitting on all topics and return its address. quick: each is answered with one tap."""
        response = self.send("/practise", length=str(length), format=QUICK if quick else [])
        return response.url.removesuffix("/slots/1")

    def begin_with(self, items: Sequence[Item]) -> str:
        """Begin a sitting that asks these items first and others after them, and return its address."""
        slots = [
            (item.id, stage if len(asked_of(item)) > 1 else None)
            for item in items
            for stage in range(1, len(asked_of(item)) + 1)
        ]
        sitting = self.begin(5 if len(slots) < 5 else 10, quick=True)
        for position, (item, stage) in enumerate(slots, 1):
            self.server.ask(number_of(sitting), position, item, stage)
        return sitting

    def answer(self, sitting: str, position: int, *, right: bool, sureness: int = CERTAIN) -> str:
        """Answer a question and return the address of its explanation."""
        id, stage = self.server.asked(number_of(sitting), position)
        item = asked_of(shipped_items()[id])[(stage or 1) - 1]
        response_given = response_to(item, right=right)
        self.explore(sitting, position, item, response_given)
        post = ASKED[item.format].post_of(response_given)
        response = self.send(f"{sitting}/slots/{position}", **post, sureness=str(sureness))
        assert response.url.endswith("/explanation")
        return response.url

    def explore(self, sitting: str, position: int, item: Item, response: Response) -> None:
        """Take the steps an answer rests on; most formats have none."""
        steps = ASKED[item.format].exploration
        if steps is None:
            return
        url = f"{sitting}/slots/{position}"
        html = BeautifulSoup(self.context.request.get(url).text(), "html5lib")
        token = str(html.select_one("main form [name=csrf_token]")["value"])  # type: ignore[index]
        taken: list[Taken] = []
        for step in steps.steps_of(response):
            post = steps.post_of_step(steps.present(item, "", taken), step) or {"shown": ["1"]}
            body = urlencode({**post, "csrf_token": token}, doseq=True)
            reply = self.context.request.post(
                f"{url}/steps",
                data=body,
                headers={"content-type": "application/x-www-form-urlencoded", "accept": "application/json"},
            )
            assert reply.ok, f"{url}: {reply.status}"
            taken.append(Taken(step, steps.probe(item, taken, step)))

    def finish(self, sitting: str) -> None:
        """Finish a sitting, whatever is open in it."""
        self.send("/practise", action=f"{sitting}/finish")

    def sign_up(self, email: str, name: str = "") -> None:
        """Make an account."""
        self.send("/sign-up", email=email, password=PASSWORD, name=name)

    def leave(self) -> StorageState:
        """Close the browser; return what it would have kept."""
        state = self.context.storage_state()
        self.context.close()
        return state


def populate(browser: Browser, server: Server) -> World:
    """Let a guest, Anna with an account, Dora, who jots things down, and Eva, an educator, do some work."""

    def someone() -> Quick:
        return Quick(browser.new_context(base_url=server.url), server)

    guest = someone()
    begun = guest.begin(5, quick=True)
    urls = {
        "right": guest.answer(begun, 1, right=True),
        "wrong": guest.answer(begun, 2, right=False),
        "question": f"{begun}/slots/3",
        "result so far": f"{begun}/result",
    }
    finished = guest.begin(10, quick=True)
    guest.finish(finished)
    urls |= {"finished slot": f"{finished}/slots/2", "not answered": f"{finished}/slots/2/explanation"}
    long = guest.begin(20, quick=True)
    for position in range(1, 6):
        guest.answer(long, position, right=position % 2 == 0)
    urls["long question"] = f"{long}/slots/11"
    for explanation in (urls["right"], f"{long}/slots/1/explanation"):
        guest.send(explanation.replace("explanation", "report"), kind="typo", text="“Teh”, in the story.")
    urls["reported"] = urls["right"].replace("explanation", "report")

    anna = someone()
    anna.sign_up("anna@example.org", "Anna Bell")
    for _ in range(2):
        sitting = anna.begin(20)
        for position in range(1, 21):
            anna.answer(sitting, position, right=position % 3 > 0, sureness=1 + position % 3)
    urls["result"] = f"{sitting}/result"
    start = {"length": "20", "format": QUICK, "mode": "exam", "minutes": "600"}
    exam = anna.send("/practise", **start).url.removesuffix("/slots/1")
    anna.send(f"{exam}/slots/2", flag="1")
    urls |= {"exam": f"{exam}/slots/2", "exam overview": f"{exam}/overview"}
    urls["new password"] = server.flask("accounts", "password", "anna@example.org", "--link").split()[-1]

    dora = someone()
    begun = dora.begin_with(items_of("single_best_answer")[:3])
    option = items_of("single_best_answer")[1].options[0].id  # type: ignore[attr-defined]
    for position, jots in (
        (1, {"cover": "1"}),
        (2, {"written": "A nerve, I think."}),
        (2, {"strike": option, "note": "Mine."}),
        (3, {"written": "The fat."}),
        (3, {"flag": "1", "note": "Feel it *first*."}),
    ):
        url = f"{begun}/slots/{position}"
        dora.send(url, action=f"{url}/bedside", **jots)
    urls |= {
        "covered": f"{begun}/slots/1",
        "sentences": f"{begun}/slots/1/highlight",
        "jotted question": f"{begun}/slots/2",
        "jotted": dora.answer(begun, 3, right=True),
    }

    eva = someone()
    eva.sign_up("eva@example.org", "Eva Marsh")
    eva.leave()
    server.flask("accounts", "role", "eva@example.org", "educator")
    server.flask("bank", "member", "add", "back_mice", "eva@example.org", "--role", "owner")
    eva = someone()
    eva.send("/sign-in", email="eva@example.org", password=PASSWORD)
    begun = eva.send("/bank/back_mice/new", title="A thought that has just begun", format="extended_matching")
    urls["new draft"] = begun.url
    first, last = eva.links("/bank/back_mice/reports", within="table")
    eva.send(first, do="reply", text="Thank you, it is mended in the *draft*.")
    urls["report"] = last
    return World(
        {
            "nobody": None,
            "guest": guest.leave(),
            "Anna": anna.leave(),
            "Dora": dora.leave(),
            "Eva": eva.leave(),
        },
        urls,
    )


def number_of(sitting: str) -> int:
    """Return the id in a sitting's address."""
    return int(sitting.rpartition("/")[2])


def asked_of(item: Item) -> Sequence[Item]:
    """Return what an item asks, slot by slot: itself, or the items of a case's stages."""
    fmt = FORMATS[item.format]
    return fmt.items(item) if isinstance(fmt, CaseFormat) else [item]


def response_to(item: Item, *, right: bool) -> Response:
    """Return the best answer to an item, or the worst, among its samples that its form takes."""
    fmt = ASKED[item.format]

    def takes(response: Response) -> bool:
        asked = fmt.present(item, "")
        if fmt.exploration is not None:
            steps = fmt.exploration.steps_of(response)
            taken = [Taken(step, fmt.exploration.probe(item, (), step)) for step in steps]
            asked = fmt.exploration.present(item, "", taken)
        return fmt.answer_form(asked, MultiDict(fmt.post_of(response))).validate()

    answers = [sample for sample in fmt.samples(item) if takes(sample.response)]
    found = (max if right else min)(answers, key=lambda sample: sample.fraction)
    return found.response


@functools.cache
def shipped_items() -> dict[str, Item]:
    """Return the items that come with the product, by id."""
    banks = [folder for folder in SHIPPED_BANKS.iterdir() if (folder / "bank.yaml").exists()]
    items = [file.item for bank in banks for file in read_folder(bank).items]
    return {item.id: item for item in items if item is not None}


def items_of(name: str) -> list[Item]:
    """Return the shipped items of a format."""
    return [item for item in shipped_items().values() if item.format == name]
