"""Where the log goes: one line an event, to standard error, where systemd and containers look for it.

No answer, e-mail address or token is in it: whoever keeps logs need not keep them as carefully as the data.
"""

import logging
import sys
from functools import partial
from typing import Any

from flask import Flask, request


def init_app(app: Flask) -> None:
    """Let our loggers speak from INFO up, unless whoever embeds the application has set that up."""
    app.log_exception = partial(_log_exception, app)  # type: ignore[method-assign]
    logger = logging.getLogger("quiz")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
    if not logging.getLogger().handlers and not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)


def _log_exception(app: Flask, exc_info: Any) -> None:
    """Write down a bug. The rule stands for the address, which may hold a token."""
    app.logger.error("Exception on %s [%s]", request.url_rule, request.method, exc_info=exc_info)
