"""Numbers about the work of all processes, for Prometheus. Off unless METRICS is on.

Each process counts in files of the instance folder, which whoever is asked adds up; the start of the server
empties them. A label is a route, a method, a status: never an id, an address, or anything that was sent.
"""

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from flask import Flask, Response, current_app, request

from quiz.config import Settings

FOLDER = "metrics"  # of the instance folder
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}

_SINCE = "palpate.metrics_since"


class Metrics:
    """What one process counts. Raises OSError when its folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # read once, when the library is imported
        from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - off for most

        self.folder = folder
        own = CollectorRegistry()
        self._seconds: Histogram = Histogram(
            "palpate_request_seconds",
            "Time from a request to its reply.",
            ["route", "method", "status"],
            buckets=SECONDS,
            registry=own,
        )
        self._children: dict[tuple[str, str, int], Histogram] = {}
        self.answers: Counter = Counter(
            "palpate_answers_stored", "Answers that were taken; in an exam each save.", registry=own
        )
        self.failures: Counter = Counter(
            "palpate_sign_ins_failed", "Tries to sign in that were refused.", registry=own
        )

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        key = route, method, status
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._seconds.labels(*key)
        child.observe(seconds)

    def text(self, backlog: Iterable[tuple[str, int]]) -> tuple[bytes, str]:
        """Return what all processes counted, with what waits, and of which type that text is."""
        from prometheus_client import (  # noqa: PLC0415 - as above
            CONTENT_TYPE_LATEST,
            CollectorRegistry,
            generate_latest,
        )
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

        waiting = GaugeMetricFamily("palpate_backlog", "What waits to be done.", labels=["work"])
        for work, number in backlog:
            waiting.add_metric([work], number)

        class Waiting:
            def collect(self) -> list[GaugeMetricFamily]:
                return [waiting]

        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(self.folder))  # type: ignore[no-untyped-call]
        registry.register(Waiting())
        return generate_latest(registry), CONTENT_TYPE_LATEST


def metrics() -> Metrics | None:
    """Return what this process counts; None when metrics are off."""
    found: Metrics | None = current_app.extensions.get("metrics")
    return found


def count_answer() -> None:
    """Count an answer that was taken. Call after its commit."""
    found = metrics()
    if found is not None:
        found.answers.inc()


def forget(settings: Settings) -> None:
    """Empty the files of processes that are gone, when the server starts."""
    shutil.rmtree(settings.instance / FOLDER, ignore_errors=True)


def init_app(app: Flask) -> None:
    """Measure every request, if metrics are on."""
    settings: Settings = app.config["SETTINGS"]
    if not settings.metrics:
        return
    counted = app.extensions["metrics"] = Metrics(settings.instance / FOLDER)

    @app.before_request
    def begin() -> None:
        request.environ[_SINCE] = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        since = request.environ.get(_SINCE)
        if since is not None:
            method = request.method if request.method in METHODS else "other"
            route = request.url_rule.rule if request.url_rule is not None else "none"
            counted.observe(route, method, response.status_code, time.perf_counter() - since)
            if request.endpoint == "security.login" and method == "POST" and response.status_code >= 400:
                counted.failures.inc()
        return response
