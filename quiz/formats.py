"""Mounts each format: templates under ``formats/<name>/``, files under ``/static/formats/<name>/``.

A page has one stylesheet: the product's own, the formats', and on some pages the desk's, that of
exams or that of the builder.
"""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from question_bank import FORMATS
from question_bank.formats import __path__ as formats_path
from question_bank.formats.contract import CaseFormat, ItemFormat
from quiz import access
from quiz.rendering import address

SHEETS = ("desk", "exam", "build", "learn", "record")  # of some pages, each with the plain one in it


@dataclass(frozen=True)
class Sheet:
    """A stylesheet, as it is and compressed, with its digest."""

    text: str
    zipped: bytes
    digest: str


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
    ours_static = Path(str(app.static_folder))
    style = _joined([ours_static / "app.css", *(path / "static" / "style.css" for path in folders.values())])
    sheets = {"style": style}
    for name in SHEETS:
        sheets[name] = style + "\n" + _joined([ours_static / f"{name}.css"])
    app.config["STYLESHEETS"] = {
        name: Sheet(text, gzip.compress(text.encode(), mtime=0), sha256(text.encode()).hexdigest()[:12])
        for name, text in sheets.items()
    }
    app.add_url_rule(
        "/<any(style, desk, exam, build, learn, record):name>.css", "stylesheet", access.public(stylesheet)
    )
    app.jinja_env.globals.update(stylesheet_url=stylesheet_url, script_of=script_of)


def folder_of(fmt: ItemFormat | CaseFormat) -> Path:
    """Return the folder of a format."""
    return next(Path(root) / fmt.name for root in formats_path if (Path(root) / fmt.name).is_dir())


def mount_of(name: str) -> str:
    """Return the name of the blueprint that serves a format's static files."""
    return f"format_{name}"


def script_of(name: str, file: str = "ask.js") -> str | None:
    """Return the endpoint of a format's script, when it has one."""
    mount = current_app.blueprints.get(mount_of(name))
    has_script = mount is not None and (Path(str(mount.static_folder)) / file).exists()
    return f"{mount_of(name)}.static" if has_script else None


def stylesheet(name: str) -> Response:
    """Serve a stylesheet. Its address carries its digest, so it may be kept for good."""
    sheet: Sheet = current_app.config["STYLESHEETS"][name]
    response = Response(sheet.text, mimetype="text/css")
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        response.data = sheet.zipped
        response.content_encoding = "gzip"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def stylesheet_url(name: str = "style") -> str:
    """Return the address of a page's one stylesheet; the others hold the plain one too."""
    return address("stylesheet", name=name, v=current_app.config["STYLESHEETS"][name].digest)


def _joined(files: list[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())
