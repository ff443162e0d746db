"""Options that nobody would choose: jokes, magic, poison, unkindness.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002 (plausible distractors, no humour), as
tabulated in BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7. The words are ours. Whether an option is absurd
in its place is for people to judge, and for the figures of those who answered.
"""

import re
from functools import lru_cache

from question_bank.lint.words import listed, words

# Words that are a joke wherever they stand.
ABSURD = listed(
    "witch witchcraft voodoo horoscope horoscopes astrology astrologer astrological unicorn unicorns "
    "santa magic magical wizard wizards alien aliens zombie zombies fairy fairies dragon dragons ghost "
    "ghosts vampire vampires werewolf werewolves curse curses exorcism exorcist exorcise moonlight "
    "palmistry tarot clairvoyant clairvoyance seance séance talisman amulet ouija dowsing shaman "
    "incantation incantations potion potions telepathy pray prayer prayers plumber superman batman elvis "
    "hairdresser chocolate pizza beer whisky champagne cocktail cocktails lottery casino disco karaoke "
    "bingo spaceship rocket mars cyanide arsenic strychnine hemlock bleach petrol antifreeze gunpowder "
    "dynamite bloodletting trepanning lobotomy guillotine decapitation haha lol guess giggle yawn juggle "
    "tickle"
)
_ANIMAL = (
    r"(?:cats?|kittens?|dogs?|pupp(?:y|ies)|bears?|horses?|pon(?:y|ies)|cows?|goats?|sheep|pigs?|monkeys?"
    r"|parrots?"
    r"|goldfish|elephants?|lions?|tigers?|crocodiles?|sharks?|hamsters?|rabbits?|chickens?|hens?|penguins?"
    r"|snakes?)"
)
_GOODS = (
    r"(?:sofa|television|tv|car|motorbike|house|castle|boat|yacht|phone|handbag|hat|guitar|piano|ticket|wig"
    r"|cakes?"
    r"|ice cream|furniture|carpet|curtains|jewell?ery|perfume|toys?|painting)"
)
_PERSON = r"(?:him|her|them|the (?:patient|man|woman|child|family|nurse))"
_WITH_ANIMALS = rf"(?:\w+ ){{0,3}}?{_ANIMAL}\b"
_WITH_GOODS = rf"(?:\w+ ){{0,3}}?{_GOODS}\b"
_OF_EXAMINER = r"of (?:the|your|his) (?:examiner|professor|teacher|lecturer|author|reader|boss|dean)\b"
# A word that has to be there → what makes a joke of it, from that word on.
PHRASES = {
    **dict.fromkeys(
        ("wrestle", "ride", "feed", "stroke", "marry", "hug", "kiss", "race", "adopt", "hire"), _WITH_ANIMALS
    ),
    **dict.fromkeys(("buy", "buying", "sell", "selling", "purchase", "win", "winning"), _WITH_GOODS),
    **dict.fromkeys(("shout", "scream", "swear", "laugh", "spit", "growl"), r"(?!on\b)"),
    **dict.fromkeys(
        ("hit", "kick", "punch", "slap", "bite", "insult", "mock", "scold", "threaten", "hypnotise"),
        rf"{_PERSON}\b",
    ),
    **dict.fromkeys(("toss", "flip"), r"a coin\b"),
    **dict.fromkeys(("sing", "dance", "pretend"), r"(?!on\b)"),
    **dict.fromkeys(("trip", "fly", "journey"), r"to (?:the moon|mars|paris)\b"),
    "ask": rf"the (?:cleaner|porter|receptionist|internet|audience)\b|{_WITH_ANIMALS}",
    "consult": _WITH_ANIMALS,
    "tell": (
        rf"{_PERSON} to (?:stop complaining|pull|man up|get over|grow up|stop whining|go away|get lost"
        rf"|shut up)\b"
        rf"|{_WITH_ANIMALS}"
    ),
    "crystal": r"ball\b",
    "healing": r"crystals?\b",
    "tea": r"leaves\b",
    "full": r"moon\b",
    "new": r"moon\b",
    "evil": r"(?:eye|spirits?)\b",
    "palm": r"reading\b",
    "reading": r"of (?:the|his|her) palm\b",
    "fortune": r"tell\w+",
    "time": r"travel\b",
    "mind": r"reading\b",
    "bad": r"luck\b",
    "rabbit's": r"foot\b",
    "sherlock": r"holmes\b",
    "james": r"bond\b",
    "father": r"christmas\b",
    **dict.fromkeys(
        ("biceps", "brain", "nose", "head", "hand", "heart", "tongue", "muscles", "moustache", "beard"),
        _OF_EXAMINER,
    ),
    "phone": r"a friend\b",
    "google": r"it\b",
    "holiday": r"in\b",
    "outer": r"space\b",
    "rat": r"poison\b",
    "ignore": rf"{_PERSON}\b|it and\b",
    "too": r"lazy\b",
    "making": r"it up\b",
    "whatever": r"you like\b",
    "who": r"cares\b",
    "blame": r"the\b",
    "roll": r"(?:a|the) dice\b",
    "run": r"away\b",
    "hide": r"(?:in|from|under)\b",
    "panic": r"(?!attacks?|disorder)",
    "burst": r"into tears\b",
    "hope": r"for the best\b",
    "nothing": r"and hope\b",
    "stand": r"on (?:his|her|your) head\b",
    "hop": r"(?:home|backwards)\b",
    "cross": r"(?:your|his|her) fingers\b",
}
PATTERNS = {
    word: re.compile(rf"\b{word}\b[\W_]*+(?:{behind})", re.IGNORECASE) for word, behind in PHRASES.items()
}
SHOUTED = re.compile(r"!!|\b[A-Z]{4,}!|[😀😂🤣]")
DRASTIC = re.compile(
    r"\b(?:amputat\w+|euthanasia|castration|lobotomy|general anaesthesia|organ donation)\b", re.IGNORECASE
)
MILD = re.compile(r"\b(?:mild|minor|slight|simple|trivial|harmless|uncomplicated)\b", re.IGNORECASE)


def is_joke(text: str, asked: str) -> bool:
    """Whether nobody would choose an option; ``asked``: what it is an answer to."""
    found = words(text)
    if not ABSURD.isdisjoint(found) or (("!" in text or not text.isascii()) and SHOUTED.search(text)):
        return True
    if any(PATTERNS[word].search(text) for word in found if word in PATTERNS):
        return True
    return _asks_of_little(asked) and DRASTIC.search(text) is not None


@lru_cache(maxsize=64)
def _asks_of_little(asked: str) -> bool:
    return MILD.search(asked) is not None
