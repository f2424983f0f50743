"""How messages name references and versions, so that all rules say it alike."""

from __future__ import annotations

from venvlint.model import Related
from venvlint.readers.python_versions import NEWEST, minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime

    from venvlint.facts.pythons import Reference, Statement
    from venvlint.readers.python_versions import PythonSet

    Minor = tuple[int, int]


def says(reference: Reference) -> str:
    """The reference with its place: `` `requires-python = ">=3.11"` in `pyproject.toml` ``."""
    return f"`{reference.key} = {reference.text}` in `{reference.at.path}`"


def reference_place(reference: Reference) -> Related:
    """The reference as a related place."""
    return Related(reference.at, f"the project allows `{reference.text}` here")


def nearest_allowed(statement: Statement, allowed: PythonSet, today: datetime.date) -> str:
    """`, such as `3.11`,` with the minor of *allowed* that lies nearest to the statement's; empty
    where there is none to name.

    From below it is the first one that is still alive, if any is: nobody moves to a Python that has
    ended (VL310).
    """
    from venvlint.facts.pythons import HOSTS
    from venvlint.facts.pythons.releases import end_of_life, is_recent, released, releases

    stated = statement.versions
    if stated is None or not stated or not allowed:
        return ""
    floor, ceiling = allowed.floor, allowed.ceiling
    wanted = stated.floor
    if floor is None or wanted is None:
        return ""
    if wanted < floor:
        series: Minor | None = floor
        while series is not None and not allowed.has_newest(series):
            series = (series[0], series[1] + 1) if series[1] < 40 else None
        alive = (
            one
            for one in sorted(releases())
            if series is not None
            and one >= series
            and released(one, today)
            and not end_of_life(one, today)
        )
        series = next((one for one in alive if allowed.has_newest(one)), series)
    else:
        series = next(
            (
                one
                for one in sorted(NEWEST, reverse=True)
                if one <= (ceiling or (3, 999)) and allowed.has_newest(one)
            ),
            None,
        )
    if series is not None and statement.kind in HOSTS and is_recent(series, today):
        return ""
    if series is not None and series != wanted:
        return f", such as `{minor_text(series)}`"
    # The series is right and only the patch is not.
    return ""
