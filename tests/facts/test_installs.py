"""What commands install, of which files, and for whom."""

from __future__ import annotations

import shlex

import pytest

from tests.lint import tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from venvlint.facts.installs import Install

LISTS = {"requirements.txt": "a\n", "svc/requirements.txt": "b\n", "dev.txt": "c\n"}


def installs(files: dict[str, str]) -> list[Install]:
    return list(tree({**LISTS, **files}).installs)


def one(command: str, files: dict[str, str] | None = None) -> Install:
    found = [i for i in installs({"run.sh": f"{command}\n", **(files or {})}) if i.path == "run.sh"]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    "command",
    [
        "pip freeze",
        "pip uninstall -r requirements.txt",
        "uv lock",
        "poetry lock",
        "pip --version",
        "echo pip install -r requirements.txt",
        "poetry run pip install",
        "conda activate x",
        "python setup.py sdist",
    ],
)
def test_installs_nothing(command):
    found = [i for i in installs({"run.sh": f"pip -V; {command}\n"}) if i.tool != "pip"]
    assert [i for i in found if i.path == "run.sh"] == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip install -r requirements.txt", ["requirements.txt"]),
        ("pip install -rrequirements.txt --requirement=dev.txt", ["requirements.txt", "dev.txt"]),
        ("python3 -m pip -q install -Ur requirements.txt", ["requirements.txt"]),
        ("cd svc && pip install -r requirements.txt", ["svc/requirements.txt"]),
        ("uv pip install --system -r requirements.txt", ["requirements.txt"]),
        ("uv pip sync requirements.txt dev.txt", ["requirements.txt", "dev.txt"]),
        ("pip-sync", ["requirements.txt"]),
        ("pip-sync requirements.txt dev.txt", ["requirements.txt", "dev.txt"]),
        ("pipenv install -r requirements.txt", ["requirements.txt"]),
        ("conda install --file requirements.txt", ["requirements.txt"]),
        ("pip download -d out -r requirements.txt", ["requirements.txt"]),
        ("pip install -r missing.txt", [None]),
        ("pip install -r $FILE", [None]),
    ],
)
def test_files(command, expected):
    assert [file.path for file in one(command).files] == expected


def test_states():
    found = one("pip install -r no.txt -r $X -r https://e.invalid/r.txt -r dev.txt")
    assert [file.state for file in found.files] == ["missing", "unknown", "unknown", "there"]
    assert found.files[0].looked_at == "no.txt"


def test_the_place_is_the_value():
    file = one("pip install --requirement=dev.txt").files[0]
    assert (file.at.line, file.at.column, file.at.end_column) == (1, 27, 34)


def test_constraints():
    found = one("PIP_CONSTRAINT=dev.txt pip install -c requirements.txt x")
    assert [file.path for file in found.constraints] == ["requirements.txt", "dev.txt"]


def test_names():
    found = one("pip install 'Flask[async]==3.0' --upgrade -i https://e.invalid six")
    assert [(name.key, name.extras, name.pin) for name in found.names] == [
        ("flask", ("async",), "3.0"),
        ("six", (), ""),
    ]
    assert found.indexes.names_another


@pytest.mark.parametrize(
    ("word", "name", "extras", "url"),
    [
        ("git+https://e.invalid/a.git#egg=Six[x]", "six", (), "git+https://e.invalid/a.git"),
        ("https://e.invalid/six-1.zip", "", (), "https://e.invalid/six-1.zip"),
        ("'six @ https://e.invalid/six-1.zip'", "six", (), "https://e.invalid/six-1.zip"),
        ("six@https://e.invalid/six-1.zip", "six", (), "https://e.invalid/six-1.zip"),
        ("six[x]@git+ssh://git@e.invalid/a", "six", ("x",), "git+ssh://git@e.invalid/a"),
    ],
)
def test_direct_references(word, name, extras, url):
    (found,) = one(f"pip install {word}").names
    assert (found.key, found.extras, found.url.partition("#")[0]) == (name, extras, url)


@pytest.mark.parametrize(
    ("command", "directory", "extras"),
    [
        ("pip install .", "", []),
        ("pip install -e '.[dev,test]'", "", ["dev", "test"]),
        ("pip install ./svc", "svc", []),
        ("cd svc && pip install -e .", "svc", []),
        ("python setup.py develop", "", []),
        ("poetry install", "", []),
        ("poetry -C svc install", "svc", []),
        ("uv sync --directory svc", "svc", []),
        ("uv run pytest", "", []),
        ("pdm install -p svc", "svc", []),
        ("pipenv sync", "", []),
    ],
)
def test_projects(command, directory, extras):
    (project,) = one(command, {"pyproject.toml": "", "svc/pyproject.toml": ""}).projects
    assert (project.directory, [extra.name for extra in project.extras]) == (directory, extras)


def test_groups():
    found = one('poetry install --with dev,docs --without lint -E "a b" --no-root')
    assert [label.name for label in found.groups] == ["dev", "docs"]
    assert [label.name for label in found.without] == ["lint"]
    assert [label.name for label in found.extras] == ["a", "b"]
    assert found.flags == {"--no-root"}
    found = one("uv sync --only-group docs --extra x --no-group dev")
    assert [label.name for label in found.only] == ["docs"]


@pytest.mark.parametrize(
    "started", ["pytest", "-m pytest", "-qm pytest", "-s a.py", "--script a.py"]
)
def test_what_uv_run_starts_has_options_of_its_own(started):
    # Of uv 0.13: `-m`, `-s` and `--script` take no value here, as `-m` does in `uv add`.
    found = one(f"uv run --group test {started} -rs --extra b")
    assert [label.name for label in found.groups] == ["test"]
    assert (found.files, found.extras) == ((), ())


def test_a_compile_tool_installs_nothing():
    made = tree({"requirements.in": "a", "run.sh": "pip-compile requirements.in\n"})
    assert made.installs.of("requirements.in") == ()
    assert len(made.installs.compiled("requirements.in")) == 1


def test_an_image():
    dockerfile = "FROM python:3.12\nWORKDIR /app\nCOPY svc .\nRUN pip install -r requirements.txt\n"
    (found,) = installs({"Dockerfile": dockerfile})
    assert found.files[0].path == "svc/requirements.txt"
    assert (found.where.kind, found.purpose.kind) == ("image", "production")


def job(name: str, *commands: str, uses: str = "") -> dict[str, str]:
    steps = "".join(f"      - run: {command}\n" for command in commands)
    steps += f"      - uses: {uses}\n" if uses else ""
    text = f"on: push\njobs:\n  {name}:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    return {".github/workflows/w.yml": text}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("main/ci/env.yml", ("ci/env.yml", "there"), id="below the checkout"),
        pytest.param("main/env.yml", (None, "missing"), id="not there"),
        pytest.param("ci/env.yml", (None, "unknown"), id="beside the checkout"),
        pytest.param("~/env.yml", (None, "unknown"), id="at home"),
        pytest.param("'${{ github.ref }}.yml'", None, id="only a run knows"),
        pytest.param("false", None, id="none"),
    ],
)
def test_the_file_of_an_action(name, expected):
    files = {
        ".github/workflows/w.yml": (
            "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - uses: actions/checkout@v5\n        with: {path: main}\n"
            "      - uses: mamba-org/setup-micromamba@v2\n"
            f"        with: {{environment-file: {name}}}\n      - run: pytest\n"
        ),
        "ci/env.yml": "dependencies: [six]\n",
    }
    found = [(one.files[0].path, one.files[0].state) for one in installs(files)]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        pytest.param(job("test", "pip install -r dev.txt", "pytest"), "tests", id="a test job"),
        pytest.param(job("docs", "pip install -r dev.txt", "make html"), "docs", id="a docs job"),
        pytest.param(
            job("deploy", "pip install -r dev.txt", "twine upload dist/*"),
            "publish",
            id="a job called deploy that uploads to an index",
        ),
        pytest.param(
            job("deploy", "pip install -r dev.txt", "zappa update"), "production", id="deploys"
        ),
        pytest.param(
            job("it", "pip install -r dev.txt", uses="aws-actions/amazon-ecs-deploy-task@v2"),
            "production",
            id="an action deploys",
        ),
        pytest.param(
            job("it", "pip install -r dev.txt", uses="aws-actions/configure-aws-credentials@v4"),
            "tests",
            id="an action of the same people that deploys nothing",
        ),
        pytest.param(
            job("it", "pip install -r dev.txt", uses="etils-actions/pypi-auto-publish@v1"),
            "publish",
            id="an action publishes",
        ),
        pytest.param(
            job(
                "deploy",
                "pip install -r dev.txt",
                "anaconda -t $TOKEN upload *.conda || conda-build .",
            ),
            "publish",
            id="a job called deploy that uploads to a channel of conda's",
        ),
        pytest.param(
            job("deploy", "pip install -r dev.txt", uses="x/build-and-upload-conda-packages@v3"),
            "publish",
            id="an action builds packages of conda's",
        ),
        pytest.param(
            job("deploy", "pip install -r dev.txt", uses="conda-incubator/setup-miniconda@v3"),
            "production",
            id="an action only sets conda up",
        ),
        pytest.param(
            {"tox.ini": "[testenv]\nskip_install = 1\ndeps = -r{toxinidir}/dev.txt\n"},
            "tests",
            id="tox",
        ),
        pytest.param(
            {
                "noxfile.py": "@nox.session\ndef docs(session):\n    session.install('-r', 'dev.txt')\n"
            },
            "docs",
            id="a session for documents",
        ),
        pytest.param(
            {".readthedocs.yaml": "python:\n  install:\n    - requirements: dev.txt\n"},
            "docs",
            id="Read the Docs",
        ),
        pytest.param(
            {"Dockerfile.dev": "FROM python\nCOPY dev.txt .\nRUN pip install -r dev.txt\n"},
            "development",
            id="an image to develop in",
        ),
        pytest.param(
            {"README.md": "```bash\npip install -r dev.txt\n```\n"}, "unclear", id="a page"
        ),
    ],
)
def test_for_whom(files, kind):
    found = tree({**LISTS, **files}).installs.of("dev.txt")
    assert [install.purpose.kind for install in found] == [kind]


NAMES_OF_TOX = """\
[testenv]
deps =
    pytest>=8  # runs them
    py310: tomli==2.0.1
    cov,lint: coverage[toml]
    -r dev.txt
    .
    {[testenv:x]deps}
"""


def test_what_tox_is_told_by_name():
    found = [one for one in installs({"tox.ini": NAMES_OF_TOX, **LISTS}) if one.tool == "tox"]
    assert [(one.where.name, [name.text for name in one.names]) for one in found] == [
        ("testenv", ["pytest>=8"]),
        ("testenv py310:", ["pytest>=8", "tomli==2.0.1"]),
        ("testenv cov,lint:", ["pytest>=8", "coverage[toml]"]),
    ]
    assert {(name.at.line, name.at.column) for one in found for name in one.names} == {
        (3, 5),
        (4, 12),
        (5, 15),
    }


def test_what_tox_is_told_by_name_in_its_own_toml():
    text = '[env_run_base]\nskip_install = true\ndeps = ["pytest>=8", "-r dev.txt", "./x"]\n'
    (found,) = installs({"tox.toml": text, **LISTS})
    assert [(name.key, name.specifier, name.at.line) for name in found.names] == [
        ("pytest", ">=8", 3)
    ]


def test_a_platform():
    found = tree({"web/Procfile": "web: x\n", "web/requirements.txt": "a\n"}).installs
    assert found.deployed("web/requirements.txt").path == "web/Procfile"


def test_a_script_that_a_job_runs_is_the_job_s():
    found = installs(
        {**job("docs", "scripts/deps.sh"), "scripts/deps.sh": "pip install -r dev.txt\n"}
    )
    assert [(install.where.kind, install.purpose.kind, install.path) for install in found] == [
        ("ci", "docs", "scripts/deps.sh")
    ]


def test_a_step_s_folder_and_the_one_of_its_checkout():
    text = (
        "on: push\njobs:\n  t:\n    steps:\n"
        "      - uses: actions/checkout@v4\n        with: {path: src}\n"
        "      - run: pip install -r requirements.txt\n        working-directory: src/svc\n"
    )
    (found,) = installs({".github/workflows/w.yml": text})
    assert found.files[0].path == "svc/requirements.txt"


@pytest.mark.parametrize(
    ("repository", "path"),
    [
        ("${{ github.repository }}", "requirements.txt"),
        ("${{ github.event.pull_request.head.repo.full_name }}", "requirements.txt"),
        ("${{ github.repository }}.wiki", None),
        ("${{ github.repository_owner }}/site", None),
        ("shop/site", None),
    ],
)
def test_what_is_checked_out_into_a_folder(repository, path):
    text = (
        "on: push\njobs:\n  t:\n    steps:\n      - uses: actions/checkout@v4\n"
        f"      - uses: actions/checkout@v4\n        with: {{path: src, repository: '{repository}'}}\n"
        "      - run: pip install -r src/requirements.txt\n"
    )
    (found,) = installs({".github/workflows/w.yml": text, "requirements.txt": "six\n"})
    assert (found.files[0].path, found.files[0].state) == (path, "there" if path else "unknown")


def deployed(files: dict[str, str], path: str = "requirements.txt") -> tuple[str, int] | None:
    found = tree({"requirements.txt": "flask\n", **files}).installs.deployed(path)
    return (found.where.path, found.at.line) if found is not None else None


@pytest.mark.parametrize(
    "install",
    [
        "RUN pip install -r requirements.txt",
        "RUN pip install --no-cache-dir -r /tmp/requirements.txt",
        'RUN ["pip", "install", "-r", "requirements.txt"]',
        "RUN --mount=type=cache,target=/x \\\n    uv pip install --system -r ./requirements.txt",
        "RUN pip install -r ${APP}/requirements.txt",
        "RUN cd $APP && pip install -r requirements.txt",
    ],
)
def test_an_image_that_copies_nothing_most_likely_means_the_context_s(install):
    line = 2 + install.count("\n")
    assert deployed({"Dockerfile": f"FROM python:3.12\n{install}\n"}) == ("Dockerfile", line)
    assert deployed({"docker/Dockerfile": f"FROM python:3.12\n{install}\n"}) is not None
    assert deployed({"Dockerfile.dev": f"FROM python:3.12\n{install}\n"}) is None
    assert deployed({"Dockerfile": f"FROM python:3.12 AS test\n{install}\nFROM scratch\n"}) is None


@pytest.mark.parametrize("name", ["Procfile", "app.yaml", "vercel.json", "serverless.yml"])
def test_platforms_read_the_file_beside_them(name):
    assert deployed({name: "{}"}) == (name, 1)
    assert deployed({f"web/{name}": "{}"}) is None


SAM = (
    "Transform: AWS::Serverless-2016-10-31\n"
    "Globals:\n  Function:\n    Runtime: {runtime}\n"
    "Resources:\n  Orders:\n    Type: {kind}\n    {more}\n"
    "    Properties:\n      Handler: app.handler\n      CodeUri: {code}\n"
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, ("template.yaml", 11), id="the code's folder"),
        pytest.param({"code": "./svc"}, ("template.yaml", 11), id="the same"),
        pytest.param({"code": "."}, None, id="the root's own list"),
        pytest.param({"code": "s3://bucket/code.zip"}, None, id="what is built already"),
        pytest.param({"runtime": "nodejs20.x"}, None, id="another language"),
        pytest.param({"kind": "AWS::Lambda::Function"}, None, id="CloudFormation builds nothing"),
        pytest.param({"more": "Metadata: {BuildMethod: makefile}"}, None, id="make builds it"),
        pytest.param(
            {"more": "Metadata: {BuildMethod: python-uv}"}, ("template.yaml", 11), id="uv"
        ),
        pytest.param({"code": "svc\n      PackageType: Image"}, None, id="an image"),
        pytest.param({"code": "{{ folder }}"}, None, id="filled in first"),
    ],
)
def test_functions_are_built_with_the_list_beside_their_code(given, expected):
    plain = {"runtime": "python3.12", "kind": "AWS::Serverless::Function", "code": "svc/"}
    text = SAM.format(**{**plain, "more": "Condition: Here", **given})
    install = tree({**LISTS, "template.yaml": text}).installs.deployed("svc/requirements.txt")
    assert (install and (install.path, install.at.line)) == expected


def test_deploy_jobs():
    text = "jobs:\n  {0}:\n    steps:\n      - run: |\n          pip install -r requirements.txt\n"
    path = ".github/workflows/ci.yml"
    assert deployed({path: text.format("deploy-to-prod")}) == (path, 5)
    assert deployed({path: text.format("test")}) is None
    for name in ("test-lambda", "scenario-deployment-lifecycle", "smoke-test-production"):
        assert deployed({path: text.format(name)}) is None
    for name in ("test-and-deploy", "deploy-test", "lambda", "provision-latest"):
        assert deployed({path: text.format(name)}) == (path, 5)
    path = ".github/workflows/deploy.yml"
    assert deployed({path: text.format("build")}) == (path, 5)
    assert deployed({path: text.format("unit-tests")}) is None
    for name in ("deploy-docs", "deploy_docs", "docs_deploy", "deploy_doc", "deploy_site"):
        assert deployed({f".github/workflows/{name}.yml": text.format("build")}) is None
    path = ".github/workflows/deploy_docker.yml"
    assert deployed({path: text.format("build")}) == (path, 5)


def test_a_job_that_deploys_documents_and_runs_tox():
    text = (
        "jobs:\n- job: {0}\n  steps:\n  - bash: pip install -r requirements.txt\n"
        "  - bash: tox -e docs\n"
    )
    assert deployed({"azure-pipelines.yml": text.format("deploy_docs")}) is None
    assert deployed({"azure-pipelines.yml": text.format("deploy_app")}) is not None


def test_a_setup_script_reads_it():
    script = "setup(install_requires=open('requirements.txt').read())\n"
    (found,) = installs({"setup.py": script})
    assert (found.where.kind, found.files[0].path) == ("manifest", "requirements.txt")
    assert deployed({"setup.py": script}) is None
    assert (
        installs({"setup.py": "setup(install_requires=[], tests_require=open('dev.txt'))\n"}) == []
    )
    extras = (
        "setup(\n install_requires=[],\n extras_require={\n  {}: read('requirements.txt'),\n }\n)\n"
    )
    for key, count in (("'all'", 0), ('"redis-cluster"', 0), ("'base'", 1)):
        assert len(installs({"setup.py": extras.replace("{}", key)})) == count
    others = (
        "setup(\n    install_requires=[],\n    license_files=['terms.txt'],\n"
        "    package_data={'shop': ['words.txt']},\n    long_description=open('README.txt'),\n)\n"
        "text = read('CHANGES.txt')\n"
    )
    there = dict.fromkeys(("terms.txt", "words.txt", "README.txt", "CHANGES.txt"), "")
    assert installs({"setup.py": others, **there}) == []
    inner = "setup(\n    install_requires=[],\n    package_data=dict(shop=['words.txt']),\n)\n"
    assert installs({"setup.py": inner, **there}) == []


def test_a_setup_script_of_one_line():
    """The words of its other arguments say nothing of the file."""
    script = (
        "setup(name='shop', version='1', package_data={{'shop': ['*']}}, license='MIT', {0},"
        " long_description=open('README.txt').read(), extras_require={{'x': open('more.txt')}})\n"
    )
    there = {"README.txt": "", "more.txt": ""}
    (found,) = installs(
        {"setup.py": script.format("install_requires=open('requirements.txt').read()"), **there}
    )
    assert found.files[0].path == "requirements.txt"
    assert installs({"setup.py": script.format("install_requires=[]"), **there}) == []
    assert installs({"setup.py": script.format("tests_require=open('requirements.txt')")}) == []


def test_the_project_that_an_image_installs():
    files = {"svc/pyproject.toml": "", "pyproject.toml": ""}
    copied = "FROM python\nCOPY svc /app\nWORKDIR /app\nRUN uv sync --no-dev\n"
    found = tree({**files, "Dockerfile": copied}).installs
    assert found.project_deployed("svc").where.path == "Dockerfile"
    assert found.project_deployed("") is None
    assert tree({**files, "Dockerfile.test": copied}).installs.project_deployed("svc") is None


def test_the_nearest_file_of_that_name():
    files = {
        "a/requirements.txt": "six\n",
        "a/Dockerfile": "FROM python\nCOPY . .\nRUN pip install -r requirements.txt\n",
        "b/requirements.txt": "attrs\n",
    }
    assert deployed(files, "a/requirements.txt") == ("a/Dockerfile", 3)
    assert deployed(files) is None
    assert deployed(files, "b/requirements.txt") is None


@pytest.mark.parametrize(
    "checkout",
    [
        pytest.param("pip install -e git+https://example.com/tools.git#egg=tools", id="editable"),
        pytest.param("pip install -e git+https://example.com/tools.git@v1", id="without a name"),
        pytest.param("cd src && git clone https://example.com/tools.git", id="clone"),
    ],
)
def test_the_file_of_a_checkout_is_not_the_repository_s(checkout):
    """Where the base image's folder is not known, a file is told by its name: not this one."""
    files = {"requirements.txt": "six\n"}
    start = f"FROM shop-base\nRUN {checkout}\nRUN pip install -r "
    assert (
        deployed({**files, "Dockerfile": start + "${HOME_DIR}/src/tools/requirements.txt"}) is None
    )
    assert deployed({**files, "Dockerfile": start + "${HOME_DIR}/requirements.txt"}) == (
        "Dockerfile",
        3,
    )


@pytest.mark.parametrize(
    ("start", "end", "is_deployment"),
    [
        ("quay.io/jupyter/scipy-notebook", "", False),
        ("jupyter/base-notebook:python-3.11", 'CMD ["jupyter", "lab"]\n', False),
        ("jupyter/base-notebook:python-3.11", 'CMD ["streamlit", "run", "app.py"]\n', True),
        ("quay.io/jupyter/docker", "", True),
        ("python:3.12", "", True),
    ],
)
def test_an_image_that_people_work_in(start, end, is_deployment):
    recipe = f"FROM {start}\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n{end}"
    found = deployed({"requirements.txt": "six\n", "Dockerfile": recipe})
    assert (found is not None) is is_deployment


PASSES = '#!/bin/sh\nset -e\nexport A=1\nexec "$@"\n'


@pytest.mark.parametrize(
    ("entry", "start", "script", "is_deployment"),
    [
        pytest.param("/entry.sh", "bash", PASSES, False, id="a script that passes on"),
        pytest.param("/entry.sh", "python app.py", PASSES, True, id="and starts the program"),
        pytest.param("/entry.sh", "bash", "#!/bin/sh\npython app.py\n", True, id="its own program"),
        pytest.param("/ros_entrypoint.sh", "bash", PASSES, False, id="ROS's"),
        pytest.param("/ros_entrypoint.sh", "ros2 launch a b", PASSES, True, id="ROS starts a node"),
        pytest.param("/other_entry.sh", "bash", PASSES, True, id="nobody knows what it does"),
    ],
)
def test_an_entry_point_that_passes_on(entry, start, script, is_deployment):
    words = ", ".join(f'"{word}"' for word in start.split())
    recipe = (
        "FROM python:3.12\nCOPY requirements.txt entry.sh /\nRUN pip install -r /requirements.txt\n"
        f'ENTRYPOINT ["{entry}"]\nCMD [{words}]\n'
    )
    files = {"requirements.txt": "six\n", "entry.sh": script, "Dockerfile": recipe}
    (install,) = tree(files).installs.of("requirements.txt")
    assert (install.purpose.kind == "production") is is_deployment


@pytest.mark.parametrize(
    ("base", "end", "purpose"),
    [
        pytest.param("python:3.12", "RUN pytest\n", "tests", id="a runner"),
        pytest.param("python:3.12", "RUN python -m unittest -v\n", "tests", id="a module"),
        pytest.param("ubuntu:24.04", "RUN python3 setup.py test\n", "tests", id="setup.py"),
        pytest.param("debian:13", "RUN make clean test\n", "tests", id="a target"),
        pytest.param("python:3.12", "RUN tests/against-ldap\n", "tests", id="one of the tests"),
        pytest.param("python:3.12", "RUN sh ci/test.sh\n", "tests", id="a script of tests"),
        pytest.param("python:3.12", "RUN python runtests.py\n", "tests", id="in one word"),
        pytest.param("python:3.12", "RUN pytest\nCMD python app.py\n", "production", id="starts"),
        pytest.param("python:3.12", "RUN pytest && rm -rf tests\n", "production", id="goes on"),
        pytest.param("python:3.12", "RUN python setup.py install\n", "production", id="no tests"),
        pytest.param("python:3.12", "RUN python latest.py\n", "production", id="another word"),
        pytest.param("acme/web:3", "RUN pytest\n", "production", id="somebody's own base"),
    ],
)
def test_an_image_that_ends_with_the_tests(base, end, purpose):
    start = f"FROM {base}\nCOPY . .\nRUN pip install -r requirements.txt\n"
    (install,) = tree({**LISTS, "Dockerfile": start + end}).installs.of("requirements.txt")
    assert install.purpose.kind == purpose


@pytest.mark.parametrize(
    ("start", "purpose"),
    [
        ("python runtests.py", "tests"),
        ("python ./tools/run_all_tests.py", "tests"),
        ("./run-tests.sh", "tests"),
        ("sh runtests.sh", "tests"),
        ("sh -c 'python migrate.py && pytest > log'", "tests"),
        ("sh -c 'pytest && python app.py'", "production"),
        ("python run.py", "production"),
        ("python runtestserver.py", "production"),
        ("./rerun", "production"),
    ],
)
def test_an_image_that_starts_a_script_which_runs_the_tests(start, purpose):
    words = ", ".join(f'"{word}"' for word in shlex.split(start))
    recipe = f"FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\nCMD [{words}]\n"
    (install,) = tree({**LISTS, "Dockerfile": recipe}).installs.of("requirements.txt")
    assert install.purpose.kind == purpose


def test_an_image_that_ends_with_the_tests_and_that_compose_starts():
    files = {
        **LISTS,
        "Dockerfile": "FROM python:3.12\nRUN pip install -r requirements.txt\nRUN pytest\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    command: gunicorn kit.a:app\n",
    }
    assert {each.purpose.kind for each in installs(files)} == {"production"}


RENDER = "services:\n  - type: web\n    env: python\n"


def test_render_builds_each_service_in_its_own_folder():
    build = "    buildCommand: pip install -r requirements.txt\n"
    files = {"api/requirements.txt": "flask\n"}
    api = f"{RENDER}    rootDir: api\n{build}"
    assert deployed({"render.yaml": api, **files}) is None
    there = tree({"render.yaml": api, **files}).installs.deployed("api/requirements.txt")
    assert there is not None
    assert there.at.line == 5
    # The file at the root is another service's, or nobody's.
    assert deployed({"render.yaml": f"{api}  - type: web\n{build}", **files}) == (
        "render.yaml",
        7,
    )


@pytest.mark.parametrize(
    ("service", "installed"),
    [
        pytest.param("", True, id="nothing is said"),
        pytest.param("    buildCommand: ./build.sh\n", False, id="its own command"),
        pytest.param("    rootDir: web\n", False, id="another folder"),
    ],
)
def test_what_render_installs_without_a_command(service, installed):
    assert (deployed({"render.yaml": RENDER + service}) is not None) is installed


def test_render_runs_an_image():
    text = "services:\n  - type: web\n    runtime: docker\n    dockerfilePath: ./Dockerfile\n"
    assert deployed({"render.yaml": text}) is None


def test_a_docs_definition_in_a_copy_of_another_repository():
    files = {
        "kit/.readthedocs.yaml": (
            "version: 2\npython:\n  install:\n    - requirements: docs/requirements.txt\n"
        ),
        "kit/docs/requirements.txt": "sphinx\n",
    }
    (install,) = tree(files).installs.of("kit/docs/requirements.txt")
    assert install.where.kind == "docs-host"
    # Read the Docs itself looks at the root first.
    root = {**files, "docs/requirements.txt": "sphinx\n"}
    assert tree(root).installs.of("kit/docs/requirements.txt") == ()
    assert len(tree(root).installs.of("docs/requirements.txt")) == 1
    gone = {name: text for name, text in files.items() if "docs/" not in name}
    assert [file.state for one in tree(gone).installs for file in one.files] == ["missing"]


IMAGE_FOR = (
    "on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n"
    "      - uses: docker/build-push-action@v6\n        with:\n          tags: {tag}\n"
    "  test:\n    runs-on: ubuntu-latest\n    container: {container}\n    steps:\n"
    "      - run: pytest\n"
)


@pytest.mark.parametrize(
    ("tag", "container", "end", "purpose"),
    [
        pytest.param("ghcr.io/a/kit-ci", "ghcr.io/a/kit-ci", "", "tests", id="that image"),
        pytest.param(
            "ghcr.io/a/kit-ci:${{ github.sha }}", "ghcr.io/a/kit-ci:3", "", "tests", id="tags"
        ),
        pytest.param("ghcr.io/a/kit", "ghcr.io/a/kit-ci", "", "production", id="another one"),
        pytest.param("python", "python:3.12", "", "production", id="a name that is anybody's"),
        pytest.param(
            "ghcr.io/a/kit", "ghcr.io/a/kit", "CMD kit\n", "production", id="it starts the program"
        ),
    ],
)
def test_an_image_that_jobs_run_in(tag, container, end, purpose):
    files = {
        "Dockerfile": f"FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n{end}",
        ".github/workflows/ci.yml": IMAGE_FOR.format(tag=tag, container=container),
    }
    (found,) = [each for each in installs(files) if each.path == "Dockerfile"]
    assert found.purpose.kind == purpose


@pytest.mark.parametrize(
    ("copied", "service", "purpose"),
    [
        pytest.param("dev.txt", "volumes: ['.:/src']", "development", id="code that it lacks"),
        pytest.param(
            "dev.txt", "volumes: ['./kit:/src']", "development", id="a folder of the code"
        ),
        pytest.param("dev.txt", "volumes: ['./data:/data']", "production", id="data alone"),
        pytest.param("dev.txt", "ports: ['80:80']", "production", id="nothing is mounted"),
        pytest.param(".", "volumes: ['.:/src']", "production", id="it has all of it, too"),
        pytest.param("kit dev.txt", "volumes: ['.:/src']", "production", id="it has the code"),
    ],
)
def test_an_image_that_compose_mounts_the_code_into(copied, service, purpose):
    files = {
        "dev.txt": "six\n",
        "kit/a.py": "",
        "data/a.csv": "",
        "Dockerfile": f"FROM python:3.12\nCOPY {copied} /src/\nRUN pip install -r /src/dev.txt\n",
        "compose.yaml": (
            f"services:\n  web:\n    build: .\n    command: gunicorn kit.a:app\n    {service}\n"
        ),
    }
    (found,) = installs(files)
    assert found.purpose.kind == purpose


def test_an_image_without_code_that_ci_builds_and_compose_mounts_code_into():
    files = {
        "dev.txt": "six\n",
        "kit/a.py": "",
        "Dockerfile": "FROM python:3.12\nCOPY dev.txt /src/\nRUN pip install -r /src/dev.txt\n",
        "compose.yaml": "services:\n  web:\n    build: .\n    volumes: ['.:/src']\n",
        ".gitlab-ci.yml": "release:\n  script: docker build -t a/kit . && docker push a/kit\n",
    }
    assert {each.purpose.kind for each in installs(files)} == {"production"}


def test_an_image_that_jobs_of_gitlab_run_in():
    files = {
        "base/Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install -r requirements.txt\n",
        ".gitlab-ci.yml": (
            "image: $CI_REGISTRY_IMAGE/ci:latest\n"
            "build:\n  script: docker build -t $CI_REGISTRY_IMAGE/ci -f base/Dockerfile .\n"
            "test:\n  script: pytest\n"
        ),
    }
    (found,) = [each for each in installs(files) if each.path == "base/Dockerfile"]
    assert found.purpose.kind == "tests"


def test_a_list_in_a_linked_folder_is_the_one_that_it_leads_to():
    files = {"docker/Dockerfile": "FROM python\nCOPY lists/x.txt .\nRUN pip install -r x.txt\n"}
    given = tree({**files, "lists/x.txt": "six\n"}, links={"docker/lists": "../lists"}).installs
    assert [file.path for install in given for file in install.files] == ["lists/x.txt"]


def test_what_a_page_explains_behind_a_command_of_cmd_is_not_given_to_it():
    page = "```bat\npy -m pip install flask          # from git\n```\n"
    names = [name.key for install in installs({"README.md": page}) for name in install.names]
    assert names == ["flask"]


OWN_FOLDERS = [
    '"$(dirname "$0")/b.sh"',
    '"${0%/*}/b.sh"',
    'cd "$(dirname "$0")"\n./b.sh',
    'here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\n"$here"/b.sh',
    'here=$(dirname "$(realpath "$0")")\n. $here/b.sh',
    'me="${BASH_SOURCE:-$0}"\nhere="$(cd "$(dirname "$me")" && pwd)"\nbash ${here}/b.sh',
    'here=$(readlink -f "$0")/..\n"$here/b.sh"',
    'root="$(dirname "$0")/.."\n"$root/scripts/b.sh"',
]
SCRIPTS = {"scripts/b.sh": "#!/bin/bash\npoetry install\n"}


@pytest.mark.parametrize("text", OWN_FOLDERS)
@pytest.mark.parametrize(
    ("path", "caller", "kind"),
    [
        (
            "Dockerfile",
            "FROM python:3.12\nWORKDIR /app\nCOPY scripts ./scripts\nRUN bash ./scripts/a.sh\n",
            "image",
        ),
        (
            ".github/workflows/a.yml",
            "jobs:\n  t:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: bash scripts/a.sh\n",
            "ci",
        ),
    ],
)
def test_a_script_calls_another_one_by_its_own_folder(text, path, caller, kind):
    files = {path: caller, "scripts/a.sh": f"#!/bin/bash\n{text}\n", **SCRIPTS}
    assert [(i.tool, i.path) for i in installs(files) if i.where.kind == kind] == [
        ("poetry", "scripts/b.sh")
    ]


@pytest.mark.parametrize("text", ['"$TOOLS/b.sh"', 'here=$(mktemp -d)\n"$here/b.sh"', '"$0" --all'])
def test_a_script_of_an_unknown_folder_is_not_followed(text):
    files = {
        "Dockerfile": "FROM python:3.12\nCOPY scripts /scripts\nRUN bash /scripts/a.sh\n",
        "scripts/a.sh": f"#!/bin/bash\n{text}\n",
        **SCRIPTS,
    }
    assert [i.path for i in installs(files) if i.where.kind == "image"] == []


@pytest.mark.parametrize(
    "command",
    [
        "pipx inject ipython matplotlib --output json",
        "pipx inject --backend uv ipython matplotlib",
        "pipx inject ipython -r more.txt matplotlib",
    ],
)
def test_values_of_pipx_are_no_names(command):
    assert {name.key for name in one(command).names} <= {"ipython", "matplotlib"}
