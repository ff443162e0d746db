"""The case and its stages."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from question_bank.choices import Choices
from question_bank.item import Finding, Frozen, Item, Markdown, Slug, Vignette

LONGEST_ID = 70  # so that the ids of its stages are ids as well


class Stage(Frozen):
    """One step of a case.

    new_information, findings: what becomes known here, before the question. item: the fields that an item of
    its format has for itself; the gate builds it, because a case knows no other format.
    """

    new_information: Markdown | None = None
    findings: tuple[Finding, ...] = ()
    item: Annotated[
        dict[str, Any], Field(json_schema_extra={"required": ["format", "lead_in", "explanation"]})
    ]


class UnfoldingCase(Item):
    """A patient met in stages. ``explanation`` and the rest of what every item has are about the whole."""

    id: Annotated[Slug, Field(max_length=LONGEST_ID)]
    format: Literal["unfolding_case"]
    vignette: Vignette
    lead_in: Literal[""] = ""  # a case asks through its stages
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]

    _items: tuple[Item, ...] = PrivateAttr(default=())

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the stages, in order; none until ``with_items`` has set them."""
        return self._items

    def with_items(self, items: Iterable[Item]) -> Self:
        """Return the case with the items of its stages."""
        copy = self.model_copy()
        copy._items = tuple(items)  # noqa: SLF001 - our own
        return copy

    def figure_ids(self) -> tuple[str, ...]:
        """Name the figures of all stages."""
        return tuple(dict.fromkeys(id for item in self.items for id in item.figure_ids()))

    def all_figure_ids(self) -> tuple[str, ...]:
        """Add the exhibits and illustrations of the stages."""
        of_stages = (id for item in self.items for id in item.all_figure_ids())
        return tuple(dict.fromkeys([*of_stages, *super().all_figure_ids()]))

    def with_figures(self, figures: Mapping[str, Any]) -> Self:
        """Return the case with its figures, and each stage with those that it needs."""
        return super().with_figures(figures).with_items(item.with_figures(figures) for item in self.items)

    def citing_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add the texts of the stages to those that may cite sources."""
        texts = super().citing_texts()
        for index, item in enumerate(self.items):
            own = {**item.citing_texts(), ("take_home",): item.take_home}
            texts |= {("stages", index, "item", *path): text for path, text in own.items()}
        return texts

    def asking_texts(self) -> dict[tuple[str | int, ...], str]:
        """Add what becomes known at each stage, and what its item asks, to what is read before an answer."""
        texts = super().asking_texts()
        del texts["lead_in",]  # a case has none
        for index, stage in enumerate(self.stages):
            if stage.new_information is not None:
                texts["stages", index, "new_information"] = stage.new_information
            for row, finding in enumerate(stage.findings):
                texts["stages", index, "findings", row, "name"] = finding.name
                texts["stages", index, "findings", row, "result"] = finding.result
        for index, item in enumerate(self.items):
            for path, text in item.asking_texts().items():
                if path[0] != "vignette":  # it holds the story so far, which stands above
                    texts["stages", index, "item", *path] = text
        return texts

    def choices(self) -> tuple[Choices, ...]:
        """Name the lists of all stages."""
        return tuple(
            choices.below(("stages", index, "item"))
            for index, item in enumerate(self.items)
            for choices in item.choices()
        )
