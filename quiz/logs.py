"""Where the log goes: one line an event, to standard error, where systemd and containers look for it."""

import logging
import sys

from flask import Flask


def init_app(app: Flask) -> None:
    """Let our loggers speak from INFO up, unless whoever embeds the application has set that up."""
    logger = logging.getLogger("quiz")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
    if not logging.getLogger().handlers and not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
