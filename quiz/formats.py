"""Mounts each format: templates under ``formats/<name>/``, files under ``/static/formats/<name>/``.

There is one stylesheet: the product's own and the desk's, joined at the start by those of the formats.
"""

import gzip
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from question_bank import FORMATS
from question_bank.formats import __path__ as formats_path
from question_bank.formats.contract import CaseFormat, ItemFormat
from quiz import access


def init_app(app: Flask) -> None:
    """Mount every format that was found."""
    folders = {name: folder_of(fmt) for name, fmt in FORMATS.items()}
    # A PrefixLoader splits at the first slash, hence one inside another: formats/ → <name>/ → file.
    loaders: dict[str, BaseLoader] = {
        name: FileSystemLoader(str(folder / "templates")) for name, folder in folders.items()
    }
    ours = [app.jinja_loader] if app.jinja_loader else []
    app.jinja_loader = ChoiceLoader([*ours, PrefixLoader({"formats": PrefixLoader(loaders)})])
    for name, folder in folders.items():
        if (folder / "static").is_dir():
            address = f"/static/formats/{name}"
            folder_static = str(folder / "static")
            app.register_blueprint(
                Blueprint(mount_of(name), __name__, static_folder=folder_static, static_url_path=address)
            )
    app.config["STYLESHEET"] = _joined(
        [Path(str(app.static_folder)), *(path / "static" for path in folders.values())]
    )
    app.config["STYLESHEET_GZIP"] = gzip.compress(app.config["STYLESHEET"].encode(), mtime=0)
    app.add_url_rule("/style.css", "stylesheet", access.public(stylesheet))
    app.jinja_env.globals.update(stylesheet_url=stylesheet_url, script_of=script_of)


def folder_of(fmt: ItemFormat | CaseFormat) -> Path:
    """Return the folder of a format."""
    return next(Path(root) / fmt.name for root in formats_path if (Path(root) / fmt.name).is_dir())


def mount_of(name: str) -> str:
    """Return the name of the blueprint that serves a format's static files."""
    return f"format_{name}"


def script_of(name: str) -> str | None:
    """Return the endpoint of a format's ``ask.js``, when it has one."""
    mount = current_app.blueprints.get(mount_of(name))
    has_script = mount is not None and (Path(str(mount.static_folder)) / "ask.js").exists()
    return f"{mount_of(name)}.static" if has_script else None


def stylesheet() -> Response:
    """Serve the one stylesheet. Its address carries its digest, so it may be kept for good."""
    response = Response(current_app.config["STYLESHEET"], mimetype="text/css")
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        response.data = current_app.config["STYLESHEET_GZIP"]
        response.content_encoding = "gzip"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def stylesheet_url() -> str:
    """Return the address of the one stylesheet."""
    digest = sha256(current_app.config["STYLESHEET"].encode()).hexdigest()[:12]
    return url_for("stylesheet", v=digest)


def _joined(folders: list[Path]) -> str:
    files = [
        folders[0] / "app.css",
        folders[0] / "desk.css",
        *(folder / "style.css" for folder in folders[1:]),
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())
