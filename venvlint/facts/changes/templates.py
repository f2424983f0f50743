"""What a template of Cookiecutter or Copier makes projects from, as a tree of its own.

The template's files are no statements about the repository that they lie in, but a Python ends for
the projects that are made from them too. Each template is planned as the project that it makes: its
tags are replaced by as many characters that mean nothing to the format, and every edit is put back
in its place. A line that is a tag alone is a comment, and a tag within a line is blank. Of `{% if
%}` and `{% else %}` both are shown, then the one, then the other.
"""

from __future__ import annotations

from venvlint.files.paths import path_in, prefix_of
from venvlint.model import Location
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from venvlint.facts.changes.model import Change, Edits
    from venvlint.model import Edit
    from venvlint.tree import Tree

_OPENING, _CLOSING, _TAG, _HIDDEN = "\ue000\ue000", "\ue001\ue001", "#\ue002", "#\ue003"
_QUOTED, _UNQUOTED = '"\ue006', '\ue007"'
_EXPRESSION = lazy(r"(?<!\$)\{\{([^\n]{0,200}?)\}\}")
_STATEMENT = lazy(r"\{%[-+]?[ ]{0,3}(?P<word>\w{1,20})((?:(?!%\})[^\n]){0,300})%\}")
_BLANK = lazy(r"\S[ ]{8}")
"""What may have been a tag: none is shorter than `{% raw %}` or `{%if a%}`."""
_NUMBER = lazy(r"\d+")
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
        seen: list[dict[str, str]] = []
        for branch in (None, 0, -1):
            texts = {
                name: _shown(document.text, name, branch) for name, document in documents.items()
            }
            if texts in seen:
                continue  # without an `{% if %}` all three are the same
            seen.append(texts)
            encoded = {
                name: text.encode("utf-8", "surrogateescape") for name, text in texts.items()
            }
            try:
                planned = plan(tree.made_of(encoded), change)
            except Impossible:
                continue
            found = True
            placed: dict[tuple[str, int, int], str] = {}
            for edit in planned.edits:
                path, text = edit.at.path, edit.text
                document, shown = documents[path], texts[path]
                start, end = document.span(edit.at)
                if _restored(shown[start:end]) == document.text[start:end] and not _lacks_tags(
                    edit
                ):
                    if start == end:
                        start, text = _before_tags(shown, document.text, start, text)
                        end = start
                    # A comma may go to the place of the line behind it.
                    placed[path, start, end] = placed.get((path, start, end), "") + text
            for (path, start, end), text in placed.items():
                edits.splice(documents[path], start, end, _restored(text))
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


def _plain(text: str, quoted: bool = False) -> str:
    """A text with its expressions replaced by as many characters; *quoted* where one that makes a
    whole value is a string.
    """

    def plain(match: re.Match[str]) -> str:
        if quoted and '"' not in match[1]:
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if before.count('"') % 2 == before.count("'") % 2 == 0:
                return f"{_QUOTED}{match[1]}{_UNQUOTED}"
        return f"{_OPENING}{match[1]}{_CLOSING}"

    return _EXPRESSION.sub(plain, text)


def _shown(text: str, name: str, branch: int | None) -> str:
    """A text with its tags replaced by as many characters, and of each `{% if %}` all branches, the
    first one (0) or the last (-1).
    """
    plain = _plain(text, name.endswith(".toml"))
    parts: list[str] = []
    hidden: list[tuple[int, int]] = []
    branches: list[list[tuple[int, int]]] = []
    done = 0
    for match in _STATEMENT.finditer(plain):
        parts += (plain[done : match.start()], _mark(plain, match))
        done = match.end()
        word = match["word"]
        if word == "if":
            branches.append([(done, done)])
        elif word in ("elif", "else", "endif") and branches:
            each = branches[-1]
            each[-1] = (each[-1][0], match.start())
            if word != "endif":
                each.append((done, done))
                continue
            branches.pop()
            if branch is not None:
                del each[branch]
                hidden += each
    return _without("".join((*parts, plain[done:])), hidden)


def _mark(plain: str, tag: re.Match[str]) -> str:
    """What a tag is replaced by."""
    start = plain.rfind("\n", 0, tag.start()) + 1
    end = plain.find("\n", tag.end())
    rest = plain[tag.end() : end if end >= 0 else len(plain)]
    if not plain[start : tag.start()].strip(" \t") and not rest.strip(" \t\r"):
        return f"{_TAG}{tag[0][2:]}"
    return " " * len(tag[0])


def _without(text: str, hidden: list[tuple[int, int]]) -> str:
    """A text without its hidden parts: whole lines are comments, parts of a line blank."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(hidden):
        if start < done:
            continue  # within another one
        parts.append(text[done:start])
        done = end
        for number, line in enumerate(text[start:end].splitlines(keepends=True)):
            bare = line.rstrip("\r\n")
            if number and 1 < len(bare) < len(line):
                line = f"{_HIDDEN}{line[2:]}"
            else:
                line = " " * len(bare) + line[len(bare) :]
            parts.append(line)
    return "".join((*parts, text[done:]))


def _before_tags(shown: str, text: str, at: int, new: str) -> tuple[int, str]:
    """Where a new line goes, and how it is written there: behind the line that it is like, but in
    front of the tags that end that one. What opens a branch has the other lines in it, what closes
    one has this line in it.
    """
    if not new.endswith("\n") or shown[at - 1 : at] != "\n":
        return at, new
    start = shown.rfind("\n", 0, at - 1) + 1
    line = shown[start : at - 1].rstrip()
    behind = start + len(line)
    first = new.partition("\n")[0].rstrip()
    if not text[behind:at].strip() or _NUMBER.sub("0", line) != _NUMBER.sub("0", first):
        return at, new
    newline = "\r\n" if new.endswith("\r\n") else "\n"
    return behind, newline + new.removesuffix(newline)


def _lacks_tags(edit: Edit) -> bool:
    """Whether an edit writes a copy of a text that had tags."""
    return _BLANK.search(edit.text) is not None


def _restored(text: str) -> str:
    for plain, tag in (
        (_OPENING, "{{"),
        (_CLOSING, "}}"),
        (_QUOTED, "{{"),
        (_UNQUOTED, "}}"),
        (_TAG, "{%"),
    ):
        text = text.replace(plain, tag)
    return text


def _moved(at: Location, path: str) -> Location:
    return Location(path, at.line, at.column, at.end_line, at.end_column)
