"""A virtual environment is committed to Git.

## Why
An environment belongs to one machine: its scripts begin with the absolute path that it was made at,
and its compiled modules fit one
system and one Python. In a teammate's clone it does not work (`bad interpreter:
/home/ana/shop/venv/bin/python3: no such file or
directory`, or on Windows `No Python at 'C:\\Users\\ana\\...'`), every upgrade of a package is a
commit of thousands of files, and some
hosts refuse to build. What is needed to make it again, one short requirements file, is all that
belongs in Git.

It is recognised by what it holds (`pyvenv.cfg`, an activate script, `site-packages`), never by its
name. A tracked symbolic link that is named like an environment or leads to one (`.venv ->
/home/ana/.virtualenvs/shop`) is as bad: in every other clone it leads nowhere, and `python -m venv
.venv` fails there.

## Bad
    $ git ls-files
    app.py
    requirements.txt
    venv/bin/activate
    venv/lib/python3.12/site-packages/flask/__init__.py
    venv/pyvenv.cfg

## Good
    $ git ls-files
    .gitignore
    app.py
    requirements.txt

## How to fix
`git rm -r --cached -- venv` takes the folder out of Git and leaves it on your disk; a line `venv/`
in `.gitignore` keeps it out.
Where the environment is the project's own folder, only its parts (`bin`, `lib`, `pyvenv.cfg`) are
to be named: `git rm -r --cached .`
would drop the project. The history keeps the bytes: to get rid of them too, rewrite it with `git
filter-repo --invert-paths`.

## When to ignore it
When the folder is test data of a tool for environments: keep it below `tests/` (then this is an
info), or list it in `exclude`.
"""

from __future__ import annotations

from venvlint.facts.tracking import is_below
from venvlint.files.paths import folder_of, joined, name_of
from venvlint.model import Finding, Fix, Location, Severity, rule
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from venvlint.facts.tracking.environments import TrackedEnvironment
    from venvlint.rules.tracking._members import Members
    from venvlint.tree import Tree

_SHOWN = 5


@rule(
    "VL101",
    Severity.ERROR,
    fix="unsafe",
    needs=("tracked_environments", "survey.links"),
    anywhere=True,
)
def venv_committed(tree: Tree) -> Iterator[Finding]:
    """Report each environment of which Git tracks a part, and each tracked link to one."""
    # One question to Git for all of them, however many there are.
    tree.ignores.ask([f"{one.root}/any-file" for one in tree.tracked_environments if one.root])
    for environment in tree.tracked_environments:
        yield _finding(tree, environment)
    if tree.survey.links:
        for path, target in environment_links(tree):
            yield _link(tree, path, target)


def _link(tree: Tree, path: str, target: str) -> Finding:
    from shlex import quote

    from venvlint.facts.tracking.ignore_lines import append, typed

    patterns = _missing_patterns(tree, (path,), frozenset())
    return Finding(
        Location(path),
        f"Git tracks `{path}`, a link to an environment (`{target}`): in another clone it leads"
        " nowhere, and nobody can make an environment at that name",
        "Remove the link from Git and ignore its name, without a slash at the end: a pattern that"
        " ends with `/` matches folders only.",
        (f"git rm -q --cached -- {quote(path)}", *typed(tree, patterns)),
        (
            Fix(
                "remove the link from Git's index and ignore it",
                append(tree, patterns, joins=True),
                safe=False,
                untrack=(path,),
            )
            if not tree.is_test_data(path)
            else None
        ),
        key="environment",
    )


def _finding(tree: Tree, environment: TrackedEnvironment) -> Finding:
    from shlex import quote

    from venvlint.facts.tracking.environments import is_windows_path
    from venvlint.facts.tracking.ignore_lines import append, typed
    from venvlint.rules.tracking._members import members

    found = members(tree, environment)
    path = environment.lone or environment.root or "."
    whole = not environment.lone and bool(environment.root) and not found.strangers
    targets = (environment.root,) if whole else found.parts
    bundle = (
        bool(environment.home)
        and not environment.home.startswith("/")
        and not is_windows_path(environment.home)
    )
    fix = None
    # The user's own files among the environment's scripts stay tracked.
    kept = tuple(
        own for own in found.strangers if any(own.startswith(target + "/") for target in targets)
    )
    words = [*targets, *(f":(exclude){own}" for own in kept)]
    patterns = _missing_patterns(
        tree, targets, found.folders | ({environment.root} if whole else set())
    )
    if not tree.is_test_data(
        path + "/"
    ):  # what a project keeps there is kept on purpose: the command is there for who knows better
        fix = Fix(
            "remove the environment from Git's index and ignore it",
            append(tree, patterns, joins=True),
            safe=False,
            untrack=_untracked(tree, targets, kept),
        )
    return Finding(
        Location(path),
        _message(environment, found, path),
        "Remove it from Git and ignore it: everybody makes their own. What was committed stays in"
        " the history until that is rewritten.",
        (f"git rm -r -q --cached -- {' '.join(map(quote, words))}", *typed(tree, patterns)),
        fix,
        severity=Severity.INFO if bundle else None,
        key="environment",
    )


def _message(environment: TrackedEnvironment, found: Members, path: str) -> str:
    if environment.lone:
        return (
            f"`{path}` marks a virtual environment, and nothing else of one is tracked: it came"
            " here by mistake"
        )
    what = {
        "conda": "conda environment",
        "tox": "folder of tox environments",
        "nox": "folder of nox environments",
    }.get(environment.kind, "virtual environment")
    size = f", {_human(found.size)}" if found.size else ""
    files = "1 file" if found.count == 1 else f"{found.count:,} files"
    subject = f"`{path}`" if environment.root else "the project's own folder"
    text = f"{subject} is a {what} that Git tracks: {files}{size}"
    if environment.python:
        text += f", Python {environment.python}"
    if environment.layout == "windows":
        text += ", made on Windows"
    text += f"; `{environment.evidence[0]}` proves it"
    if environment.root and found.strangers:
        named = ", ".join(f"`{name}`" for name in found.strangers[:_SHOWN])
        more = f" and {len(found.strangers) - _SHOWN} more" if len(found.strangers) > _SHOWN else ""
        text += f"; your own files in it: {named}{more}"
    return text


def _human(size: int) -> str:
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 10_000_000 else f"{round(size / 1_000_000):,} MB"


def _untracked(tree: Tree, targets: tuple[str, ...], kept: tuple[str, ...]) -> tuple[str, ...]:
    """The targets, those that hold a file that is kept as their other files."""
    if not kept:
        return targets
    paths = []
    for target in targets:
        if any(path.startswith(target + "/") for path in kept):
            paths += [path for path, _ in tree.files.tracked_below(target) if path not in kept]
        else:
            paths.append(target)
    return tuple(paths)


def _missing_patterns(tree: Tree, targets: tuple[str, ...], folders: AbstractSet[str]) -> list[str]:
    from venvlint.facts.tracking.ignore_lines import pattern_for

    left = [
        target
        for target in targets
        if not tree.ignores.is_ignored(f"{target}/any-file" if target in folders else target)
    ]
    return [pattern_for(target, folder=target in folders) for target in left]


# -- Tracked symbolic links that are named like an environment or lead to one.

# `env` alone is a folder of settings as often as an environment, and `.env` is a file.
_NAME = lazy(r"\.?(?:venv|virtualenv|v-env)[\w-]*(?:\.\d+)*", words=("venv", "virtualenv", "v-env"))
# Where tools keep the environments of one person.
_HOMES = lazy(
    r"(?:^|/)(?:\.?virtualenvs|\.?venvs|\.pyenv/versions/[^/]+/envs|(?:\.?(?:ana|mini|micro)?(?:conda|mamba|forge)[\w.-]*)/envs)/[^/]+/?$",
    words=("virtualenvs", "venvs", "envs"),
)


def environment_links(tree: Tree) -> Iterator[tuple[str, str]]:
    """Each such link, and what it says."""
    names = tree.config.environment_names
    parts = tree.environment_parts
    found: dict[str, str] = {}
    for link in tree.survey.links:
        target = tree.files.link_target(link)
        if target is None or is_below(link, parts):
            continue
        written = target.replace("\\", "/")
        name = name_of(link)
        there = joined(folder_of(link), written)
        if (
            name in names
            or _NAME.fullmatch(name)
            or _NAME.fullmatch(name_of(written.rstrip("/")))
            or _HOMES.search(written)
            or there in parts
        ):
            found[link] = target
    if not found or not tree.files.has_git:
        return
    own = {
        link: there
        for link, target in found.items()
        if not (there := joined(folder_of(link), target)).startswith(("..", "/"))
    }
    tracked = tree.files.is_tracked([*found, *own.values()])
    for link, target in found.items():
        # What the tree itself holds at the other end, and is no environment, is just another name
        # of a folder of source.
        there = own.get(link, "")
        if link in tracked and (there not in tracked or is_below(there, parts)):
            yield link, target
