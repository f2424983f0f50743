"""A `# venvlint:` comment that suppresses nothing.

## Why
A comment such as `# venvlint: ignore[VL201]` tells venvlint to keep quiet about one line. When the
line has since been fixed,
or the comment names a rule that does not exist, it does nothing but mislead its readers, and it may
hide a later mistake on the same line.
A comment without brackets does not say *what* to ignore, so it is reported and not obeyed.

## Bad
    flask==3.0.0  # venvlint: ignore[VL201] was pytest once
    pytest==8.3.3  # venvlint: ignore

## Good
    flask==3.0.0
    pytest==8.3.3  # venvlint: ignore[VL201] the service runs its own checks

## How to fix
Delete the comment, or write the rule's code in brackets: `# venvlint: ignore[VL201] reason`.
`venvlint --fix` deletes the useless ones.

## When to ignore it
Hardly ever. A comment for a rule that is not selected in this run is not judged.
"""

from __future__ import annotations

from venvlint.model import Edit, Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.document import Document
    from venvlint.facts.project.suppressions import Suppression
    from venvlint.tree import Tree


@rule("VL002", Severity.WARNING, fix="safe")
def unused_suppression(tree: Tree) -> Iterator[Finding]:
    for suppression in tree.suppressions.everywhere():
        if not suppression.brackets:
            yield Finding(
                suppression.at,
                "this comment does not say which rule to ignore, so it is not obeyed",
                "Name the rule in brackets, for example `# venvlint: ignore[VL201] reason`, or"
                " delete the comment.",
            )
            continue
        unknown = [word for word in suppression.words if word not in tree.known_words]
        idle = [
            word
            for word in suppression.words
            if word in tree.selected_words
            and (suppression.at.path, suppression.line, word) not in tree.suppressions.used
        ]
        useless = [word for word in suppression.words if word in unknown or word in idle]
        if suppression.words and not useless:
            continue
        if not suppression.words:
            message = "this comment names no rule between its brackets"
        elif unknown:
            message = f"no rule is called {_list(unknown)}"
        else:
            message = f"nothing here is reported by {_list(idle)}"
        document = tree.document(suppression.at.path)
        assert document is not None
        kept = [word for word in suppression.words if word not in useless]
        yield Finding(
            suppression.at,
            message,
            (
                "Delete the comment: it suppresses nothing."
                if not kept
                else f"Delete {_list(useless)} from the comment."
            ),
            fix=Fix(
                "delete the comment" if not kept else f"delete {_list(useless)} from the comment",
                (_removal(document, suppression, kept),),
            ),
        )


def _list(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _removal(document: Document, suppression: Suppression, kept: list[str]) -> Edit:
    start, end = document.span(suppression.at)
    if kept:
        opening, closing = document.text.index("[", start), document.text.index("]", start)
        return document.replace(opening + 1, closing, ", ".join(kept))
    if suppression.alone:
        return document.delete_lines(suppression.line, suppression.line)
    while document.text[start - 1] in " \t":
        start -= 1
    return document.replace(start, end, "")
