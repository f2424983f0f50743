"""VL224: extras and groups that the project does not have."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

PROJECT = (
    '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    '[project]\nname = "Shop"\nversion = "1"\n'
    '[project.optional-dependencies]\ntest-all = ["pytest"]\ndocs = []\n'
    '[dependency-groups]\ndev = ["ruff"]\nlint = [{include-group = "dev"}]\n'
)
POETRY = (
    '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\npython = "^3.12"\n'
    '[tool.poetry.extras]\ncache = ["redis"]\n'
    '[tool.poetry.group.dev.dependencies]\npytest = "*"\n'
)


def tree(command: str, manifest: str = PROJECT, **files: str) -> dict[str, str]:
    return {"pyproject.toml": manifest, "ci.sh": f"{command}\n", **files}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(tree("pip install -e .[docs] '.[Test_All,DOCS]'"), id="extras that are there"),
        pytest.param(tree("uv sync --extra test.all --group dev --no-group lint"), id="uv"),
        pytest.param(tree("uv sync --all-extras --dev"), id="uv's `--dev` needs no group"),
        pytest.param(tree("uv run --no-project --extra x app"), id="uv without the project"),
        pytest.param(tree("uv sync --package api --extra x"), id="a member of the workspace"),
        pytest.param(tree("uv add --group new six && uv add --optional x six"), id="uv makes them"),
        pytest.param(tree("pip install . --group dev"), id="pip's groups"),
        pytest.param(tree("pip install .[$EXTRAS] && uv sync --extra $X"), id="variables"),
        pytest.param(tree("pip install dist/shop-1.whl[x] other[x]"), id="something else"),
        pytest.param(tree("pip install 'shop[old]==0.9' 'shop[old]<1'"), id="an older release"),
        pytest.param(
            tree("poetry install --with dev,main --without dev -E cache --only main", POETRY),
            id="Poetry",
        ),
        pytest.param(tree("poetry add --group new six", POETRY), id="Poetry makes them"),
        pytest.param(
            tree(
                "pip install .[x]", '[project]\nname = "s"\ndynamic = ["optional-dependencies"]\n'
            ),
            id="extras that are computed",
        ),
        pytest.param(
            {"setup.py": "setup(name='s', extras_require=extras())", "ci.sh": "pip install .[x]\n"},
            id="extras of a function",
        ),
        pytest.param(
            {"setup.py": "setup(**config())", "ci.sh": "pip install .[x]\n"}, id="unknown arguments"
        ),
        pytest.param(
            {
                "setup.py": "d = {'x': []}\nd['all'] = []\nsetup(name='s', extras_require=d)",
                "ci.sh": "pip install .[x,all]\n",
            },
            id="extras of a dictionary",
        ),
        pytest.param(
            {
                "setup.cfg": "[metadata]\nname = s\n[options.extras_require]\nx:os_name=='nt' = a\n",
                "setup.py": "setup()",
                "ci.sh": "pip install .[x]\n",
            },
            id="an extra with a marker",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT,
                "sub/pyproject.toml": PROJECT.replace("docs", "x"),
                "sub/docs/development.md": "```sh\nuv sync --extra x\nuv export --extra x\n```\n",
            },
            id="a page of a project within",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT,
                "tools/pyproject.toml": PROJECT.replace("docs", "x"),
                "docs/tools.md": "```sh\nuv sync --extra x\npip install .[x]\n```\n",
            },
            id="a page of the documentation, which may speak of a project within",
        ),
        pytest.param({"ci.sh": "pip install .[x]\n"}, id="no manifest"),
        pytest.param(
            tree("cd svc && pip install .[x]", **{"svc/README.md": "x"}), id="no manifest there"
        ),
        pytest.param(
            tree("git clone https://example.org/o && cd o && pip install .[x]"),
            id="another repository",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT,
                "tox.ini": (
                    "[testenv]\nskip_install = true\n[testenv:a]\nextras = x\n"
                    "[testenv:b]\nskip_install = false\nextras =\n  docs\n  py312: test-all # x\n"
                    "dependency_groups = dev\n"
                ),
            },
            id="tox: what is not installed is not looked for",
        ),
        pytest.param(
            {f"tests/data/{name}": text for name, text in tree("pip install .[x]").items()},
            id="test data",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + "\n", "requirements-dev.txt": "-e .[docs]\nother[x]\n"},
            id="a list that asks for what is there",
        ),
        pytest.param(
            tree(
                "uv sync --group dev",
                PROJECT.replace("[dependency-groups]\ndev", "[tool.uv]\ndev-dependencies"),
            ),
            id="uv's old list is the group dev",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + '[tool.uv]\ndefault-groups = ["dev", "LINT"]\n'},
            id="what uv installs by default is there",
        ),
        pytest.param(
            {"pyproject.toml": PROJECT + '[tool.uv]\ndefault-groups = "all"\n'}, id="all of them"
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT,
                "hatch.toml": (
                    '[envs.t]\nfeatures = ["Docs"]\ndependency-groups = ["dev"]\n'
                    '[envs.u]\nskip-install = true\nfeatures = ["x"]\n'
                ),
            },
            id="Hatch: there, or never looked for",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT
                + '[tool.cibuildwheel]\ntest-extras = "docs"\ntest-groups = ["dev"]\n',
                "tox.toml": (
                    '[env_run_base]\nextras = ["docs"]\n'
                    '[env.a]\nskip_install = true\nextras = ["x"]\n'
                ),
            },
            id="cibuildwheel's and tox's TOML: there, or not installed",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL224", files) == []


@pytest.mark.parametrize(
    ("command", "manifest", "column"),
    [
        ("pip install -e .[x]", PROJECT, 18),
        ("pip install '.[docs,x]'", PROJECT, 21),
        ("pip install 'shop[x]'", PROJECT, 19),
        ("uv pip install -e .[x]", PROJECT, 21),
        ("uv sync --extra x", PROJECT, 17),
        ("uv sync --group=x", PROJECT, 17),
        ("uv sync --no-extra x", PROJECT, 20),
        ("uv run --only-group x ruff", PROJECT, 21),
        ("uv export --no-group x", PROJECT, 22),
        ("uv sync --group dev", '[project]\nname = "s"\nversion = "1"\n', 17),
        ("poetry install --with dev,x", POETRY, 27),
        ("poetry install --without x", POETRY, 26),
        ("poetry sync --only x", POETRY, 20),
        ("poetry install --extras 'cache x'", POETRY, 32),
        ("poetry install -E x", POETRY, 19),
        ("poetry export --with x", POETRY, 22),
        ("pip install --group x", PROJECT, 21),
    ],
)
def test_commands(command, manifest, column):
    [one] = findings("VL224", tree(command, manifest))
    assert (one.at.path, one.at.line, one.at.column, one.severity.label) == (
        "ci.sh",
        1,
        column,
        "error",
    )


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"README.md": "```sh\npip install 'shop[x]'\n```\n"}, ("README.md", 2, "warning")),
        (
            {
                "README.md": "```sh\nmake install\n```\n",
                "Makefile": "install:\n\tpip install -e .[x]\n",
            },
            ("Makefile", 2, "error"),
        ),
        (
            {"README.md": "```sh\n./setup.sh\n```\n", "setup.sh": "pip install -e .[x]\n"},
            ("setup.sh", 1, "error"),
        ),
        (
            {
                ".readthedocs.yaml": (
                    "version: 2\npython:\n  install:\n    - method: pip\n      path: .\n"
                    "      extra_requirements:\n        - docs\n        - x\n"
                )
            },
            (".readthedocs.yaml", 8, "error"),
        ),
        (
            {
                ".readthedocs.yaml": (
                    "version: 2\npython:\n  install:\n    - method: pip\n      path: .\n"
                    "      extra_requirements:\n        - docs,x\n"
                )
            },
            (".readthedocs.yaml", 7, "error"),
        ),
        ({"tox.ini": "[testenv]\nextras =\n  docs\n  x\n"}, ("tox.ini", 4, "error")),
        ({"tox.ini": "[testenv]\ndependency_groups = dev, x\n"}, ("tox.ini", 2, "error")),
        ({"requirements-dev.txt": "six\n-e .[docs,x]\n"}, ("requirements-dev.txt", 2, "error")),
        (
            {"environment.yml": "dependencies:\n  - pip:\n    - -e .[x]\n"},
            ("environment.yml", 3, "error"),
        ),
        (
            {
                "Dockerfile": 'FROM python:3.12\nWORKDIR /s\nCOPY . .\nRUN ["pip", "install", "/s[x]"]\n'
            },
            ("Dockerfile", 4, "error"),
        ),
        (
            {
                ".github/workflows/ci.yml": (
                    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
                    "      - uses: actions/checkout@v4\n      - run: |\n"
                    "          cd svc\n          pip install .[docs]\n"
                ),
                "svc/pyproject.toml": '[project]\nname = "svc"\nversion = "1"\n',
            },
            (".github/workflows/ci.yml", 9, "error"),
        ),
    ],
)
def test_places(files, place):
    [one] = findings("VL224", {"pyproject.toml": PROJECT, **files})
    assert (one.at.path, one.at.line, one.severity.label) == place


@pytest.mark.parametrize(
    ("manifest", "more", "place"),
    [
        (
            '[project]\nname = "s"\nversion = "1"\n[tool.uv]\ndefault-groups = ["dev"]\n',
            {},
            ("pyproject.toml", 5, 19),
        ),
        (PROJECT + '[tool.hatch.envs.t]\nfeatures = [\n  "docs",\n  "x"]\n', {}, None),
        (
            PROJECT,
            {"hatch.toml": '[envs.t]\ndependency-groups = ["x"]\n'},
            ("hatch.toml", 2, 22),
        ),
        (PROJECT, {"tox.toml": '[env_run_base]\nextras = ["docs", "x"]\n'}, ("tox.toml", 2, 19)),
        (PROJECT, {"tox.toml": '[env.a]\ndependency_groups = ["x"]\n'}, ("tox.toml", 2, 22)),
        (PROJECT + '[tool.cibuildwheel]\ntest-extras = [\n\n  "x"]\n', {}, None),
    ],
)
def test_settings_of_tools(manifest, more, place):
    [one] = findings("VL224", {"pyproject.toml": manifest, **more})
    if place is None:
        place = ("pyproject.toml", manifest.count("\n"), 3)
    assert (one.at.path, one.at.line, one.at.column, one.severity.label) == (*place, "error")


def test_its_own_extras():
    manifest = PROJECT + "[tool.x]\na = 1\n"
    manifest = manifest.replace("docs = []\n", 'docs = []\nall = ["shop[docs]", "SHOP[x]"]\n')
    [one] = findings("VL224", {"pyproject.toml": manifest})
    assert (one.at.line, one.at.column) == (10, 28)


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ("pip install .[dev]", "`dev` is a dependency group: ask for it with `--group dev`."),
        ("uv sync --group docs", "`docs` is an extra: ask for it with `--extra docs`."),
        ("uv sync --extra doc", "Ask for `docs`, or add the extra `doc` to the project."),
        ("uv sync --group x", "Ask for one that it has (`dev` and `lint`), or add `x`."),
    ],
)
def test_advice(command, advice):
    assert findings("VL224", tree(command))[0].suggestion == advice


def test_says_what_happens():
    for command in ("uv pip install .[dev]", "uv tool install .[dev]", "uv tool install shop[dev]"):
        [warned] = lint("VL224", tree(command))
        assert warned.endswith("uv only warns, and nothing of it gets installed")
    assert lint("VL224", tree("pip install .[dev]\nuv sync --group x")) == [
        "ci.sh:1: `shop` has no extra `dev`: pip only warns, and nothing of it gets installed",
        "ci.sh:2: `shop` has no group `x`: uv stops here",
    ]


@pytest.mark.parametrize(
    ("line", "more", "count"),
    [
        pytest.param("alldeps: x", "", 0, id="no environment has the factor"),
        pytest.param("py312-alldeps: x", "", 0, id="with a Python"),
        pytest.param("alldeps,fewdeps: x", "", 0, id="nor another one"),
        pytest.param("alldeps,docs: x", "", 1, id="one of them does"),
        pytest.param("docs: x", "", 1, id="the list has it"),
        pytest.param("py312: x", "", 1, id="a Python can always be asked for"),
        pytest.param("!alldeps: x", "", 1, id="all the others"),
        pytest.param("alldeps: x", "[testenv:alldeps]\n", 1, id="a section of its own"),
        pytest.param("x", "", 1, id="always"),
    ],
)
def test_a_factor_that_no_environment_has(line, more, count):
    text = f"[tox]\nenvlist = py311,test{{,-docs}}\n[testenv]\nextras =\n    {line}\n{more}"
    files = {"pyproject.toml": PROJECT, "tox.ini": text}
    assert len(findings("VL224", files)) == count
    # Somebody else asks for it.
    workflow = "jobs:\n  a:\n    steps:\n    - run: tox -e test-alldeps,test-docs\n"
    assert len(findings("VL224", {**files, ".github/workflows/a.yml": workflow})) == 1


def test_the_tree_is_not_searched_for_each_of_many_factors(monkeypatch):
    """Each search may be a process: many that nobody needs are taken for needed."""
    from venvlint.files.memory import Memory

    asked = []
    search = Memory.holding

    def counted(self, words, suffix=".py"):
        asked.append(words)
        return search(self, words, suffix)

    monkeypatch.setattr(Memory, "holding", counted)
    lines = "".join(f"    f{number}: x{number}\n" for number in range(200))
    twice = lines.replace(": x", ": y")
    text = f"[tox]\nenvlist = py311\n[testenv]\nextras =\n{lines}{twice}"
    found = findings("VL224", {"pyproject.toml": PROJECT, "tox.ini": text})
    factors = [words for words in asked if words[0].startswith("f")]
    assert len(factors) == len(set(factors)) == 50
    assert len(found) == 2 * 150


@pytest.mark.parametrize(
    ("name", "count"),
    [
        *((name, 0) for name in "my_backend your-driver foo desired-part".split()),
        *((name, 0) for name in "extra1 group-name feature_a EXTRAS".split()),
        *((name, 0) for name in "OPT1 opt2 EXTRA_NAME BACKENDS THE-DRIVER X".split()),
        *((name, 1) for name in "mysql extra-large groupby desired plugins".split()),
        *((name, 1) for name in "GPU optional x SQLDRIVER drivers".split()),
    ],
)
@pytest.mark.parametrize("command", ["pip install shop[{}]", "uv sync --group {}"])
def test_an_extra_of_the_readers(command, name, count):
    asked = command.format(name)
    page = f"```sh\n{asked}\n```\n"
    assert len(lint("VL224", {"pyproject.toml": PROJECT, "README.md": page})) == count
    if count == 0:
        assert len(lint("VL224", tree(asked))) == 1


@pytest.mark.parametrize(
    ("command", "shown", "count"),
    [
        ("pip install .[qa]", '[project.optional-dependencies]\nqa = ["ruff"]\n', 0),
        ("pip install .[qa]", "extras_require = {\n  'qa': ['ruff'],\n}\n", 0),
        ("uv sync --group qa", '[dependency-groups]\n"qa" = ["ruff"]\n', 0),
        ("poetry install --with qa", "[tool.poetry.group.qa.dependencies]\nruff = '*'\n", 0),
        ("pip install .[qa]", '[project.optional-dependencies]\nlint = ["ruff"]\n', 1),
        ("pip install .[qa]", "[tool.ruff]\nqa = []\n", 1),
    ],
)
def test_a_part_that_the_page_tells_its_reader_to_write(command, shown, count):
    page = f"```toml\n{shown}```\n\n```sh\n{command}\n```\n"
    manifest = PROJECT if "poetry" not in command else "[tool.poetry]\nname = 'shop'\n"
    assert len(lint("VL224", {"pyproject.toml": manifest, "README.md": page})) == count


@pytest.mark.parametrize("name", ["<extra>", "<one>...", "...", "{backend}", "…"])
def test_what_can_be_no_extra_is_for_the_reader_to_fill_in(name):
    page = f"```sh\npip install 'shop[{name}]'\n```\n"
    assert lint("VL224", {"pyproject.toml": PROJECT, "README.md": page}) == []


def test_entries_of_read_the_docs_are_joined():
    text = (
        "version: 2\npython:\n  install:\n    - method: pip\n      path: .\n"
        "      extra_requirements:\n        - docs,docs\n"
    )
    assert lint("VL224", {"pyproject.toml": PROJECT, ".readthedocs.yaml": text}) == []


def test_the_clone_of_another_project():
    install = "pip install -e '.[test]'"
    text = f"dance:\n\tgit clone https://example.org/x/dance.git\n\tcd dance && {install}\n"
    assert lint("VL224", {"pyproject.toml": PROJECT, "Makefile": text}) == []
    text = text.replace("cd dance && ", "")
    assert len(lint("VL224", {"pyproject.toml": PROJECT, "Makefile": text})) == 1


PDM = PROJECT + '[tool.pdm.dev-dependencies]\ntest = ["pytest"]\n'


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param(
            "pdm install -G test -G lint -G docs -G default", [], id="all kinds of groups"
        ),
        pytest.param("pdm install -G :all && pdm sync -G test,lint", [], id="several"),
        pytest.param("pdm add -G new six", [], id="made by the command"),
        pytest.param("pdm install -G tests", ["tests"], id="none of that name"),
        pytest.param("pdm sync --prod --without web", ["web"], id="left out"),
    ],
)
def test_pdm_stops_at_a_group_that_is_not_there(command, said):
    found = findings("VL224", tree(command, PDM))
    assert [(one.at.path, one.severity.label) for one in found] == [("ci.sh", "error")] * len(said)
    assert all(f"`{name}`" in one.message for name, one in zip(said, found, strict=True))


PIXI = "[tool.pixi.workspace]\nchannels = []\nplatforms = []\n[tool.pixi.pypi-dependencies]\n"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param(
            {"Pipfile": "[packages]\nshop = {path = '.', extras = ['docs']}\n"}, [], id="there"
        ),
        pytest.param(
            {"Pipfile": "[packages]\nx = {path = './x', extras = ['docs', 'y']}\n"},
            [],
            id="a folder that is no project",
        ),
        pytest.param(
            {"Pipfile": "[dev-packages]\nshop = {path = '.', extras = ['dev']}\n"},
            ["Pipfile:2"],
            id="Pipenv",
        ),
        pytest.param(
            {"pyproject.toml": f"{PROJECT}{PIXI}shop = {{ path = '.', extras = ['gui'] }}\n"},
            ["pyproject.toml:17"],
            id="Pixi",
        ),
        pytest.param(
            {
                "app/pyproject.toml": "[tool.poetry]\nname = 'app'\n[tool.poetry.dependencies]\n"
                "shop = { path = '..', extras = ['docs', 'gui'] }\n"
            },
            ["app/pyproject.toml:4"],
            id="Poetry, from a folder below",
        ),
    ],
)
def test_a_table_that_asks_a_project_of_the_tree(files, said):
    found = findings("VL224", {"pyproject.toml": PROJECT, **files})
    assert [f"{one.at.path}:{one.at.line}" for one in found] == said


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"docs/dev.md": "```sh\npip install -e .[docs]\n```\n"}, [], id="it is there"),
        pytest.param(
            {
                "docs/dev.md": "```sh\npip install -e .[dev]\n```\n",
                "docs/setup.py": "from setuptools import setup\nsetup(name='d', extras_require=X)\n",
            },
            [],
            id="a project of its own",
        ),
        pytest.param(
            {"docs/dev.md": "```sh\npip install -e .[test]\n```\n"},
            ["docs/dev.md:2"],
            id="a page of the documentation",
        ),
        pytest.param(
            {
                "README.md": "```sh\npip install -e .[x]\n```\n",
                "tools/pyproject.toml": PROJECT.replace("docs", "x"),
            },
            ["README.md:2"],
            id="a page of the project itself, though one within has the extra",
        ),
        pytest.param(
            {"docs/dev.rst": "::\n\n    uv sync --group x\n"}, ["docs/dev.rst:3"], id="uv's"
        ),
        pytest.param(
            {"deploy/install.sh": "pip install .[test]\n"}, ["deploy/install.sh:1"], id="a script"
        ),
    ],
)
def test_a_folder_without_a_manifest_is_no_project(files, said):
    found = findings("VL224", {"pyproject.toml": PROJECT, **files})
    assert [f"{one.at.path}:{one.at.line}" for one in found] == said


@pytest.mark.parametrize(
    ("shown", "command", "count"),
    [
        ('[project]\nname = "shop-plugin"\n[project.optional-dependencies]\ntest = []', "", 0),
        ('[project]\noptional-dependencies.test = ["pytest"]', "", 0),
        ("extras_require={'docs': ['sphinx'], 'test': ['pytest']},", "", 0),
        ("[options.extras_require]\ntest =\n    pytest", "", 0),
        ('[dependency-groups]\ntest = ["pytest"]', "uv sync --group test", 0),
        ("[tool.poetry.group.test.dependencies]\npytest = '*'", "poetry install --with test", 0),
        ("[project.optional-dependencies]\ntests = []", "", 1),
        ("[tool.black]\ntest = []", "", 1),
        ("[project.optional-dependencies]\nweb = []", "uv sync --group test", 1),
    ],
)
def test_a_page_that_shows_the_reader_how_to_declare_it(shown, command, count):
    page = f"Your plug-in:\n\n```toml\n{shown}\n```\n\n```sh\n{command or 'pip install -e .[test]'}\n```\n"
    assert len(lint("VL224", {"pyproject.toml": PROJECT, "docs/plugins.md": page})) == count


@pytest.mark.parametrize(
    ("command", "count"),
    [
        ("uv run --group x a.py", 1),
        ("uv run --project=../.. --group x a.py", 0),
        ("uv run --project ../../ --group x a.py", 0),
        ("uv export --directory ../.. --group x", 0),
        ("poetry -C ../.. export --with x", 0),
        ("poetry export --directory=../.. --with x", 0),
        ("uv run --project=. --group x a.py", 1),
        ("uv run --project=$HERE --group x a.py", 0),
        ("uv run --project=/srv/shop --group x a.py", 0),
        ("uv run --project ../.. --group y a.py", 1),
    ],
)
@pytest.mark.parametrize("path", ["web/part/Makefile", "web/part/run.sh"])
def test_the_project_that_options_lead_to(path, command, count):
    above = '[project]\nname = "s"\nversion = "1"\n[dependency-groups]\nx = []\n'
    files = {
        "pyproject.toml": f"{above}[tool.poetry.group.x.dependencies]\n",
        "web/part/pyproject.toml": '[project]\nname = "part"\nversion = "1"\n',
        path: f"a:\n\t{command}\n" if path.endswith("Makefile") else f"{command}\n",
    }
    assert len(lint("VL224", files)) == count


@pytest.mark.parametrize(
    ("manifest", "page", "count"),
    [
        pytest.param(PROJECT, "docs/use.md", 3, id="a project's own page"),
        pytest.param(PROJECT.replace("Shop", "Poetry"), "docs/use.md", 0, id="Poetry's manual"),
        pytest.param(
            PROJECT.replace("Shop", "poetry-plugin-up"), "README.md", 0, id="a plug-in's read-me"
        ),
        pytest.param(PROJECT.replace("Shop", "pip"), "docs/use.md", 0, id="pip's manual"),
        pytest.param(PROJECT.replace("Shop", "pipeline"), "docs/use.md", 3, id="another word"),
        pytest.param(
            PROJECT.replace("Shop", "poetry"), "docs/contributing.md", 3, id="for contributors"
        ),
        pytest.param(PROJECT.replace("Shop", "uv-kit"), "ci.sh", 3, id="a script"),
    ],
)
def test_manuals_of_tools_that_install(manifest, page, count):
    commands = "pip install '.[PDF]'\nuv sync --group web\nuv export --extra pgsql\n"
    text = commands if page.endswith(".sh") else f"```sh\n{commands}```\n"
    assert len(lint("VL224", {"pyproject.toml": manifest, page: text})) == count
