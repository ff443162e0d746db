"""Adding a format is adding a folder: a throw-away one is dropped in, and is served, marked and reviewed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOY = Path(__file__).parent / "toy"
WALK = """
import json, re, sys
from datetime import UTC, datetime
from pathlib import Path
from quiz import create_app
from quiz.bank.actions import load_folder
from quiz.config import Settings
from quiz.db import Base, db
from question_bank.folder import read_folder

here = Path(sys.argv[1])
app = create_app(Settings(database_url=f"sqlite:///{here}/toy.sqlite", secret_key="k" * 40, instance=here))
folder = read_folder(here / "knees")
assert folder.all_flaws == [], folder.all_flaws
with app.app_context():
    Base.metadata.create_all(db.engine)
    load_folder(folder, now=datetime.now(UTC), publish=True)
    db.session.commit()
client = app.test_client()
hidden = re.compile(r'name="([a-z_]+)" value="([^"]*)"')
start = {**dict(hidden.findall(client.get("/").text)), "preset": "ten"}
url = client.post("/sittings", data=start).location
asked = client.get(url).text
form = {name: value for name, value in hidden.findall(asked) if name in ("csrf_token", "token")}
refused = client.post(url, data=form)
reply = client.post(url, data={**form, "guess": "42"})
explained = client.get(reply.location).text
script = client.get(re.search(r'src="(/static/formats/toy/[^"]+)"', asked)[1])
style = client.get("/style.css").text
print(json.dumps({"asked": asked, "refused": refused.status_code, "explained": explained,
                  "script": script.text, "styled": ".toy" in style}))
"""


def test_a_toy_format_is_served_marked_and_reviewed_with_no_other_file_changed(tmp_path):
    house = tmp_path / "house"
    for folder in ("question_bank", "quiz", "templates"):
        shutil.copytree(ROOT / folder, house / folder, ignore=shutil.ignore_patterns("banks", "__pycache__"))
    shutil.copytree(TOY, house / "question_bank" / "formats" / "toy")

    from tests.banks import item_document, write_bank

    document = item_document(1, format="toy", options=None, lead_in="Which number do I mean?")
    number = {**document, "number": 42, "why": "RATIONALE-42: it is the answer."}
    write_bank(tmp_path, [number])
    (house / "walk.py").write_text(WALK)
    ran = subprocess.run(
        [sys.executable, "walk.py", str(tmp_path)], cwd=house, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert "Which number do I mean?" in told["asked"]
    assert "RATIONALE-42" not in told["asked"]
    assert told["refused"] == 422
    assert "<strong>Right</strong> — you said 42" in told["explained"]
    assert "RATIONALE-42" in told["explained"]
    assert "toy" in told["script"]
    assert told["styled"]
