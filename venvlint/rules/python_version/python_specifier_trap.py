"""A range of Python versions that does not mean what it seems to mean.

## Why
`requires-python` compares whole versions, patch included. So `<=3.11` excludes 3.11.1, and `==3.10`
allows 3.10.0 alone: `pip` then says
"requires a different Python: 3.11.9 not in '<=3.11'". A range that is no valid one at all (`^3.9`
outside Poetry's own table) lets the build
fail with "Invalid specifier". And `<=12` or `<4.12`, which lost or mistook their 3, keep nothing
out.

## Bad
    requires-python = ">=3.8,<=3.11"

## Good
    requires-python = ">=3.8,<3.12"

## How to fix
Write `<3.12` for "up to 3.11", `==3.10.*` for "any 3.10", `>=3.9` for "newer than 3.8", and
separate clauses by commas. An upper limit
below 4 in a library is reported as a hint only: it is inherited by whoever depends on the library,
and it has to be raised each year.

## When to ignore it
When the range really means the one patch, or the library is known to break on the next Python.
"""

from __future__ import annotations

import re

from venvlint.files.paths import folder_of, prefix_of
from venvlint.model import Edit, Finding, Fix, Severity, rule
from venvlint.readers.python_ranges import parse_pep440, parse_poetry
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.pythons import Reference
    from venvlint.tree import Tree

_SEVERITIES = {3: Severity.ERROR, 2: Severity.WARNING, 1: Severity.INFO}


@rule("VL312", Severity.WARNING, fix="unsafe", needs=("python_references",))
def python_specifier_trap(tree: Tree) -> Iterator[Finding]:
    for reference in tree.python_references.values():
        found = trap(reference) if reference is not None else None
        if (
            reference is None
            or found is None
            or (found.grave == 1 and not _is_library(tree, reference))
        ):
            continue
        fix = None
        if found.instead and found.instead != reference.text and _is_written(tree, reference):
            fix = Fix(f"write `{found.instead}`", (Edit(reference.at, found.instead),), safe=False)
        yield Finding(
            reference.at,
            found.message,
            found.suggestion,
            fix=fix,
            severity=_SEVERITIES[found.grave],
        )


def _is_written(tree: Tree, reference: Reference) -> bool:
    """Whether the range stands in the file as it is read: no escapes, and not put together from
    several.
    """
    document = tree.document(reference.at.path)
    assert document is not None
    at = reference.at
    return (
        document.text[
            document.offset(at.line, at.column) : document.offset(at.end_line, at.end_column)
        ]
        == reference.text
    )


def _is_library(tree: Tree, reference: Reference) -> bool:
    """Whether the project is built for others and not deployed by itself."""
    directory = folder_of(reference.at.path)
    prefix = prefix_of(directory)
    if any(
        f"{prefix}{name}" in tree.path_set
        for name in (
            "Dockerfile",
            "Procfile",
            "app.yaml",
            "serverless.yml",
            "docker-compose.yml",
            "compose.yaml",
        )
    ):
        return False
    if not reference.at.path.endswith("pyproject.toml"):
        return True
    root = tree.toml(reference.at.path)
    if not root or not root.get("build-system"):
        return False
    uv, poetry = root.get("tool", "uv", "package"), root.get("tool", "poetry", "package-mode")
    return uv.value is not False and poetry.value is not False


# -- What a range of Pythons means against what it seems to mean.

_CLAUSE = lazy(
    r"(?P<op>===?|=|~=|!=|<=|>=|<|>|)(?:(?<=[=<>])\s*)?v?(?P<version>\d+(?:\.\d+)*)(?P<any>\.\*)?(?P<early>[-.]?(?:a|b|rc|dev)\d*)?"
)
_COMMON = lazy(r"[\s\d.*<>=!~^|,xXvabrcdev+-]*")


class Trap(Record):
    """One misleading thing about a range. `grave`: 3 invalid or empty, 2 means something else, 1 an
    upper cap.

    `instead` is the whole range as it was probably meant, in the reference's own syntax; empty
    where that is not clear.
    """

    grave: int
    message: str
    suggestion: str
    instead: str = ""


def trap(reference: Reference) -> Trap | None:
    """The gravest trap of a range, None where it says what it means."""
    text = reference.text
    if not reference.is_string:
        number = re.fullmatch(r"\d+(?:\.\d+)*", text)
        return Trap(
            3,
            f"`{reference.key}` is not text but `{text}`, which no tool takes",
            (
                f'Write a range in quotes, such as `">={text}"`.'
                if number
                else 'Write a range in quotes, such as `">=3.11"`.'
            ),
            f'">={text}"' if number else "",
        )
    poetry = reference.syntax == "poetry"
    if reference.versions is None:
        return _invalid(reference, poetry)
    if not reference.versions and not re.search(r"(?:a|b|rc|dev)\d*\s*(?:,|$)", text):
        return Trap(
            3,
            f"no Python satisfies `{text}`",
            "Mend the bounds: the lower one has to lie below the upper one.",
        )
    for match in _CLAUSE.finditer(text):
        found = _misread(match, text, poetry)
        if found is not None:
            return found
    return _cap(reference)


def _replaced(text: str, match: re.Match[str], clause: str) -> str:
    return text[: match.start()] + clause + text[match.end() :]


def _misread(match: re.Match[str], text: str, poetry: bool) -> Trap | None:
    op, version = match["op"], match["version"]
    parts = version.split(".")
    before = text[: match.start()].rstrip()
    if (
        op in ("<", "<=")
        and not match["any"]
        and not before.endswith(("<", ">", "=", "!", "~", "^"))
    ):
        slip = _without_its_three(op, parts)
        if slip is not None:
            clause, meant = slip
            return Trap(
                2,
                f"`{match[0].strip()}` keeps no Python out, for there is no Python {parts[0]}: was"
                f" `{meant}` meant?",
                f"Write `{clause}`"
                + (f" to allow every Python {meant[2:]}." if op == "<=" else "."),
                _replaced(text, match, clause),
            )
    if (
        match["any"]
        or match["early"]
        or len(parts) > 2
        or before.endswith(("^", "~", ">", "<", "=", "!", "-"))
        or int(parts[0]) > 3
    ):
        return None
    clause = match[0].strip()
    after = f"{parts[0]}.{int(parts[1]) + 1}" if len(parts) > 1 else str(int(parts[0]) + 1)
    full = f"{version}.0" if len(parts) > 1 else f"{version}.0.0"
    if op in ("==", "===", "=") or (op == "" and poetry):
        return Trap(
            2,
            f"`{clause}` allows Python {full} alone, no other {version}",
            f"Write `=={version}.*` for every Python {version}, or `>={version}` for that and newer"
            " ones.",
            _replaced(text, match, f"{'' if op in ('', '=') else op[:2]}{version}.*"),
        )
    if op == "!=":
        return Trap(
            2,
            f"`{clause}` excludes Python {full} alone, no other {version}",
            f"Write `!={version}.*`.",
            _replaced(text, match, f"!={version}.*"),
        )
    if op == "<=":
        return Trap(
            2,
            f"`{clause}` excludes Python {full[:-1]}1 and all later patches of {version}",
            f"Write `<{after}` to allow every Python {version}.",
            _replaced(text, match, f"<{after}"),
        )
    if op == ">" and len(parts) > 1:
        return Trap(
            2,
            f"`{clause}` still allows Python {version}.1 and all later patches of {version}",
            f"Write `>={after}` to leave Python {version} out, or `>={version}` to allow it.",
            _replaced(text, match, f">={after}"),
        )
    # Who writes an upper limit beside it knows that `~=` sets none at the next minor.
    if op == "~=" and len(parts) > 1 and "<" not in text:
        return Trap(
            2,
            f"`{clause}` allows every Python from {version} up to {int(parts[0]) + 1}.0, not only"
            f" {version}",
            f"Write `>={version}` if that is meant, or `=={version}.*` for Python {version} alone.",
        )
    return None


def _without_its_three(op: str, parts: list[str]) -> tuple[str, str] | None:
    """For a limit that lost its 3 (`<=12`), or has a 4 for it (`<4.12`): what to write, and what
    was meant; None for a limit that may be one.
    """
    major, rest = int(parts[0]), parts[1:]
    if major == 4 and rest and int(rest[0]) > 5:
        minor = int(rest[0])
    elif 6 < major < 40 and not any(map(int, rest)):
        minor = major
    else:
        return None
    return f"<3.{minor + 1 if op == '<=' else minor}", f"{op}3.{minor}"


def _invalid(reference: Reference, poetry: bool) -> Trap:
    text = reference.text
    instead = "" if poetry else _in_pep440(text)
    tool = "Poetry cannot read it" if poetry else "installers and builders refuse it"
    why = ""
    if not poetry:
        if "^" in text or re.search(r"~(?!=)", text):
            why = ": `^` and `~` are Poetry's"
        elif "|" in text:
            why = ": there is no `||` in it"
        elif re.search(r"\d\s+[<>=!~]", text):
            why = ": its clauses are separated by commas, not by blanks"
        elif re.search(r"(?:[<>]=?|~=)\s*[\d.]+\*", text):
            why = ": only `==` and `!=` take a `.*`"
        elif re.search(r"(?:^|,)\s*\d", text):
            why = ": a number without an operator says nothing"
    return Trap(
        3,
        f"`{text}` is no valid range of Python versions{why}; {tool}",
        (
            f"Write `{instead}`."
            if instead
            else "Write clauses such as `>=3.11` or `>=3.11,<3.14`, separated by commas."
        ),
        instead,
    )


def _in_pep440(text: str) -> str:
    """What an invalid range probably means, in PEP 440; empty where that is not clear."""
    if not _COMMON.fullmatch(text) or len(text) > 100:
        return ""
    if re.fullmatch(r"\s*\d+(?:\.\d+)*\s*", text):
        return f">={text.strip()}"
    comma_for_dot = re.fullmatch(r"\s*([<>]=?|~=|==|!=)\s*(\d),(\d+)\s*", text)
    if comma_for_dot:
        return f"{comma_for_dot[1]}{comma_for_dot[2]}.{comma_for_dot[3]}"
    simple = re.sub(r"([<>]=?)(\s*[\d.]+?)\.\*", r"\1\2", text)
    simple = re.sub(r"(?<=[\d*])\s+(?=[<>=!~])", ",", simple)
    if parse_pep440(simple):
        return simple.strip()
    versions = parse_poetry(text)
    words = re.sub(r"^(?=[\d.]+\.\*$)", "==", versions.describe()) if versions else ""
    return words if words and " or " not in words and parse_pep440(words) == versions else ""


def _cap(reference: Reference) -> Trap | None:
    """An explicit upper limit below Python 4."""
    ceiling = reference.versions.ceiling if reference.versions is not None else None
    if ceiling is None:
        return None
    clauses = re.findall(r"(?<![~=!<>])<=?\s*([\d.]+)", reference.text)
    limit = next((version for version in clauses if int(version.split(".")[0]) <= 3), None)
    if limit is None:
        return None
    return Trap(
        1,
        f"`{reference.text}` keeps out every Python from {limit} on, whether it works there or not",
        "Drop the upper limit of a library, unless the newer Python is known to break it: whoever"
        " depends on it inherits the limit.",
    )
