"""Highlights lie in the plain words, whatever the markup, and nothing but marks is ever added to a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.practice.bedside.highlighting import marked, merged, without, words_of
from quiz.rendering import markdown

HTML = (
    '<p>A <em title="a > b">firm</em> lump &amp; &lt;no&gt; fever.</p>\n<ul><li>One. “Two.” Three</li></ul>'
)
TEXT = "A firm lump & <no> fever.\nOne. “Two.” Three"


def test_the_words_are_those_a_browser_has():
    assert words_of(HTML).text == TEXT
    assert list(words_of("").sentences()) == []


@pytest.mark.parametrize(
    ("stretches", "html"),
    [
        ([(2, 6)], HTML.replace("firm", "<mark>firm</mark>")),
        ([(0, 4)], HTML.replace("A ", "<mark>A </mark>").replace("firm", "<mark>fi</mark>rm")),
        ([(12, 13)], HTML.replace("&amp;", "<mark>&amp;</mark>")),
        (
            [(18, 30)],
            HTML.replace(" fever.", "<mark> fever.</mark>").replace("One.", "<mark>One.</mark>"),
        ),
        ([(0, 1), (1, 2)], HTML.replace("A ", "<mark>A </mark>")),
        ([(900, 901)], HTML),
        ([], HTML),
    ],
)
def test_a_mark_never_spans_an_element(stretches, html):
    assert marked(HTML, stretches) == html


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=5))
def test_whatever_is_marked_the_rest_of_the_page_stays_as_it_was(text, stretches):
    html = str(markdown(text))
    found = marked(html, [(min(pair), max(pair)) for pair in stretches if pair[0] != pair[1]])
    assert found.replace("<mark>", "").replace("</mark>", "") == html
    assert words_of(found).text == words_of(html).text


def test_a_sentence_ends_at_its_full_stop_or_with_its_block():
    words = words_of(HTML)
    assert [words.text[start:end] for start, end in words.sentences()] == [
        "A firm lump & <no> fever.",
        "One.",
        "“Two.”",
        "Three",
    ]
    assert len(list(words_of("<p>It is 1.5 cm, e.g. a pea.</p>").sentences())) == 1


def test_stretches_are_joined_and_taken_away():
    assert merged([(5, 9), (0, 3), (3, 4), (8, 12)]) == [(0, 4), (5, 12)]
    assert without([(0, 4), (5, 12)], (2, 7)) == [(0, 2), (7, 12)]
    assert without([(0, 4)], (0, 4)) == []
    assert without([(0, 9)], (3, 4)) == [(0, 3), (4, 9)]
