"""Against printed tables and worked examples."""

import pytest

from question_bank.chance import evenness, tail_of_chi_square


# The usual table of critical values, three decimals.
@pytest.mark.parametrize(
    ("statistic", "df", "p"),
    [
        (3.841, 1, 0.05),
        (5.991, 2, 0.05),
        (7.815, 3, 0.05),
        (9.488, 4, 0.05),
        (11.345, 3, 0.01),
        (18.307, 10, 0.05),
        (2.706, 1, 0.10),
        (30.578, 15, 0.01),
    ],
)
def test_the_tail_agrees_with_the_printed_table(statistic, df, p):
    assert tail_of_chi_square(statistic, df) == pytest.approx(p, abs=5e-5)


def test_nothing_exceeds_nothing():
    assert [tail_of_chi_square(0, df) for df in (1, 2, 3, 4)] == [1, 1, 1, 1]


def test_a_die_thrown_sixty_times():
    found = evenness([5, 8, 9, 8, 10, 20])  # (25 + 4 + 1 + 4 + 0 + 100) / 10
    assert (found.chi_square, found.df) == (pytest.approx(13.4), 5)
    assert found.p == pytest.approx(0.0199, abs=1e-4)


@pytest.mark.parametrize("counts", [[], [7], [0, 0, 0]])
def test_where_there_is_nothing_to_compare_nothing_is_uneven(counts):
    assert evenness(counts).p == 1
