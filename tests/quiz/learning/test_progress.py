import pytest

from quiz.learning.wilson import wilson
from tests.conftest import make_client
from tests.pages import fields


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(709, 1000, 0.6801, 0.7363), (8, 10, 0.490, 0.943), (0, 5, 0, 0.434), (0, 0, 0, 1)],
)
def test_wilsons_interval_holds_the_known_examples(right, n, low, high):
    found = wilson(right, n)
    assert found == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_progress_without_answers_says_so(client):
    client.post_form("/")
    page = client.page("/progress")
    assert "Nothing answered yet." in page.text
    assert page.text.count("not enough answers yet, n 0") == 2


def test_progress_shows_shares_with_their_weight(client):
    take(client, "gait", "bend", 3, 8)
    page = flat(client.page("/progress"))
    assert "8 answers in 1 quiz." in page
    assert "100% 68–100, n 8" in page
    assert "not enough answers yet, n 0" in page
    assert "Nothing so far" in page


def test_what_was_certain_but_wrong_and_dangerous_is_shown_apart(client):
    take(client, "gait", "twist", 3, 2)
    take(client, "gait", "press", 1, 2)
    page = client.page("/progress")
    tiles = [flat(tile) for tile in page.find_all(class_="tile")]
    assert tiles[1].startswith("Certain, but wrong2 of 2")
    assert tiles[2].startswith("Dangerous misses2")
    unlearn = page.find(attrs={"aria-labelledby": "unlearn"})
    assert len(unlearn.find_all("a")) == 2
    assert "dangerous" in unlearn.text


def test_history_lists_quizzes_newest_first_in_pages(client):
    for topic in ("gait", "swelling") * 11:
        client.post_form("/practise", {"topic": topic, "length": "5"})
    first = client.page("/history")
    assert first.find("td").find("a").text == "Swelling, 5 questions"
    assert len(first.find("tbody").find_all("tr")) == 20
    second = client.page(first.find("a", string="Older")["href"])
    assert len(second.find("tbody").find_all("tr")) == 2
    assert second.find("a", string="Newer")
    assert "No further quizzes." in client.page("/history?page=9").text
    assert client.get("/history?page=x").status_code == 200


def test_another_persons_answers_do_not_count(client, app):
    take(client, "gait", "bend", 3, 3)
    stranger = make_client(app)
    stranger.post_form("/")
    assert "Nothing answered yet." in stranger.page("/progress").text
    assert len(stranger.page("/history").find("tbody").find_all("tr")) == 1


def test_somebody_unknown_is_told_where_to_begin(client):
    for path in ("/progress", "/history"):
        reply = client.get(path)
        assert reply.status_code == 404
        assert "Start a quiz" in reply.get_data(as_text=True)


def take(client, topic, option, sureness, count):
    url = client.post_form("/practise", {"topic": topic, "length": "10"}).location
    for _ in range(count):
        page = client.page(url)
        ids = [tag["value"] for tag in page.find_all("input", attrs={"name": "option"})]
        form = fields(page.find("form", class_="answer"))
        form |= {"option": next(id for id in ids if id.startswith(option)), "sureness": str(sureness)}
        explained = client.page(client.post(url, data=form).location)
        url = explained.find(attrs={"data-next": True})["href"]


def flat(tag):
    return " ".join(tag.text.split())
