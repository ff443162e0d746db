"""What a finger meets, in raw words: never those in which a finding is named afterwards.

Under the finger there is either what the figure has everywhere (muscle, bone …) or one of the item's sites.
The sentences are ours and describe what is felt, as a teacher would at the couch; that a press to the bone
makes anybody sore, and that a leading question earns a yes, are rules of this rehearsal, told as such.
"""

from question_bank.formats.palpation.model import Site

# (tissue, depth) → what a plain press meets where nothing special lies.
PRESSED = {
    ("muscle", "light"): "Warm, even skin. Nothing deeper at this pressure.",
    ("muscle", "fascia"): "Even and yielding, with a long grain beneath.",
    ("muscle", "bone"): "It gives a long way, until something broad stops the finger.",
    ("bone", "light"): "Thin skin with something flat close beneath.",
    ("bone", "fascia"): "Flat and unyielding close under the skin, the same all round.",
    ("bone", "bone"): "Unyielding at once.",
    ("rim", "light"): "Skin, with a ridge to be guessed at beneath.",
    ("rim", "fascia"): "A ridge that runs on unbroken to both sides.",
    ("rim", "bone"): "The ridge stops the finger.",
    ("hollow", "light"): "The skin dips in.",
    ("hollow", "fascia"): "A dip holds the fingertip; its floor does not give.",
    ("hollow", "bone"): "The floor of the dip stops the finger.",
    ("yielding", "light"): "Thin, loose skin.",
    ("yielding", "fascia"): "It yields evenly, with nothing behind it.",
    ("yielding", "bone"): "It yields a long way and nothing stops the finger.",
}
ROLLED = {
    "muscle": "A long, broad grain passes under the finger, the same above and below.",
    "bone": "The skin slides over a flat floor.",
    "rim": "The finger climbs a ridge and comes down behind it; the ridge runs on both ways.",
    "hollow": "The finger drops into a dip and climbs out again.",
    "yielding": "Nothing catches.",
}
ROLLED_LIGHTLY = "The skin slides along with the finger. Nothing deeper at this pressure."
PINCHED = "A fold of skin lifts freely, even along its length."
TENSED = {
    "muscle": "The grain stiffens and lifts the finger.",
    "yielding": "The wall stiffens evenly.",
}
UNCHANGED = "Nothing changes under the finger."
COUGHED = "Nothing pushes back."

MET = {
    "soft": "Something gives way like dough and fills out again",
    "rubbery": "Something springs back like an eraser",
    "hard": "Something does not give at all, like a knuckle",
    "cord": "A strand, like the string of a racket",
    "thickened": "The layer is slower to give here than around, and fades out",
}
SHIFTED = {
    "glides": "An edge catches and lets go; it slips away under the finger",
    "tethered": "An edge catches; it goes a little way and comes back",
    "fixed": "The finger climbs over an edge and down again; it stays where it is",
    "no-edge": "No edge catches; the layer is slower to give all along",
}
STRAND = {
    "glides": "A strand flicks across under the finger and slips away; along its length nothing shifts",
    "tethered": "A strand flicks across under the finger and comes back; along its length nothing shifts",
    "fixed": "The finger rides over a strand that stays where it is",
}
SLIPPED = "Something slips out from under the finger before anything stops it."
LIFTED_WITH = "What lay under the finger comes up with the fold."
LEFT_BEHIND = "The fold lifts freely. Something stays behind, below it."
ON_TOP = "The muscle stiffens beneath. What was under the finger is still there, on top of it."
STILL_THERE = "What was under the finger is still there, unchanged."
LOST = "The muscle stiffens, and what was under the finger cannot be told from it."
AT_THE_EDGE = "Beside the fingertip: "

# What is said when asked “What do you feel?” where nothing special lies; the place decides which.
OPEN = {
    "light": ("“Your hand, no more.”", "“Hardly anything.”", "“It tickles, if anything.”"),
    "fascia": ("“Just your finger.”", "“Pressure, nothing more.”", "“Nothing much.”"),
    "bone": ("“Ow. That is quite a push.”", "“That hurts, the way you press.”", "“Ow. Not so deep, please.”"),
}
TOUCHED = {
    "none": "“I notice that you press.”",
    "mild": "“A little sore there.”",
    "marked": "“Ow. That is a sore spot.”",
}
SORE_ANYWAY = "“Ow. Pressed like that it hurts, whatever it is.”"
CLOSE = "“Close, but not quite there.”"
LED = {"light": "“No.”", "fascia": "“A bit, yes, now that you ask.”", "bone": "“Yes.”"}
LED_ON_SITE = "“Yes.”"


def width(site: Site) -> str:
    """Say how wide a site is in what a finger can compare it with; a finger's breadth is nearly 2 cm."""
    if site.size == "no-edge":
        wide = "over some fingers' breadths" if site.size_cm >= 2.5 else "over a finger's breadth or so"
        return "over a palm's width" if site.size_cm >= 6 else wide
    return {
        "under-1": "smaller than a fingertip",
        "1-to-2": "a finger's breadth across",
        "2-to-4": "two fingers across",
        "over-4": "wider than three fingers",
    }[site.size]
