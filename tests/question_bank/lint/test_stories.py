"""Rules about what is told: letters, words that blame, contradictions, what a story lacks or gives away."""

import pytest

from question_bank import check, load
from question_bank.lint import (
    conflicts,
    fairness,
    letters,
    vignette,
    wording,
)
from question_bank.lint.words import Prose
from tests.banks import case_document, item_document


def found(flaws):
    return {flaw.code for flaw in flaws}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Option B is wrong.", True),
        ("B is wrong.", True),
        ("A is wrong.", True),
        ("It was A: too early.", False),
        ("A: too early.", True),
        ("B and C are tempting.", True),
        ("Choose D.", True),
        ("The key (B) is best.", True),
        ("The key (B), then.", True),
        ("It was (A), then.", True),
        ("Not B.", True),
        ("See D.", True),
        ("Unlike A, it changes nothing.", True),
        ("The choice is a: exercise.", True),
        ("He has a: well.", False),
        ("Both C and D postpone what helps.", True),
        ("Letters B through D delay it.", True),
        ("B delays what helps.", True),
        ("The answer would have been B instead.", True),
        ("The T and B cells grow, as E. coli does.", False),
        ("Hepatitis B and C are not seen.", False),
        ("Group B strep.", False),
        ("Hepatitis B is likely.", False),
        ("L4-B is best. O'A is best.", False),
        ("Vitamin A is best taken early; vitamin D is not.", False),
        ("A scan is not needed.", False),
        ("It was plan B for him.", False),
    ],
)
def test_letters(text, named):
    assert letters.names_letter(text) is named


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("He has a deep vein thrombosis (DVX).", False),
        ("He has pigmented villonodular synovitis (PVNS). PVNS is rare.", True),
        ("PVNS, pigmented villonodular synovitis, is rare.", True),
        ("TXTs (thyroxine tests) are done.", True),
        ("An MRI was done.", True),
        ("A deep vein quirk (DVQ) is rare.", True),
        ("QZ-2 and QZs.", False),
        ("He has PsX.", False),
        ("The eQZX fell.", False),
        ("Mr McGee weighs 30 kPa.", True),
        ("The QZX joint (quartzoxic) is stiff.", True),
        ("A magnetic quirk scan, XQZ, and another.", False),
        ("XQZ (xylophone quizzes) are fun.", True),
    ],
)
def test_abbreviations(text, defined):
    item = load(item_document())
    flaws = wording.flaws(item, Prose({("explanation",): text}))
    assert ("undefined-abbreviation" not in found(flaws)) is defined


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("He denies pain.", {"stigmatising-word"}),
        ("She complains of pain.", {"stigmatising-word"}),
        ("The joint would complain.", set()),
        ("He was denied access, a diabetic foot in his shoe.", set()),
        ("It is Wegener’s granulomatosis.", {"given-up-name"}),
        ("Mr Wegener walked in.", set()),
        ("His insurer denied it. He was denied it.", set()),
        ("Those who have failed two courses of treatment come back.", {"stigmatising-word"}),
    ],
)
def test_fairness(text, codes):
    assert found(fairness.flaws(Prose({("explanation",): text}))) == codes


def conflicting(story, age=47, sex="female", **changes):
    document = item_document(**changes)
    document["vignette"] = {"patient": {"age": age, "sex": sex}, "setting": "Clinic", "story": story}
    return conflicts_of(document)


def conflicts_of(document):
    item = load(document)
    texts = item.asking_texts()
    for choices in item.choices():
        texts |= {choices.at(at): text for at, text in enumerate(choices.texts)}
    asked = Prose(texts)
    prose = asked.joined(Prose({("explanation",): item.explanation, ("take_home",): item.take_home}))
    return found(conflicts.flaws(item, asked, prose))


@pytest.mark.parametrize(
    ("story", "codes"),
    [
        ("A 47-year-old woman sits down.", set()),
        ("A 52-year-old woman sits down.", {"age-conflict"}),
        ("Her 12-year-old limps.", set()),
        ("A 12-year-old son came with her.", set()),
        ("A woman of 52 sits down.", {"age-conflict"}),
        ("A 47-year-old man sits down.", {"sex-conflict"}),
        ("A runner sits down. He limps.", {"sex-conflict"}),
        ("A runner sits down. Her husband says he worries.", set()),
        ("Somebody sits down who says that this 52-year-old patient waited.", {"age-conflict"}),
        ("Somebody sits down who says that many a 52-year-old waits.", set()),
        ("A baker of thirty-nine sits down.", {"age-conflict"}),
        ("A mother of three sits down.", set()),
        ("A woman in her late sixties sits down.", {"age-conflict"}),
        ("A woman in her forties sits down.", set()),
        ("Her father, in his seventies, sits down.", set()),
        ("A six-month-old girl sits up.", {"age-conflict"}),
        ("A 9-day-old girl lies down.", {"age-conflict"}),
        ("A toddler sits down.", {"age-conflict"}),
        ("Somebody sits down. What helps a toddler?", set()),
        ("A woman sits down. He limps.", {"sex-conflict"}),
    ],
)
def test_conflicts_of_age_and_sex(story, codes):
    assert conflicting(story) == codes


def test_conflicts_beyond_the_story():
    assert conflicting("A woman of 47 sits down.", lead_in="What should he do?") == {"sex-conflict"}
    assert conflicting("A woman of 47 sits down.", take_home="He did well.") == {"sex-conflict"}
    assert conflicting("Someone sits down.", sex="unstated", take_home="He did well.") == set()
    assert conflicting("Her right calf aches.", take_home="The left calf was torn.") == {"side-conflict"}
    assert conflicting("Her right calf aches.", take_home="The left knee was torn.") == set()
    assert conflicting("Her right calf aches.", lead_in="What of the left knee?") == {"side-conflict"}
    assert conflicting("Her right calf aches.", lead_in="What of the left hand?") == set()
    teenager = "It heals in a teenager like her."
    assert conflicting("Her right calf aches.", take_home=teenager) == {"age-conflict"}
    assert conflicting("Her right calf aches.", take_home="A toddler heals fast.") == set()
    assert conflicting("Her calf aches.", age=15, sex="female", take_home=teenager) == set()
    assert conflicting("Her right calf aches.", take_home="Compare both: the left calf too.") == set()
    assert conflicting("Her right calf aches, not the left.", take_home="The left calf was torn.") == set()
    assert conflicts_of(item_document(vignette=None)) == set()


def test_each_stem_of_a_list_has_a_patient_of_its_own():
    stems = [{"id": "s1", "text": "He limps.", "key": "a", "rationale": "x"}] * 2
    listed = [{"id": name, "text": name} for name in "abcde"]
    changes = {"format": "extended_matching", "theme": "Limps", "options": listed, "stems": stems}
    assert conflicting("A woman of 47 sits down.", **changes) == set()


def vignetted(story, **changes):
    document = item_document(**changes)
    document["vignette"]["story"] = story
    document["vignette"].pop("findings")
    return found(vignette.flaws(load(document)))


@pytest.mark.parametrize(
    ("story", "codes"),
    [
        ("A woman has had pain for two weeks.", set()),
        ("A woman has pain.", {"vignette-essentials"}),
        ("A woman sits down for two weeks.", {"vignette-essentials"}),
        ("A healthy volunteer sits down.", set()),
        ("A man woke this morning and could not lift his wrist.", set()),
        ("A man who has worked nights for twelve years has a sore wrist.", {"vignette-essentials"}),
        ("A man with a sore wrist smokes. He takes a tablet twice a day.", {"vignette-essentials"}),
        ("Pain since May. " + "It hurts. " * 100, {"long-vignette"}),
        ("Pain since May " + "and then it hurt " * 12 + ".", {"long-sentence", "hard-to-read"}),
        (
            "Pain since May: " + "Interminable multidisciplinary investigations notwithstanding. " * 9,
            {"hard-to-read"},
        ),
    ],
)
def test_stories(story, codes):
    assert vignetted(story) == codes


def test_an_item_without_a_patient():
    bare = item_document(vignette=None, lead_in="Which nerve bends the knee?")
    assert found(vignette.flaws(load(bare))) == {"no-vignette"}
    of_one = {**bare, "lead_in": "Which nerve bends the knee of a runner?"}
    assert found(vignette.flaws(load(of_one))) == set()
    of_all = {**bare, "lead_in": "Which nerve bends the knee of every runner?"}
    assert found(vignette.flaws(load(of_all))) == {"no-vignette"}


def test_a_question_that_leaves_the_story_alone():
    document = item_document(lead_in="Which vitamin prevents scurvy?")
    for option, text in zip(document["options"], ("Ascorbate", "Retinol", "Thiamine", "Biotin"), strict=True):
        option["text"] = text
    assert "window-dressing" in found(check(document).flaws)
    assert "window-dressing" not in found(check({**document, "lead_in": "What does he lack?"}).flaws)
    of_story = "Which vitamin feeds the knee?"
    assert "window-dressing" not in found(check({**document, "lead_in": of_story}).flaws)
    in_general = "Which vitamin should be given in scurvy to all adults?"
    assert "window-dressing" in found(check({**document, "lead_in": in_general}).flaws)


def test_an_answer_of_a_later_stage_that_an_earlier_one_shows():
    case = case_document(1, 2)
    case["stages"][1]["item"]["options"][1]["text"] = "Torn medial meniscus"
    assert "hinged-stages" not in found(check(case).flaws)
    case["vignette"]["story"] += " A torn medial meniscus is feared. It has hurt for a week."
    (flaw,) = [flaw for flaw in check(case).flaws if flaw.code == "hinged-stages"]
    assert flaw.where == "stages[2].item.options[2].text"


def test_a_key_that_is_known_by_the_last_of_its_words():
    case = case_document(1, 2)
    case["stages"][1]["item"]["options"][1]["text"] = "Multiple myeloma"
    case["vignette"]["story"] += " It has hurt for a week. A myeloma is beyond doubt."
    assert "hinged-stages" in found(check(case).flaws)
