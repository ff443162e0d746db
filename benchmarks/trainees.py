"""What a person does before each server, step by step: `begin`, then for each question `look` and `answer`.

`answer` is what is timed: everything from sending an answer to the last byte of the page that tells how it
was. The form is made when the question is looked at, as a browser's is, so that its cost is not ours.
"""

import html
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from benchmarks.wire import BadReply, Browser, Reply

HIDDEN = re.compile(rb'<input\b[^>]*\bname="(csrf_token|token|bank|csrf)"[^>]*\bvalue="([^"]*)"')
RADIO = re.compile(rb'<input\b[^>]*\btype="radio"[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"')
VERDICT = re.compile(rb'class="verdict (?:right|partly|wrong)"')
QUICK = "single_best_answer"  # one tap answers it, so that each answer costs the same


@dataclass(frozen=True)
class Way:
    """How an answer travels. accept: what a script asks for, to get the explanation in the reply to its POST.

    Empty: as a form without a script: POST, 303, GET.
    """

    name: str
    accept: str = ""

    @property
    def headers(self) -> bytes:
        """What goes with the POST, besides what goes with every request."""
        return f"accept: {self.accept}\r\n".encode() if self.accept else b""


PLAIN = Way("plain")
SCRIPT = Way("script", "text/vnd.palpate.explanation+html")


class NotOffered(Exception):
    """The server does not answer in the way that was asked for."""


class Trainee(ABC):
    """One person before one server. length: how many questions `begin` makes ready, from 1 on."""

    length: int

    def __init__(self, port: int, number: int) -> None:
        self.browser, self.number = Browser(port), number
        self.dice = Random(number)  # noqa: S311 - which option is tapped is no secret
        self.forms: dict[int, bytes] = {}

    @abstractmethod
    async def begin(self) -> None:
        """Begin anew, by a new connection, so that none is for long with the slower of two workers."""

    @abstractmethod
    async def look(self, position: int) -> None:
        """Open a question, and choose an answer."""

    @abstractmethod
    async def answer(self, position: int) -> None:
        """Send the answer and take in what comes of it. Raises BadReply unless it was taken and explained."""


class AtPalpate(Trainee):
    """A guest who makes quizzes of twenty and answers one question after the other."""

    length = 20

    def __init__(self, port: int, number: int, way: Way = PLAIN) -> None:
        super().__init__(port, number)
        self.way, self.headers = way, way.headers
        self.sitting = b""

    async def begin(self) -> None:
        """Make a quiz."""
        await self.browser.connect()
        page = expected(await self.browser.get(b"/practise"), 200)
        wanted = {"format": QUICK, "length": self.length, "mode": "tutor", "among": "all"}
        form = hidden(page.text) | {name: str(value) for name, value in wanted.items()}
        begun = expected(await self.browser.post(b"/sittings", urlencode(form).encode()), 303)
        self.sitting = begun.location.rpartition(b"/slots/")[0]
        if not self.sitting:
            raise BadReply(f"No quiz was begun: {begun.head!r}")
        self.forms.clear()

    async def look(self, position: int) -> None:
        """Open a question and tap an option; one in three says how sure."""
        page = expected(await self.browser.get(b"%b/slots/%d" % (self.sitting, position)), 200).text
        form = hidden(page)
        for name, value in self.tapped(page).items():
            form[name] = value
        self.forms[position] = urlencode(form).encode()

    def tapped(self, page: bytes) -> dict[str, str]:
        """Return a choice of the options on a page."""
        offered: dict[str, list[str]] = {}
        for name, value in RADIO.findall(page):
            offered.setdefault(name.decode(), []).append(html.unescape(value.decode()))
        how_sure = offered.pop("sureness", [])
        if not offered:
            raise BadReply(f"There is nothing to choose on a page: {page[:2000]!r}")
        chosen = {name: self.dice.choice(values) for name, values in offered.items()}
        if how_sure and self.dice.random() < 1 / 3:
            chosen["sureness"] = self.dice.choice(how_sure)
        return chosen

    async def answer(self, position: int) -> None:
        """POST, and GET what the reply leads to, unless it is what the script asked for."""
        address = b"%b/slots/%d" % (self.sitting, position)
        reply = await self.browser.post(address, self.forms[position], self.headers)
        if self.way.accept:
            if reply.status == 303:
                raise NotOffered(self.way.accept)
            expected(reply, 200)
        else:
            if expected(reply, 303).location != address + b"/explanation":
                raise BadReply(f"An answer led to {reply.location!r}.")
            reply = expected(await self.browser.get(reply.location), 200)
        if not VERDICT.search(reply.text):
            raise BadReply(f"{address!r} did not lead to an explanation: {reply.text[:2000]!r}")


class AtTheYardstick(Trainee):
    """A person at the yardstick, who answers a hundred questions and begins again."""

    length = 100

    async def begin(self) -> None:
        """Say who one is, and look at the first question."""
        await self.browser.connect()
        expected(await self.browser.get(b"/login?trainee=%d" % self.number), 200)
        form = hidden(expected(await self.browser.get(b"/"), 200).text)
        for position in range(1, self.length + 1):
            choice = str(self.dice.randrange(4))
            self.forms[position] = urlencode(form | {"question": position, "choice": choice}).encode()

    async def look(self, position: int) -> None:
        """Nothing to do: a question comes with the reply to the answer before."""

    async def answer(self, position: int) -> None:
        """POST; the reply tells how it was, and asks the next question."""
        reply = expected(await self.browser.post(b"/answer", self.forms[position]), 200)
        if b'<p role="status">' not in reply.body:
            raise BadReply(f"The yardstick did not take an answer: {reply.body!r}")


def expected(reply: Reply, status: int) -> Reply:
    """Return a reply of this status. Raises BadReply for another."""
    if reply.status != status:
        raise BadReply(f"{status} was expected, and this came: {reply.head!r} {reply.text[:2000]!r}")
    return reply


def hidden(page: bytes) -> dict[str, str]:
    """Return what forms of a page carry against forgery and against sending twice."""
    return {name.decode(): html.unescape(value.decode()) for name, value in HIDDEN.findall(page)}
