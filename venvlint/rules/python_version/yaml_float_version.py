"""An unquoted `3.10` that is read as the number 3.1.

## Why
To YAML `3.10` without quotes is a number, and the number is 3.1. What the CI system or the host
then looks for is Python 3.1:
"Error: The version '3.1' with architecture 'x64' was not found". `3.9` and `3.11` happen to
survive, so the trap springs on the day
somebody adds 3.10, and again with 3.20. TOML has the same trap.

## Bad
    python-version: [3.9, 3.10, 3.11]

## Good
    python-version: ["3.9", "3.10", "3.11"]

## How to fix
Put the version in quotes.

## When to ignore it
When the key does not state a Python version although its name says so.
"""

from __future__ import annotations

from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location
    from venvlint.tree import Tree


@rule("VL311", Severity.ERROR, fix="safe", needs=("is_populated",))
def yaml_float_version(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.pythons.float_versions import float_versions

    excluded = _excluded(tree) if "VL303" in tree.selected_words else frozenset()
    for node in float_versions(tree):
        text = node.raw
        if node.at in excluded:
            continue  # quotes would not help: the project does not allow that Python
        document = node.document
        language = _language(document.path)
        # The quotes that the file's other versions have.
        single = language == "YAML" and "'3." in document.text and '"3.' not in document.text
        quote = "'" if single else '"'
        yield Finding(
            node.at,
            f"{language} reads `{text}` without quotes as the number `{float(text)}`",
            f"Put the version in quotes: `{quote}{text}{quote}`.",
            fix=Fix(
                "put the version in quotes",
                (document.replace(node.start, node.end, f"{quote}{text}{quote}"),),
            ),
        )


def _excluded(tree: Tree) -> frozenset[Location]:
    """The places of the Pythons in CI that VL303 reports."""
    from venvlint.facts.pythons.references import excluding

    if not tree.python_references:
        return frozenset()
    return frozenset(one.at for one in tree.ci_pythons if excluding(tree, one) is not None)


def _language(path: str) -> str:
    from venvlint.files.kinds import SYNTAXES
    from venvlint.files.naming import syntax_of

    syntax = syntax_of(path)
    if syntax:
        return SYNTAXES[syntax]
    # The front matter of a page is YAML too.
    return "TOML" if path.endswith(".toml") else "JSON" if path.endswith(".json") else "YAML"
