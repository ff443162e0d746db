"""The browsers and the server of tests/browser."""

from tests.browser.conftest import axe, base_url, browser_type_launch_args, server, visit

__all__ = ["axe", "base_url", "browser_type_launch_args", "server", "visit"]
