"""Corrections and answers at the same moment, and what is left of a correction that was stopped half way."""

import os
import signal
import subprocess
import sys
from threading import Thread

from sqlalchemy import event, func, select

from quiz.access import Educator
from quiz.bank.models import Bank, Item
from quiz.bank.queries import Desk, draft
from quiz.config import ROOT
from quiz.correcting import actions
from quiz.correcting.marking import Marking
from quiz.correcting.planning import KEY, Wanted, plan
from quiz.db import begin_writing, db
from quiz.notices.models import Notice
from quiz.sittings.models import Correction, Mark, Ruling
from tests.conftest import NOW
from tests.quiz.correcting.conftest import answer, ask, many, marks, revise

RESCORE = ["bank", "rescore", "knees", "item-1", "--by", "2", "--reason", "So it is.", "--yes"]
KILLED = """
import os, signal, sys
from flask.cli import main
from sqlalchemy import Engine, event

@event.listens_for(Engine, "after_cursor_execute")
def stop(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO mark"):
        os.kill(os.getpid(), signal.SIGKILL)

sys.argv = ["flask", "--app", "wsgi", *sys.argv[1:]]
main()
"""


def test_an_answer_that_meets_a_correction_on_its_way_is_marked_by_the_corrected_key(committing_app):
    app = committing_app
    client, url = ask(app)
    revise(app, publish=True)
    with app.app_context():
        begin_writing()
        found = item()
        carry_out(found, Marking(found.bank.loaded_at))
        answering = Thread(target=answer, args=(client, url, "press"))
        answering.start()
        answering.join(0.5)  # it cannot end: it waits for the correction
        assert answering.is_alive()
        db.session.commit()
    answering.join()
    assert marks(app) == [("press", 1, 2, 1, False, True)]


def test_answers_that_come_after_the_preview_are_marked_again_too(committing_app):
    app = committing_app
    (one, first), (other, second), (third, last) = [ask(app) for _ in range(3)]
    answer(one, first, "bend")
    revise(app, publish=True)
    with app.app_context():
        found = item()
        marking = Marking(found.bank.loaded_at)
        tally = actions.foresee(plan(found, Wanted(KEY, by=2)), marking)
        assert tally.answers == 1
        db.session.rollback()
    answer(other, second, "press")
    late = [lambda: answer(third, last, "press")]

    def come_late(_):
        # On SQLite nobody writes meanwhile.
        if late and db.engine.dialect.name == "postgresql":
            answering = Thread(target=late.pop())
            answering.start()
            answering.join()

    with app.app_context():
        begin_writing()
        correction = carry_out(item(), marking, each=come_late)
        db.session.commit()
    for come in late:
        come()
    counted = [row[1] for row in marks(app)]
    if late:
        assert counted == [1, 2, 1, 2, 1]
        assert correction.counts["answers"] == 2
    else:
        assert counted == [1, 2, 1, 2, 1, 2]
        assert correction.counts["answers"] == 3
    assert [row[3] for row in marks(app) if row[0] == "press"][-1] == 1


def test_what_is_stopped_half_way_leaves_nothing_changed(committing_app, tmp_path):
    app = committing_app
    many(app, 1500)  # marks are written by the thousand
    revise(app)
    with app.app_context():
        db.session.scalars(select(Item).where(Item.slug == "item-1")).one().published_number = 2
        db.session.commit()
        event.listen(db.engine, "after_cursor_execute", interrupt)
    interrupted = app.test_cli_runner().invoke(args=RESCORE)
    assert "Aborted!" in interrupted.output
    assert found_in(app) == (1500, 0, 0, 0)
    env = {
        **os.environ,
        "DATABASE_URL": app.config["SETTINGS"].database_url,
        "INSTANCE_PATH": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    env.pop("COVERAGE_PROCESS_CONFIG", None)  # what is killed leaves no whole measurement
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *RESCORE], env=env, cwd=ROOT, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert found_in(app) == (1500, 0, 0, 0)
    with app.app_context():
        event.remove(db.engine, "after_cursor_execute", interrupt)
    done = app.test_cli_runner().invoke(args=RESCORE)
    assert "1500 answers marked again; told: 1 of 1." in done.output, done.output
    assert found_in(app) == (3000, 1, 1, 750)


def interrupt(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO mark"):
        raise KeyboardInterrupt


def found_in(app):
    with app.app_context():
        return tuple(
            db.session.scalar(select(func.count()).select_from(model))
            for model in (Mark, Correction, Ruling, Notice)
        )


def item():
    bank = db.session.scalars(select(Bank)).one()
    return draft(Desk(bank, "owner", Educator(0, is_admin=False)), "item-1", lock=True)


def carry_out(found, marking, **kwargs):
    wanted = plan(found, Wanted(KEY, by=2))
    return actions.carry_out(wanted, found, marking, reason="So it is.", by=None, now=NOW, **kwargs)
