"""The report as text for people: what is in the bank first, then what is missing, long lists last."""

import textwrap
from collections.abc import Iterable, Iterator

from question_bank.lint.wording import FEWEST_WORDS, MOST_WORDS
from question_bank.reporting.coverage import FactUsed
from question_bank.reporting.options import Keys
from question_bank.reporting.report import Report
from question_bank.reporting.tally import Tally

WIDTH = 100
INDENT = "  "


def told(report: Report) -> str:
    """Return a report as text, lines of at most 100 characters wherever words allow."""
    parts = (
        _head(report),
        _content(report),
        _evidence(report),
        _safety(report),
        _patients(report),
        _options(report),
        _explanations(report),
        _signatures(report),
        _objectives(report),
        _facts(report),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(report: Report) -> Iterator[str]:
    items = report.items
    yield f"{report.title} ({report.bank}): {items.publishable} of {items.total} items can be published"
    yield from _listed("With errors, and in no number below", items.with_errors)
    if report.flaws:
        yield from _line(
            "Flaws", ", ".join(f"{each.count} {each.code} ({each.severity})" for each in report.flaws)
        )
    else:
        yield "Flaws: none"


def _content(report: Report) -> Iterator[str]:
    yield from _table("FORMATS", report.formats)
    if any(tally.count for tally in report.stage_formats):
        yield from _line("Stages of cases", _row(report.stage_formats))
    yield ""
    yield from _table("TOPICS", report.topics)
    yield ""
    yield from _table("WHAT ANSWERS TURN ON", report.turns_on)
    yield ""
    yield from _line("Reasoning steps", _row(report.reasoning_steps))
    yield from _line("Difficulty", _row(report.difficulty))
    yield from _line("Levels of objectives", _row(report.objective_levels))


def _evidence(report: Report) -> Iterator[str]:
    evidence = report.evidence
    yield from _table("EVIDENCE: items that cite a source of each level (1 is strongest)", evidence.levels)
    yield from _line("Certainty of what is cited", _row(evidence.certainties))
    yield from _line("How the sources used were read", _row(evidence.reads))
    yield from _listed("Sources that no item uses", evidence.unused_sources)


def _safety(report: Report) -> Iterator[str]:
    danger, pairs = report.danger, report.pairs
    yield "SAFETY"
    yield f"{INDENT}{len(danger.red_flag)} items turn on a danger sign"
    yield f"{INDENT}{len(danger.can_harm)} have an answer that would harm; together {danger.either}"
    yield from _listed("Turn on a danger sign, and no answer would harm", danger.red_flag_without_harm)
    yield ""
    yield f"MINIMAL PAIRS: {len(pairs.complete)} complete"
    yield from _wrapped("; ".join(" – ".join(pair) for pair in pairs.complete))
    yield from _listed("Broken: the other does not name it", pairs.broken)


def _patients(report: Report) -> Iterator[str]:
    met = report.patients
    yield f"PEOPLE IN VIGNETTES: {met.total} ({met.without_vignette} items have none)"
    yield from _line("Sex", _row(met.sexes))
    yield from _line("Age", _row(met.ages))
    yield from _line("Build", _row(met.builds))
    yield from _line("Skin", _row(met.skins))
    yield f"{INDENT}Occupation: given for {met.with_occupation}, {met.occupations} different"
    yield f"{INDENT}Background: given for {met.with_background}"


def _options(report: Report) -> Iterator[str]:
    yield "KEYS: lists of options with one key"
    for keys in report.keys:
        yield from _keys(keys)
    if not report.keys:
        yield f"{INDENT}none"


def _keys(keys: Keys) -> Iterator[str]:
    shuffled = f"{keys.lists - keys.in_order} shuffled, {keys.in_order} in an order of their own"
    yield f"{INDENT}{keys.format}, {keys.lists} in all: {shuffled}"
    share = f"{keys.longest} of {keys.lists}, {keys.share:.0%} (95 % {keys.low:.0%} to {keys.high:.0%})"
    yield f"{INDENT * 2}key is the longest: {share}; by chance {keys.chance:.0%}"
    for at in keys.positions:
        counts = " ".join(map(str, at.counts))
        test = f"chi-square {at.test.chi_square:.1f}, df {at.test.df}, p {at.test.p:.2f}"
        yield f"{INDENT * 2}place of the key among {at.options}: {counts} ({test})"


def _explanations(report: Report) -> Iterator[str]:
    found = report.explanations
    yield f"WORDS PER EXPLANATION: {found.fewest} to {found.most}, median {found.median:g}"
    yield from _listed(
        f"Outside {FEWEST_WORDS} to {MOST_WORDS}", [f"{each.item} ({each.words})" for each in found.outside]
    )


def _signatures(report: Report) -> Iterator[str]:
    signed, first = report.signatures, report.clinician_first
    yield "WHO SIGNED"
    yield from _line("Written by", _row(signed.authors))
    yield from _line("Reviewed by", _row(signed.reviewers) or "nobody")
    yield f"{INDENT}A clinician has signed {signed.by_clinician} of {report.items.publishable}"
    yield from _listed("Needs a clinician first, for danger", first.danger)
    yield from _listed("Needs a clinician first, for keys that no panel has set", first.unscored)


def _objectives(report: Report) -> Iterator[str]:
    found = report.objectives
    enough = f"{found.total - len(found.thin)} of {found.total}"
    yield f"OBJECTIVES: {enough} have two items or more, with different vignettes"
    yield from _listed("Too few", found.thin)
    for each in found.each:
        yield from _wrapped(f"{each.id} ({each.level}) {len(each.items)}: {', '.join(each.items) or '–'}")


def _facts(report: Report) -> Iterator[str]:
    found = report.facts
    yield f"FACTS: {found.total - len(found.unused)} of {found.total} are used as their grade allows"
    yield from _listed("Not used", found.unused)
    if found.disobeyed:
        yield f"{INDENT}{found.disobeyed} uses are against the grade; they are marked with !"
    for each in found.each:
        uses = ", ".join(_use(used) for used in each.uses)
        yield from _wrapped(f"{each.id} ({each.grade}) {len(each.uses)}: {uses or '–'}")


def _use(used: FactUsed) -> str:
    how = "" if used.use == "keyed" else f" {used.use}"
    return f"{used.item}{how}{'' if used.allowed else ' !'}"


def _table(title: str, rows: Iterable[Tally]) -> Iterator[str]:
    rows = list(rows)
    width = max((len(row.title) for row in rows), default=0)
    yield title
    for row in rows:
        yield f"{INDENT}{row.title:<{width}} {row.count:>5} {row.share:>5.0%}"


def _row(rows: Iterable[Tally]) -> str:
    """Return counts in one line, without those that did not come up."""
    return ", ".join(f"{row.title} {row.count}" for row in rows if row.count)


def _line(title: str, text: str) -> Iterator[str]:
    yield from _wrapped(f"{title}: {text or '–'}")


def _listed(title: str, ids: Iterable[str]) -> Iterator[str]:
    """Name something with how many it are; nothing where there are none."""
    ids = list(ids)
    if ids:
        yield from _wrapped(f"{title} ({len(ids)}): {', '.join(ids)}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT * 2,
        break_long_words=False,
        break_on_hyphens=False,
    )
