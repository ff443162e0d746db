"""Mounts each format: templates under ``formats/<name>/``, scripts under ``/static/formats/<name>/``."""

from pathlib import Path

from flask import Blueprint, Flask
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

from question_bank.formats import __path__ as formats_path
from question_bank.formats.contract import ItemFormat


def init_app(app: Flask) -> None:
    """Mount every format that was found."""
    from question_bank import FORMATS

    folders = {name: folder_of(fmt) for name, fmt in FORMATS.items()}
    # A PrefixLoader splits at the first slash, hence one inside another: formats/ → <name>/ → file.
    loaders: dict[str, BaseLoader] = {
        name: FileSystemLoader(str(folder / "templates")) for name, folder in folders.items()
    }
    ours = [app.jinja_loader] if app.jinja_loader else []
    app.jinja_loader = ChoiceLoader([*ours, PrefixLoader({"formats": PrefixLoader(loaders)})])
    for name, folder in folders.items():
        if (folder / "static").is_dir():
            mount = Blueprint(
                f"format_{name}",
                __name__,
                static_folder=str(folder / "static"),
                static_url_path=f"/static/formats/{name}",
            )
            app.register_blueprint(mount)


def folder_of(fmt: ItemFormat) -> Path:
    """Return the folder of a format."""
    return next(Path(root) / fmt.name for root in formats_path if (Path(root) / fmt.name).is_dir())
