import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import itemfile

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from(" \n:#-'\"&*!|>%@`{}[],?")
)
KEY = st.text("ab: #-?~0", min_size=1).filter(str.strip)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=8,
)


def test_a_plain_file_becomes_a_document_with_lines():
    parsed = itemfile.parse(b"a: 1\nb:\n  - x\n  - y: true\n")
    assert parsed.document == {"a": 1, "b": ["x", {"y": True}]}
    assert parsed.lines["b", 1, "y"] == 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("1:30", "1:30"),
        ("2026-11-20", "2026-11-20"),
        ("'12'", "12"),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("~", None),
        ("null", None),
        ("", None),
        ("true", True),
        ("0x1f", "0x1f"),
        ("1e3", "1e3"),
        ("9" * 30, "9" * 30),
        ("|\n  two\n  lines", "two\nlines"),
    ],
)
def test_scalars_are_read_as_in_yaml_1_2(text, value):
    assert itemfile.parse(f"a: {text}".encode()).document == {"a": value}


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"a: 1\nb: [", "bad-yaml", 2),
        (b"a: 1\nb: c: d", "bad-yaml", 2),
        (b"a: \x01", "bad-yaml", 1),
        (b"a: 1\na: 2", "duplicate-key", 2),
        (b"a:\n  b: 1\n  b: 2", "duplicate-key", 3),
        (b"a: &x 1\nb: *x", "yaml-sharing", 1),
        (b"b: *x", "yaml-sharing", 1),
        (b"a: !!python/object/apply:os.system ['true']", "yaml-sharing", 1),
        (b"a: 1\nb: \xff", "not-utf-8", 2),
        (b"a: " + b"x" * 5_000_000, "file-too-large", 1),
        (b"a: " + b"[" * 5000, "too-deep", 1),
        (b"- a\n- b", "not-a-mapping", 1),
        (b"just words", "not-a-mapping", 1),
        (b"", "not-a-mapping", 1),
        (b"? [a]\n: b", "bad-yaml", 1),
        (b"a: 1\n---\nb: 2", "two-documents", 2),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content, code, line):
    flaw = itemfile.parse(content, "x.yaml").flaws[0]
    assert (flaw.code, flaw.line, flaw.file) == (code, line, "x.yaml")
    assert flaw.message
    assert flaw.advice


def test_the_first_of_two_equal_keys_is_kept():
    assert itemfile.parse(b"a: 1\na: [2]").document == {"a": 1}


def test_a_byte_order_mark_is_passed_over():
    assert itemfile.parse(b"\xef\xbb\xbfa: 1").document == {"a": 1}


@given(st.dictionaries(KEY, PLAIN, max_size=4))
def test_what_is_written_reads_back_the_same(document):
    tidy = itemfile.tidy(document)
    parsed = itemfile.parse(itemfile.write(document).encode(), limit=10**7)
    assert parsed.flaws == []
    assert parsed.document == tidy
    assert itemfile.write(parsed.document) == itemfile.write(document)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise(content):
    parsed = itemfile.parse(content)
    assert parsed.flaws or isinstance(parsed.document, dict)
