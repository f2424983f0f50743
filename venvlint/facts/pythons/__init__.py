"""Every place that states a Python version, in one form: `Statement`. See `build` for where they
come from.

Files of version managers, environments and hosting are read here; images and CI by modules of their
own, which return
statements of the same kind. Three facts of the tree are built from them:

- `tree.references`: for each project the range of Pythons that its manifest allows, and the place
  that says so;
- `tree.pythons`: every statement that is neither a reference nor a tool's target;
- `tree.python_targets`: what linters, formatters and type checkers are told to aim at.
"""

from __future__ import annotations

from venvlint.facts.project import vocabulary
from venvlint.files.kinds import CONDA_ENVIRONMENTS
from venvlint.files.paths import as_folder, folder_of, name_of, path_in
from venvlint.readers.nodes import ABSENT
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from venvlint.facts.ci.model import Job
    from venvlint.facts.ci.pythons import PythonSetup
    from venvlint.facts.ci.values import Value
    from venvlint.facts.manifests import DependencyList
    from venvlint.model import Location
    from venvlint.readers.nodes import Node
    from venvlint.readers.python_versions import Pin, PythonSet
    from venvlint.tree import Tree


_TESTED = frozenset(("ci", "ci-image", "tox", "nox", "hatch"))


class Statement(Record):
    """One place that states a Python version.

    `kind` names what states it, by the table of kinds, and in short `runtime` (`runtime.txt`),
    `conda`, `sam`, `devcontainer` (a feature), `command`; `image` for an image that is built or run
    (Dockerfile, compose, Kubernetes, devcontainer) and `ci-image` for one that a CI job runs in;
    `ci`, `tox`, `nox`.
    `text` is the token as it is written, without quotes, and `at` its place without them.

    `role`: a `pin` is the one runtime of something, a member of a `set` one of several, a `range`
    leaves the choice to a tool,
    `unknown` states something that cannot be read (a variable, an environment's name) and is never
    wrong.
    For a pin and a member `pin` is set; for a range `versions`.
    """

    kind: str
    at: Location
    text: str
    role: str
    pin: Pin | None = None
    range: PythonSet | None = None
    subject: str = ""
    """What is pinned, for messages, such as "the function `legacy`" or "the job `test`"; empty
    where the file says it all.
    """
    deployed: int = 0
    """How much this place decides what is served, of those that state the runtime of one
    deployable: 50 a Dockerfile's final stage,
    40 `app.yaml` and other hosting, 30 `runtime.txt`, 20 `.python-version`, 15 `.tool-versions` and
    mise, 10 `Pipfile`; 0 states no runtime
    (CI, documentation, hooks, images for development, fallbacks)."""
    fallback: bool = False
    """A later entry of a file whose first entry is the pin: not judged."""
    quiet: str = ""
    """Why it is not held to the reference (`continue-on-error`, another repository…); empty where
    it is.
    """
    scope: str = ""
    """A path in the folder that it works in, whose nearest manifest is its reference; empty: its
    own file's.
    """
    node: Node = ABSENT
    """The scalar, where the version is all of it."""
    resolved: Pin | None = None
    """What a range comes to today, where its reader takes the newest release in it."""
    is_maintained: bool = False
    """Whether whoever brings it, such as a distribution, fixes it, whatever Python's own makers
    do.
    """
    works_in: tuple[str, ...] = ()
    """The projects that it is made for, where something beside its own place tells."""
    above: bool = False
    """Whether it may lie above an upper limit: a pre-release, or one that is allowed to be."""

    @property
    def works_at(self) -> str:
        """A path in the folder that it works in."""
        return self.scope or self.at.path

    @property
    def in_project(self) -> str:
        """A path in the first of the projects that it works in."""
        return path_in(as_folder(self.works_in[0]), "x") if self.works_in else self.works_at

    @property
    def versions(self) -> PythonSet | None:
        """The versions that it names, None where that is unknown."""
        return self.pin.versions if self.pin is not None else self.range

    @property
    def is_tested(self) -> bool:
        """Whether it is what tests run on."""
        return self.kind in _TESTED

    @property
    def judged(self) -> bool:
        """Whether it can contradict anything."""
        return (
            not self.fallback
            and not self.quiet
            and self.role != "unknown"
            and (self.pin is not None or self.range is not None)
        )

    @property
    def has_a_patch_of_its_own(self) -> bool:
        """Whether who brings it chooses the patch of a bare minor, and not Python's newest."""
        return self.kind in HOSTS

    def allowed(self, reference: PythonSet) -> bool:
        """Whether *reference* lets it stand; what is unknown is always allowed.

        A pin must be in it (a bare minor by its newest patch, or by any after the first where a
        host chooses it), a range must share a version with it, and what the range comes to must be
        in it.
        """
        if self.resolved is not None and not self.resolved.allowed(reference):
            return False
        pin = self.pin
        if pin is not None:
            return pin.allowed(reference) or (
                self.has_a_patch_of_its_own
                and pin.series is not None
                and pin.patch is None
                and reference.has_later(pin.series)
            )
        return self.range is None or bool(self.range & reference)


class CiPython(Statement):
    """The Python of a CI job, or of an environment of tox, nox or Hatch."""

    job: Job | None = None
    """The job that sets it up; None for the test tools."""
    setup: PythonSetup | None = None
    """How the job sets it up; None for the test tools and where a command does."""
    value: Value | None = None
    environment: str = ""
    """The session of nox, by its function's name, or the environment of tox that it is said of."""


class Reference(Record):
    """The range of Pythons that a project's manifest allows.

    `syntax` is the grammar: `pep440` (`[project]`, setup.cfg, setup.py, flit), `poetry`, `conda`.
    `versions` is None where the text
    is invalid or cannot be known (a computed `python_requires`); then it is nothing to compare
    with.
    """

    project: str
    at: Location
    text: str
    syntax: str
    key: str
    """What states it, for messages: `requires-python`, `python_requires`, `python`."""
    versions: PythonSet | None = None
    is_string: bool = True
    """False where the manifest gives a number instead of text, which no tool takes."""


def inside(node: Node) -> Location:
    """The place of a scalar without its quotes."""
    raw = node.raw
    quote = 0
    for mark in ('"""', "'''", '"', "'"):
        if raw.startswith(mark) and raw.endswith(mark) and len(raw) >= 2 * len(mark):
            quote = len(mark)
            break
    return node.document.at(node.start + quote, node.end - quote)


def reference(tree: Tree, path: str) -> Reference | None:
    """What the nearest manifest at or above *path* allows; None where it declares nothing or
    nothing that can be known.

    A project without a range of its own does not borrow its parent's: what declares nothing
    declares nothing. A directory
    that has only requirements files is not on its own.
    """
    from venvlint.facts.pythons.references import nearest

    found = nearest(tree, path)
    return found if found is not None and found.versions is not None else None


_PINS = (
    *"python-version python-versions tool-versions mise runtime-txt pipfile pixi pyproject".split(),
    *CONDA_ENVIRONMENTS,
)
LOCAL_PINS = frozenset("python-version tool-versions mise prototools pipfile".split())
"""The kinds of statements that say which Python people develop with."""
_HOSTING = (
    "readthedocs pre-commit serverless render app-engine devcontainer netlify zappa"
).split()
_PLATFORMS = (
    "vercel fly railpack nixpacks nixpacks-json railway railway-json firebase elastic-beanstalk"
    " apprunner buildpacks platform-sh cloudbuild cloudbuild-json"
).split()
_CLOUDS = ("terraform terraform-json cloudformation cloudformation-json arm bicep cdk").split()
_RESEARCH = "cog bentofile python-env meltano readme conda-recipe".split()
_MACHINES = "envrc replit nix devbox gitpod bazel pants prototools".split()
_DEPLOYS = ("hosting", "platforms", "clouds")
HOSTS = frozenset((*_HOSTING, *_PLATFORMS, *_CLOUDS, "sam")) - {"pre-commit", "devcontainer"}
"""The kinds of statements that a hosting platform reads, which has a new Python later than others.
"""
_MODULES = {
    "pins": _PINS,
    "hosting": _HOSTING,
    "platforms": _PLATFORMS,
    "clouds": _CLOUDS,
    "research": _RESEARCH,
    "machines": _MACHINES,
}
"""The module that reads each kind of the table; it is loaded when the tree has a file of that
kind.
"""


# Programs that may be asked for a Python, or that make an environment with one.
_ASKED = frozenset(
    "uv conda mamba micromamba pyenv asdf mise rye pdm poetry pipenv virtualenv mkvirtualenv gcloud"
    " aws az eb py".split()
)
# Folders whose Python files people start by their path.
_SCRIPT_FOLDERS = vocabulary.HELPER_FOLDERS | frozenset("bin util utils dev jobs cron".split())
_MAXIMUM_SCRIPTS = 1000


def _started(tree: Tree) -> list[str]:
    """The files that people start by their path: those without an extension, and Python files at
    the root or in a folder of scripts.
    """
    from venvlint.facts.tracking import is_below

    found = [path for path in tree.paths if "." not in name_of(path)]
    # Nothing of an environment is a script of the project; few trees have evidence of one.
    has_environments = tree.listing.evidence or tree.survey.candidates
    parts = tree.environment_parts if has_environments else frozenset[str]()
    # Of a million files that are no Python, Git is not asked for the names a second time.
    for path in tree.files.sources() if tree.listing.has_python else ():
        folder = folder_of(path)
        if not folder or name_of(folder).lower() in _SCRIPT_FOLDERS:
            if parts and is_below(path, parts):
                continue
            found.append(path)
            if len(found) > _MAXIMUM_SCRIPTS:
                break
    return found


def _states(tree: Tree, path: str) -> bool:
    """Whether a script's beginning may state a Python: its first line, or its own metadata."""
    head = tree.files.head(path, 4096)
    return (
        head.startswith(b"#")
        and (b"python3." in head[:100] or b"python2." in head[:100] or b"# /// script" in head)
        and not tree.is_test_data(path)
    )


def _worth_reading(tree: Tree, kind: str) -> list[str]:
    """The files of a kind; of the pages that nearly every project has, those that may state a
    Python.
    """
    paths = tree.of_kind(kind)
    if kind != "readme":
        return paths
    return [
        path
        for path in paths
        if (document := tree.document(path)) is not None and b"python_version" in document.data
    ]


def _builders(tree: Tree) -> Iterator[bytes]:
    """What the files hold that build images of the tree's Dockerfiles."""
    kinds = ("bake", "bake-json", "compose", "devcontainer", "fly")
    for path in tree.of_kind(*kinds) if tree.dockerfiles else ():
        document = tree.document(path)
        if document is not None:
            yield document.data


def _readers(module: str) -> Mapping[str, Callable[[Tree, str], Iterator[Statement]]]:
    if module == "pins":
        from venvlint.facts.pythons import pins

        return pins.READERS
    if module == "hosting":
        from venvlint.facts.pythons import hosting

        return hosting.READERS
    if module == "platforms":
        from venvlint.facts.pythons import platforms

        return platforms.READERS
    if module == "clouds":
        from venvlint.facts.pythons import clouds

        return clouds.READERS
    if module == "research":
        from venvlint.facts.pythons import research

        return research.READERS
    from venvlint.facts.pythons import machines

    return machines.READERS


def _is_deployed_for_tests(path: str) -> bool:
    """Whether what a host's file deploys lies in a folder such as `integration_tests`: a function
    that a test sends something to, and no part of the project.
    """
    return any(vocabulary.is_folder_of_tests(folder) for folder in path.split("/")[:-1])


def _is_of_documents(tree: Tree, kind: str, folder: str) -> bool:
    """Whether a folder of documents has a Python of its own: lists of what builds them, none of
    which brings the project or what it needs. App Engine gets nothing but the folder itself.
    """
    if name_of(folder).lower() not in vocabulary.DOCS or kind not in (*_PINS, *HOSTS):
        return False
    lists = tree.declarations.lists_beside(folder)
    return bool(lists or kind == "app-engine") and not any(
        brings_the_project(tree, one) for one in lists
    )


def brings_the_project(tree: Tree, listed: DependencyList) -> bool:
    """Whether a list in a folder of documents brings the project around it, or what that needs."""
    from venvlint.facts.manifests.names import names
    from venvlint.facts.project import project_of

    folder = folder_of(listed.path)
    own = names(tree, project_of(tree, folder_of(folder)))
    return any(
        one.editable or (one.url and "://" not in one.url) or not one.key or one.key in own
        for one in tree.declarations.of(listed)
    ) or any(
        include.target and not include.constraint and folder_of(include.target) != folder
        for include in tree.requirements.includes.get(listed.path, ())
    )


def _of_documents(statement: Statement) -> Statement:
    from venvlint.record import replace

    if statement.scope:
        return statement  # it says which folder it is for
    quiet = statement.quiet or "the documents beside it do not need the project"
    return replace(statement, quiet=quiet, deployed=0)


def build_pins(tree: Tree) -> tuple[Statement, ...]:
    """What files of version managers and environments and the settings of hosting and tools state,
    in no particular order.
    """
    found: list[Statement] = []
    for module, kinds in _MODULES.items():
        present = [(kind, paths) for kind in kinds if (paths := _worth_reading(tree, kind))]
        if present:
            readers = _readers(module)
            for kind, paths in present:
                for path in paths:
                    if "/" in path and (
                        tree.is_test_data(path)
                        or (module in _DEPLOYS and _is_deployed_for_tests(path))
                    ):
                        continue
                    statements = list(readers[kind](tree, path))
                    if statements and _is_of_documents(tree, kind, folder_of(path)):
                        statements = [_of_documents(one) for one in statements]
                    found += statements
    if any(command.name in _ASKED or "ython3." in command.program for command in tree.commands.all):
        from venvlint.facts.pythons import programs

        found += programs.commands(tree)
    scripts = [path for path in _started(tree) if _states(tree, path)]
    if scripts:
        from venvlint.facts.pythons import programs

        found += programs.scripts(tree, scripts)
    if any(b"args" in data for data in _builders(tree)):
        from venvlint.facts.pythons import platforms

        found += platforms.build_arguments(tree)
    if any(one.key == "modal" for one in tree.declarations):
        from venvlint.facts.pythons import research

        found += research.modal(tree)
    once = {(one.at, one.pin, one.range): one for one in reversed(found)}
    return tuple(reversed(once.values()))


def build(tree: Tree) -> tuple[Statement, ...]:
    """Every statement of the tree, in no particular order: pin files and settings, then images,
    then CI and test tools.
    """
    return (*tree.python_pins, *tree.image_pythons, *tree.ci_pythons)
