"""Sets of indicators under a name, as a person keeps them for any chart."""

from collections.abc import Mapping

from terminal_app.market.indicators.chosen import ChosenSet, from_saved, to_save

LONGEST_NAME = 40
MOST_TEMPLATES = 50


class BadTemplateError(ValueError):
    """A template cannot be kept. The message is a sentence for the person."""


class Templates:
    """Named sets, by what a file holds. What cannot be read is kept as it is until its name is deleted.

    Args:
        saved: the sets by name, as `to_save` told them.
    """

    def __init__(self, saved: Mapping[str, object]) -> None:
        self._saved = dict(saved)

    @property
    def names(self) -> list[str]:
        """The names, in the order of the alphabet."""
        return sorted(self._saved, key=str.casefold)

    def get(self, name: str) -> ChosenSet:
        """The set of a name; an empty one if there is none."""
        return from_saved(self._saved.get(name))

    def keep(self, name: str, chosen: ChosenSet) -> None:
        """Keep a set under a name, in place of what was there.

        Raises:
            BadTemplateError: the name is empty or too long, or there are too many templates.
        """
        name = name.strip()
        if not name:
            raise BadTemplateError("Enter a name for the template.")
        if len(name) > LONGEST_NAME:
            raise BadTemplateError(f"The name is too long: {LONGEST_NAME} characters at most.")
        if name not in self._saved and len(self._saved) >= MOST_TEMPLATES:
            raise BadTemplateError(f"There are {MOST_TEMPLATES} templates already. Delete one first.")
        self._saved[name] = to_save(chosen)

    def delete(self, name: str) -> None:
        """Forget a name."""
        self._saved.pop(name, None)

    def to_save(self) -> Mapping[str, object]:
        """All sets as JSON can hold them."""
        return dict(self._saved)


class SetChoices:
    """Which set each symbol was last seen with; one that was never looked at gets the set chosen last.

    Args:
        at_most: how many symbols are remembered; those chosen longest ago are forgotten.
    """

    def __init__(self, at_most: int = 100) -> None:
        self._at_most = at_most
        self._latest = ChosenSet()
        self._by_name: dict[str, ChosenSet] = {}
        self._others: dict[str, object] = {}

    def of(self, name: str) -> ChosenSet:
        """The set to show a symbol with."""
        return self._by_name.get(name, self._latest)

    def choose(self, name: str, chosen: ChosenSet) -> None:
        """Another set was chosen for a symbol."""
        self._latest = chosen
        self._by_name.pop(name, None)
        self._by_name[name] = chosen
        while len(self._by_name) > self._at_most:
            del self._by_name[next(iter(self._by_name))]

    def remember(self) -> Mapping[str, object]:
        """The choices as JSON can hold them; symbols with the same set share it."""
        sets: list[list[object]] = [to_save(self._latest)]
        numbers: dict[str, int] = {}
        for name, chosen in self._by_name.items():
            saved = to_save(chosen)
            if saved not in sets:
                sets.append(saved)
            numbers[name] = sets.index(saved)
        return {**self._others, "sets": sets, "of": numbers}

    def recall(self, saved: object) -> None:
        """Take the choices of an earlier run; what is not understood is kept beside them."""
        known = saved if isinstance(saved, Mapping) else {}
        sets, numbers = known.get("sets"), known.get("of")
        if not isinstance(sets, list) or not sets or not isinstance(numbers, Mapping):
            self._others = {} if saved is None else {"unread": saved}
            return
        self._others = {str(name): value for name, value in known.items() if name not in ("sets", "of")}
        read = [from_saved(one) for one in sets]
        self._latest = read[0]
        self._by_name = {
            str(name): read[number]
            for name, number in numbers.items()
            if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(read)
        }
