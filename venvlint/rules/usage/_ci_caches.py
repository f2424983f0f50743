"""What CI jobs keep between runs: the paths of each cache, its key and the prefixes that it falls
back to.
"""

from __future__ import annotations

from venvlint.facts.project import vocabulary
from venvlint.files.paths import name_of
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record, asked_once
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from venvlint.facts.ci.model import Job, Step
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.tree import Tree

# How a job names the folder that the project lies in.
_ROOT = lazy(
    rf"^(?:{vocabulary.CHECKOUT}|\$\{{?PWD\}}?|\$\(Pipeline\.Workspace\)|~/(?:project|repo)"
    r"|/home/circleci/(?:project|repo))/",
    words=("PWD", "Workspace", "~/", "/home/circleci", *vocabulary.CHECKOUT_WORDS),
)
# The last folder of the path of an environment or of a folder full of them.
_ENVIRONMENTS = frozenset(
    ".venv venv ENV virtualenv .virtualenv .virtualenvs virtualenvs .tox .nox pythonlocation".split()  # noqa: E501
)
_MAKES = lazy(
    r"(?:-m +venv|virtualenv|uv +venv|pyvenv)(?: +-[-\w]+(?:[= ](?:\d\S*|python\S*))?)*"
    r" +[\"']?(?P<path>[^\s\"';&|-][^\s\"';&|]*)",
    words=("venv", "virtualenv"),
)
_ACTION = lazy(r"[\w.-]+/(?:[\w.-]*-)?cache(?:-action)?(?:/(?P<part>restore|save))?$")


# Where tools that bring Pythons keep them, by the end of the path.
_PYTHONS = (
    ".local/share/uv .local/share/uv/python .pyenv .pyenv/versions .local/share/mise"
    " .local/share/mise/installs .asdf .asdf/installs .rye .rye/py"
).split()


_MAKE_NONE = frozenset(
    "pip python pytest py.test coverage ruff flake8 black isort mypy pylint bandit twine cd echo"
    " printf export mkdir ls cat cp rm pwd env apt apt-get apk yum dnf curl wget git sphinx-build"
    " mkdocs unzip tar grep sed sleep test [ true".split()
)
"""What makes no environment, and runs no script that may."""
# Where virtualenv keeps the wheels that it puts into environments; `.local/share/virtualenvs` is
# Pipenv's folder of environments.
_OF_VIRTUALENV = (
    ".local/share/virtualenv",
    ".cache/virtualenv",
    "Application Support/virtualenv",
    "pypa/virtualenv",
)


class Cache(Record):
    """One cache of one job.

    `key` is where the key is stated; None where the system uses one key for everything. `prefixes`
    are the fallbacks that a restore takes an older
    cache by. `at` is the place of the cache itself.
    """

    job: Job
    step: Step | None
    at: Node
    paths: tuple[str, ...]
    """What it keeps, relative to the project's root where it lies below it; references that are not
    known stay as they are written.
    """
    key: Node = ABSENT
    prefixes: tuple[Node, ...] = ()
    files: tuple[str, ...] = ()
    """Files whose content is a part of the key, where the system lists them apart (GitLab's `key:
    files`).
    """
    role: str = ""
    """`restore` or `save` where a step does only that."""
    stated_at: Location | None = None
    """The place of the key where it is not that of `key`."""

    @property
    def place(self) -> Location:
        """Where to report what is wrong with the key; the cache itself where it states none."""
        return self.stated_at or (self.key.at if self.key else self.at.key_at)


def build(tree: Tree) -> tuple[Cache, ...]:
    """The caches of every job. The same one comes up once for each job and step that names it.

    Travis and AppVeyor are left out: they make the key from the job's Python themselves.
    """
    return tree.once("caches of CI", lambda: tuple(_all(tree)))


def _all(tree: Tree) -> Iterator[Cache]:
    for job in tree.ci_jobs:
        if job.system == "gitlab":
            yield from _gitlab(tree, job)
        elif job.system == "bitbucket":
            yield from _bitbucket(tree, job)
        elif job.system in ("github", "circleci", "azure") and not (
            job.is_action and job.is_called
        ):
            # A composite action of the tree is judged by what its users give it.
            for step in (*job.steps, *job.called):
                yield from _step(job, step)


def _step(job: Job, step: Step) -> Iterator[Cache]:
    inputs = step.inputs
    if job.system == "github":
        match = _ACTION.match(step.uses) if "cache" in step.uses.lower() else None
        path = inputs.get("path")
        if match is not None and path:
            fallback = inputs.get("restore-keys")
            role = match["part"] or ""
            yield Cache(
                job,
                step,
                step.node,
                _lines(job, path, step),
                inputs.get("key", ABSENT),
                (fallback,) if fallback else (),
                role=role,
            )
    elif job.system == "azure":
        if step.uses == "cache" and (path := inputs.get("path")):
            fallback = inputs.get("restoreKeys")
            yield Cache(
                job,
                step,
                step.node,
                _lines(job, path, step),
                inputs.get("key", ABSENT),
                (fallback,) if fallback else (),
            )
    elif step.uses == "save_cache" and (paths := inputs.get("paths")):
        yield Cache(
            job, step, step.node, _lines(job, paths, step), inputs.get("key", ABSENT), role="save"
        )
    elif step.uses == "restore_cache":
        # It restores whatever was saved under the key: the paths are those of the save.
        found = inputs.get("keys", ABSENT).items
        key = inputs.get("key", ABSENT) or (found[0] if found else None)
        if key:
            yield Cache(job, step, step.node, (), key, tuple(found[1:]), role="restore")


def _gitlab(tree: Tree, job: Job) -> Iterator[Cache]:
    from venvlint.facts.ci import gitlab_roots
    from venvlint.facts.ci.gitlab import settings

    stated = settings(job, gitlab_roots(tree)).get("cache")
    if not stated:
        return
    for node in stated.items or [stated]:
        paths = node.get("paths")
        if not paths:
            continue
        key = node.get("key")
        files: tuple[str, ...] = ()
        stated_at = key.key_at if key.mapping else None
        if key.mapping:
            listed = key.get("files")
            files = tuple(item.string or "" for item in listed.items) if listed else ()
            key = key.get("prefix") or key
        policy = node.text("policy") or ""
        fallback = node.get("fallback_keys")
        values = _lines(job, paths, None)
        role = {"pull": "restore", "push": "save"}.get(policy, "")
        yield Cache(
            job,
            None,
            node,
            values,
            key,
            tuple(fallback.items) if fallback else (),
            files,
            role,
            stated_at,
        )


def _bitbucket(tree: Tree, job: Job) -> Iterator[Cache]:
    root = tree.yaml(job.path)
    used = job.node.get("caches")
    for item in used.items if used and root else []:
        stated = root.get("definitions", "caches", item.string or "")
        if not stated:
            continue
        path = stated.get("path") if stated.mapping else stated
        listed = stated.get("key", "files")
        files = tuple(name.string or "" for name in listed.items) if listed else ()
        if path.string is not None:
            yield Cache(
                job, None, stated, _lines(job, path, None), ABSENT, (), files, "", stated.key_at
            )


def environment_paths(tree: Tree, cache: Cache) -> list[str]:
    """Those of the cache's paths that are environments: by their name, or because the job makes one
    there.
    """
    named = tree.once(
        "names of environments in caches", lambda: set(map(_clean, tree.config.environment_names))
    )
    made = _made(cache.job)
    found = []
    for path in cache.paths:
        if path.startswith("!"):
            continue
        name = _clean(path)
        folder = name.removesuffix("/**").removesuffix("/*")
        last = name_of(folder).rpartition(".")[2] if "}}" in folder else name_of(folder)
        if (
            folder in named
            or folder in made
            or last.strip("}{ ").lower() == "pythonlocation"
            or (last in _ENVIRONMENTS and not folder.endswith(_OF_VIRTUALENV))
            or last in ("VIRTUAL_ENV", "$VIRTUAL_ENV")
        ):
            found.append(folder)
    return found


def may_be_made(tree: Tree, group: list[Cache]) -> bool:
    """Whether any job of a cache may make the environment. Where each of their commands is known to
    make none, the path is what a template left, and nothing is kept.
    """
    jobs = {id(cache.job): cache.job for cache in group}
    return any(_may_make(tree, job) for job in jobs.values())


def _may_make(tree: Tree, job: Job) -> bool:
    if any(step.uses for step in job.steps) or job.called:
        return True
    sequences = tree.commands.by_job.get(id(job), ())
    commands = [command for sequence in sequences for command in sequence.commands]
    return not commands or any(
        command.tool not in _MAKE_NONE
        or command.environment
        or (command.tool == "python" and any(text[0] != "-" for text in command.texts if text))
        for command in commands
    )


def keeps_its_python(group: list[Cache]) -> bool:
    """Whether what is kept under one key has the Pythons of uv, pyenv and their like in it too, so
    that an environment and what it links to come back together. Not where the job sets up another.
    """
    from venvlint.facts.ci.pythons import python_setups

    return any(
        not python_setups(cache.job) and any(f"/{path}".endswith(f"/{end}") for end in _PYTHONS)
        for cache in group
        for path in _folders(cache)
    )


def _folders(cache: Cache) -> Iterator[str]:
    """The paths that a cache keeps; `.local/share/uv/python` for the folder that a variable makes
    uv keep its Pythons in.
    """
    variables = cache.step.env if cache.step is not None else cache.job.env
    moved = variables.get("UV_PYTHON_INSTALL_DIR", ABSENT).string
    for path in cache.paths:
        folder = _clean(path).removesuffix("/**").removesuffix("/*")
        if "UV_PYTHON_INSTALL_DIR" in folder or (moved and folder == _clean(moved)):
            yield ".local/share/uv/python"
        yield folder


@asked_once
def _made(job: Job) -> frozenset[str]:
    """The environments that the commands of a job make."""
    return frozenset(
        _clean(match["path"])
        for step in (*job.steps, *job.called)
        for match in _MAKES.finditer(step.run.string or "")
    )


def _lines(job: Job, node: Node, step: Step | None) -> tuple[str, ...]:
    found: list[str] = []
    for item in node.items or [node]:
        values = job.lines(item, step)
        texts = (
            values.texts
            if values.complete
            else [line.strip() for line in (item.string or "").split("\n")]
        )
        found += [_ROOT.sub("", text) for text in texts if text]
    return tuple(dict.fromkeys(found))


def _clean(path: str) -> str:
    path = _ROOT.sub("", path.strip().replace("\\", "/")).rstrip("/")
    while path.startswith("./"):
        path = path[2:]
    return path
