"""`flask bank rescore`, for more answers than a page takes, and for whoever runs the server."""

import pytest

from quiz.sittings.models import Correction
from tests.quiz.correcting.conftest import answered, count, marks, revise


def test_a_preview_counts_and_changes_nothing(app, three):
    revise(app, publish=True)
    said = rescore(app, "--by", "2", "--preview").output
    assert "Version 1: 1 up, 1 down, 1 as before." in said
    assert "3 answers of 3 people; 2 would be told." in said
    assert count(app) == 0


def test_answers_are_voided_and_that_is_taken_back(app, three):
    done = rescore(app, "--void", "left-out", "--answers-to", "1", "--reason", "Both are right.", "--yes")
    assert "3 answers marked again; told: 3 of 3." in done.output
    assert [row[5] for row in marks(app) if row[1] == 2] == [False] * 3
    done = rescore(app, "--undo", "--reason", "One is.", "--yes")
    assert done.exit_code == 0
    assert [row[3] for row in marks(app) if row[1] == 3] == [1, 0, 0]


def test_it_asks_before_it_writes(app):
    answered(app, "bend")
    said = rescore(app, "--void", "full", "--reason", "Both are right.", input="n\n")
    assert "Mark 1 answer again? [y/N]" in said.output
    assert said.exit_code == 1
    assert count(app, Correction) == 0


@pytest.mark.parametrize("args", [(), ("--undo", "--by", "2")])
def test_one_way_has_to_be_said(app, args):
    assert "Say one of --by, --void and --undo." in rescore(app, *args).output


def test_what_cannot_be_done_is_told_in_a_sentence(app):
    answered(app, "bend")
    revise(app)
    assert "Say why, with --reason." in rescore(app, "--undo").output
    why = ("--reason", "So it is.")
    assert "Version 2 is not published. Publish it first." in rescore(app, "--by", "2", *why).output
    assert "There is no correction of this item" in rescore(app, "--undo", *why).output
    runner = app.test_cli_runner()
    assert "no such item" in runner.invoke(args=["bank", "rescore", "knees", "x", "--undo", *why]).output


def rescore(app, *args, **kwargs):
    return app.test_cli_runner().invoke(args=["bank", "rescore", "knees", "item-1", *args], **kwargs)
