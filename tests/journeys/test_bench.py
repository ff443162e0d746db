"""What `script/bench` does to each server, for a moment: nothing is timed here."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from urllib.parse import urlsplit

import pytest

from benchmarks import servers
from benchmarks.databases import Database
from benchmarks.drive import Order, drive
from benchmarks.trainees import PLAIN


@pytest.mark.parametrize("whole", [False, True], ids=["answers alone", "all that a person does"])
def test_the_client_answers_and_every_answer_is_stored(server, whole):
    database = Database("sqlite", f"sqlite:///{server.environment['INSTANCE_PATH']}/palpate.sqlite")
    before = database.count("response")
    order = Order(urlsplit(server.url).port, 2, asdict(PLAIN), whole=whole, seconds=0.01, each=3)
    result = driven(order)
    assert result.stored >= 2  # one by each
    assert database.count("response") - before == result.stored


def test_the_yardstick_stores_every_answer(tmp_path):
    database = Database("sqlite", f"sqlite:///{tmp_path}/yardstick.sqlite")
    with servers.yardstick(tmp_path, database) as yardstick:
        result = driven(Order(yardstick.port, 2, seconds=0.01))
    assert result.stored >= 100
    assert database.count("answer") == result.stored


def driven(order):
    with ThreadPoolExecutor(1) as other:  # than the thread whose loop the browser has
        return other.submit(lambda: asyncio.run(drive(order))).result()
