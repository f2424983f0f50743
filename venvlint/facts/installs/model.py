"""The nouns of installing: what one command or one host installs, of which files, and for whom."""

from __future__ import annotations

from functools import cached_property

from venvlint.readers import versions
from venvlint.readers.patchwork import UNKNOWN
from venvlint.record import Record
from venvlint.regex import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Sequence as Items

    from venvlint.facts.ci.model import Job, Step
    from venvlint.facts.commands.model import Command
    from venvlint.facts.images.dockerfiles import Recipe
    from venvlint.facts.stages.files import Origin
    from venvlint.model import Location
    from venvlint.readers.dockerfile import Stage
    from venvlint.readers.patchwork import Word

PRODUCTION, TESTS, DOCS, PUBLISH, DEVELOPMENT, UNCLEAR = (
    "production",
    "tests",
    "docs",
    "publish",
    "development",
    "unclear",
)

# Hosts that install the `requirements.txt` beside these files by themselves.
PLATFORM_FILES = frozenset(
    "Procfile app.yaml app.yml vercel.json serverless.yml serverless.yaml fly.toml nixpacks.toml"
    " railway.json railway.toml render.yaml zappa_settings.json apprunner.yaml Aptfile".split()
)
READ_THE_DOCS = frozenset(
    ".readthedocs.yml .readthedocs.yaml readthedocs.yml readthedocs.yaml".split()
)
HOSTS = (
    PLATFORM_FILES
    | READ_THE_DOCS
    | frozenset("tox.ini setup.cfg setup.py tox.toml MLproject cog.yaml".split())
)
"""The files of those who install without a command."""
_URL = lazy(r"[a-zA-Z][a-zA-Z0-9+.-]+://", words=("://",))


class GivenFile(Record):
    """A file that a command or a host is given.

    `written` is the path as it is written, `\\0` for unknown parts. `path` is the file of the
    repository that it means, None where it means none or where that is not known; `state` tells
    which: `there`, `missing` (nothing of that name is where the command looks), `made` (a command
    before it writes the file) or `unknown`.
    """

    written: str
    at: Location
    path: str | None = None
    state: str = "unknown"
    word: Word | None = None
    """Where a command names it; None where a host or a setting does."""
    origin: Origin | None = None
    """Inside an image: what the path comes from there."""
    looked_at: str = ""
    """Where `missing` was looked for: the path in the repository, or the absolute path inside an
    image.
    """
    guess: str | None = None
    """Where `path` is None: the file of the repository that is most likely meant, for want of
    better knowledge. Enough for a role, never for a fault.
    """

    @property
    def shown(self) -> str:
        """The path as people are told it: `…` for unknown parts."""
        return self.written.replace(UNKNOWN, "…")

    @property
    def meant(self) -> str | None:
        """The file of the repository that it means, or most likely does."""
        return self.path if self.path is not None else self.guess


class GivenName(Record):
    """A requirement that is given on the command line: `"flask[async]==3.0"`."""

    text: str
    at: Location
    name: str = ""
    """Empty for a URL that does not tell."""
    key: str = ""
    """The name as indexes compare it."""
    extras: tuple[str, ...] = ()
    specifier: str = ""
    url: str = ""
    word: Word | None = None
    marker: str = ""

    @property
    def path(self) -> str:
        """The file of the repository that says so."""
        return self.at.path

    @property
    def pin(self) -> str:
        """The one version that it allows; empty where it allows several."""
        return versions.pinned(self.specifier)


def given_name(text: str, at: Location, word: Word | None = None) -> GivenName | None:
    """A requirement as it is written (PEP 508, or a URL); None where it is neither."""
    from venvlint.readers import pep508
    from venvlint.readers.pep508 import normalize

    if _URL.match(text):
        egg = text.partition("#egg=")[2].partition("&")[0]
        name = egg.partition("[")[0]
        return GivenName(text, at, name, normalize(name) if name else "", url=text, word=word)
    try:
        parts = pep508.parse(text)
    except pep508.Invalid:
        return None
    return GivenName(
        text,
        at,
        parts.name,
        normalize(parts.name),
        parts.extras,
        parts.specifier,
        parts.url,
        word,
        parts.marker,
    )


class GivenLabel(Record):
    """The name of an extra or a group that a command asks for, at its own place in the text."""

    name: str
    at: Location
    option: str = ""
    """The option that asks (`--with`); empty for `.[name]`."""


class GivenProject(Record):
    """A folder whose project is installed: `.`, `-e ./svc[dev]`, the one of `poetry install`."""

    written: str
    """As written; empty where the tool takes the current folder by itself."""
    at: Location
    directory: str | None = None
    """The folder in the repository, `""` for the root; None where it is not known."""
    extras: tuple[GivenLabel, ...] = ()
    editable: bool = False
    word: Word | None = None
    guess: str | None = None
    """As `GivenFile.guess`."""

    @property
    def meant(self) -> str | None:
        """The folder of the repository that it means, or most likely does."""
        return self.directory if self.directory is not None else self.guess


class Indexes(Record):
    """What a command says about where packages come from, by option and by variable."""

    index: tuple[tuple[str, Location], ...] = ()
    extra: tuple[tuple[str, Location], ...] = ()
    find_links: tuple[tuple[str, Location], ...] = ()
    no_index: bool = False
    variables: Mapping[str, str] = {}
    """Those of `PIP_*` and `UV_*` that speak of indexes, `\\0` for unknown parts."""

    @property
    def names_another(self) -> bool:
        """Whether an index, a folder of files or a variable beside the public index is named."""
        return bool(self.extra or self.find_links or self.variables or self.no_index) or any(
            "pypi.org" not in url for url, _ in self.index
        )


class Where(Record):
    """The place that an installation belongs to.

    `kind` is `image` (a stage of a Dockerfile), `ci` (a job), `script`, `make`, `task` (of just,
    npm, hatch…), `service` (what a Procfile, a unit or a crontab runs), `tox`, `nox`, `page` (a
    README or a page of the documentation), `host` (a platform that installs what it finds or is
    told), `docs-host` (Read the Docs), `devcontainer`, or `manifest` (a `setup.py` that reads a
    list).
    """

    kind: str
    path: str
    """The file of the repository that says so."""
    name: str = ""
    """The job, the stage, the target, the environment."""
    recipe: Recipe | None = None
    stage: Stage | None = None
    context: str = ""
    """The folder that the image's context is."""
    job: Job | None = None
    late: bool = False
    """Whether it happens when the result is started, not while it is made."""

    @property
    def noun(self) -> str:
        """How a message names it: ``the image of `Dockerfile` ``, ``the job `test` ``."""
        return {
            "image": f"`{self.path}`",
            "ci": f"the job `{self.name}`" if self.name else "a job",
            "tox": "tox",
            "nox": "nox",
            "make": f"`make {self.name}`" if self.name else f"`{self.path}`",
            "task": f"`{self.name}` of `{self.path}`" if self.name else f"`{self.path}`",
            "docs-host": "Read the Docs",
            "devcontainer": "the development container",
            "host": f"the platform of `{self.path}`",
        }.get(self.kind, f"`{self.path}`")


class Purpose(Record):
    """For whom something is installed.

    `kind` is `production` (where the project runs), `tests`, `docs`, `publish` (building and
    uploading), `development` (to work in), or `unclear`.
    """

    kind: str
    reason: str = ""
    """A clause that completes "… because": ``its stage is called `dev` ``."""
    at: Location | None = None

    @property
    def is_development(self) -> bool:
        """Whether it is surely nobody's production."""
        return self.kind not in (PRODUCTION, UNCLEAR)


class Install(Record):
    """One thing that is done: a command, or a host's own doing, that installs something.

    `tool` is the program (`pip`, `uv`, `poetry`, `pipenv`, `pdm`, `conda`, `pip-sync`, `setup.py`,
    `tox`, `nox`, a host's name…), `verb` what it is told to do (`install`, `sync`, `pip install`,
    `env create`, `download`…).
    """

    tool: str
    verb: str
    where: Where
    purpose: Purpose
    at: Location
    command: Command | None = None
    """None for what a host or a tool's own configuration does."""
    files: tuple[GivenFile, ...] = ()
    constraints: tuple[GivenFile, ...] = ()
    """Of `-c`, of `PIP_CONSTRAINT` and `UV_CONSTRAINT`."""
    names: tuple[GivenName, ...] = ()
    projects: tuple[GivenProject, ...] = ()
    extras: tuple[GivenLabel, ...] = ()
    """Of `--extra`; those of `.[x]` are the project's."""
    groups: tuple[GivenLabel, ...] = ()
    """Asked for beside the tool's defaults: `--group`, `--with`, `--categories`."""
    without: tuple[GivenLabel, ...] = ()
    only: tuple[GivenLabel, ...] = ()
    flags: frozenset[str] = frozenset()
    """The options without a value, as they are written: `--no-dev`, `--no-root`."""
    indexes: Indexes = Indexes()
    target: str = ""
    """The folder that it installs to instead of the Python's own: `--target`, `--prefix`, or the
    name of a conda environment. Empty for the environment in force (`command.environment`).
    """
    compiles: bool = False
    """Whether the files are sources that a compile tool reads, and nothing is installed."""
    adds: bool = False
    """Whether it writes what it is given into the manifest (`uv add`, `poetry add`)."""
    conditional: bool = False
    """Whether it runs only under some condition."""
    is_complete: bool = True
    """False where a part of what is asked for is not known (a variable, a template)."""
    installer: str = ""
    """The program that reads the files where that is another one than its tool's own: `uv` for a
    tox with tox-uv.
    """
    overrides: tuple[GivenFile, ...] = ()
    """uv's `--overrides`: what they say holds, whatever is required elsewhere."""
    package: str = ""
    """The member of the workspace that uv's `--package` asks for, by its project's name."""
    step: Step | None = None
    """The step of a CI job whose action does it."""

    @property
    def path(self) -> str:
        """The file of the repository that says so."""
        return self.at.path

    @property
    def is_on_page(self) -> bool:
        """Whether a page itself says so, and not a script or a Makefile that it tells to run."""
        return self.where.kind == "page" and self.at.path == self.where.path

    @property
    def installs(self) -> bool:
        """Whether something gets installed."""
        return not self.compiles

    def turns_on(self, name: str) -> bool:
        """Whether a variable that switches something on or off is on where it is done."""
        return self.command is not None and self.command.turns_on(name)

    @property
    def by_pip(self) -> bool:
        """Whether pip itself reads the files: called by its name, or by tox, nox, pip-sync or a
        host.
        """
        if self.installer:
            return self.installer == "pip"
        return self.tool in ("pip", "tox", "nox", "pip-sync", "readthedocs") or (
            self.where.kind == "host" and self.tool != "uv"
        )

    @property
    def is_deployment(self) -> bool:
        """Whether it happens where the project runs."""
        return self.purpose.kind == PRODUCTION and self.where.kind != "manifest"

    def reads(self, path: str) -> GivenFile | None:
        """The argument that names the file *path* of the repository, constraints left out."""
        return next((file for file in self.files if file.meant == path), None)


class Installs:
    """Everything that is installed anywhere in the tree, each place once."""

    def __init__(self, found: Items[Install]) -> None:
        self.all = tuple(found)
        self._by_file: dict[str, list[Install]] = {}
        self._by_constraint: dict[str, list[Install]] = {}
        self._by_project: dict[str, list[Install]] = {}
        for install in self.all:
            for files, index in (
                (install.files, self._by_file),
                (install.constraints, self._by_constraint),
            ):
                for path in dict.fromkeys(file.meant for file in files if file.meant is not None):
                    index.setdefault(path, []).append(install)
            for directory in dict.fromkeys(
                project.meant for project in install.projects if project.meant is not None
            ):
                self._by_project.setdefault(directory, []).append(install)

    def __iter__(self) -> Iterator[Install]:
        return iter(self.all)

    @property
    def missing(self) -> tuple[Install, ...]:
        """Those that name a file which is not there."""
        return tuple(
            one
            for one in self.all
            if any(file.state == "missing" for file in (*one.files, *one.constraints))
        )

    @cached_property
    def asked_of_the_index(self) -> tuple[tuple[Install, GivenName], ...]:
        """What commands ask the public index for by name, each place once. (Conda's names are
        conda's, and another index may have any name.)
        """
        from venvlint.facts.project.programs import CONDA

        found: dict[Location, tuple[Install, GivenName]] = {}
        for install in self.all:
            if install.tool in CONDA or install.tool == "pixi" or install.indexes.names_another:
                continue
            for name in install.names:
                if name.key and not name.url:
                    found.setdefault(name.at, (install, name))
        return tuple(found.values())

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], list[Install]]:
        found: dict[tuple[str, str], list[Install]] = {}
        for install in self.all:
            found.setdefault((install.where.path, install.where.name), []).append(install)
        return found

    @cached_property
    def _by_job(self) -> dict[int, list[Install]]:
        found: dict[int, list[Install]] = {}
        for install in self.all:
            if install.where.job is not None:
                found.setdefault(id(install.where.job), []).append(install)
        return found

    @cached_property
    def _by_command(self) -> dict[int, list[Install]]:
        found: dict[int, list[Install]] = {}
        for install in self.all:
            if install.command is not None:
                found.setdefault(id(install.command), []).append(install)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Install, GivenName]]]:
        found: dict[str, list[tuple[Install, GivenName]]] = {}
        for install in self.all:
            for name in install.names:
                found.setdefault(name.key, []).append((install, name))
        return found

    @cached_property
    def _by_image(self) -> dict[str, list[Install]]:
        found: dict[str, list[Install]] = {}
        for install in self.all:
            if install.where.kind == "image":
                found.setdefault(install.where.path, []).append(install)
        return found

    @cached_property
    def images(self) -> tuple[str, ...]:
        """The Dockerfiles whose images install something, sorted."""
        return tuple(sorted(self._by_image))

    @cached_property
    def scripts_in_images(self) -> frozenset[str]:
        """The scripts that install something where images are built or started."""
        return frozenset(
            install.path
            for path in self.images
            for install in self._by_image[path]
            if install.path != path
        )

    @cached_property
    def scripts_of_images(self) -> frozenset[str]:
        """The scripts that install something while an image is built."""
        return frozenset(
            install.path
            for path in self.images
            for install in self._by_image[path]
            if install.path != path and not install.where.late
        )

    def of_image(self, path: str) -> tuple[Install, ...]:
        """What the images of a Dockerfile install."""
        return tuple(self._by_image.get(path, ()))

    def of_job(self, job: Job) -> tuple[Install, ...]:
        """What the steps of a CI job install."""
        return tuple(self._by_job.get(id(job), ()))

    def of_command(self, command: Command) -> tuple[Install, ...]:
        """What a command installs: once for each place that runs it."""
        return tuple(self._by_command.get(id(command), ()))

    def naming(self, key: str) -> tuple[tuple[Install, GivenName], ...]:
        """What is given the name of a distribution, with that name."""
        return tuple(self._by_name.get(key, ()))

    def beside(self, install: Install) -> tuple[Install, ...]:
        """All that the place of *install* installs."""
        return tuple(self._by_place.get((install.where.path, install.where.name), ()))

    def of(self, path: str) -> tuple[Install, ...]:
        """What installs the list *path* by naming it, compile tools left out."""
        return tuple(one for one in self._by_file.get(path, ()) if one.installs)

    def compiled(self, path: str) -> tuple[Install, ...]:
        """The compile tools that are given *path* as a source."""
        return tuple(one for one in self._by_file.get(path, ()) if one.compiles)

    def constrained_by(self, path: str) -> tuple[Install, ...]:
        """What is given *path* as constraints."""
        return tuple(self._by_constraint.get(path, ()))

    def of_project(self, directory: str) -> tuple[Install, ...]:
        """What installs the project whose manifest lies in *directory* (`""`: the root)."""
        return tuple(one for one in self._by_project.get(directory, ()) if one.installs)

    def deployed(self, path: str) -> Install | None:
        """The first that installs the list *path* where the project runs."""
        return next((one for one in self.of(path) if one.is_deployment), None)

    def project_deployed(self, directory: str) -> Install | None:
        """The first that installs the project of *directory* where it runs."""
        return next((one for one in self.of_project(directory) if one.is_deployment), None)
