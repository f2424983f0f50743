"""One fault at a time, in several spellings, for the clean projects: which edit makes it and where
it must be reported.
"""

from __future__ import annotations

from tests.clean_projects import CONDA, IGNORED, LIBRARY, MONOREPO, POETRY, SERVICE, UV
from tests.made import environment
from venvlint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    Change = str | bytes | tuple[str, str] | None

PROJECTS_OF = {
    "library": LIBRARY,
    "service": SERVICE,
    "poetry": POETRY,
    "uv": UV,
    "conda": CONDA,
    "monorepo": MONOREPO,
}
# The image gets every list, so that what one includes is there too.
COPIES_ALL_LISTS = ("COPY requirements.txt .", "COPY *.txt ./")


class Defect(Record):
    """An edit of a clean project and the violation that it must cause. A change is a whole new
    text, (old, new), or None: the file goes.
    """

    code: str
    project: str
    place: str
    changes: dict[str, Change]
    companions: tuple[str, ...] = ()
    """Other rules that rightly speak of the same edit."""
    untracked: dict[str, str] = {}  # noqa: RUF012 - frozen, and nobody writes to it
    left: tuple[str, ...] = ()
    """What the fix leaves: the consequences that only a person can judge."""
    left_alone: bool = False
    """Whether the rule has no fix for this spelling of the fault although it has one for others."""


def d(code: str, project: str, place: str, changes: dict[str, Change], **more: object) -> Defect:
    return Defect(code, project, place, changes, **more)  # type: ignore[arg-type]


def line(files: dict[str, str], path: str, beginning: str) -> int:
    """The number of the first line that begins so, blanks aside: expected places survive edits of
    the clean projects.
    """
    for number, text in enumerate(files[path].split("\n"), 1):
        if text.strip().startswith(beginning):
            return number
    raise AssertionError(f"no line of {path} begins with {beginning}")


def at(project: str, path: str, beginning: str) -> str:
    return f"{path}:{line(PROJECTS_OF[project], path, beginning)}"


CI = ".github/workflows/ci.yml"
HASH = "--hash=sha256:" + "0" * 64
USUAL = environment(".venv", home="/usr/bin")

TRACKING = {
    "a venv": d(
        "VL101",
        "service",
        "env:1",
        dict(environment("env")),
        companions=("VL104",),
        left=("VL503",),
    ),
    "a venv of an odd name": d(
        "VL101",
        "service",
        "main:1",
        dict(environment("main")),
        companions=("VL104",),
        left=("VL503",),
    ),
    "a venv below": d(
        "VL101", "monorepo", "blog/virtual:1", dict(environment("blog/virtual")), left=("VL503",)
    ),
    "only its configuration": d(
        "VL101",
        "library",
        "src/pyvenv.cfg:1",
        {"src/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.4\n"},
    ),
    "a conda environment": d(
        "VL101",
        "conda",
        "envs/w:1",
        {"envs/w/conda-meta/history": "==> 2024 <==\n", "envs/w/bin/python": ""},
    ),
    "the root is a venv": d("VL101", "service", ".:1", dict(environment(""))),
    "no ignore file": d("VL102", "service", ".gitignore:1", {".gitignore": None}),
    "an ignore file for other things": d(
        "VL102", "library", ".gitignore:1", {".gitignore": "*.log\n"}
    ),
    "a dead pattern": d("VL102", "library", ".gitignore:1", {".gitignore": "./venv/\n./.venv/\n"}),
    "an environment on disk": d("VL102", "library", "env:1", {}, untracked=environment("env")),
    "compiled files": d(
        "VL103",
        "library",
        "src/ledger/__pycache__:1",
        {"src/ledger/__pycache__/a.cpython-312.pyc": b""},
    ),
    "metadata of a build": d(
        "VL103",
        "library",
        "src/ledger.egg-info:1",
        {"src/ledger.egg-info/PKG-INFO": "Name: ledger\n"},
    ),
    "a test runner's cache": d(
        "VL103", "service", ".pytest_cache:1", {".pytest_cache/CACHEDIR.TAG": "x\n"}
    ),
    "measured coverage": d("VL103", "service", ".coverage:1", {".coverage": b"SQLite format 3\0"}),
    "no ignore file for the image": d(
        "VL104", "service", at("service", "Dockerfile", "COPY . ."), {".dockerignore": None}
    ),
    "an ignore line that is anchored": d(
        "VL104", "service", at("service", "Dockerfile", "COPY . ."), {".dockerignore": ".git\n"}
    ),
    "ignored requirements": d(
        "VL105",
        "library",
        ".gitignore:4",
        {".gitignore": IGNORED + "*.txt\n"},
        untracked={"requirements.txt": "attrs==24.2.0\nclick==8.1.8\n"},
    ),
    "an ignored lock": d(
        "VL105",
        "uv",
        ".gitignore:4",
        {".gitignore": IGNORED + "*.lock\n", "uv.lock": None},
        untracked={"uv.lock": UV["uv.lock"]},
    ),
}

REQUIREMENTS = {
    "pytest in production": d(
        "VL201",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "pytest==8.3.3\n"},
    ),
    "black with a comment": d(
        "VL201",
        "service",
        "requirements.txt:2",
        {"requirements.txt": ("flask==3.0.3\n", "black==24.1.0  # style\nflask==3.0.3\n")},
    ),
    "a stub in a package": d(
        "VL201",
        "library",
        at("library", "pyproject.toml", '"click'),
        {"pyproject.toml": ('    "click', '    "types-attrs",\n    "click')},
    ),
    "mypy among Poetry's": d(
        "VL201",
        "poetry",
        "pyproject.toml:11",
        {"pyproject.toml": ('click = "^8.1"\n', 'click = "^8.1"\nmypy = "^1.11"\n')},
        companions=("VL601",),
        left=("VL601",),
    ),
    "an open line in production": d(
        "VL202",
        "service",
        "requirements.txt:3",
        {"requirements.txt": ("gunicorn==23.0.0", "gunicorn")},
        left_alone=True,
    ),
    "a range in production": d(
        "VL202",
        "service",
        "requirements.txt:2",
        {"requirements.txt": ("flask==3.0.3", "flask>=3")},
        left_alone=True,
    ),
    "a wheel at home": d(
        "VL203",
        "service",
        "requirements.txt:5",
        {
            "requirements.txt": (
                SERVICE["requirements.txt"]
                + "shop-core @ file:///home/ana/shop_core-1.2-py3-none-any.whl\n"
            )
        },
    ),
    "conda's build folder": d(
        "VL203",
        "service",
        "requirements.txt:5",
        {
            "requirements.txt": (
                SERVICE["requirements.txt"]
                + "certifi @ file:///croot/certifi_1700501669400/work/certifi\n"
            )
        },
        left_alone=True,
    ),
    "an editable at home": d(
        "VL203",
        "monorepo",
        "blog/requirements.txt:2",
        {"blog/requirements.txt": "django==5.1.4\n-e /home/ana/core\n"},
        left_alone=True,
    ),
    "a drive": d(
        "VL203",
        "service",
        "requirements.txt:5",
        {
            "requirements.txt": (
                SERVICE["requirements.txt"] + "core @ file:///C:/Users/ana/core-1.0.zip\n"
            )
        },
    ),
    "Debian's debris": d(
        "VL204",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "pkg-resources==0.0.0\n"},
    ),
    "a captured warning": d(
        "VL204",
        "service",
        "requirements.txt:1",
        {
            "requirements.txt": (
                "WARNING: You are using pip version 22.0.4; however, version 24.0 is available.\n"
                + SERVICE["requirements.txt"]
            )
        },
    ),
    "the same line twice": d(
        "VL205",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "Flask == 3.0.3\n"},
    ),
    "twice through an include": d(
        "VL205",
        "service",
        "requirements-dev.txt:3",
        {"requirements-dev.txt": ("pytest==8.3.3\n", "pytest==8.3.3\nFlask==3.0.3\n")},
    ),
    "twice in a package": d(
        "VL205",
        "library",
        at("library", "pyproject.toml", '"click'),
        {"pyproject.toml": ('    "click', '    "attrs>=23",\n    "click')},
    ),
    "two versions": d(
        "VL206",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "flask==2.3.0\n"},
    ),
    "an impossible range": d(
        "VL206",
        "library",
        at("library", "pyproject.toml", '"attrs'),
        {"pyproject.toml": ('"attrs>=23"', '"attrs>=23,<22"')},
    ),
    "production against development": d(
        "VL206",
        "service",
        "requirements-dev.txt:3",
        {"requirements-dev.txt": ("pytest==8.3.3\n", "pytest==8.3.3\nflask<3\n")},
    ),
    "against constraints": d(
        "VL206",
        "service",
        "requirements.txt:3",
        {
            "Dockerfile": COPIES_ALL_LISTS,
            "constraints.txt": "flask<3\n",
            "requirements.txt": "-c constraints.txt\n" + SERVICE["requirements.txt"],
        },
    ),
    "one equals sign": d(
        "VL207",
        "service",
        "requirements.txt:3",
        {"requirements.txt": ("gunicorn==23.0.0", "gunicorn=23.0.0")},
    ),
    "an arrow": d(
        "VL207",
        "service",
        "requirements.txt:3",
        {"requirements.txt": ("gunicorn==23.0.0", "gunicorn => 23.0.0")},
        left=("VL202",),
    ),
    "a command": d(
        "VL207",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "pip install six==1.17.0\n"},
    ),
    "a stray word": d(
        "VL207",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "six 1.17.0 please\n"},
        left_alone=True,
    ),
    "a conflict marker": d(
        "VL207",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "<<<<<<< HEAD\n"},
        left_alone=True,
    ),
    "a bad requirement in a package": d(
        "VL207",
        "library",
        at("library", "pyproject.toml", '"attrs'),
        {"pyproject.toml": ('"attrs>=23"', '"attrs=>23"')},
    ),
    "UTF-16": d(
        "VL208",
        "service",
        "requirements.txt:1",
        {
            "requirements.txt": (
                b"\xff\xfe" + SERVICE["requirements.txt"].replace("\n", "\r\n").encode("utf-16-le")
            )
        },
    ),
    "UTF-16 without a mark": d(
        "VL208",
        "service",
        "requirements.txt:1",
        {"requirements.txt": SERVICE["requirements.txt"].encode("utf-16-le")},
    ),
    "UTF-16 with UTF-8 behind it": d(
        "VL208",
        "service",
        "requirements.txt:1",
        {
            "requirements.txt": (
                b"\xff\xfe" + SERVICE["requirements.txt"].encode("utf-16-le") + b"six==1.17.0\n"
            )
        },
    ),
    "never frozen": d("VL209", "service", "requirements.txt:1", {"requirements.txt": ""}),
    "an empty list": d(
        "VL209",
        "monorepo",
        "shop/pyproject.toml:5",
        {"shop/pyproject.toml": ('["flask>=3"]', "[]")},
    ),
    "an include of nothing": d(
        "VL210",
        "service",
        "requirements-dev.txt:1",
        {"requirements-dev.txt": ("-r requirements.txt", "-r requirments.txt")},
        left_alone=True,
    ),
    "an include from the wrong folder": d(
        "VL210",
        "service",
        "requirements/all.txt:1",
        {
            "requirements/all.txt": "-r requirements/base.txt\n",
            "requirements/base.txt": "six==1.17.0\n",
        },
    ),
    "constraints that are gone": d(
        "VL210",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "-c constraints.txt\n"},
        left_alone=True,
    ),
    "a group that is not there": d(
        "VL210",
        "library",
        at("library", "pyproject.toml", "dev ="),
        {"pyproject.toml": ('["pytest>=8", ', '["pytest>=8", {include-group = "tests"}, ')},
        left_alone=True,
    ),
    "a loop": d(
        "VL210",
        "service",
        "requirements-dev.txt:1",
        {
            "Dockerfile": COPIES_ALL_LISTS,
            "requirements.txt": "-r requirements-dev.txt\n" + SERVICE["requirements.txt"],
        },
        companions=("VL220",),
        left_alone=True,
    ),
    "one hash": d(
        "VL211",
        "service",
        "requirements.txt:3",
        {
            "requirements.txt": (
                f"# all of it\nflask==3.0.3 {HASH}\ngunicorn==23.0.0\nrequests==2.32.3 {HASH}\n"
            )
        },
    ),
    "a password": d(
        "VL212",
        "service",
        "requirements.txt:1",
        {
            "requirements.txt": (
                "--extra-index-url https://ana:s3cret@pypi.example.com/simple\n"
                + SERVICE["requirements.txt"]
            )
        },
    ),
    "a token in a repository": d(
        "VL212",
        "service",
        "requirements.txt:5",
        {
            "requirements.txt": (
                SERVICE["requirements.txt"] + "core @"
                " git+https://ghp_0123456789abcdefghijABCDEFGHIJ012345@github.com/shop/core@v1.2\n"
            )
        },
    ),
    "plain http": d(
        "VL213",
        "service",
        "requirements.txt:1",
        {"requirements.txt": "-i http://pypi.example.com/simple\n" + SERVICE["requirements.txt"]},
    ),
    "a trusted host": d(
        "VL213",
        "service",
        "requirements.txt:1",
        {"requirements.txt": "--trusted-host pypi.example.com\n" + SERVICE["requirements.txt"]},
    ),
    "a backport that breaks": d(
        "VL214",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "asyncio==3.4.3\n"},
    ),
    "pathlib in a package": d(
        "VL214",
        "library",
        at("library", "pyproject.toml", '"click'),
        {"pyproject.toml": ('    "click', '    "pathlib",\n    "click')},
    ),
    "sklearn": d(
        "VL215",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "sklearn==0.0\n"},
        left=("VL202",),
    ),
    "bs4 in a package": d(
        "VL215",
        "library",
        at("library", "pyproject.toml", '"click'),
        {"pyproject.toml": ('    "click', '    "bs4>=0.0.1",\n    "click')},
    ),
    "only for Windows": d(
        "VL216",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "pywin32==308\n"},
    ),
    "only for macOS": d(
        "VL216",
        "service",
        "requirements.txt:5",
        {"requirements.txt": SERVICE["requirements.txt"] + "appnope==0.1.4  # IPython\n"},
    ),
    "a dead marker": d(
        "VL217",
        "library",
        at("library", "pyproject.toml", '"click'),
        {
            "pyproject.toml": (
                '    "click',
                '    "tomli>=2; python_version < \'3.11\'",\n    "click',
            )
        },
    ),
    "a branch": d(
        "VL218",
        "service",
        "requirements.txt:5",
        {
            "requirements.txt": (
                SERVICE["requirements.txt"] + "core @ git+https://github.com/shop/core@main\n"
            )
        },
    ),
    "no ref at all": d(
        "VL218",
        "service",
        "requirements.txt:5",
        {
            "requirements.txt": (
                SERVICE["requirements.txt"] + "git+https://github.com/shop/core#egg=core\n"
            )
        },
    ),
    "an undeclared module": d(
        "VL219", "service", "shop.py:3", {"shop.py": SERVICE["shop.py"] + "import yaml\n"}
    ),
    "development in production": d(
        "VL220",
        "service",
        "requirements.txt:1",
        {
            "Dockerfile": COPIES_ALL_LISTS,
            "requirements.txt": "-r requirements-test.txt\n" + SERVICE["requirements.txt"],
            "requirements-test.txt": "pytest-mock==3.14.0\n",
        },
    ),
    "the prefix of an export": d(
        "VL221",
        "conda",
        "environment.yml:10",
        {"environment.yml": CONDA["environment.yml"] + "prefix: /opt/conda/envs/weather\n"},
    ),
    "a build of an export": d(
        "VL221",
        "conda",
        "environment.yml:6",
        {"environment.yml": ("numpy=2.1", "numpy=2.1.3=py312h58c1407_0")},
    ),
    "a local version": d(
        "VL222",
        "service",
        "requirements.txt:3",
        {"requirements.txt": ("gunicorn==23.0.0", "gunicorn==23.0.0+shop1")},
    ),
    "a list that the release lacks": d(
        "VL223",
        "library",
        "setup.py:3",
        {
            "setup.py": (
                "from setuptools import setup\n\nlines = open('RELEASES.txt').read()\n"
                "setup(packages=['ledger'], package_dir={'': 'src'})\n"
            ),
            "RELEASES.txt": "2.1\n",
            "pyproject.toml": (
                'requires = ["hatchling"]\nbuild-backend = "hatchling.build"',
                'requires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"',
            ),
        },
    ),
    "an extra that moved to a group": d(
        "VL224", "library", "tox.ini:5", {"tox.ini": ("deps = pytest>=8", "extras = testing")}
    ),
    "a requirement that needs a key": d(
        "VL225",
        "service",
        "requirements.txt:5",
        {
            "requirements.txt": SERVICE["requirements.txt"]
            + "rates @ git+ssh://git@github.com/example/rates.git@v1.2.0\n"
        },
    ),
}

VERSIONS = {
    "a pin below the floor": d(
        "VL301",
        "library",
        ".python-version:1",
        {".python-version": "3.10.4\n"},
        companions=("VL310",),
    ),
    "a pin above the cap": d(
        "VL301", "poetry", ".python-version:1", {".python-version": "3.10\n"}, companions=("VL310",)
    ),
    "a runtime for Heroku": d(
        "VL301",
        "uv",
        "runtime.txt:1",
        {"runtime.txt": "python-3.11.9\n", "Procfile": "web: python books.py\n"},
    ),
    "asdf": d("VL301", "uv", ".tool-versions:1", {".tool-versions": "python 3.11.9\n"}),
    "an image below the floor": d(
        "VL302", "uv", "Dockerfile:1", {"Dockerfile": ("python:3.12-slim", "python:3.11-slim")}
    ),
    "an image through an argument": d(
        "VL302",
        "uv",
        "Dockerfile:1",
        {"Dockerfile": ("FROM python:3.12-slim", "ARG V=3.11\nFROM python:${V}-slim")},
    ),
    "a matrix below the floor": d(
        "VL303",
        "library",
        at("library", CI, "python-version:"),
        {CI: ('["3.11", ', '["3.10", "3.11", ')},
    ),
    "tox below the floor": d(
        "VL303", "library", "tox.ini:2", {"tox.ini": ("py311,", "py310, py311,")}
    ),
    "a formatter above the floor": d(
        "VL304",
        "library",
        at("library", "pyproject.toml", "line-length"),
        {"pyproject.toml": ("line-length = 100", 'target-version = "py313"')},
    ),
    "a type checker above the cap": d(
        "VL304",
        "library",
        at("library", "pyproject.toml", "python_version"),
        {"pyproject.toml": ('python_version = "3.11"', 'python_version = "3.10"')},
    ),
    "a classifier below the floor": d(
        "VL305",
        "library",
        at("library", "pyproject.toml", '"Programming'),
        {
            "pyproject.toml": (
                '    "Programming Language :: Python :: 3.11"',
                (
                    '    "Programming Language :: Python :: 3.10",\n    "Programming Language ::'
                    ' Python :: 3.11"'
                ),
            )
        },
    ),
    "two runtimes": d("VL306", "uv", ".python-version:1", {".python-version": "3.13\n"}),
    "an untested Python": d(
        "VL308",
        "library",
        at("library", "pyproject.toml", '"Programming Language :: Python :: 3.13'),
        {CI: (', "3.13"]', "]"), "tox.ini": (", py313", "")},
    ),
    "no range": d(
        "VL309",
        "library",
        at("library", "pyproject.toml", "[project]"),
        {"pyproject.toml": ('requires-python = ">=3.11"\n', "")},
    ),
    "an image that is too old": d(
        "VL310", "monorepo", "blog/Dockerfile:1", {"blog/Dockerfile": ("3.12", "3.8")}
    ),
    "a pin that is too old": d(
        "VL310",
        "service",
        ".python-version:1",
        {".python-version": "3.8.20\n"},
        companions=("VL306",),
    ),
    "an eaten zero": d(
        "VL311",
        "conda",
        at("conda", CI, "python-version"),
        {CI: ('"3.12"', "3.10"), "environment.yml": ("python=3.12", "python=3.10")},
        companions=("VL310",),
        left=("VL310",),
    ),
    "an eaten zero in a matrix": d(
        "VL311",
        "library",
        at("library", CI, "python-version:"),
        {
            CI: ('["3.11", "3.12", "3.13"]', "[3.10, 3.11, 3.12]"),
            "pyproject.toml": ('">=3.11"', '">=3.10"'),
        },
        companions=("VL305",),
    ),
    "exactly one release": d(
        "VL312",
        "uv",
        at("uv", "pyproject.toml", "requires-python"),
        {
            "pyproject.toml": (">=3.12", "==3.12"),
            "uv.lock": ('requires-python = ">=3.12"', 'requires-python = "==3.12"'),
        },
        companions=("VL301", "VL302"),
        left=("VL314",),
    ),
    "a caret": d(
        "VL312", "monorepo", "shop/pyproject.toml:4", {"shop/pyproject.toml": (">=3.12", "^3.12")}
    ),
    "above a minor": d(
        "VL312", "monorepo", "shop/pyproject.toml:4", {"shop/pyproject.toml": (">=3.12", ">3.11")}
    ),
    "the newest Python": d(
        "VL313",
        "monorepo",
        "blog/Dockerfile:1",
        {"blog/Dockerfile": ("python:3.12-slim", "python:slim")},
    ),
    "any Python 3": d(
        "VL313",
        "monorepo",
        "blog/Dockerfile:1",
        {"blog/Dockerfile": ("python:3.12-slim", "python:3")},
    ),
    "a lock for other Pythons": d(
        "VL314",
        "uv",
        "uv.lock:3",
        {"uv.lock": ('requires-python = ">=3.12"', 'requires-python = ">=3.11"')},
    ),
    "a range as version file": d(
        "VL315",
        "uv",
        f"{CI}:8",
        {
            CI: (
                "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
                "      - uses: actions/setup-python@v5\n        with:\n"
                "          python-version-file: pyproject.toml\n      - run: pytest\n"
            )
        },
    ),
    "a pin of words": d(
        "VL316", "library", ".python-version:1", {".python-version": "the newest\n"}
    ),
    "a page with an older Python": d(
        "VL317", "library", "INSTALL.md:1", {"INSTALL.md": "Requires Python 3.9+.\n"}
    ),
    "a badge with a newer Python": d(
        "VL317",
        "library",
        "README.md:1",
        {"README.md": "![Python](https://img.shields.io/badge/python-3.12%2B-blue)\n"},
    ),
    "a runner without that patch": d(
        "VL318",
        "library",
        at("library", CI, "python-version: ["),
        {
            CI: (
                'runs-on: ubuntu-latest\n    strategy:\n      matrix:\n        python-version: ["3.11"',
                'runs-on: macos-15\n    strategy:\n      matrix:\n        python-version: ["3.11.14"',
            )
        },
    ),
}

IMAGE = SERVICE["Dockerfile"]
USAGE = {
    "activate as a program": d(
        "VL401",
        "service",
        "deploy.sh:4",
        {"deploy.sh": ("/srv/shop/.venv/bin/pip", ".venv/bin/activate\n/srv/shop/.venv/bin/pip")},
    ),
    "activate by sh": d(
        "VL401",
        "service",
        "deploy.sh:4",
        {
            "deploy.sh": (
                "/srv/shop/.venv/bin/pip",
                "sh .venv/bin/activate\n/srv/shop/.venv/bin/pip",
            )
        },
    ),
    "activate as a program in an image": d(
        "VL401",
        "service",
        "Dockerfile:4",
        {"Dockerfile": (". .venv/bin/activate", ".venv/bin/activate")},
    ),
    "lost between steps": d(
        "VL402",
        "library",
        f"{CI}:23",
        {
            CI: (
                "          . .venv/bin/activate\n",
                "          . .venv/bin/activate\n      - run: |\n",
            )
        },
    ),
    "lost between lines of make": d(
        "VL402",
        "service",
        "Makefile:3",
        {
            "Makefile": (
                " && pip install -r requirements-dev.txt && pytest",
                "\n\tpip install -r requirements-dev.txt",
            )
        },
    ),
    "lost between layers": d(
        "VL402",
        "service",
        "Dockerfile:4",
        {"Dockerfile": (" && pip install -r", "\nRUN pip install -r")},
    ),
    "source in an image": d(
        "VL403", "service", "Dockerfile:4", {"Dockerfile": (". .venv", "source .venv")}
    ),
    "source in make": d(
        "VL403", "service", "Makefile:3", {"Makefile": ("\t. .venv", "\tsource .venv")}
    ),
    "source in sh": d(
        "VL403",
        "service",
        "deploy.sh:4",
        {
            "deploy.sh": (
                "/srv/shop/.venv/bin/pip",
                "source /srv/shop/.venv/bin/activate\n/srv/shop/.venv/bin/pip",
            )
        },
    ),
    "sudo pip": d(
        "VL404",
        "service",
        "deploy.sh:5",
        {"deploy.sh": SERVICE["deploy.sh"] + "sudo pip install supervisor\n"},
    ),
    "break system packages": d(
        "VL404",
        "service",
        "deploy.sh:5",
        {"deploy.sh": SERVICE["deploy.sh"] + "pip3 install --break-system-packages supervisor\n"},
    ),
    "setup.py install": d(
        "VL404",
        "service",
        "deploy.sh:5",
        {"deploy.sh": SERVICE["deploy.sh"] + "python3 setup.py install\n"},
    ),
    "copied elsewhere": d(
        "VL405",
        "service",
        "Dockerfile:8",
        {
            "Dockerfile": (
                IMAGE.replace("/app/.venv /app/.venv", "/app/.venv /opt/venv").replace(
                    "/app/.venv/bin", "/opt/venv/bin"
                )
            )
        },
    ),
    "moved by a script": d(
        "VL405",
        "service",
        "deploy.sh:4",
        {
            "deploy.sh": (
                "#!/bin/sh\npython3 -m venv build/.venv\nbuild/.venv/bin/pip install -r"
                " requirements.txt\nmv build/.venv /srv/shop/.venv\n"
            )
        },
    ),
    "another minor": d(
        "VL406",
        "service",
        "Dockerfile:8",
        {"Dockerfile": IMAGE.replace("FROM python:3.12.8-slim AS", "FROM python:3.11.9-slim AS")},
    ),
    "another libc": d(
        "VL406",
        "service",
        "Dockerfile:8",
        {"Dockerfile": IMAGE.replace("FROM python:3.12.8-slim\n", "FROM python:3.12.8-alpine\n")},
    ),
    "a key without a Python": d(
        "VL407",
        "library",
        at("library", CI, "key:"),
        {CI: ("-${{ steps.python.outputs.python-version }}", "")},
    ),
    "a restored prefix": d(
        "VL407",
        "library",
        at("library", CI, "key:"),
        {
            CI: (
                "hashFiles('pyproject.toml') }}\n",
                "hashFiles('pyproject.toml') }}\n          restore-keys: venv-\n",
            )
        },
    ),
    "an editor's interpreter": d(
        "VL408",
        "service",
        ".vscode/settings.json:2",
        {
            ".vscode/settings.json": (
                '{\n  "python.defaultInterpreterPath": "/home/ana/shop/.venv/bin/python"\n}\n'
            )
        },
        left_alone=True,
    ),
    "a shebang": d(
        "VL408",
        "library",
        "run.py:1",
        {"run.py": "#!/home/ana/ledger/.venv/bin/python\nimport ledger\n"},
    ),
    "the tools in the image": d(
        "VL409",
        "monorepo",
        "blog/Dockerfile:4",
        {
            "blog/requirements-dev.txt": "-r requirements.txt\npytest==8.3.3\n",
            "blog/Dockerfile": (
                "FROM python:3.12-slim\nCOPY requirements.txt requirements-dev.txt ./\nCOPY"
                " manage.py .\nRUN pip install -r requirements-dev.txt\nCMD python manage.py"
                " runserver\n"
            ),
        },
    ),
    "uv's default groups": d("VL409", "uv", "Dockerfile:4", {"Dockerfile": (" --no-dev", "")}),
    "a unit with the system's Python": d(
        "VL410",
        "service",
        "deploy/shop.service:5",
        {
            "deploy/shop.service": (
                "/srv/shop/.venv/bin/gunicorn shop:app",
                "/usr/bin/python3 /srv/shop/shop.py",
            )
        },
    ),
    "an image without a venv": d(
        "VL411",
        "monorepo",
        "blog/Dockerfile:3",
        {
            "blog/Dockerfile": (
                "FROM ubuntu:22.04\nCOPY requirements.txt .\nRUN apt-get update && apt-get install"
                " -y python3-pip && pip install -r requirements.txt\n"
            )
        },
    ),
    "a list that is not there": d(
        "VL413",
        "service",
        "deploy.sh:5",
        {
            "deploy.sh": (
                SERVICE["deploy.sh"] + "/srv/shop/.venv/bin/pip install -r requirements-extra.txt\n"
            )
        },
        left_alone=True,
    ),
    "a list that is misspelt": d(
        "VL413",
        "service",
        "deploy.sh:4",
        {"deploy.sh": SERVICE["deploy.sh"].replace("requirements", "requirments")},
    ),
    "a folder over the environment": d(
        "VL418",
        "service",
        "compose.yaml:5",
        {"compose.yaml": ("    build: .\n", "    build: .\n    volumes:\n      - .:/app\n")},
    ),
    "the image's own program": d(
        "VL419",
        "service",
        "Dockerfile:10",
        {"Dockerfile": ('ENV PATH="/app/.venv/bin:$PATH"\n', "")},
    ),
    "a Python that stays behind": d(
        "VL420",
        "service",
        "Dockerfile:8",
        {"Dockerfile": IMAGE.replace("FROM python:3.12.8-slim\n", "FROM debian:12-slim\n")},
    ),
    "a server that nobody installs": d(
        "VL421",
        "service",
        "Dockerfile:11",
        {"requirements.txt": ("gunicorn==23.0.0\n", ""), "deploy/shop.service": None},
    ),
    "a list for a package": d(
        "VL414",
        "service",
        "deploy.sh:5",
        {"deploy.sh": SERVICE["deploy.sh"] + "/srv/shop/.venv/bin/pip install requirements.txt\n"},
    ),
    "a version for a file": d(
        "VL415",
        "service",
        "deploy.sh:5",
        {"deploy.sh": SERVICE["deploy.sh"] + "/srv/shop/.venv/bin/pip install gunicorn>=22\n"},
    ),
    "pip of a newer Ubuntu": d(
        "VL417",
        "monorepo",
        "blog/Dockerfile:3",
        {
            "blog/Dockerfile": (
                "FROM ubuntu:24.04\nCOPY requirements.txt .\nRUN apt-get update && apt-get install"
                " -y python3-pip && pip install -r requirements.txt\n"
            )
        },
    ),
    "half a Python of Debian's": d(
        "VL425",
        "monorepo",
        "blog/Dockerfile:3",
        {
            "blog/Dockerfile": (
                "FROM debian:12\nRUN apt-get update && apt-get install -y python3\n"
                "RUN python3 -m venv /venv\nCOPY requirements.txt .\n"
                "RUN /venv/bin/pip install -r requirements.txt\n"
            )
        },
    ),
    "uv pip without an environment": d(
        "VL416",
        "monorepo",
        "blog/Dockerfile:4",
        {
            "blog/Dockerfile": (
                "FROM python:3.12-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\n"
                "COPY requirements.txt .\nRUN uv pip install -r requirements.txt\n"
            )
        },
    ),
    "a cache of nothing": d(
        "VL412",
        "library",
        at("library", CI, "cache-dependency-path"),
        {CI: ("cache-dependency-path: pyproject.toml", "cache-dependency-path: requirements.lock")},
    ),
}

NOTEBOOK = """\
{
 "cells": [
  {
   "cell_type": "code",
   "source": [
    "LINE"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "name": "NAME"
  }
 }
}
"""
USAGE["a notebook that installs with the shell's pip"] = d(
    "VL423",
    "library",
    "tour.ipynb:6",
    {"tour.ipynb": NOTEBOOK.replace("LINE", "!pip install rich").replace("NAME", "python3")},
)
USAGE["one person's kernel"] = d(
    "VL424",
    "library",
    "tour.ipynb:12",
    {"tour.ipynb": NOTEBOOK.replace("LINE", "1").replace("NAME", "conda-env-ana-py")},
)
USAGE["a batch file that never comes back"] = d(
    "VL422", "library", "run.bat:1", {"run.bat": ".venv\\Scripts\\activate\npython -m ledger\n"}
)

VERSIONS["a module that is gone"] = d(
    "VL319", "library", "src/ledger/loader.py:1", {"src/ledger/loader.py": "import imp\n"}
)
VERSIONS["a module that is not there yet"] = d(
    "VL319",
    "library",
    "src/ledger/text.py:2",
    {"src/ledger/text.py": "import attrs\nfrom string import templatelib\n"},
)

VERSIONS["syntax that the floor does not know"] = d(
    "VL320",
    "library",
    "src/ledger/kinds.py:2",
    {"src/ledger/kinds.py": "import attrs\ntype Name = str\n"},
)

LOCKS = {
    "a stale uv.lock": d(
        "VL601", "uv", "uv.lock:11", {"pyproject.toml": ("click>=8", "click>=8.1")}
    ),
    "a stale poetry.lock": d(
        "VL601",
        "poetry",
        at("poetry", "poetry.lock", "content-hash"),
        {"pyproject.toml": ('"^8.1"', '"^8.2"')},
    ),
    "a stale list": d(
        "VL601",
        "uv",
        "requirements.txt:1",
        {
            "requirements.in": "click\nrich\n",
            "requirements.txt": (
                "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the"
                " following command:\n#\n#    pip-compile requirements.in\n#\nclick==8.1.8\n    #"
                " via -r requirements.in\n"
            ),
        },
    ),
    "two locks": d(
        "VL602",
        "uv",
        "poetry.lock:1",
        {"poetry.lock": POETRY["poetry.lock"]},
        companions=("VL314", "VL601"),
        left=("VL314", "VL601"),
    ),
    "declared twice": d(
        "VL603",
        "library",
        "requirements.txt:1",
        {"requirements.txt": "attrs>=22\nclick>=8; python_version >= '3.11'\n"},
    ),
    "no lock": d(
        "VL604",
        "uv",
        "pyproject.toml:5",
        {
            "uv.lock": None,
            "Dockerfile": (
                "COPY pyproject.toml uv.lock ./\nRUN pip install uv && uv sync --locked --no-dev",
                "COPY pyproject.toml ./\nRUN python -m venv .venv && .venv/bin/pip install .",
            ),
        },
    ),
    "a tool that is too old": d(
        "VL605",
        "poetry",
        "setup.sh:2",
        {"setup.sh": "#!/bin/sh\npipx install poetry==1.1.15\npoetry install\n"},
    ),
    "an option that is gone": d(
        "VL606",
        "poetry",
        "setup.sh:3",
        {"setup.sh": "#!/bin/sh\npipx install poetry\npoetry install --no-dev\n"},
    ),
    "a hook of another version": d(
        "VL607",
        "service",
        ".pre-commit-config.yaml:3",
        {
            ".pre-commit-config.yaml": (
                "repos:\n  - repo: https://github.com/psf/black\n    rev: 23.3.0\n"
                "    hooks:\n      - id: black\n"
            ),
            "requirements-dev.txt": SERVICE["requirements-dev.txt"] + "black==24.4.2\n",
        },
    ),
    "a lock that nobody keeps to": d(
        "VL608", "uv", "Dockerfile:4", {"Dockerfile": ("uv sync --locked", "uv sync")}
    ),
}

DEFECTS = {**TRACKING, **REQUIREMENTS, **VERSIONS, **USAGE, **LOCKS}
