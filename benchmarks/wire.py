"""A browser reduced to what costs least: one kept connection, cookies, HTTP/1.1 written by hand.

The client shares the machine with what it measures, so it must be cheap: a request takes it some 50 µs.
It speaks to 127.0.0.1 and nowhere else.
"""

import asyncio
import gzip
import re
from typing import NamedTuple

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r]+)=([^;\r]*)", re.IGNORECASE)
ENCODING = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)


class BadReply(Exception):
    """What came is not what a server that works would send."""


class Reply(NamedTuple):
    """What a server sent. size: bytes on the wire, head and body as they came."""

    status: int
    head: bytes
    body: bytes
    size: int

    @property
    def location(self) -> bytes:
        """Where a redirect leads, as a path; empty where it is none."""
        found = LOCATION.search(self.head)
        return re.sub(rb"^https?://[^/]+", b"", found[1]) if found else b""

    @property
    def text(self) -> bytes:
        """The body, uncompressed."""
        return gzip.decompress(self.body) if ENCODING.search(self.head) else self.body


class Browser(asyncio.Protocol):
    """One person's browser before one server. encodings: what is accepted; only gzip can be read here."""

    def __init__(self, port: int, encodings: bytes = b"gzip") -> None:
        self.port = port
        self.cookies: dict[bytes, bytes] = {}
        self._fixed = b" HTTP/1.1\r\nhost: 127.0.0.1:%d\r\naccept-encoding: %b\r\n" % (port, encodings)
        self._transport: asyncio.Transport | None = None
        self._awaited: asyncio.Future[Reply] | None = None
        self._got = bytearray()
        self._head = self._whole = 0  # lengths of the reply that is coming; 0 until its head is there

    async def connect(self) -> None:
        """Open a new connection in place of the one there was. Cookies are kept."""
        self.close()
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: self, "127.0.0.1", self.port)

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._transport:
            self._transport.abort()
            self._transport = None

    async def get(self, path: bytes, headers: bytes = b"") -> Reply:
        """Ask for a page."""
        return await self._ask(b"GET " + path + self._fixed + self._cookie() + headers + b"\r\n")

    async def post(self, path: bytes, form: bytes, headers: bytes = b"") -> Reply:
        """Send a form, already encoded."""
        head = b"POST %b%b%b%bcontent-type: application/x-www-form-urlencoded\r\ncontent-length: %d\r\n\r\n"
        return await self._ask(head % (path, self._fixed, self._cookie(), headers, len(form)) + form)

    def _cookie(self) -> bytes:
        kept = b"; ".join(b"%b=%b" % pair for pair in self.cookies.items())
        return b"cookie: " + kept + b"\r\n" if kept else b""

    async def _ask(self, request: bytes) -> Reply:
        if self._transport is None:
            await self.connect()
        assert self._transport  # noqa: S101 - for mypy: connect() has just made it
        self._awaited = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        reply = await self._awaited
        if b"\r\nset-cookie:" in reply.head:
            self.cookies.update(COOKIE.findall(reply.head))
        return reply

    def data_received(self, data: bytes) -> None:
        """Take in a part of a reply; asyncio calls this."""
        self._got += data
        if not self._whole and (end := self._got.find(b"\r\n\r\n")) >= 0:
            found = LENGTH.search(self._got, 0, end)
            if found is None and bytes(self._got[9:12]) not in (b"204", b"304"):
                self._fail(BadReply(f"a reply without its length: {bytes(self._got[:end])!r}"))
                return
            self._head, self._whole = end, end + 4 + (int(found[1]) if found else 0)
        if self._whole and len(self._got) >= self._whole:
            got, head, self._whole = bytes(self._got), self._head, 0
            self._got.clear()
            if self._awaited and not self._awaited.done():
                self._awaited.set_result(Reply(int(got[9:12]), got[: head + 2], got[head + 4 :], len(got)))

    def connection_lost(self, problem: Exception | None) -> None:
        """Note that the connection is gone; asyncio calls this."""
        self._fail(problem or ConnectionResetError("the server closed the connection"))

    def _fail(self, problem: Exception) -> None:
        if self._awaited and not self._awaited.done():
            self._awaited.set_exception(problem)
