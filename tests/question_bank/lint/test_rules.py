"""The shared rules, one table a subject: what is flagged, and what looks like it and is not."""

import time

import pytest

from question_bank import load
from question_bank.choices import Ask, Choices
from question_bank.lint import (
    conflicts,
    cues,
    fairness,
    kinds,
    lead_in,
    letters,
    measures,
    numbers,
    options,
    order,
    referring,
    vignette,
    wording,
)
from question_bank.lint.words import Prose, content, family, root, stem
from tests.banks import item_document


def listed(*texts, key=0, asks="What should be done?", as_written=False):
    return Choices(texts, ("options",), (Ask(asks, () if key is None else (key,), ("lead_in",)),), as_written)


def found(flaws):
    return {flaw.code for flaw in flaws}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Which of the following is true?", {"unfocused-lead-in", "open-lead-in"}),
        ("Which statement about gout is correct?", {"unfocused-lead-in"}),
        ("Choose the correct answer for this man?", {"unfocused-lead-in", "open-lead-in"}),
        ("Which one of these is a sound claim about gout?", {"unfocused-lead-in"}),
        ("Which remark by the patient worries you most?", set()),
        ("Concerning gout, which of the following?", {"open-lead-in"}),
        ("Given her age, the test that would help her most is?", {"open-lead-in"}),
        ("Which of these are false?", {"unfocused-lead-in", "negative-lead-in", "open-lead-in"}),
        ("Which of the following is associated with gout?", {"open-lead-in"}),
        ("Which of the following is the most likely diagnosis?", set()),
        ("Which of the following is most likely?", {"open-lead-in"}),
        ("The best next step is", {"open-lead-in"}),
        ("What is it?", {"open-lead-in"}),
        ("“What is most likely to help him?”", set()),
        ("All of these fit except which one?", {"negative-lead-in"}),
        ("Which drug shouldn't be given to him?", {"negative-lead-in"}),
        ("Which is the least likely cause?", {"negative-lead-in"}),
        ("Which is the least invasive test for it?", set()),
        ("What explains the false positive test?", set()),
        ("What helps a man who does not want surgery?", set()),
        ("If rest has failed, which drug is not safe?", {"negative-lead-in"}),
        ("Which bone lacks a joint with the radius?", {"negative-lead-in"}),
        ("Which test has no place in the work-up?", {"negative-lead-in"}),
        ("Which test suits a man who has no insight?", set()),
        ("He does not want surgery. What would you offer him?", set()),
        ("Not all of them are steps that help.", {"negative-lead-in", "open-lead-in"}),
        ("Who should be told of it, and by when?", {"double-lead-in"}),
        ("What is the name of this sign as well as its usual cause?", {"double-lead-in"}),
        ("Which drug may be given together with the next dose?", set()),
        ("Does he need a scan or not, and why?", set()),
        ("What is the diagnosis and the best treatment?", {"double-lead-in"}),
        ("What is wrong and how would you treat it?", {"double-lead-in"}),
        ("What is it? And what would you do?", {"double-lead-in"}),
        ("Which pair of test and treatment fits him best?", set()),
    ],
)
def test_lead_ins(text, codes):
    assert found(lead_in.flaws(text)) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("All of the above", {"all-of-the-above", "absolute-term"}),
        ("They are all correct", {"all-of-the-above", "absolute-term"}),
        ("Every one of the steps listed", {"all-of-the-above"}),
        ("The above all apply", {"all-of-the-above"}),
        ("The other two together", {"all-of-the-above", "combined-option"}),
        ("The first 2 options", {"all-of-the-above", "combined-option"}),
        ("All of the arm above the elbow", {"absolute-term"}),
        ("All five toes", set()),
        ("None of these", {"none-of-the-above", "absolute-term"}),
        ("None of the drugs listed", {"none-of-the-above", "absolute-term"}),
        ("Some other root than these", {"none-of-the-above"}),
        ("The answer is not on this list", {"none-of-the-above"}),
        ("The above are all wrong", {"none-of-the-above", "absolute-term"}),
        ("Nothing by mouth from midnight", set()),
        ("None", set()),
        ("A and C", {"combined-option"}),
        ("1, 2 and 3", {"combined-option"}),
        ("Both of these", {"combined-option"}),
        ("a + c", {"combined-option"}),
        ("All but the last", {"combined-option", "absolute-term"}),
        ("A combination of the other two", {"combined-option"}),
        ("The first and the third", {"combined-option"}),
        ("The first and second metatarsals", set()),
        ("Hepatitis A and B", set()),
        ("Leukaemia (ALL)", set()),
        ("ALL OF IT", {"absolute-term"}),
        ("A prescription-only medicine", set()),
        ("It helps in many cases", {"vague-term"}),
        ("It is never seen", {"absolute-term"}),
        ("Two tablets every six hours", set()),
        ("It often grows", {"vague-term"}),
        ("It grows more often than it shrinks", set()),
        ("It may grow", {"vague-term"}),
        ("Review in May", set()),
        ("Consult a horoscope", {"implausible-option"}),
        ("Ask the cat", {"implausible-option"}),
        ("Cat scratch disease", set()),
        ("Panic attack", set()),
    ],
)
def test_options_one_by_one(text, codes):
    assert found(options.flaws(listed(text, "Walk", "Swim"))) == codes


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        (("The left one alone", "The right one alone", "Both of them", "Neither of them"), set()),
        (("Left", "Right", "Both sides", "Neither side"), set()),
        (("Left", "Right", "Both of the above"), {"combined-option"}),
        (("Left kidney", "Right kidney", "Spleen", "Both of them"), {"combined-option"}),
        (("The scan", "The block", "Both of them"), {"combined-option"}),
        (("The scan", "The block", "Neither of them"), {"none-of-the-above"}),
    ],
)
def test_both_and_neither_are_answers_where_sides_are_asked_for(texts, codes):
    assert found(options.flaws(listed(*texts, key=None))) == codes


def test_what_is_drastic_is_absurd_for_what_is_mild():
    told = listed("Amputation", "A brace", "Exercise", asks="What helps this mild sprain best?")
    assert found(options.flaws(told)) == {"implausible-option"}
    assert found(options.flaws(listed("Amputation", "A brace", "Exercise", asks="What helps best?"))) == set()


def test_an_option_made_of_others_in_words():
    made = ("Rest at home", "Warm packs", "Have warm packs and rest at home", "A scan")
    assert "combined-option" in found(options.flaws(listed(*made)))
    apart = ("Prednisolone and a statin", "Prednisolone and heparin", "A statin or rest at home", "A scan")
    assert "combined-option" not in found(options.flaws(listed(*apart)))
    assert referring.made_of_others(("Hip and knee", "Knee, hip and back", "A scan")) == []


def test_an_absolute_distractor_is_told_as_such():
    (flaw,) = options.flaws(listed("Walk", "Never walk", "Swim"))
    assert "the key has no such word" in flaw.message
    (flaw, _) = options.flaws(listed("Always walk", "Never walk", "Swim"))
    assert "the key has no such word" not in flaw.message


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        ("Pain in the hip", "Hip pains", {"duplicate-options"}),
        ("Anaemia", "Anemia", {"duplicate-options"}),
        ("The first on the list", "The second on the list", set()),
        ("Flexion before extension", "Extension before flexion", set()),
        ("Weak hip abductors", "Weakness of the abductors of the hip", {"duplicate-options"}),
        ("Walk with her every day", "Walk with her each day", {"duplicate-options"}),
        ("Stretch the quadriceps muscle", "Stretching of the quadriceps", {"duplicate-options"}),
        (
            "Explain that it is no harm and that it heals by itself",
            "Explain that it heals by itself and that it is not harm",
            {"duplicate-options"},
        ),
        ("Hip bent and knee straight, on the floor", "Knee bent and hip straight, on the floor", set()),
        ("Refer to hospital", "Refer to the fracture clinic of the hospital", {"subsumed-option"}),
        ("Osteosarcoma of the thigh", "Tumour of bone", {"subsumed-option"}),
        ("Lower limb weakness", "Weakness of the ankle", {"subsumed-option"}),
        ("Relief of pain", "Pain", set()),
        ("Surgery", "No surgery", {"opposite-key"} & set()),
        ("Pain on both sides", "Sides on both pain and more", set()),
        ("?!", "?!", {"duplicate-options"}),
        ("MRI", "Urgent MRI", {"subsumed-option"}),
        ("Rest", "Rest and heat", {"subsumed-option"}),
        ("Scan him", "Scan him today", {"subsumed-option"}),
        ("Disc herniation", "No disc herniation", set()),
        ("Analgesia", "Paracetamol", {"subsumed-option"}),
        ("MRI of the knee", "MRI of the hip", set()),
    ],
)
def test_pairs_of_options(one, other, codes):
    assert found(options.flaws(listed(one, other, "Something quite different"))) == codes


def test_a_vague_term_in_every_option_points_nowhere():
    assert found(options.flaws(listed("It may grow", "It may shrink", "It may go"))) == set()


def test_what_every_option_begins_with():
    assert found(options.flaws(listed("Refer her to Ann", "Refer her to Bob"))) == {"repeated-start"}
    assert found(options.flaws(listed("Refer her to Ann"))) == set()
    assert found(options.flaws(listed("Refer her", "Send her soon"))) == set()


def test_a_denying_option_under_a_denying_lead_in_blocks():
    denying = listed("Not resting", "Walking", "Swimming", asks="Which of these things is not advised?")
    assert "double-negative" in found(options.flaws(denying))


@pytest.mark.parametrize(
    ("texts", "asks", "codes"),
    [
        (("Gout", "MRI of the knee", "Cellulitis"), "What is it?", {"mixed-options"}),
        (("MRI", "Paracetamol", "Rest"), "What should be done?", set()),
        (("Sciatic nerve", "Irritated sciatic nerve", "Gout"), "Which is it?", {"mixed-options"}),
        (("A thing", "Another one", "Gout"), "Which is it?", set()),
        (("Gout", "x" * 200, "y y y y y y y"), "Which is it?", set()),
        (("Statin A", "Haemodialysis", "Statin B"), "Which drug hurts his muscles?", {"mixed-options"}),
        (("A coccus", "Amoxicillin", "A virus"), "Which organism is to blame?", {"mixed-options"}),
        (("Dialysis", "Radiotherapy", "A virus"), "Which organism is to blame?", set()),
    ],
)
def test_kinds_of_options(texts, asks, codes):
    assert found(kinds.flaws(listed(*texts, asks=asks))) == codes


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        (("10–20 mg", "20–30 mg"), {"overlapping-ranges"}),
        (("under 10", "10 or more"), set()),
        (("30–60 minutes", "1–2 hours"), {"overlapping-ranges", "number-units"}),
        (("6 months to 1 year", "1–2 years"), {"overlapping-ranges"}),
        (("1 in 100 to 1 in 50", "1 in 50 to 1 in 10"), {"overlapping-ranges"}),
        (
            ("Seven to nine visits", "Nine to twenty-one visits", "A scan"),
            {"overlapping-ranges"},
        ),
        (("Drug A 5–10 mg", "Drug B 5–10 mg"), set()),
        (("C4–5 disc", "C5–6 disc"), set()),
        (("From 5 to under 10 km", "20 km or more" + " and more" * 9), set()),
        (("Twelve", "Eight", "Nine"), {"number-order"}),
        (("Home the same day", "Stay one night", "Stay a week"), set()),
        (("Come tomorrow", "Act at once", "Be a zebra"), set()),
        (("Paracetamol", "Naproxen", "Morphine"), set()),
        (("at most 10", "10 or more"), {"overlapping-ranges"}),
        (("more than 5", "1", "2"), {"number-order"}),
        (("30 or less", "10", "20"), {"overlapping-ranges"}),
        (("5–50", "6", "60"), {"overlapping-ranges", "number-order"}),
        (("1,000", "2,000"), set()),
        (("1.5 cm", "2 cm"), {"number-units"}),
        (("1 cm", "2 mm"), {"number-units"}),
        (("Two weeks", "Four weeks"), set()),
        (("2", "1", "3"), {"number-order"}),
        (("b", "a", "c"), {"option-order"}),
        (("b", "a"), set()),
        (("Mild pain", "Moderate swelling", "Severe ache"), set()),
        (("L3 root", "L4 root, or so", "S1 root"), set()),
        (("c", "ab", "long"), set()),
        (("Zebra 1", "Ant 2", "Cow 3"), set()),
    ],
)
def test_numbers_and_order(texts, codes):
    written = listed(*texts, as_written=True)
    assert found([*numbers.flaws(written), *order.flaws(written)]) == codes


def test_a_text_is_no_number_that_goes_on_and_on():
    assert not measures.has_number("1 " * 101)


def test_numbers_that_are_shuffled_are_out_of_order():
    assert found(numbers.flaws(listed("1", "2", "3"))) == {"number-order"}
    assert found(order.flaws(listed("b", "a", "c"))) == set()


def clued(texts, asks="What should be done?", key=0, story=None):
    document = item_document()
    document["vignette"]["story"] = story or "Somebody sits in the clinic."
    item = load(document if story else {name: part for name, part in document.items() if name != "vignette"})
    return found(cues.flaws(item, listed(*texts, key=key, asks=asks)))


@pytest.mark.parametrize(
    ("texts", "asks", "codes"),
    [
        (("Stay active and come back when it hurts", "Rest", "Scan"), "What now?", {"key-longest"}),
        (
            (
                "Exercise (daily), with a review",
                "A scan of the whole of the back",
                "A visit to the surgeon soon",
            ),
            "What now?",
            {"key-most-detailed"},
        ),
        (("Calf tear", "Ankle sprain"), "What hurts in the calf?", {"clang-cue"}),
        (("Calf tear", "Calf cramp"), "What hurts in the calf?", set()),
        (
            ("Warm wet wrap", "Cold wet wrap", "Warm dry wrap", "Rest"),
            "What now?",
            {"convergence-cue", "opposite-key"},
        ),
        (("10 mg", "20 mg", "30 mg"), "How much?", set()),
        (("Apple", "Pear", "Plum"), "It is an", {"grammar-cue"}),
        (("Pear", "Apple", "MRI", "Plum"), "It is a", {"grammar-cue"}),
        (("Apple", "Pear", "Plum"), "It is a(n)", set()),
        (("Bones", "Nerve", "Vein"), "What breaks are", {"grammar-cue"}),
        (("Hip and knee", "Foot", "Hand"), "Which joints are sore?", {"grammar-cue"}),
        (("Foot", "Hips", "Hand"), "Which joints are sore?", set()),
        (("Walk", "Running", "Swim"), "He ought to", {"grammar-cue"}),
        (("Aspirate it", "An MRI", "Surgery"), "The next step is to", {"grammar-cue"}),
        (("A test of gait", "Teach her", "Tape it"), "You ask for", {"grammar-cue"}),
        (("Loss of power", "Swollen", "Limping badly"), "An early sign is", {"grammar-cue"}),
        (("Sent home", "Surgery", "Told why"), "He should be", {"grammar-cue"}),
        (("Because it rubs", "The nerve", "Loss of power"), "Why does it hurt?", {"grammar-cue"}),
        (("Six", "A cast", "Ten"), "How many weeks does it take?", {"grammar-cue"}),
        (("Ulna and tibia", "Fibula", "Radius"), "Which two bones broke?", {"grammar-cue"}),
        (("Waddling", "He drags it", "Stiff"), "How does he walk?", {"grammar-cue"}),
        (("radius and ulna", "lunate", "femur"), "The bones that broke are the", {"grammar-cue"}),
        (("muscles of the hip", "lunate", "femur"), "The trouble comes from the", {"grammar-cue"}),
        (("lunate", "femur", "ulna"), "The trouble comes from the", set()),
        (("Loss of blood and iron", "Gout", "A drug"), "What are the causes?", {"grammar-cue"}),
        (("one-sided limp", "sore heel", "numb toe"), "The sign is a", set()),
        (("They walk", "She swims", "In they come"), "What now?", set()),
        (("Walking", "Swim", "Run"), "What now?", {"grammar-cue"}),
        (("To walk", "Swim", "Run"), "What now?", {"grammar-cue"}),
        (("Walking", "Swimming", "Running"), "What now?", set()),
        (("More load", "Less load", "Rest"), "What now?", {"opposite-key"}),
        (("Rest", "More load", "Less load"), "What now?", {"opposite-options"}),
        (("More load", "Less load", "With rest", "Without rest"), "What now?", set()),
        (("Scan", "No scan", "Rest"), "What now?", {"opposite-key"}),
        (("Keep taking it", "Stop taking it", "Rest"), "What now?", {"opposite-key"}),
        (("Aerobic training", "Training, anaerobic", "Rest"), "What now?", {"opposite-key"}),
        (("A painful arc", "A painless arc", "Rest"), "What now?", {"opposite-key"}),
        (("A painless arc", "A painful arc", "Rest"), "What now?", {"opposite-key"}),
        (("Side bend", "Inside bend", "Rest"), "What now?", set()),
        (("Hypothermia", "Hyperthermia", "Rest"), "What now?", {"opposite-key"}),
        (("Stable", "Unstable", "Rest"), "What now?", {"opposite-key"}),
        (("20%", "80%", "35%"), "What now?", {"opposite-key"}),
        (("The left one", "The right one", "Both of them", "Neither of them"), "Which?", set()),
        (("Rest", "Walk far off"), "?", set()),
        (("", "Walk"), "What now?", set()),
    ],
)
def test_cues(texts, asks, codes):
    assert clued(texts, asks) - {"key-longest"} == codes - {"key-longest"}
    assert ("key-longest" in clued(texts, asks)) >= ("key-longest" in codes)


def test_a_word_of_the_story_in_the_key_alone_is_a_clang():
    story = "The calf is sore."
    assert clued(("Calf tear", "Ankle sprain"), story=story) == {"clang-cue"}
    assert clued(("Calf tear", "Sore ankle"), story=story) == set()


def test_words_that_several_stems_have_point_nowhere():
    item = load(item_document())
    asks = (Ask("The calf aches.", (0,), ()), Ask("The calf burns.", (1,), ()), Ask("Tired heel", (2,), ()))
    assert found(cues.flaws(item, Choices(("Calf tear", "Nerve", "Bone", "Vein"), (), asks))) == set()
    asks = (*asks[1:], Ask("A bone is bent.", (2,), ()), Ask("Nothing fits.", (0, 1), ()))
    assert found(cues.flaws(item, Choices(("Tear", "Nerve", "Bone", "Vein"), (), asks))) == {"clang-cue"}


@pytest.mark.parametrize(
    ("key", "explanation", "named"),
    [
        ("Infection", "It was infected.", True),
        ("Stop smoking", "Giving up cigarettes heals bone.", True),
        ("Splint at night", "Pain at night is common.", False),
        ("At night", "Pain at night is common.", True),
        ("...", "Pain is common.", True),
    ],
)
def test_an_explanation_that_names_the_key(key, explanation, named):
    item = load(item_document(explanation=explanation))
    flaws = wording.key_unnamed(item, listed(key, "b", "c"))
    assert (found(flaws) == set()) is named


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("nerves", "nerv"), ("nerve", "nerv"), ("biopsies", "biopsy"), ("allergies", "allergy"),
        ("pelvis", "pelvis"),
        ("running", "run"), ("pressing", "press"), ("walked", "walk"), ("man’s", "man"), ("mice", "mouse"),
    ],
)  # fmt: skip
def test_stems(word, stemmed):
    assert stem(word) == stemmed


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("elevated", "elevation", True), ("weak", "weakness", True), ("refer", "referral", True),
        ("stable", "stability", True), ("intravenous", "intravenously", True), ("reduce", "reduction", True),
        ("stiff", "stiffness", True), ("stable", "unstable", False), ("tension", "tender", False),
    ],
)  # fmt: skip
def test_roots(one, other, alike):
    assert (root(one) == root(other)) is alike


def test_a_word_and_what_denies_it_are_of_one_family():
    assert family("unstable") & family("instability")
    assert family("inset") == {"inset"}


def test_content_leaves_out_what_every_question_has():
    assert content("The patient has an ulna, 12 mm, on _both_ sides") == {"ulna", "12", "side"}


HOSTILE = [
    "a",
    "a ",
    "A",
    "1",
    " ",
    "(",
    "A, ",
    "no ",
    "is the ",
    "which ",
    "the diagnosis and ",
    "left ",
    "x\n",
    "'a",
    "_",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_and_no_faster(piece):
    """A text four times as long takes about four times as long; by its square it would be sixteen times."""
    short, long = (spent_on(piece * (size // len(piece))) for size in (50_000, 200_000))
    assert {name for name, spent in long.items() if spent > 10 * short[name] + 1} == set()


def spent_on(text):
    """Return the processor's seconds that each module of rules spends on a text, wherever it may stand."""
    prose = Prose({("explanation",): text})
    item = load(item_document(explanation="Why. " + text + "."))
    story = item_document(lead_in=text + "?")
    story["vignette"]["story"] = text + "."
    told = load(story)
    texts = listed(text, f"{text}b", "c", "d", as_written=True)
    rules = {
        "lead-in": lambda: lead_in.flaws(text),
        "options": lambda: options.flaws(texts),
        "kinds": lambda: kinds.flaws(texts),
        "numbers": lambda: numbers.flaws(texts),
        "order": lambda: order.flaws(texts),
        "cues": lambda: cues.flaws(told, texts),
        "letters": lambda: letters.flaws(prose),
        "wording": lambda: wording.flaws(item, prose),
        "fairness": lambda: fairness.flaws(prose),
        "conflicts": lambda: conflicts.flaws(told, *[Prose(told.asking_texts())] * 2),
        "vignette": lambda: vignette.flaws(told),
        "window": lambda: vignette.window_dressing(told, texts),
        "key": lambda: wording.key_unnamed(item, texts),
    }
    spent = {}
    for name, rule in rules.items():
        began = time.process_time()
        list(rule())
        spent[name] = time.process_time() - began
    return spent
