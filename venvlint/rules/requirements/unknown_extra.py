"""A command asks the project itself for an extra or a group that it does not have.

## Why
`pip install -e .[dev]` of a project without an extra `dev` ends well: pip only warns (`does not
provide the extra 'dev'`), installs nothing of it, and the tests then miss their packages. uv,
Poetry and tox stop. It happens when an extra is renamed, and when a list moves from
`[project.optional-dependencies]` to `[dependency-groups]`, which `.[dev]` does not see.

## Bad
    # pyproject.toml
    [dependency-groups]
    dev = ["pytest"]

    # Makefile
    pip install -e .[dev]

## Good
    pip install -e . --group dev

## How to fix
Ask for a name that the project has, or add the extra. A group of `[dependency-groups]` is asked
for with `--group NAME` (pip 25.1 and newer, uv), one of Poetry with `--with NAME`.

## When to ignore it
When the command is meant for another state of the project than this one.
"""

from __future__ import annotations

import posixpath
import re

from venvlint.files.paths import as_folder, folder_of, joined, path_from, path_in
from venvlint.model import Finding, Severity, rule
from venvlint.readers.patchwork import UNKNOWN
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from venvlint.document import Document
    from venvlint.facts.commands import Command
    from venvlint.facts.commands import Sequence as Shells
    from venvlint.facts.installs import GivenLabel, GivenName, Install
    from venvlint.facts.manifests import Declaration
    from venvlint.model import Location
    from venvlint.readers.patchwork import Word
    from venvlint.rules.requirements._own_parts import Parts
    from venvlint.tree import Tree

_STOPS = frozenset(("uv", "poetry", "pdm", "tox", "hatch"))
_READERS = {
    "uv": frozenset(("export", "sync", "run")),
    "poetry": frozenset(("export", "show", "update")),
}
_ALL = frozenset((":all", "all-groups", ":dev", "*"))
_FACTORS = lazy(r"[\w.]+")
_MOST_FACTORS = 50
"""Each of which the whole tree is searched for."""
_PYTHON = lazy(r"(?:py|pypy|cpython)?\d[\d.]*t?|py|pypy")
_YOUR_OWN = lazy(
    r"(?i)(?:my|your|some|desired|chosen|wanted|whatever)[-_]|(?:foo|bar|x{3,}|(?:extra|group)s?)$"
    r"|(?:extra|group|feature|option|opt|plugin|module|backend|package|provider|driver)[-_]?"
    r"(?:name|[\dabn])$"
)
_METAVARIABLE = lazy(
    r"(?:[A-Z]+[-_])*(?:EXTRA|GROUP|FEATURE|OPT|OPTION|PLUGIN|MODULE|BACKEND|PROVIDER|DRIVER|NAME)S?"
    r"\d?$|[A-Z]$"
)
"""What manuals write in capitals for the reader's own choice: `kit[EXTRA]`."""
_NAME = lazy(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?")
"""What can be an extra's name at all (PEP 508): `<extra>` or `…` is for the reader to fill in."""
_TABLES = lazy(
    r"optional-dependencies|dependency-groups|extras_require|dev-dependencies"
    r"|tool\.poetry\.(?:extras|group)"
)
_LONGEST_LESSON = 20_000
"""A page is searched no further than this back for a manifest that it shows."""
_NAMING_PATHS = frozenset(
    "requirements conda-pip pipfile pipfile-dev pixi-pypi poetry poetry-group".split()
)
"""The lists in which a path may stand for a project of the tree."""
_WORKSPACE = ("--package", "--all-packages", "--no-project")


@rule("VL224", Severity.ERROR, needs=("projects",))
def unknown_extra(tree: Tree) -> Iterator[Finding]:
    from venvlint.facts.tracking.folder_names import is_test_data

    told: set[Location] = set()
    for install in tree.installs:
        if is_test_data(install.path):
            continue
        for finding in _of_install(tree, install):
            if finding.at not in told and (install.tool != "tox" or _may_be_run(tree, finding.at)):
                told.add(finding.at)
                yield finding
    for finding in _of_readers(tree):
        if finding.at not in told:
            told.add(finding.at)
            yield finding
    for declaration in tree.declarations:
        if declaration.extras:
            yield from _of_declaration(tree, declaration)
    for project in tree.projects:
        yield from _of_settings(tree, as_folder(project))


def _of_install(tree: Tree, install: Install) -> Iterator[Finding]:
    from venvlint.rules.requirements._own_parts import own_projects

    page = install.is_on_page
    # Of `.[x]` and `name[x]` uv only warns, as pip does: `uv pip install`, `uv tool install`.
    tool = "uv pip" if install.tool == "uv" else install.tool
    for project in install.projects:
        if project.extras and project.directory is not None:
            yield from _extras(tree, tool, [project.directory], project.extras, page)
    for name in install.names:
        command, word = install.command, name.word
        if name.extras and not name.url and word is not None and _is_this_release(name):
            folders = own_projects(tree).get(name.key, [])
            if folders and command is not None:
                labels = [_label(command, word, each) for each in name.extras]
                yield from _extras(tree, tool, folders, labels, page)
    yield from _options(tree, install, page)


def _may_be_run(tree: Tree, at: Location) -> bool:
    """Whether some environment of tox may have the factors that a line of its settings is for, as
    far as anything else in the repository names them: `alldeps: all`.
    """
    from venvlint.readers.tox_names import CONDITION

    document = tree.document(at.path)
    match = CONDITION.match(document.line(at.line)) if document is not None else None
    if match is None or document is None:
        return True
    # A Python's name needs no list of environments, nor does what a factor excludes.
    factors = [one for one in _FACTORS.findall(match[1]) if not _PYTHON.fullmatch(one)]
    if not factors or "!" in match[1]:
        return True
    named: dict[tuple[str, str], bool] = tree.once("factors that something names", dict)
    for one in factors:
        if (at.path, one) not in named:
            if len(named) >= _MOST_FACTORS:
                return True
            named[at.path, one] = _is_named(tree, document, one)
        if named[at.path, one]:
            return True
    return False


def _is_named(tree: Tree, document: Document, factor: str) -> bool:
    """Whether settings of tox, before a condition, or another file have a factor."""
    named = re.search(
        rf"(?<![\w.]){re.escape(factor)}(?![\w.]|[\w.,!{{}}-]{{0,200}}:\s)", document.text
    )
    return named is not None or bool(set(tree.files.holding((factor,), "")) - {document.path})


def _is_this_release(name: GivenName) -> bool:
    """Whether a requirement may be this state of the project: an older one has other extras."""
    return not any(operator in name.specifier for operator in ("==", "<", "~", "!"))


def _label(command: Command, word: Word, extra: str) -> GivenLabel:
    """An extra among the brackets of a requirement, at its own place."""
    from venvlint.facts.installs import GivenLabel

    start = word.text.find(extra, word.text.find("["))
    inner = word.part(start, start + len(extra)) if start >= 0 else word
    return GivenLabel(extra, command.document.at(inner.start, max(inner.end, inner.start)))


def _options(tree: Tree, install: Install, page: bool) -> Iterator[Finding]:
    """What `--extra`, `--group`, `--with` and their like ask for."""
    labels = [*install.extras, *install.groups, *install.without, *install.only]
    command = install.command
    if not labels or install.adds or (command is not None and command.has(*_WORKSPACE)):
        return
    directory = _asked(tree, install)
    known = _parts(tree, directory) if directory is not None else None
    if known is None or directory is None:
        return
    tool = install.tool
    if tool in ("uv", "poetry") or (tool == "pip" and install.groups):
        if install.extras and known.has_project:
            yield from _extras(tree, tool, [directory], install.extras, page)
        groups = known.poetry_groups if tool == "poetry" else known.groups
        for label in (*install.groups, *install.without, *install.only):
            yield from _group(tree, known, groups, label, tool, page)
    elif tool == "tox":
        for label in install.groups:
            yield from _group(tree, known, known.groups, label, tool, page)
    elif tool == "pdm" and known.extras is not None:
        groups = {**known.pdm_groups, **known.groups, **known.extras, "default": "default"}
        for label in (*install.groups, *install.without):
            if "," not in label.name:
                yield from _group(tree, known, groups, label, tool, page)


def _of_readers(tree: Tree) -> Iterator[Finding]:
    """Commands that ask for extras and groups and install nothing: `uv export --group x`."""
    from venvlint.facts.commands.install_options import role, scan
    from venvlint.facts.installs.places import labels
    from venvlint.facts.tracking.folder_names import is_test_data

    for sequence in tree.commands.sequences:
        if is_test_data(sequence.document.path):
            continue
        for command in sequence.commands:
            tool = command.tool
            if tool not in _READERS or command.has(*_WORKSPACE) is not None:
                continue
            given = list(scan(tool, command.arguments, "run"))
            verb = next((one.word.text for one in given if not one.option), "")
            if verb not in _READERS[tool]:
                continue
            # Where `--directory` and `--project` lead, from where the command works.
            led = [
                one.value.text
                for one in given
                if one.value is not None and role(tool, one.option) in ("directory", "project")
            ]
            directory = _read_in(tree, sequence, command, posixpath.join("", *led))
            known = _parts(tree, directory) if directory is not None else None
            if known is None or directory is None:
                continue
            page = sequence.kind == "page"
            for one in given:
                what = role(tool, one.option) if one.option and one.value is not None else ""
                named = (
                    labels(command, [(one.option, one.value)], tool == "poetry")
                    if one.value
                    else ()
                )
                if what in ("extra", "no-extra") and known.has_project:
                    yield from _extras(tree, tool, [directory], list(named), page)
                elif what in ("group", "without", "only") and verb != "sync":
                    groups = known.poetry_groups if tool == "poetry" else known.groups
                    for label in named:
                        yield from _group(tree, known, groups, label, tool, page)


def _read_in(tree: Tree, sequence: Shells, command: Command, led: str) -> str | None:
    """The folder whose project such a command reads; *led* is where its options lead it."""
    document = sequence.document.path
    if sequence.kind == "image":
        # Where the stage installs the project too, it is that one.
        found = {
            project.directory
            for install in tree.installs
            if install.path == document and install.tool == command.tool
            for project in install.projects
        }
        return next(iter(found)) if len(found) == 1 else None
    directory = command.directory
    if directory is None or directory.startswith("/") or UNKNOWN in led or led.startswith("/"):
        return None
    directory = posixpath.join(directory, led)
    own = folder_of(document)
    bases = ("",) if sequence.kind in ("ci", "make") else (own, "")
    for base in bases:
        path = as_folder(joined(base, directory))
        if tree.is_folder(path):
            nearest = _nearest(tree, path)
            if path_in(nearest, "pyproject.toml") in tree.path_set:
                return nearest
    return None


def _nearest(tree: Tree, directory: str) -> str:
    """The folder that a tool which looks upwards takes for the project's."""
    while directory and path_in(directory, "pyproject.toml") not in tree.path_set:
        directory = folder_of(directory)
    return directory


def _asked(tree: Tree, install: Install) -> str | None:
    """The folder whose project the options speak of; uv and Poetry look for it upwards."""
    directories = {project.directory for project in install.projects}
    command = install.command
    directory: str | None
    if install.verb.startswith("pip ") or install.tool == "pip":
        # The project of `--group` is the one of the working directory.
        own = [file.path for file in install.files if file.path is not None]
        if install.extras and own and all(path.endswith("pyproject.toml") for path in own):
            return folder_of(own[0])
        if install.extras or command is None or install.where.kind == "image":
            return next(iter(directories)) if len(directories) == 1 else None
        directory = command.directory
        if directory is None or directory.startswith("/"):
            return None
    elif len(directories) != 1:
        return None
    else:
        directory = next(iter(directories))
    if directory is None:
        return None
    return _nearest(tree, as_folder(posixpath.normpath(directory)))


def _parts(tree: Tree, directory: str) -> Parts | None:
    from venvlint.facts.tracking.folder_names import is_test_data
    from venvlint.rules.requirements._own_parts import parts

    return None if is_test_data(f"{directory}/x") else parts(tree, directory)


def _extras(
    tree: Tree, tool: str, folders: list[str], labels: Sequence[GivenLabel], page: bool
) -> Iterator[Finding]:
    from venvlint.readers.pep508 import normalize

    known = [found for folder in folders if (found := _parts(tree, folder)) is not None]
    if len(known) != len(folders):
        return
    for label in labels:
        key = normalize(label.name)
        if key in _ALL or any(each.extras is None or key in each.extras for each in known):
            continue
        if page and (not _NAME.fullmatch(label.name) or _is_of_another(tree, label)):
            continue
        yield _finding(known[0], label.name, label.at, tool, page, is_extra=True)


def _is_of_another(tree: Tree, label: GivenLabel) -> bool:
    """Whether what a page asks for may be the part of another project than this one."""
    return (
        _is_for_the_reader(label.name)
        or _may_be_of_another(tree, label)
        or _is_shown_before(tree, label)
    )


def _may_be_of_another(tree: Tree, label: GivenLabel) -> bool:
    """Whether a page that is no project's own, such as one of `docs`, may speak from the folder of
    another project, which has the part: where its reader stands, another page may say.
    """
    from venvlint.readers.pep508 import normalize

    if (folder_of(label.at.path) or ".") in tree.projects:
        return False
    return normalize(label.name) in tree.once(
        "extras and groups of all projects", lambda: _of_all_projects(tree)
    )


def _is_shown_before(tree: Tree, label: GivenLabel) -> bool:
    """Whether a page shows above the command a manifest that has the part: how the reader's own
    project declares it.
    """
    document = tree.document(label.at.path)
    if document is None:
        return False
    start = document.span(label.at)[0]
    before = document.text[max(0, start - _LONGEST_LESSON) : start]
    table = _TABLES.search(before)
    return (
        table is not None
        and re.compile(
            rf"(?:^[ \t>]*|[.,\[{{]\s*)[\"']?{re.escape(label.name)}[\"']?\s*[=:.\]]", re.M
        ).search(before, table.start())
        is not None
    )


def _of_all_projects(tree: Tree) -> frozenset[str]:
    everything = (_parts(tree, as_folder(one)) for one in tree.projects)
    return frozenset(
        name
        for each in everything
        if each is not None
        for names in (each.extras or {}, each.groups, each.poetry_groups, each.pdm_groups)
        for name in names
    )


def _is_for_the_reader(name: str) -> bool:
    """Whether a page writes a name for one that the reader chooses."""
    return _YOUR_OWN.match(name) is not None or _METAVARIABLE.match(name) is not None


def _group(
    tree: Tree, known: Parts, groups: dict[str, str], label: GivenLabel, tool: str, page: bool
) -> Iterator[Finding]:
    from venvlint.readers.pep508 import normalize

    name = label.name
    if ":" in name or "/" in name or normalize(name) in groups or not known.has_project:
        return
    if label.option == "-E" or (page and _is_of_another(tree, label)):
        return
    yield _finding(known, name, label.at, tool, page, is_extra=False)


def _finding(
    known: Parts, name: str, at: Location, tool: str, page: bool, *, is_extra: bool
) -> Finding:
    from venvlint.readers.pep508 import normalize
    from venvlint.rules.requirements._own_parts import shown

    key = normalize(name)
    what = "extra" if is_extra else "group"
    groups = known.poetry_groups if tool == "poetry" else known.groups
    own = (known.extras or {}) if is_extra else groups
    project = f"`{known.name}`" if known.name else "the project"
    effect = (
        f"{tool} stops here"
        if tool in _STOPS or not is_extra
        else f"{'uv' if tool == 'uv pip' else 'pip'} only warns, and nothing of it gets installed"
    )
    if is_extra and key in groups:
        option = f"--with {groups[key]}" if tool == "poetry" else f"--group {groups[key]}"
        advice = f"`{groups[key]}` is a dependency group: ask for it with `{option}`."
    elif not is_extra and known.extras and key in known.extras:
        advice = (
            f"`{known.extras[key]}` is an extra: ask for it with `--extra {known.extras[key]}`."
        )
    else:
        import difflib

        near = difflib.get_close_matches(key, list(own), 1, 0.7)
        if near:
            advice = f"Ask for `{own[near[0]]}`, or add the {what} `{name}` to the project."
        elif own and len(own) <= 6:
            advice = f"Ask for one that it has ({shown(iter(own.values()))}), or add `{name}`."
        else:
            advice = f"Add the {what} `{name}` to the project, or do not ask for it."
    return Finding(
        at,
        f"{project} has no {what} `{name}`: {effect}",
        advice,
        severity=Severity.WARNING if page else None,
    )


def _of_settings(tree: Tree, directory: str) -> Iterator[Finding]:
    """What the project's own settings of uv and Hatch ask for."""
    from venvlint.facts.installs import GivenLabel

    known = _parts(tree, directory)
    if known is None or not known.has_project:
        return
    for asked in known.asked:
        label = GivenLabel(asked.name, asked.node.at)
        if asked.is_extra:
            yield from _extras(tree, asked.tool, [directory], [label], False)
        else:
            yield from _group(tree, known, known.groups, label, asked.tool, False)


def _of_declaration(tree: Tree, one: Declaration) -> Iterator[Finding]:
    """A list that asks the project itself: `shop[gui]` among its own extras, `-e .[dev]`."""
    from venvlint.facts.installs import GivenLabel
    from venvlint.rules.requirements._own_parts import own_projects

    if one.list.kind in ("conda", "pixi"):
        return
    document = one.list.document
    folder = folder_of(one.path)
    folders: list[str] = []
    if one.url:
        if one.list.kind not in _NAMING_PATHS or "://" in one.url or "$" in one.url:
            return
        for base in dict.fromkeys((folder, "")):
            path = path_from(base, one.url)
            if path is not None and _parts(tree, path) is not None:
                folders.append(path)
    elif not one.specifier or not any(mark in one.specifier for mark in "=<~!"):
        # Only the project's own lists surely mean this state of it.
        folders = [each for each in own_projects(tree).get(one.key, []) if each == folder]
    if not folders:
        return
    labels = []
    for extra in one.extras:
        start = document.text.find(extra, document.text.find("[", one.start), one.end)
        labels.append(
            GivenLabel(extra, document.at(start, start + len(extra)) if start >= 0 else one.at)
        )
    yield from _extras(tree, "pip", folders, labels, False)
