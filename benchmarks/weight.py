"""What a question weighs on the wire, heads included (`weight-first`, `weight-next`).

A quiz of twenty questions, of all formats, is leafed through. The first question, on an empty cache, is the
page with each file it names; of the next ones only what the cache does not hold yet counts.
"""

import asyncio
import re
from urllib.parse import urlencode

from benchmarks.figures import Figure, remark
from benchmarks.options import Options
from benchmarks.servers import Server
from benchmarks.trainees import expected, hidden
from benchmarks.wire import Browser

NAMES = ("weight-first", "weight-next")
FILES = re.compile(rb'<(?:link|script|img|image)\b[^>]*\b(?:href|src)="(/[^"]+)"')
# As a browser asks; what it gets is weighed and not read.
AS_BROWSERS_DO = b"gzip, deflate, br, zstd"
QUESTIONS = 20


def measure_at(options: Options, ours: Server, least: Server) -> None:
    """Write both figures."""
    if not any(map(options.wants, NAMES)):
        return
    remark(f"{ours.database.kind}: weighing pages")
    for name, sizes in zip(NAMES, asyncio.run(weigh(ours.port)), strict=True):
        if options.wants(name):
            options.sheet.add(Figure(name, "bytes", sizes, facts={"database": ours.database.kind}))


async def weigh(port: int) -> tuple[list[int], list[int]]:
    """Return what each question weighs as the first page, and each but the first as one of the next."""
    reader, scale = Browser(port), Browser(port, AS_BROWSERS_DO)
    page = expected(await reader.get(b"/practise"), 200).text
    form = hidden(page) | {"length": str(QUESTIONS), "mode": "tutor", "among": "all"}
    begun = expected(await reader.post(b"/sittings", urlencode(form).encode()), 303).location
    scale.cookies = reader.cookies
    first, following, kept = list[int](), list[int](), set[bytes]()
    files: dict[bytes, int] = {}
    for position in range(1, QUESTIONS + 1):
        address = b"%b/%d" % (begun.rpartition(b"/")[0], position)
        reply = await reader.get(address)
        if reply.status == 303:  # a later step of a case
            continue
        named = set(FILES.findall(expected(reply, 200).text))
        for file in named - files.keys():
            files[file] = expected(await scale.get(file), 200).size
        alone = expected(await scale.get(address), 200).size
        first.append(alone + sum(files[file] for file in named))
        if kept:
            following.append(alone + sum(files[file] for file in named - kept))
        kept |= named
    reader.close()
    scale.close()
    return first, following
