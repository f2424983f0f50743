"""A distribution that Acme has given up.

## Why
`acme-soap` gets no more fixes. Its successor is `acme-rest`, with the same import names.

## Bad
    acme-soap==4.1

## Good
    acme-rest>=1.0

## How to fix
Replace the requirement: `venvlint --fix --unsafe-fixes` does it.

## When to ignore it
In the services that are switched off this year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from venvlint.plugin import Edit, Finding, Fix, Location, Severity, Tree, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("ACME001", Severity.WARNING, fix="unsafe")
def abandoned_distribution(tree: Tree) -> Iterator[Finding]:
    for path in tree.find("requirements.txt"):
        document = tree.document(path)
        if document is None:
            continue
        for number, line in enumerate(document.text.splitlines(), 1):
            if line.partition("==")[0].strip() == "acme-soap":
                at = Location(path, number, 1, number, len(line) + 1)
                yield Finding(
                    at,
                    "`acme-soap` gets no more fixes",
                    "Depend on `acme-rest` instead.",
                    fix=Fix("depend on acme-rest", (Edit(at, "acme-rest>=1.0"),), safe=False),
                )
