"""Options that nobody would choose: jokes, magic, poison, unkindness.

Source: NBME item-writing guide and Haladyna, Downing & Rodriguez 2002 (plausible distractors, no humour), as
tabulated in BMC Med Educ 2016, doi:10.1186/s12909-016-0559-7. The words are ours. Whether an option is absurd
in its place is for people to judge, and for the figures of those who answered.
"""

import re

_ANIMAL = (
    r"(?:cats?|kittens?|dogs?|pupp(?:y|ies)|bears?|horses?|pon(?:y|ies)|cows?|goats?|sheep|pigs?|monkeys?"
    r"|parrots?"
    r"|goldfish|elephants?|lions?|tigers?|crocodiles?|sharks?|hamsters?|rabbits?|chickens?|hens?|penguins?"
    r"|snakes?)"
)
_GOODS = (
    r"(?:sofa|television|tv|car|motorbike|house|castle|boat|yacht|phone|handbag|hat|guitar|piano|ticket|wig"
    r"|cakes?|ice"
    r" cream|shoes in|furniture|carpet|curtains|jewell?ery|perfume|toys?|painting)"
)
_PERSON = r"(?:him|her|them|the (?:patient|man|woman|child|family|nurse))"
MAGIC = (
    r"witch(?:craft| ?doctors?)?|voodoo|horoscopes?|astrolog\w+|unicorns?|santa|magic(?:al)?|wizards?"
    r"|aliens?|zombies?"
    r"|crystal ball|healing crystals?|tea leaves|tooth fairy|fair(?:y|ies)|dragons?|ghosts?|vampires?"
    r"|werewol\w+|curses?"
    r"|exorcis\w+|(?:full|new) moon|moonlight|evil (?:eye|spirits?)|palmistry|palm[- ]reading"
    r"|reading of (?:the|his|her) palm"
    r"|tarot(?: cards?)?|fortune[- ]tell\w+|clairvoyan\w+|s[eé]ances?|talisman|amulet|ouija|dowsing|shaman"
    r"|incantations?"
    r"|magic spell|potions?|time travel|telepathy|mind[- ]reading|pray(?:er)?|bad luck|rabbit['’]s foot"
    r"|four-leaf clover"
)
PEOPLE = (
    r"plumber|superman|batman|spider-?man|sherlock holmes|james bond|elvis|the pope|the (?:king|queen"
    r"|president) of \w+"
    r"|father christmas|hairdresser|(?:biceps|brain|nose|head|hand|foot|heart|tongue|muscles?|ears?"
    r"|moustache|beard)"
    r" of (?:the|your|his) (?:examiner|professor|teacher|lecturer|author|reader|boss|dean)"
    r"|ask the (?:cleaner|porter|receptionist|internet|audience)|phone a friend|google it"
)
PLEASURES = (
    r"chocolate|pizza|beer|whisky|champagne|cocktails?|lottery|casino|disco|karaoke|bingo|roller ?coaster"
    r"|bungee \w+"
    rf"|(?:buy|buying|sell|selling|purchase|win|winning) (?:\w+ ){{0,3}}?{_GOODS}|holiday in \w+"
    rf"|trip to (?:the moon|mars|paris)"
    r"|(?:on|to) (?:the moon|mars)|outer space|space ?ship|rocket"
)
HARM = (
    r"cyanide|arsenic|strychnine|hemlock|rat poison|bleach|petrol|antifreeze|gunpowder|dynamite"
    r"|blood-?letting|trepanning"
    r"|lobotomy|guillotine|decapitation|execution|hammer (?:his|her|the)|(?:hit|kick|punch|slap|pinch"
    r"|tickle|bite) "
    rf"{_PERSON}|(?:shout|scream|swear|laugh|spit|growl) at {_PERSON}|(?:insult|mock|scold|threaten"
    rf"|hypnotise) {_PERSON}"
    rf"|tell {_PERSON} to (?:stop complaining|pull|man up|get over|grow up|stop whining|go away|get lost"
    rf"|shut up)"
    rf"|ignore {_PERSON}|ignore it and|too lazy|making it up|whatever you like|who cares|blame the"
)
FOOLERY = (
    r"haha|lol|(?:toss|flip) a coin|roll (?:a|the) dice|guess|run away|go home yourself|hide (?:in|from"
    r"|under)"
    r"|panic(?! (?:attacks?|disorder))|burst into tears|(?:pretend|laugh|shout|giggle|yawn|sing|dance"
    r"|juggle)(?! on)"
    r"|do nothing and hope|hope for the best|stand on (?:his|her|your) head|hop (?:home|backwards)"
    r"|cross (?:your|his|her) fingers"
    rf"|(?:ask|tell|wrestle|ride|feed|stroke|marry|hug|kiss|consult|race|chase|adopt|fight"
    rf"|hire) (?:\w+ ){{0,3}}?{_ANIMAL}"
)
JOKES = re.compile(
    rf"\b(?:{MAGIC}|{PEOPLE}|{PLEASURES}|{HARM}|{FOOLERY})\b|!!|\b[A-Z]{{4,}}!|😀|😂|🤣", re.IGNORECASE
)
DRASTIC = re.compile(
    r"\b(?:amputat\w+|euthanasia|castration|lobotomy|general anaesthesia"
    r"|organ donation)\b",
    re.IGNORECASE,
)
MILD = re.compile(r"\b(?:mild|minor|slight|simple|trivial|harmless|uncomplicated)\b", re.IGNORECASE)


def is_joke(text: str, asked: str) -> bool:
    """Whether nobody would choose an option; ``asked``: what it is an answer to."""
    if JOKES.search(text):
        return True
    return MILD.search(asked) is not None and DRASTIC.search(text) is not None
