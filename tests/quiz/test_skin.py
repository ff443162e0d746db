"""Contrast of what lies over a figure, on every skin, in both themes: worked out from the stylesheet."""

import re
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from question_bank.item import Patient
from quiz.config import ROOT

SHEET = (Path(ROOT) / "quiz" / "static" / "app.css").read_text()
TONES = get_args(get_args(Patient.model_fields["skin"].annotation)[0])
THEMES = ("light", "dark")
OVERLAY = ("pin", "right", "wrong", "doubt", "ink")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", [None, *TONES])
def test_what_lies_over_a_figure_shows_on_every_skin(tone, theme):
    tokens = tokens_of(tone, theme)
    lit = over(tokens["glow"], over(tokens["glow"], tokens["skin"]))  # where two highlights meet
    for ground in (tokens["skin"], tokens["skin-deep"], lit):
        for name in OVERLAY:
            assert contrast(tokens[name], ground) >= 3, (name, ground)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", TONES)
def test_the_ring_of_a_pin_parts_it_from_what_lies_below(tone, theme):
    tokens = tokens_of(tone, theme)
    for name in OVERLAY:
        assert contrast(tokens[name], tokens["card"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_tones_go_from_light_to_dark_and_a_dark_theme_only_dims_them(theme):
    lights = [luminance(tokens_of(tone, theme)["skin"]) for tone in TONES]
    assert lights == sorted(lights, reverse=True)
    assert all(one > 1.2 * other for one, other in pairwise(lights))
    for tone in TONES:
        bright, dim = (luminance(tokens_of(tone, each)["skin"]) for each in THEMES)
        assert 0.6 < dim / bright < 1


@pytest.mark.parametrize("theme", THEMES)
def test_the_words_of_an_illustration_can_be_read_on_all_that_lies_below_them(theme):
    tokens = tokens_of(None, theme)
    tokens |= {
        name: rgba(pair[THEMES.index(theme)])
        for name, *pair in re.findall(r"--(fat|muscle): light-dark\((#\w+), (#\w+)\)", SHEET)
    }
    for ground in ("card", "sunken", "wrong-wash", "right-wash", "skin", "fat", "muscle"):
        assert contrast(tokens["ink"], tokens[ground]) >= 4.5, ground


def tokens_of(tone, theme):
    """Return the colours that hold on the overlay of a figure, as (red, green, blue, opacity)."""
    blocks = re.findall(
        r"^((?:\.illustration, )?:root|\.overlay|\S*\[data-skin.*?) \{(.*?)\}",
        SHEET,
        re.MULTILINE | re.DOTALL,
    )
    tokens = {}
    for selector, declarations in blocks:
        if selector in (":root", ".illustration, :root", ".overlay") or (tone and f'"{tone}"' in selector):
            for name, value in re.findall(r"--([\w-]+): ([^;]+);", declarations):
                either = re.fullmatch(r"light-dark\((#\w+), (#\w+)\)", value)
                colour = either[THEMES.index(theme) + 1] if either else value
                if colour.startswith("#"):
                    tokens[name] = rgba(colour)
    return tokens


def rgba(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in range(1, len(colour), 2)]
    return (*parts, 1.0) if len(parts) == 3 else tuple(parts)


def over(top, ground):
    """Return what is seen of a colour that lies over another."""
    return (*(a * top[3] + b * (1 - top[3]) for a, b in zip(top[:3], ground[:3], strict=True)), 1.0)


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio, WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
