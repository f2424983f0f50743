"""A command, an image or a service names a dependency file that is not there.

## Why
`pip install -r requirements.txt` in a folder that has no such file stops with `ERROR: Could not
open requirements file: [Errno 2] No such file or directory`, `COPY requirements.txt .` with
`"/requirements.txt": not found`. It happens when a file was renamed or moved, when everything went
into `pyproject.toml`, when a step works in another folder than its author thought, or when a
`.dockerignore` keeps the file back.

## Bad
    - uses: actions/checkout@v5
    - run: pip install -r requirements-dev.txt    # the repository has requirements/dev.txt

## Good
    - uses: actions/checkout@v5
    - run: pip install -r requirements/dev.txt

## How to fix
Write the path as it is seen from where the command runs: the step's `working-directory`, the folder
after `cd`, the `WORKDIR` of an image with what `COPY` has put there, for `COPY` itself the build
context. Or delete the line, if what it installed is declared elsewhere now.

## When to ignore it
When something that venvlint cannot see makes the file before the command runs.
"""

from __future__ import annotations

import posixpath

from venvlint.files.paths import folder_and_name, folder_of, name_of, prefix_of
from venvlint.model import Finding, Fix, Severity, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.model import Location
    from venvlint.rules.usage._copied_lists import MissingList
    from venvlint.tree import Tree


@rule("VL413", Severity.ERROR, fix="unsafe", needs=("installs.missing", "dockerfiles", "ci_jobs"))
def missing_requirements_file(tree: Tree) -> Iterator[Finding]:
    for missing in _missing_lists(tree):
        suggestion, fix = _suggestion(tree, missing)
        yield Finding(
            missing.at,
            _message(missing),
            suggestion,
            fix=fix,
            severity=Severity.WARNING if missing.kind == "page" else None,
        )


def _missing_lists(tree: Tree) -> Iterator[MissingList]:
    """Every such file, once for each image, job and script."""
    from venvlint.rules.usage._copied_lists import copied, is_draft
    from venvlint.rules.usage._named_lists import installed, named_by_others

    told: set[tuple[str, str]] = set()
    places: set[Location] = set()
    found = [*copied(tree), *installed(tree), *named_by_others(tree)]
    found.sort(key=lambda one: (one.at.path, one.at.line, one.at.column))
    drafts = {recipe.path for recipe in tree.dockerfiles if is_draft(tree, recipe)}
    for one in found:
        if one.at.path in drafts:
            continue
        place = one.at.path
        if one.kind == "ci" and one.install is not None:
            place = f"{place}:{one.install.where.name}"
        keys = [(place, one.path)]
        origin = _origin_path(one)
        if origin:
            keys.append((place, origin))
        if one.at in places or any(key in told for key in keys):
            continue
        places.add(one.at)
        told.update(keys)
        yield one


def _origin_path(one: MissingList) -> str:
    """The file of the repository that an image misses, where something means to copy it."""
    if one.install is None or one.word is None:
        return ""
    for file in (*one.install.files, *one.install.constraints):
        if file.word is one.word and file.origin is not None:
            return file.origin.path
    return ""


def _message(missing: MissingList) -> str:
    written = missing.written.replace("\0", "…")
    if missing.ignored is not None:
        name = name_of(missing.path)
        return (
            f"`{missing.ignore_file}` keeps `{name}` out of the image, by `{missing.ignored.text}`"
            f" on line {missing.ignored.line}"
        )
    if missing.kind == "copy":
        folder = f"`{missing.folder}`" if missing.folder else "the repository's root"
        if missing.is_guessed:
            return f"`{written}` does not exist, neither in {folder} nor at the repository's root"
        return f"`{written}` does not exist in the build context, {folder}"
    if missing.kind == "image":
        path = missing.path.removeprefix("/\0/").replace("\0", "…")
        by = f", which `{missing.named_by}` names," if missing.named_by else ""
        return f"`{path}`{by} is not in the image: nothing puts it there"
    if missing.kind == "docs-host":
        return f"`{written}` does not exist, seen from the repository's root as Read the Docs does"
    if "\0" in missing.written:
        return f"`{missing.path}` does not exist"
    folder = missing.path.removesuffix(written).rstrip("/")
    seen = f" in `{folder}`" if folder and folder != missing.path else ""
    return f"`{written}` does not exist{seen}"


def _suggestion(tree: Tree, missing: MissingList) -> tuple[str, Fix | None]:
    from venvlint.rules.usage._meant_lists import lies_alike, may_be_meant, near_names

    if missing.ignored is not None:
        name = name_of(missing.path)
        return f"Let it through with a line `!{name}` at the end of `{missing.ignore_file}`.", None
    if missing.kind == "image":
        folder, name = folder_and_name(missing.path)
        folder = "." if "\0" in folder else f"{folder.rstrip('/')}/"
        if missing.named_by:
            return f"Copy `{missing.source}` to `{folder}` before this.", None
        if tree.exists(name):
            return f"Copy it before this: `COPY {name} {folder}`.", None
        others = may_be_meant(tree, name, missing.at.path)
        where = f": the file is at `{others[0]}`" if len(others) == 1 else ""
        return f"Correct the path, or copy the file before this{where}.", None
    near = near_names(tree, missing.path, missing.written)
    if len(near) == 1:
        correct = _written(missing, near[0])
        same = posixpath.dirname(near[0]) == posixpath.dirname(missing.path)
        return f"Write `{correct}`: that file is there.", _fix(missing, near[0]) if same else None
    others = may_be_meant(tree, missing.path, missing.at.path)
    if missing.kind == "page":
        others = [one for one in others if lies_alike(one, missing.written)]
    if len(others) == 1:
        written = f"/{posixpath.normpath(missing.written)}"
        if missing.kind == "page" and others[0].endswith(written):
            folder = others[0].removesuffix(written)
            return f"It is in `{folder}`: run `cd {folder}` first.", None
        if missing.kind == "copy" and not others[0].startswith(prefix_of(missing.folder)):
            wider = posixpath.commonpath((missing.folder, folder_of(others[0])))
            context = f"`{wider}`" if wider else "the repository's root"
            return (
                (
                    f"`{others[0]}` lies outside the context, where `COPY` does not reach: make"
                    f" {context} the context and write the path from there."
                ),
                None,
            )
        return f"Write `{_written(missing, others[0])}`, the one file of that name.", None
    return "Correct the path, add the file to the repository, or delete this.", None


def _written(missing: MissingList, path: str) -> str:
    """The path of another file as it would be written at the place."""
    base = missing.path.removesuffix(missing.written).rstrip("/")
    if not missing.path.endswith(missing.written):
        return path
    return posixpath.relpath(path, base) if base else path


def _fix(missing: MissingList, path: str) -> Fix | None:
    """Write the name of the one file that differs by a slip of the pen."""
    word, document = missing.word, missing.document
    if word is None or document is None:
        return None
    wrong, right = name_of(missing.path), name_of(path)
    text = document.text[word.start : word.end]
    if text.count(wrong) != 1:
        return None
    start = word.start + text.index(wrong)
    return Fix(
        f"write `{right}`",
        (document.replace(start, start + len(wrong), right),),
        safe=False,
    )
