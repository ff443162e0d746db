"""The facets of a report, each with what can be chosen, in the order in which they are asked."""

FINDINGS = (
    ("relevant", "Something that matters to this patient"),
    ("incidental", "Something, but it does not matter here"),
    ("none", "Nothing out of the ordinary"),
)
FACETS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "size": (
        "Size",
        (
            ("under-1", "under 1 cm"),
            ("1-to-2", "1 to 2 cm"),
            ("2-to-4", "2 to 4 cm"),
            ("over-4", "over 4 cm"),
            ("no-edge", "no edge to measure"),
        ),
    ),
    "consistency": (
        "Consistency",
        (
            ("soft", "soft"),
            ("rubbery", "firm and rubbery"),
            ("hard", "hard"),
            ("cord", "a cord or band"),
            ("thickened", "thickened, without an edge"),
            ("none", "nothing to feel, only sore"),
        ),
    ),
    "mobility": (
        "Mobility",
        (
            ("glides", "glides freely"),
            ("tethered", "shifts a little"),
            ("fixed", "fixed"),
            ("no-edge", "no edge to shift"),
        ),
    ),
    "tenderness": ("Tenderness", (("none", "none"), ("mild", "mild"), ("marked", "marked"))),
    "familiar": (
        "Is it the pain?",
        (("yes", "yes, the pain the patient came with"), ("no", "no, or no pain")),
    ),
}
