"""What a template of Cookiecutter or Copier makes projects from, as a tree of its own.

The template's files are no statements about the repository that they lie in, but a Python ends for
the projects that are made from them too. Each template is planned as the project that it makes: its
tags are replaced by as many characters that mean nothing to any format, a line that is a tag alone
by a comment, and every edit is put back in its place. Of `{% if %}` and `{% else %}` both are
shown, then the one, then the other.
"""

from __future__ import annotations

from venvlint.files.paths import path_in, prefix_of
from venvlint.model import Location
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.changes.model import Change, Edits
    from venvlint.tree import Tree

_OPENING, _CLOSING, _TAG, _HIDDEN = "\ue000\ue000", "\ue001\ue001", "#\ue002", "\ue003"
_EXPRESSION = lazy(r"(?<!\$)\{\{([^\n]{0,200}?)\}\}")
_STATEMENT = lazy(
    r"([ \t]*)\{%[-+]?[ ]{0,3}(?P<word>\w{1,20})(?:(?!%\})[^\n]){0,300}%\}[ \t]*\r?\n?\Z"
)
_MOST = 400


def change_templates(tree: Tree, change: Change, edits: Edits) -> bool:
    """Change every template that knows the Python; whether there is one."""
    from venvlint.facts.changes import plan
    from venvlint.facts.changes.model import Impossible

    found = False
    for files in _templates(tree):
        names = {_plain(name): path for name, path in files.items()}
        documents = {
            name: document
            for name, path in names.items()
            if (document := tree.document(path)) is not None and document.encoding == "utf-8"
        }
        seen: list[dict[str, bytes]] = []
        for shown in (None, 0, -1):
            texts = {
                name: _shown(document.text, shown).encode("utf-8", "surrogateescape")
                for name, document in documents.items()
            }
            if texts in seen:
                continue  # without an `{% if %}` all three are the same
            seen.append(texts)
            try:
                planned = plan(tree.made_of(texts), change)
            except Impossible:
                continue
            found = True
            for edit in planned.edits:
                document = documents[edit.at.path]
                if _HIDDEN not in edit.text:
                    at = _moved(edit.at, document.path)
                    edits.splice(document, *document.span(at), _restored(edit.text))
            for aside in planned.asides:
                edits.aside(_moved(aside.at, names[aside.at.path]), aside.message, aside.command)
    return found


def _templates(tree: Tree) -> Iterator[dict[str, str]]:
    """The files of each template by their names in the projects that it makes."""
    folders: dict[str, dict[str, str]] = {}
    for path in tree.paths:
        if "{{" in path and (folder := _named_folder(tree, path)):
            folders.setdefault(folder, {})[path[len(prefix_of(folder)) :]] = path
    if copied := _copied(tree):
        for path, _ in tree.files.tracked_below(copied):
            name = path[len(prefix_of(copied)) :].removesuffix(".jinja")
            folders.setdefault(copied, {})[name] = path
    yield from (files for files in folders.values() if len(files) <= _MOST)


def _named_folder(tree: Tree, path: str) -> str:
    """The folder that a template of Cookiecutter names after the project that it makes; empty where
    a path lies in none.
    """
    parts = path.split("/")
    number = next(number for number, part in enumerate(parts) if "{{" in part)
    above = "/".join(parts[:number])
    if number + 1 < len(parts) and tree.exists(path_in(above, "cookiecutter.json")):
        return "/".join(parts[: number + 1])
    return ""


def _copied(tree: Tree) -> str:
    """The folder that Copier copies, where it is one of its own."""
    for name in ("copier.yml", "copier.yaml"):
        if tree.exists(name):
            return (tree.yaml(name).text("_subdirectory") or "").strip("./")
    return ""


def _plain(text: str) -> str:
    """A text with its expressions replaced by as many characters."""
    return _EXPRESSION.sub(lambda match: f"{_OPENING}{match[1]}{_CLOSING}", text)


def _shown(text: str, branch: int | None) -> str:
    """A text with its tags replaced by as many characters, and of each `{% if %}` all branches, the
    first one (0) or the last (-1).
    """
    lines = _plain(text).splitlines(keepends=True)
    branches: list[list[list[int]]] = []
    hidden: set[int] = set()
    for number, line in enumerate(lines):
        match = _STATEMENT.match(line)
        if match is None:
            for one in branches:
                one[-1].append(number)
            continue
        lines[number] = f"{match[1]}{_TAG}{line[match.end(1) + 2 :]}"
        word = match["word"]
        if word == "if":
            branches.append([[]])
        elif word in ("elif", "else") and branches:
            branches[-1].append([])
        elif word == "endif" and branches:
            each = branches.pop()
            kept = range(len(each))[branch] if branch is not None else -1
            for index, numbers in enumerate(each if branch is not None else []):
                if index != kept:
                    hidden.update(numbers)
    for number in hidden:
        end = lines[number].rstrip("\r\n")
        if len(end) > 1:
            lines[number] = f"#{_HIDDEN}" + lines[number][2:]
    return "".join(lines)


def _restored(text: str) -> str:
    for plain, tag in ((_OPENING, "{{"), (_CLOSING, "}}"), (_TAG, "{%")):
        text = text.replace(plain, tag)
    return text


def _moved(at: Location, path: str) -> Location:
    return Location(path, at.line, at.column, at.end_line, at.end_column)
