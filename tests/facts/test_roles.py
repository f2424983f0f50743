"""Who a list is for."""

from __future__ import annotations

import pytest

from tests.lint import tree

FLASK = "flask==3.0.0\n"


def roles(files):
    """Key or path of each list -> its role."""
    declarations = tree(files).declarations
    return {each.key or each.path: declarations.role(each).name for each in declarations.lists}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("requirements.txt", "production"),
        ("requirements.in", "production"),
        ("backend/requirements.txt", "production"),
        ("requirements/base.txt", "production"),
        ("requirements/production.txt", "production"),
        ("requirements_prod.txt", "production"),
        ("requirements-deploy.txt", "production"),
        ("requirements-dev.txt", "development"),
        ("dev-requirements.txt", "development"),
        ("requirements_test.txt", "development"),
        ("test_requirements.txt", "development"),
        ("requirements.dev.txt", "development"),
        ("requirements/local.txt", "development"),
        ("requirements/tests.txt", "development"),
        ("requirements-lint.txt", "development"),
        ("requirements-docs.txt", "development"),
        ("requirements-playwright.txt", "development"),
        ("docs/requirements.txt", "development"),
        ("util/readthedocs/requirements.txt", "development"),
        ("docsrc/requirements.txt", "development"),
        ("docs_src/requirements.txt", "development"),
        ("lib/Doc-Source/requirements.in", "development"),
        ("docs-api/requirements.txt", "production"),
        ("src-docs-viewer/requirements.txt", "production"),
        (".github/requirements.txt", "development"),
        ("workflow_tests/requirements.txt", "development"),
        ("load-test/requirements.txt", "development"),
        ("speed-test/requirements.txt", "production"),
        ("perf/req.txt", "development"),
        ("latests/requirements.txt", "production"),
        ("tools/requirements.txt", "development"),
        ("requirements-test-prod.txt", "development"),
        ("test_requirements/base.txt", "development"),
        ("test-requirements/django-5.txt", "development"),
        ("dev-requirements/prod.txt", "production"),
        ("requirements-pyinstaller-base.txt", "development"),
        ("requirements-gpu.txt", "unclear"),
        ("requirements-all.txt", "unclear"),
        ("constraints.txt", "none"),
    ],
)
def test_names(path, role):
    assert roles({path: FLASK}) == {path: role}


@pytest.mark.parametrize(
    ("files", "role"),
    [
        ({"molecule/default/molecule.yml": "driver: {}\n"}, "development"),
        ({"molecule/default/parts.yml": "driver: {}\n"}, "production"),
    ],
)
def test_a_folder_of_molecule(files, role):
    assert roles({"molecule/requirements.txt": FLASK, **files}) == {
        "molecule/requirements.txt": role
    }


def test_a_list_of_tools_beside_a_package_that_needs_nothing():
    tools = "click\nipython\npytest\npytest-cov\ntox\nruff\npre-commit\n"
    library = "[build-system]\nrequires = []\n[project]\nname = 'a'\n"
    assert roles({"requirements.txt": tools})["requirements.txt"] == "production"
    files = {"requirements.txt": tools, "pyproject.toml": library}
    assert roles(files)["requirements.txt"] == "development"
    files["pyproject.toml"] = "[project]\nname = 'a'\n"
    assert roles(files)["requirements.txt"] == "production"
    files = {"requirements.txt": FLASK + "pytest\n", "pyproject.toml": library}
    assert roles(files)["requirements.txt"] == "production"


def test_who_installs_a_file_that_production_includes_does_not_take_it_away():
    makefile = {"Makefile": "setup-dev:\n\tpip install -r requirements/base.txt\n"}
    files = {"requirements/base.txt": FLASK, "requirements/local.txt": "-r base.txt\npytest\n"}
    files.update(makefile)
    included = {"requirements/production.txt": "-r base.txt\ngunicorn\n"}
    assert roles({**files, **included})["requirements/base.txt"] == "production"
    tests = {"tox.ini": "[testenv]\ndeps = -rrequirements/base.txt\n"}
    del files["Makefile"]
    assert roles({**files, **tests})["requirements/base.txt"] == "development"
    assert roles({**files, **tests, **included})["requirements/base.txt"] == "production"


def test_who_installs_it():
    image = (
        "FROM python:3.12 AS base\nCOPY gpu.txt .\nRUN pip install -r /tmp/requirements-gpu.txt\n"
    )
    found = tree({"requirements-gpu.txt": FLASK, "Dockerfile": image}).declarations
    role = found.role(found.lists[0])
    assert (role.name, role.install.where.path, role.reason) == (
        "production",
        "Dockerfile",
        "`Dockerfile` installs it (line 3)",
    )
    assert roles({"requirements-gpu.txt": FLASK, "Dockerfile.dev": image}) == {
        "requirements-gpu.txt": "development"
    }
    assert roles(
        {"requirements-gpu.txt": FLASK, "Dockerfile": image.replace("AS base", "AS test")}
    ) == {"requirements-gpu.txt": "development"}
    assert roles(
        {
            "requirements.txt": FLASK,
            "requirements-dev.txt": "tox\n",
            "Dockerfile": "FROM python\nRUN pip install -r requirements-dev.txt\n",
        }
    ) == {
        "requirements.txt": "production",
        "requirements-dev.txt": "development",
    }


TOX = {"tox.ini": "[testenv]\ndeps = -r {toxinidir}/NAME\n"}
NOX = {"noxfile.py": "@nox.session\ndef smoke(session):\n    session.install('-r', 'NAME')\n"}
DOCS_HOST = {".readthedocs.yaml": "python:\n  install:\n    - requirements: NAME\n"}
IMAGE = {"Dockerfile": "FROM python\nCOPY NAME /tmp/r\nRUN pip install -r /tmp/r\n"}
PAGE = {"README.md": "```sh\npip install -r NAME\n```\n"}


def job(name, *commands):
    steps = "".join(f"      - run: {command}\n" for command in ("pip install -r NAME", *commands))
    return {f".github/workflows/{name}.yml": f"jobs:\n  {name}:\n    steps:\n{steps}"}


@pytest.mark.parametrize(
    ("path", "users", "role"),
    [
        pytest.param(
            "requirements.txt", [TOX, job("test")], "production", id="a test job tests it"
        ),
        pytest.param(
            "requirements.txt", [DOCS_HOST, PAGE], "production", id="readers install it too"
        ),
        pytest.param("requirements-docker.txt", [TOX, IMAGE], "production", id="an image, too"),
        pytest.param(
            "requirements-docker.txt", [TOX, PAGE], "production", id="a page may be anybody's"
        ),
        pytest.param("tools/requirements.txt", [IMAGE], "production", id="a service called tools"),
        pytest.param("dev-requirements.txt", [IMAGE], "development", id="VL409 speaks of that"),
        pytest.param("requirements-docker.txt", [TOX], "development", id="its name says docker"),
        pytest.param("requirements/prod-smoke.txt", [NOX], "development", id="its name says prod"),
        pytest.param("deploy-requirements.txt", [job("test")], "development", id="a test job"),
        pytest.param("util/host/requirements.txt", [DOCS_HOST], "development", id="a docs host"),
        pytest.param("requirements.txt", [job("w", "make html")], "development", id="a docs job"),
        pytest.param(
            "requirements-deploy.txt",
            [job("deploy", "twine upload dist/*")],
            "development",
            id="a job that is called deploy and uploads to an index",
        ),
        pytest.param(
            "requirements-server.txt",
            [job("deploy", "rsync . host:")],
            "production",
            id="a deploy job",
        ),
    ],
)
def test_who_installs_it_outranks_its_name(path, users, role):
    files = {name: text.replace("NAME", path) for user in users for name, text in user.items()}
    assert roles({path: FLASK, "app.py": "", **files})[path] == role


def test_inclusion():
    files = {
        "requirements.txt": "flask\n-r requirements/common-web.txt\n-r extra.txt\n",
        "requirements/common-web.txt": "six\n",
        "extra.txt": "attrs\n",
    }
    assert roles(files)["extra.txt"] == "production"
    files = {
        "requirements/test.txt": "-r helpers/mock.txt\n",
        "requirements/helpers/mock.txt": "mock\nattrs\nsix\n",
    }
    assert roles(files)["requirements/helpers/mock.txt"] == "development"
    loop = {
        "requirements-a.txt": "-r requirements-b.txt\n",
        "requirements-b.txt": "-r requirements-a.txt\nsix\n",
    }
    assert set(roles(loop).values()) == {"unclear"}


def test_the_name_of_the_project_says_nothing():
    manifest = {"setup.py": "setup(name='mypy', install_requires=read())\n"}
    assert (
        roles({**manifest, "mypy-requirements.txt": "six\n"})["mypy-requirements.txt"] == "unclear"
    )
    assert (
        roles({**manifest, "mypy-test-requirements.txt": "six\n"})["mypy-test-requirements.txt"]
        == "development"
    )
    assert roles({"mypy-requirements.txt": "six\n"})["mypy-requirements.txt"] == "development"


def test_a_file_for_each_extra():
    files = {
        "requirements/test.txt": "-r extras/redis.txt\n",
        "requirements/extras/redis.txt": "redis\n",
    }
    assert roles(files)["requirements/extras/redis.txt"] == "unclear"


def test_a_manifest_beside():
    manifest = {"pyproject.toml": '[project]\nname = "s"\ndependencies = ["httpx"]\n'}
    assert (
        roles({**manifest, "requirements.txt": "-e .\nflask\n"})["requirements.txt"]
        == "development"
    )
    assert (
        roles({**manifest, "requirements.txt": "pytest\nruff\nflask\n"})["requirements.txt"]
        == "development"
    )
    assert (
        roles({**manifest, "requirements.txt": "httpx==1\nidna==3\n"})["requirements.txt"]
        == "unclear"
    )
    assert (
        roles({**manifest, "requirements.txt": "httpx==1\n", "Procfile": "web: x\n"})[
            "requirements.txt"
        ]
        == "production"
    )
    assert (
        roles({**manifest, "environment.yml": "dependencies: [pytest]\n"})["dependencies"]
        == "development"
    )
    dynamic = (
        '[project]\nname = "s"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies'
        ' = {file = ["deps/odd.txt"]}\n'
    )
    assert (
        roles({"pyproject.toml": dynamic, "deps/odd.txt": "six\n"})["deps/odd.txt"] == "production"
    )


@pytest.mark.parametrize(
    ("more", "role"),
    [
        pytest.param({}, "unclear", id="a folder without a program"),
        pytest.param({"etc/ice/load.py": "import six\n"}, "production", id="a program"),
        pytest.param(
            {"Dockerfile": "FROM python\nCOPY . .\nRUN pip install -r etc/requirements.txt\n"},
            "production",
            id="an image installs it",
        ),
        pytest.param({"pyproject.toml": "[tool.ruff]\n"}, "production", id="one without a list"),
    ],
)
def test_a_manifest_above(more, role):
    manifest = {"pyproject.toml": '[project]\nname = "s"\ndependencies = ["httpx"]\n'}
    path = "etc/requirements.txt"
    assert roles({**manifest, path: "httpx\nsix\n", **more})[path] == role
    path = "docker/requirements.txt"
    assert roles({**manifest, path: "httpx\nsix\n"})[path] == "production"


def test_a_list_beside_the_one_that_the_manifest_reads():
    manifest = {
        "pyproject.toml": (
            '[project]\nname = "s"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\n'
            'dependencies = {file = "requirements-prod.txt"}\n'
        ),
        "requirements-prod.txt": "six\n",
    }
    name = "requirements.txt"
    assert roles({**manifest, name: "six\nattrs\nsphinx\n"})[name] == "unclear"
    assert roles({**manifest, name: "sphinx\npytest\n"})[name] == "development"
    assert roles({**manifest, name: "-e .\nattrs\n"})[name] == "development"
    image = {"Dockerfile": "FROM python:3.12\nRUN pip install -r requirements.txt\n"}
    assert roles({**manifest, **image, name: "six\nattrs\n"})[name] == "production"
    included = {"requirements-prod.txt": "-r requirements.txt\n"}
    assert roles({**manifest, **included, name: "six\nattrs\n"})[name] == "production"
    assert roles({**manifest, "web/requirements.txt": "six\n"})["web/requirements.txt"] == (
        "production"
    )


def test_lists_of_manifests():
    text = """
[project]
dependencies = ["a"]
[project.optional-dependencies]
dev = ["b"]
postgres = ["c", "d"]
strange = ["pytest", "ruff"]
server = ["e"]
[dependency-groups]
test = ["f"]
prod = ["g"]
web = ["h"]
[tool.poetry.group.main.dependencies]
i = "*"
[build-system]
requires = ["j"]
"""
    assert roles({"pyproject.toml": text}) == {
        "project.dependencies": "production",
        "project.optional-dependencies.dev": "development",
        "project.optional-dependencies.postgres": "unclear",
        "project.optional-dependencies.strange": "development",
        "project.optional-dependencies.server": "production",
        "dependency-groups.test": "development",
        "dependency-groups.prod": "production",
        "dependency-groups.web": "unclear",
        "tool.poetry.group.main.dependencies": "production",
        "build-system.requires": "none",
    }
    assert roles(
        {"environment-dev.yml": "dependencies: [six]\n", "environment.yml": "dependencies: [six]\n"}
    ) == {"dependencies": "unclear"}


COMPILED = "#\n# This file is autogenerated by pip-compile\n#\n"


def test_a_compiled_file_is_for_who_its_inputs_are_for():
    files = {
        "requirements.txt": COMPILED
        + "flask==3.0.0\n    # via -r requirements/base.in\n"
        + "pytest==8.3.3\n    # via -r requirements/test.in\n",
        "requirements/base.in": "flask\n",
        "requirements/test.in": "pytest\n",
    }
    assert roles(files)["requirements.txt"] == "development"
    image = {"Dockerfile": "FROM python\nCOPY . .\nRUN pip install -r requirements.txt\n"}
    assert roles({**files, **image})["requirements.txt"] == "production"
    del files["requirements/test.in"]
    assert roles(files)["requirements.txt"] == "production"


def test_a_list_of_installers():
    assert roles({"requirements/pip.in": "pip\nsetuptools\nwheel\n"}) == {
        "requirements/pip.in": "development"
    }
    assert roles({"requirements/pip.in": "pip\nflask\n"}) == {"requirements/pip.in": "unclear"}
    assert roles({"requirements.txt": "pip\nwheel\n"}) == {"requirements.txt": "production"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("# Requirements needed for testing\nsix\npytest\n", "development"),
        ("# Requirements needed for testing\npytest\n\nsix\n", "production"),
        ("# Requirements needed for testing\npytest\n# Web\nsix\n", "production"),
    ],
)
def test_the_first_comment_of_a_list_without_sections(text, role):
    assert roles({"requirements.txt": text}) == {"requirements.txt": role}


def test_documentation_sites():
    assert roles(
        {"requirements.txt": "mkdocs\nmkdocs-material\nsix\n", "mkdocs.yml": "site_name: x\n"}
    ) == {"requirements.txt": "development"}
    assert roles(
        {"requirements.txt": "mkdocs\nsix\n", "mkdocs.yml": "site_name: x\n", "shop/app.py": ""}
    ) == {"requirements.txt": "production"}
    for script, role in (("generate_docs.py", "development"), ("generate.py", "production")):
        files = {"requirements.txt": "mkdocs\nsix\n", "mkdocs.yml": "site_name: x\n", script: ""}
        assert roles(files) == {"requirements.txt": role}
    for home in ("docs/mkdocs.yml", "workshops/mkdocs.yaml"):
        assert roles(
            {"requirements.txt": "mkdocs\nsix\n", home: "site_name: x\n", "scripts/md.py": ""}
        ) == {"requirements.txt": "development"}
        assert roles(
            {"requirements.txt": "mkdocs\nsix\n", home: "site_name: x\n", "shop/app.py": ""}
        ) == {"requirements.txt": "production"}
    assert (
        roles(
            {
                "requirements.txt": "mkdocs\nsix\n",
                "svc/mkdocs.yml": "site_name: x\n",
                "svc/pyproject.toml": '[project]\nname = "svc"\n',
            }
        )["requirements.txt"]
        == "production"
    )
    assert roles(
        {"requirements.txt": "jupyter-book\nsix\n", "_toc.yml": "", "advanced/io.py": ""}
    ) == {"requirements.txt": "development"}
    pixi = {
        "pixi.toml": '[workspace]\nname = "b"\n[dependencies]\njupyter-book = "*"\nsix = "*"\n',
        "_toc.yml": "",
    }
    assert roles(pixi) == {"dependencies": "development"}
    assert roles({**pixi, "b/__init__.py": ""}) == {"dependencies": "production"}


def test_an_image_that_compose_builds_to_develop_deploys_nothing():
    install = "COPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    files = {
        "requirements.txt": FLASK,
        "web.Dockerfile": f"FROM python\n{install}CMD flask run --debug\n",
        "Dockerfile": "FROM python\nRUN pip install flask\n",
        "compose.yaml": "services:\n  w:\n    build: {context: ., dockerfile: web.Dockerfile}\n",
    }
    declarations = tree(files).declarations
    assert declarations.role(declarations.lists[0]).install is None
    del files["compose.yaml"]
    declarations = tree(files).declarations
    assert declarations.role(declarations.lists[0]).install.where.path == "web.Dockerfile"


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param(
            {"requirements.txt": "ansible==9.5.1\nnetaddr==1.2.1\nansible-lint==24.2.3\n"},
            "unclear",
            id="what whoever deploys runs",
        ),
        pytest.param(
            {
                "requirements.txt": "-r ansible/requirements.txt\n",
                "ansible/requirements.txt": "ansible==9.5.1\nansible-lint==24.2.3\n",
            },
            "unclear",
            id="what whoever deploys runs, from the root",
        ),
        pytest.param(
            {
                "requirements.txt": "aws-cdk-lib==2.21.1\nconstructs\nblack\npytest\n",
                ".github/workflows/deploy.yml": (
                    "jobs:\n  deploy:\n    steps:\n"
                    "      - run: pip install -r requirements.txt\n"
                    "      - run: cdk deploy --all\n"
                ),
            },
            "unclear",
            id="what a job runs to deploy",
        ),
        pytest.param({"requirements.txt": "pulumi\nflask\n"}, "unclear", id="nobody installs it"),
        pytest.param(
            {
                "requirements.txt": "flask\npytest\n",
                ".github/workflows/deploy.yml": (
                    "jobs:\n  deploy:\n    steps:\n"
                    "      - run: pip install -r requirements.txt\n"
                    "      - run: zappa update\n"
                ),
            },
            "production",
            id="what a job sends along",
        ),
        pytest.param(
            {
                "requirements.txt": "ansible==9.5.1\nflask==3.0.0\n",
                "Dockerfile": (
                    "FROM python:3.12\nCOPY requirements.txt .\n"
                    "RUN pip install -r requirements.txt\n"
                ),
            },
            "production",
            id="an image that runs it",
        ),
        pytest.param(
            {"hub/requirements.txt": FLASK, "hub/postBuild": "jupyter lab build\n"},
            "unclear",
            id="an image that repo2docker makes",
        ),
        pytest.param(
            {"hub/requirements.txt": FLASK, "postBuild": ""}, "production", id="another folder's"
        ),
    ],
)
def test_a_plain_file_for_people_and_not_for_a_product(files, role):
    assert {*roles(files).values()} == {role}


def test_tools_alone_beside_a_package_that_needs_nothing():
    files = {"requirements.txt": "setuptools\nnox~=2023.4\n", "requirements-docs.txt": "sphinx\n"}
    assert roles(files)["requirements.txt"] == "production"
    files["pyproject.toml"] = '[project]\nname = "shop"\nversion = "1"\n'
    assert roles(files)["requirements.txt"] == "development"


TOOLS = '[packages]\nflake8 = "*"\nmypy = "*"\npytest = "*"\n'
LINT_JOB = (
    "on: push\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: actions/checkout@v4\n"
    "      - run: pip install pipenv && pipenv install --system && flake8\n"
)
JOB = {".github/workflows/lint.yml": LINT_JOB}
IMAGE = {
    "Dockerfile": (
        "FROM python:3.12\nCOPY . .\nRUN pip install pipenv && pipenv install --system\n"
        'CMD ["python", "a.py"]\n'
    )
}


@pytest.mark.parametrize(
    ("files", "role"),
    [
        ({"Pipfile": TOOLS}, "development"),
        ({"Pipfile": TOOLS, **IMAGE}, "production"),
        ({"Pipfile": TOOLS + '[dev-packages]\nruff = "*"\n'}, "production"),
        ({"Pipfile": TOOLS + "[dev-packages]\n"}, "development"),
        ({"Pipfile": '[packages]\npytest = "*"\n'}, "production"),
        ({"Pipfile": TOOLS + 'lxml = "*"\n', **JOB}, "development"),
        ({"Pipfile": TOOLS + 'lxml = "*"\n'}, "production"),
        ({"Pipfile": TOOLS + 'lxml = "*"\n', **JOB, **IMAGE}, "production"),
        ({"Pipfile": '[packages]\nflask = "*"\nlxml = "*"\npytest = "*"\n', **JOB}, "production"),
    ],
)
def test_a_pipfile_that_is_a_list_of_tools(files, role):
    assert roles(files)["packages"] == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ('[project]\nname = "p"\ndependencies = ["ruff", "mypy", "pytest"]\n', "development"),
        (
            (
                '[build-system]\nrequires = ["hatchling"]\n'
                '[project]\nname = "p"\ndependencies = ["ruff", "mypy", "pytest"]\n'
            ),
            "production",
        ),
        (
            (
                '[project]\nname = "p"\ndependencies = ["ruff", "mypy", "pytest"]\n'
                '[dependency-groups]\ndev = ["tox"]\n'
            ),
            "production",
        ),
        (
            (
                "[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\n"
                'python = "^3.12"\nruff = "*"\nmypy = "*"\npytest = "*"\n'
            ),
            "development",
        ),
        (
            (
                '[tool.poetry]\nname = "p"\n[tool.poetry.dependencies]\n'
                'python = "^3.12"\nruff = "*"\nmypy = "*"\npytest = "*"\n'
            ),
            "production",
        ),
        pytest.param(
            (
                '[build-system]\nrequires = ["hatchling"]\n[tool.uv]\npackage = false\n'
                '[project]\nname = "p"\ndependencies = ["ruff", "mypy", "pytest"]\n'
            ),
            "development",
            id="uv makes no package of it",
        ),
        pytest.param(
            '[project]\nname = "p"\ndependencies = ["ansible", "jmespath", "ruff"]\n',
            "unclear",
            id="of those who deploy",
        ),
        pytest.param(
            (
                '[project]\nname = "p"\ndependencies = ["ansible", "jmespath", "ruff"]\n'
                '[dependency-groups]\ndev = ["tox"]\n'
            ),
            "production",
            id="the tools of those who deploy stand apart",
        ),
    ],
)
def test_a_manifest_of_no_package_that_is_a_list_of_tools(text, role):
    found = roles({"pyproject.toml": text})
    assert found.get("project.dependencies", found.get("tool.poetry.dependencies")) == role


WORK = (
    '[project]\nname = "p"\ndependencies = ["docker", "pytest", "pyyaml", "yamllint"]\n'
    '[dependency-groups]\ndev = ["ruff"]\n'
)


# As conda-smithy writes it.
FEEDSTOCK = """[workspace]
name = "ledger-feedstock"
[dependencies]
conda-build = ">=26.3"
conda-forge-ci-setup = "4.*"
rattler-build = "*"
[feature.smithy.dependencies]
conda-smithy = "*"
"""


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param(
            {"pyproject.toml": WORK, "Chart.yaml": "name: c\n"}, "development", id="chart"
        ),
        pytest.param(
            {"pyproject.toml": WORK, "galaxy.yml": "name: c\n"}, "development", id="collection"
        ),
        pytest.param(
            {"pixi.toml": FEEDSTOCK, "conda-forge.yml": "provider: {}\n"},
            "development",
            id="feedstock",
        ),
        pytest.param({"pixi.toml": FEEDSTOCK}, "production", id="such a list of an application"),
        pytest.param(
            {"requirements.txt": "docker\npytest\npyyaml\n", "Chart.yaml": "name: c\n"},
            "development",
            id="a list beside a chart",
        ),
        pytest.param(
            {"requirements.txt": "pytest\nrequests\n", "galaxy.yml": "name: c\n"},
            "production",
            id="what the modules of a collection need",
        ),
        pytest.param(
            {"pyproject.toml": WORK, "charts/c/Chart.yaml": "name: c\n"},
            "production",
            id="a chart of an application",
        ),
        pytest.param(
            {"pyproject.toml": WORK, "Chart.yaml": "name: c\n", "Dockerfile": "FROM python\n"},
            "production",
            id="an application in the folder of its chart",
        ),
        pytest.param(
            {
                "pyproject.toml": "[build-system]\nrequires = ['hatchling']\n" + WORK,
                "galaxy.yml": "name: c\n",
            },
            "production",
            id="a package",
        ),
    ],
)
def test_what_is_shipped_as_something_else(files, role):
    found = roles(files)
    lists = ("project.dependencies", "requirements.txt", "dependencies")
    assert next(found[name] for name in lists if name in found) == role


ONE_LIST = WORK.partition("[dependency-groups]")[0]
BAZEL = {"WORKSPACE": 'load("@rules_python//python:pip.bzl", "pip_parse")\npip_parse()\n'}


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param({**BAZEL, "pyproject.toml": ONE_LIST}, "unclear", id="a table of a project"),
        pytest.param({**BAZEL, "requirements.txt": "six\npytest\n"}, "unclear", id="a list"),
        pytest.param({"WORKSPACE": "", "requirements.txt": "six\n"}, "production", id="no rules"),
        pytest.param({**BAZEL, "pyproject.toml": WORK}, "production", id="a list for development"),
        pytest.param(
            {
                **BAZEL,
                "requirements.txt": "six\n",
                "Dockerfile": "FROM python\nCOPY . .\nRUN pip install -r requirements.txt\n",
            },
            "production",
            id="an image installs it",
        ),
    ],
)
def test_what_bazel_hands_out(files, role):
    found = roles(files)
    assert found.get("project.dependencies", found.get("requirements.txt")) == role


SITE = (
    '[project]\nname = "p"\ndependencies = ["mkdocs", "mkdocs-material", "pillow"]\n'
    '[dependency-groups]\ndev = ["tox"]\n'
)


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param({"mkdocs.yml": "site_name: p\n"}, "development", id="a site"),
        pytest.param(
            {
                "mkdocs.yml": "site_name: p\n",
                "svc/pyproject.toml": '[project]\nname = "svc"\n',
                "svc/svc.py": "",
            },
            "development",
            id="beside a project of its own",
        ),
        pytest.param({"site/mkdocs.yml": "site_name: p\n"}, "development", id="in a folder"),
        pytest.param({}, "production", id="no site"),
        pytest.param(
            {"mkdocs.yml": "site_name: p\n", "shop.py": ""}, "production", id="code beside it"
        ),
        pytest.param(
            {
                "mkdocs.yml": "site_name: p\n",
                "Dockerfile": "FROM python:3.13\nCOPY . .\nRUN pip install .\nCMD serve\n",
            },
            "production",
            id="deployed",
        ),
    ],
)
def test_a_manifest_for_a_site_of_documentation(files, role):
    assert roles({"pyproject.toml": SITE, **files})["project.dependencies"] == role


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param({"homework1/requirements.txt": FLASK}, "unclear", id="a folder of a course"),
        pytest.param({"hw-2/app/requirements.txt": FLASK}, "unclear", id="below one"),
        pytest.param({"Lab03_trees/requirements.txt": FLASK}, "unclear", id="with its subject"),
        pytest.param({"assignments/x/requirements.txt": FLASK}, "unclear", id="no number needed"),
        pytest.param({"webinar/requirements.txt": FLASK}, "unclear", id="what is shown there"),
        pytest.param({"homework_lector/requirements.txt": FLASK}, "unclear", id="whose it is"),
        pytest.param({"homeworker/requirements.txt": FLASK}, "production", id="another word"),
        pytest.param(
            {
                "requirements.txt": FLASK,
                "homework1/a.py": "import flask\n",
                "homework2/b.py": "import flask\n",
                "common/c.py": "import flask\n",
            },
            "unclear",
            id="beside several",
        ),
        pytest.param(
            {"requirements.txt": FLASK, "homework1/a.py": "import flask\n", "app.py": "1\n"},
            "production",
            id="beside one",
        ),
        pytest.param(
            {
                "requirements.txt": FLASK,
                "week1/a.py": "1\n",
                "week2/a.py": "1\n",
                "api/a.py": "1\n",
                "web/a.py": "1\n",
            },
            "production",
            id="no more than half of the folders",
        ),
        pytest.param({"lab/requirements.txt": FLASK}, "production", id="a laboratory's program"),
        pytest.param({"exporter/requirements.txt": FLASK}, "production", id="another word"),
        pytest.param({"psycho1/requirements.txt": FLASK}, "production", id="a longer word"),
        pytest.param(
            {
                "homework3/requirements.txt": FLASK,
                "homework3/Dockerfile": (
                    "FROM python:3.12\nCOPY requirements.txt .\n"
                    "RUN pip install -r requirements.txt\nCOPY . .\nCMD python app.py\n"
                ),
            },
            "production",
            id="an exercise that an image runs",
        ),
    ],
)
def test_the_exercises_of_a_course(files, role):
    assert set(roles(files).values()) == {role}


PIXI = '[tool.pixi.dependencies]\nruff = "*"\npython = "3.13.*"\n'


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param(
            {"pyproject.toml": f'[project]\nname = "p"\ndependencies = ["six"]\n{PIXI}'},
            "development",
            id="a workspace of those who work on a package",
        ),
        pytest.param(
            {
                "pyproject.toml": f'[project]\nname = "p"\n{PIXI}[tool.pixi.pypi-dependencies]\n'
                'p = {path = ".", editable = true}\n'
            },
            "development",
            id="the workspace that a package is worked on in",
        ),
        pytest.param(
            {"pyproject.toml": f"{PIXI}[tool.pixi.pypi-dependencies]\nq = {{path = './q'}}\n"},
            "production",
            id="another project's folder",
        ),
        pytest.param({"pyproject.toml": PIXI}, "production", id="the only list"),
        pytest.param(
            {"pyproject.toml": f'[project]\nname = "p"\ndependencies = []\n{PIXI}'},
            "production",
            id="the package's own list is empty",
        ),
    ],
)
def test_what_pixi_installs(files, role):
    assert roles(files)["tool.pixi.dependencies"] == role


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("Python dependencies for the build/test environment", "development"),
        ("Requirements needed for test runs", "development"),
        ("Packages for the testing environment", "development"),
        ("Python dependencies for the latest environment", "production"),
        ("Dependencies of the service, which has a test environment", "production"),
    ],
)
def test_what_the_first_comment_says(head, role):
    files = {"deployment/requirements.txt": f"# {head}\npytest-cov\nshyaml\n"}
    assert set(roles(files).values()) == {role}


RECIPES = (
    '[workspace]\nname = "recipes"\n[dependencies]\nconda-build = "*"\nanaconda-client = "*"\n'
)


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param({"a/pixi.toml": RECIPES}, "development", id="for recipes"),
        pytest.param(
            {"a/pixi.toml": RECIPES, "b/main.py": "import six\n"},
            "development",
            id="the program lies in another folder",
        ),
        pytest.param(
            {"a/pixi.toml": RECIPES, "a/conftest.py": ""}, "development", id="code of the tests"
        ),
        pytest.param(
            {"a/pixi.toml": RECIPES, "a/main.py": "import six\n"}, "production", id="a program"
        ),
        pytest.param({"a/pixi.toml": RECIPES + 'six = "*"\n'}, "production", id="and more"),
        pytest.param(
            {"a/pixi.toml": RECIPES + '[package]\nname = "kit"\n'}, "production", id="a package"
        ),
        pytest.param(
            {
                "a/pixi.toml": RECIPES,
                "Dockerfile": "FROM ghcr.io/prefix-dev/pixi\nCOPY a/pixi.toml .\nRUN pixi install\n",
            },
            "development",
            id="an image of tools",
        ),
    ],
)
def test_what_pixi_installs_for_those_who_build(files, role):
    assert roles(files)["dependencies"] == role


TESTED = {
    "pdr/requirements.txt": "pandas\npytest\n",
    ".github/workflows/ci.yml": (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - run: pip install -r pdr/requirements.txt\n      - run: pytest pdr\n"
    ),
}


SERVED = (
    "FROM python:3.12\nCOPY docker/{0}.txt /\nRUN pip install -r /{0}.txt\nCOPY . /srv\n"
    'CMD ["python", "-m", "{0}"]\n'
)


FILL = "RUN pip install -r /tool/requirements.txt\n"


EVERYTHING = "-r ci/test.txt\ngunicorn\nipython\nblack\nisort\npylint\nmypy\n"
MEMBER = '[project]\nname = "a"\nversion = "1"\ndependencies = ["httpx"]\n'


@pytest.mark.parametrize(
    ("list_", "files", "role"),
    [
        pytest.param(EVERYTHING, {"a/pyproject.toml": MEMBER}, "development", id="tools for all"),
        pytest.param(
            EVERYTHING,
            {"a/pyproject.toml": MEMBER, "Procfile": "web: gunicorn a\n"},
            "production",
            id="a platform installs it",
        ),
        pytest.param(EVERYTHING, {}, "production", id="no package below"),
        pytest.param(
            EVERYTHING, {"examples/a/pyproject.toml": MEMBER}, "production", id="an example"
        ),
        pytest.param(
            "gunicorn\nflask\nredis\nblack\n",
            {"a/pyproject.toml": MEMBER},
            "production",
            id="a program's own list",
        ),
    ],
)
def test_a_list_above_packages_with_manifests_of_their_own(list_, files, role):
    files = {"requirements.txt": list_, "ci/test.txt": "pytest\n", **files}
    assert roles(files)["requirements.txt"] == role


WORKBENCH = "FROM python:3.12\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n"


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param(
            {"Dockerfile": WORKBENCH + "CMD jupyter notebook\n"}, "unclear", id="notebooks"
        ),
        pytest.param({"Dockerfile": WORKBENCH + 'CMD ["bash"]\n'}, "unclear", id="a shell"),
        pytest.param(
            {"Dockerfile": WORKBENCH + "CMD python -m app\n"}, "production", id="the program"
        ),
        pytest.param(
            {"Dockerfile": WORKBENCH + "CMD pytest\n"}, "production", id="tests of the program"
        ),
        pytest.param(
            {"Dockerfile": WORKBENCH + "CMD bash start.sh\n"}, "production", id="a script"
        ),
        pytest.param(
            {
                "Dockerfile": WORKBENCH + "CMD bash\n",
                "deploy.sh": "pip install -r requirements.txt\n",
            },
            "production",
            id="something else installs it, too",
        ),
    ],
)
def test_a_list_for_an_image_to_work_in(files, role):
    assert roles({"requirements.txt": FLASK, **files})["requirements.txt"] == role


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param({}, "unclear", id="documents to be read"),
        pytest.param({"kb/documents/load.py": ""}, "production", id="code lies there"),
        pytest.param(
            {"start.sh": "pip install -r kb/documents/requirements.txt\n"},
            "production",
            id="somebody installs it",
        ),
    ],
)
def test_a_list_among_data(files, role):
    tree_ = {"kb/documents/requirements.txt": FLASK, "app/main.py": "", **files}
    assert roles(tree_)["kb/documents/requirements.txt"] == role


@pytest.mark.parametrize(
    ("name", "lists", "role"),
    [
        pytest.param("env.common.yml", "[six, pip: [black, six]]", "unclear", id="what all share"),
        pytest.param("environment-base.yml", "[six]", "unclear", id="a base"),
        pytest.param("environment-api.yml", "[six]", "unclear", id="a part of the project"),
        pytest.param("environment-worker.yml", "[six]", "unclear", id="another part"),
        pytest.param("environment-prod.yml", "[six]", "production", id="its name says so"),
        pytest.param("environment-api-prod.yml", "[six]", "production", id="that of a part"),
        pytest.param("environment-base-prod.yml", "[six]", "production", id="that and a base"),
        pytest.param("environment.yml", "[python, pytest, black]", "development", id="tools alone"),
        pytest.param("environment.yml", "[conda-build, six]", "unclear", id="half of them"),
        pytest.param("environment.yml", "[black, six, attrs]", "unclear", id="a tool among others"),
        pytest.param(
            "environment.yml", "[six, attrs, pip: [black]]", "unclear", id="pip's part is no list"
        ),
    ],
)
def test_what_an_environment_of_conda_is_for(name, lists, role):
    assert set(roles({name: f"name: x\ndependencies: {lists}\n"}).values()) == {role}


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param({"custom_components/kit/__init__.py": ""}, "development", id="an integration"),
        pytest.param({"custom_components/kit/logo.svg": ""}, "production", id="no code of it"),
        pytest.param({"web/custom_components/kit/__init__.py": ""}, "production", id="elsewhere"),
        pytest.param(
            {
                "custom_components/kit/__init__.py": "",
                "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n"
                "CMD python app.py\n",
            },
            "production",
            id="an image installs it",
        ),
    ],
)
def test_home_assistant_installs_by_itself(files, role):
    assert roles({**files, "requirements.txt": "attrs\nruff\n"})["requirements.txt"] == role


QGIS = {"kit/__init__.py": "", "kit/metadata.txt": "[general]\nqgisMinimumVersion=3.22\n"}
ADD_ON = '<addon id="plugin.kit"><requires><import addon="xbmc.python"/></requires></addon>\n'
SUBLIME = {"kit.py": "import sublime_plugin\n", "Kit.sublime-commands": "[]\n"}


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param(QGIS, "development", id="QGIS"),
        pytest.param(
            {
                "addon/__init__.py": "",
                "addon/blender_manifest.toml": 'id = "kit"\nblender_version_min = "4.2.0"\n',
            },
            "development",
            id="Blender",
        ),
        pytest.param(
            {"addon/__init__.py": "bl_info = {'name': 'kit', 'blender': (2, 80, 0)}\n"},
            "development",
            id="Blender before 4.2",
        ),
        pytest.param({"default.py": "", "addon.xml": ADD_ON}, "development", id="Kodi"),
        pytest.param(
            {"plugin.kit/lib/kit.py": "", "plugin.kit/addon.xml": ADD_ON},
            "development",
            id="an add-on of Kodi below",
        ),
        pytest.param(
            {"default.py": "", "addon.xml": '<addon id="skin.kit"/>\n'},
            "production",
            id="an add-on without Python",
        ),
        pytest.param(
            {"web/app.py": "", "kodi/default.py": "", "kodi/addon.xml": ADD_ON},
            "production",
            id="an add-on among other things",
        ),
        pytest.param(SUBLIME, "development", id="Sublime Text"),
        pytest.param(
            {"plugin/kit.py": "from sublime import Region\n", "Main.sublime-menu": "[]\n"},
            "development",
            id="the plug-ins of Sublime Text in a folder",
        ),
        pytest.param(
            {"app.py": "", "kit.sublime-project": "{}\n"},
            "production",
            id="a project of the editor",
        ),
        pytest.param(
            {"app.py": "", "Kit.sublime-commands": "[]\n"}, "production", id="nothing of the editor"
        ),
        pytest.param(
            {"__init__.py": "", "metadata.txt": QGIS["kit/metadata.txt"]},
            "production",
            id="it goes along with the plug-in",
        ),
        pytest.param(
            {"kit/__init__.py": "", "kit/metadata.txt": "name=kit\n"}, "production", id="other data"
        ),
        pytest.param(
            {"kit/logo.svg": "", "kit/metadata.txt": QGIS["kit/metadata.txt"]},
            "production",
            id="no code",
        ),
        pytest.param(
            {
                **QGIS,
                "Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n"
                "CMD python app.py\n",
            },
            "production",
            id="an image installs it",
        ),
    ],
)
def test_what_a_host_of_plug_ins_does_not_read(files, role):
    assert roles({**files, "requirements.txt": "attrs\nruff\n"})["requirements.txt"] == role


EXTRAS = (
    "from setuptools import setup\nsetup(name='kit', extras_require={'GROUP': ['boto3', 'six']})\n"
)


@pytest.mark.parametrize(
    ("path", "more", "role"),
    [
        pytest.param("requirements-old.txt", {}, "none", id="what nobody names"),
        pytest.param("requirements_bak.txt", {}, "none", id="a backup"),
        pytest.param("requirements-web2.txt", {}, "unclear", id="another name"),
        pytest.param(
            "requirements-old.txt",
            {"deploy.sh": "pip install -r requirements-old.txt\n"},
            "production",
            id="somebody installs it",
        ),
    ],
)
def test_a_list_that_is_kept_and_no_longer_used(path, more, role):
    assert roles({path: "attrs\nsix\npytest\n", "requirements.txt": "six\n", **more})[path] == role


def test_only_contributors_install_it():
    """A page for contributors speaks to those who work on the project, one of any other name to
    everybody.
    """
    page = "```sh\npip install -r requirements.txt\n```\n"
    files = {"requirements.txt": "ruff==0.6.9\nflask==3.0.0\n"}
    for name in ("CONTRIBUTING.md", "HACKING.rst", "docs/developing.md"):
        shell = page if name.endswith("md") else "::\n\n    $ pip install -r requirements.txt\n"
        assert roles({**files, name: shell}) == {"requirements.txt": "unclear"}, name
    for more in (
        {"README.md": page},
        {"Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n"},
    ):
        assert roles({**files, "CONTRIBUTING.md": page, **more}) == {
            "requirements.txt": "production"
        }


@pytest.mark.parametrize(
    ("compiled", "role"),
    [
        ("#    pip-compile requirements.in\nflask==3.0.0\ntwine==5.1.1\n", "development"),
        ("flask==3.0.0\ntwine==5.1.1\n", "production"),
    ],
)
def test_an_input_is_for_whoever_installs_what_is_compiled_from_it(compiled, role):
    if "pip-compile" in compiled:
        compiled = "# This file is autogenerated by pip-compile with Python 3.12\n" + compiled
    files = {
        "kit/requirements.in": "flask\ntwine\n",
        "kit/requirements.txt": compiled,
        "kit/docs.sh": "#!/bin/sh\npip install -r kit/requirements.txt\nsphinx-build . out\n",
    }
    found = tree(files)
    (one,) = found.declarations.lists_in("kit/requirements.in")
    assert found.declarations.role(one).name == role


@pytest.mark.parametrize(
    ("script", "role"),
    [
        pytest.param("pip install -r requirements.txt -c requirements.lock\n", "none", id="alone"),
        pytest.param(
            "pip install -r requirements.txt -c requirements.lock\npip install -r requirements.lock\n",
            "production",
            id="installed as well",
        ),
        pytest.param("pip install -r requirements.txt\n", "production", id="nobody names it"),
    ],
)
def test_a_file_that_is_only_given_as_constraints(script, role):
    files = {
        "requirements.txt": "flask\n",
        "requirements.lock": "# of 2026\nflask==3.0\npytest==8.0\n",
        "install.sh": script,
    }
    assert roles(files)["requirements.lock"] == role


def test_a_file_of_constraints_that_another_one_includes():
    files = {
        "requirements-all.txt": "-r requirements.lock\n",
        "requirements.lock": "# of 2026\nflask==3.0\npytest==8.0\n",
        "install.sh": "pip install . -c requirements.lock\n",
    }
    assert roles(files)["requirements.lock"] != "none"


PRODUCTION_IMAGE = "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements-prod.txt\n"
MIXED = FLASK + "six\nrequests\npytest\n"


@pytest.mark.parametrize(
    ("files", "role"),
    [
        pytest.param({}, "unclear", id="people may install it"),
        pytest.param(
            {
                "Dockerfile.dev": (
                    "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
                )
            },
            "development",
            id="an image to develop in",
        ),
        pytest.param(
            {
                "Dockerfile": PRODUCTION_IMAGE.replace("-prod", "/production"),
                "requirements/production.txt": FLASK,
            },
            "unclear",
            id="in a folder of lists",
        ),
        pytest.param({"Dockerfile": "FROM python:3.12\n"}, "production", id="nobody installs it"),
        pytest.param(
            {"Dockerfile": PRODUCTION_IMAGE + "RUN pip install -r requirements.txt\n"},
            "production",
            id="the image installs both",
        ),
        pytest.param(
            {"requirements-prod.txt": "-r requirements.txt\ngunicorn\n"},
            "production",
            id="it includes the plain one",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM python:3.12\n",
                "api/requirements-prod.txt": FLASK,
                "api/Dockerfile": PRODUCTION_IMAGE,
            },
            "production",
            id="of a service below",
        ),
    ],
)
def test_a_plain_list_beside_the_one_for_production(files, role):
    base = {
        "requirements.txt": MIXED,
        "requirements-prod.txt": FLASK,
        "app.py": "",
        "Dockerfile": PRODUCTION_IMAGE,
    }
    assert roles({**base, **files})["requirements.txt"] == role
