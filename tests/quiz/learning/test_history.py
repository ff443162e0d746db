from tests.conftest import make_client


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


def test_another_persons_quizzes_are_not_listed(client, app):
    client.post_form("/")
    stranger = make_client(app)
    stranger.post_form("/")
    assert len(stranger.page("/history").find("tbody").find_all("tr")) == 1


def test_somebody_unknown_is_told_where_to_begin(client):
    reply = client.get("/history")
    assert reply.status_code == 404
    assert "Start a quiz" in reply.get_data(as_text=True)
