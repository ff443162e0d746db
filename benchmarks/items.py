"""Everybody on the same twenty items, beside everybody on others (`same-items`): no row may all wait for.

Twenty versions, or twenty for each trainee, are asked in the place of what each quiz drew. In all else the
two are alike, and they take turns. What is missing for the second is copied, and stays a draft.
"""

from dataclasses import replace
from random import Random

from sqlalchemy import select

from benchmarks.answers import Subject, driven, ordered, tell, write
from benchmarks.desk import NOW, SHIPPED, copies
from benchmarks.drive import Result
from benchmarks.figures import remark
from benchmarks.options import Options
from benchmarks.servers import Server
from benchmarks.trainees import PLAIN, QUICK
from question_bank.folder import read_folder
from quiz import create_app
from quiz.bank import models
from quiz.bank.actions import add_version
from quiz.bank.queries import bank_by_slug
from quiz.config import Settings
from quiz.db import db

NAME = "same-items"
TRAINEES, EACH = 32, 20


def measure_at(options: Options, ours: Server, least: Server) -> None:
    """Write the figure."""
    if not options.wants(NAME):
        return
    remark(f"{ours.database.kind}: making items for {NAME}")
    versions = grown(ours, TRAINEES * EACH)
    Random(1).shuffle(versions)  # noqa: S311 - so that copies of one item do not stand together
    pins = {
        "same": [versions[:EACH]] * TRAINEES,
        "different": [versions[EACH * number : EACH * (number + 1)] for number in range(TRAINEES)],
    }
    results: dict[str, list[Result]] = {name: [] for name in pins}
    for number in range(options.runs + 1):
        for name, pinned in pins.items():
            order = ordered(options, ours, TRAINEES, Subject(name, PLAIN), pins=pinned)
            order = replace(order, database=ours.database.url)
            result = driven(ours, order if number else replace(order, seconds=0.01))
            if number:  # the first fills caches
                results[name].append(result)
                tell(ours, f"{name} items", TRAINEES, number, result)
    write(options, NAME, results["same"], results["different"], ours, beside="different", trainees=TRAINEES)


def grown(server: Server, count: int) -> list[int]:
    """Return so many versions of items that one tap answers, copied where there are not enough."""
    shipped = [entry for entry in read_folder(SHIPPED).items if entry.item and entry.item.format == QUICK]
    settings = Settings(
        database_url=server.database.url,
        secret_key="for measurements alone, and long enough",  # noqa: S106 - it signs nothing
        instance=server.log.parent,
    )
    app = create_app(settings)
    with app.app_context():
        bank = bank_by_slug(SHIPPED.name)
        if bank is None:
            raise SystemExit("The shipped bank was not loaded.")
        slugs = [entry.file.stem for entry in shipped]
        for entry, document in copies(shipped, max(0, count - len(shipped))):
            item = models.Item(bank_id=bank.id, slug=document["id"], state="draft", newest_number=0)
            db.session.add(item)
            db.session.flush()
            add_version(item, document, before=None, now=NOW, flaws=entry.every_flaw)
            slugs.append(item.slug)
        db.session.commit()
        query = (
            select(models.ItemVersion.id)
            .join(models.Item, models.Item.id == models.ItemVersion.item_id)
            .where(models.Item.slug.in_(slugs), models.ItemVersion.number == models.Item.newest_number)
            .order_by(models.ItemVersion.id)
        )
        found = list(db.session.scalars(query))
        db.session.remove()
        db.engine.dispose()
    return found[:count]
