"""A Python that gets no more security fixes.

## Why
Each series of Python is maintained for five years. After that its security holes stay open, and
libraries stop supporting it: `pip`
then installs older and older releases of them, or says "Could not find a version that satisfies the
requirement".

## Bad
    # .python-version
    3.8

## Good
    # .python-version
    3.13

## How to fix
Move to a series that is maintained, the newest that your dependencies support. For the floor of a
range this is only a hint: raise it when you no
longer want to support the old series. `venvlint --drop-python 3.9` raises it with everything that
follows it, and `venvlint --move-python 3.9=3.13` moves the pins; the report names the command where
it does this.

## When to ignore it
When the system that the code is for ships the old Python and maintains it by itself. Of the
Python that a Dockerfile installs with the packages of Debian or Ubuntu itself, this is known.
"""

from __future__ import annotations

from venvlint.facts.pythons.releases import end_of_life, is_recent, minors_of, released, releases
from venvlint.model import Finding, Severity, rule
from venvlint.readers.python_versions import minor_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.changes.commands import ChangeCommands
    from venvlint.facts.pythons import Statement
    from venvlint.tree import Tree

    Minor = tuple[int, int]


@rule("VL310", Severity.WARNING, needs=("python_pins", "image_pythons", "python_references"))
def end_of_life_python(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.changes.commands import commands_of

    commands = commands_of(tree)
    yield from _pins(tree, commands)
    yield from _ranges_of_conda(tree, commands)
    yield from _floors(tree, commands)


def _pins(tree: Tree, commands: ChangeCommands) -> Iterator[Finding]:
    seen = set()
    for statement in (*tree.python_pins, *tree.image_pythons):
        pin = statement.pin
        if (
            pin is None
            or statement.fallback
            or statement.is_maintained
            or statement.role != "pin"
            or statement.kind == "ci-image"
        ):
            continue
        if pin.implementation not in ("cpython", "pypy") or (
            pin.implementation == "pypy" and pin.major == 2
        ):
            continue  # PyPy maintains its Python 2.7 for ever, and drops the others as CPython does
        series = (2, 7) if (pin.major, pin.minor) == (2, None) else pin.series
        ended = end_of_life(series, tree.today) if series is not None else None
        if series is None or ended is None or statement.at in seen:
            continue
        seen.add(statement.at)
        better, is_sure = _better(tree, statement, commands.target(series))
        yield Finding(
            statement.at,
            f"Python `{minor_text(series)}` has had no security fixes since its end of life on"
            f" {ended}",
            f"Move to a Python that is maintained{better}.",
            commands=commands.to_move_the_pin(statement.at, series) if is_sure else (),
        )


def _better(tree: Tree, statement: Statement, best: Minor | None) -> tuple[str, bool]:
    """What there is to say of the Python to move to, the end of a sentence, and whether it may be
    *best*, which the command for it takes.
    """
    from venvlint.facts.pythons import HOSTS
    from venvlint.facts.pythons.image_pythons import ImagePython
    from venvlint.facts.pythons.references import excluding
    from venvlint.facts.pythons.wording import nearest_allowed

    such = f", such as `{minor_text(best)}`" if best is not None else ""
    excluded = excluding(tree, statement)
    if excluded is not None and excluded.versions is not None:
        # Another rule says on the same line which Python the project allows.
        better = nearest_allowed(statement, excluded.versions, tree.today)
        return better, best is not None and better == such
    if statement.kind in HOSTS:
        return " and that the host offers", best is None or not is_recent(best, tree.today)
    if isinstance(statement, ImagePython) and not statement.image.follows_python:
        return ": look up which ones this image is published with", True
    return such, True


def _ranges_of_conda(tree: Tree, commands: ChangeCommands) -> Iterator[Finding]:
    for statement in tree.python_pins:
        newest = _newest_for_conda(tree, statement)
        ended = end_of_life(newest, tree.today) if newest is not None else None
        if newest is not None and ended is not None:
            best = commands.target(newest)
            yield Finding(
                statement.at,
                f"`{statement.text}` allows no newer Python than `{minor_text(newest)}`, which has"
                f" had no security fixes since its end of life on {ended}",
                "Allow a Python that is maintained"
                + (f", such as `{minor_text(best)}`." if best is not None else "."),
            )


def _floors(tree: Tree, commands: ChangeCommands) -> Iterator[Finding]:
    today = tree.today
    alive = [
        series
        for series, release in releases().items()
        if release.first <= today.isoformat() <= release.end
    ]
    oldest = minor_text(min(alive)) if alive else "a newer one"
    for reference in tree.python_references.values():
        versions = reference.versions if reference is not None else None
        floor = versions.floor if versions is not None else None
        if reference is None or versions is None or floor is None or versions.is_open_below:
            continue
        ended = end_of_life(floor, today)
        if ended is None:
            continue
        dead = [
            series
            for series in sorted(releases())
            if series >= floor and end_of_life(series, today) and versions.has_any(series)
        ]
        yield Finding(
            reference.at,
            f"`{reference.text}` still allows Python `{minor_text(floor)}`, whose end of life"
            f" was on {ended}",
            "Raise the floor when you no longer want to support it: the oldest Python that is"
            f" maintained is {oldest}.",
            commands=commands.to_raise_the_floor(reference.at, *dead),
            severity=Severity.INFO,
        )


def _newest_for_conda(tree: Tree, statement: Statement) -> Minor | None:
    """The newest Python that conda can choose for an environment whose file states a range; None
    for whatever else.
    """
    from venvlint.facts.pythons.pins import is_one_of_several

    if statement.kind != "conda" or statement.range is None or not statement.range:
        return None
    if is_one_of_several(tree, statement.at.path):
        return None
    return max(
        (series for series in minors_of(statement.range) if released(series, tree.today)),
        default=None,
    )
