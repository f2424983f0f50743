"""VL407: the key of a cached environment holds the exact Python."""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

CODE = "VL407"
PATH = ".github/workflows/ci.yml"
HEAD = (
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses:"
    " actions/checkout@v4\n      - uses: actions/setup-python@v5\n        id: py\n        with:\n  "
    '        python-version: "3.12"\n'
)
MATRIX = HEAD.replace(
    "    steps:", '    strategy:\n      matrix:\n        python: ["3.11", "3.12"]\n    steps:'
).replace('"3.12"\n', "${{ matrix.python }}\n")


EXACT = "${{ steps.py.outputs.python-version }}"


def cache(
    key: str,
    path: str = ".venv",
    fallback: str = "",
    head: str = HEAD,
    uses: str = "actions/cache@v4",
) -> str:
    text = (
        f"{head}      - uses: {uses}\n        with:\n          path: {path}\n          key: {key}\n"
    )
    return text + (f"          restore-keys: |\n            {fallback}\n" if fallback else "")


def said(text: str, path: str = PATH, **files: str) -> list[tuple[int, str]]:
    return [(v.at.line, v.severity.label) for v in findings(CODE, {path: text, **files})]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(cache("a", "~/.cache/pip"), id="downloads of pip"),
        pytest.param(cache("a", "~/.cache/pypoetry/cache"), id="downloads of Poetry"),
        pytest.param(cache("a", "~/.local/share/virtualenv"), id="virtualenv's wheels"),
        pytest.param(cache("a", "node_modules"), id="something else"),
        pytest.param(cache("a", "environment"), id="a folder with a similar name"),
        pytest.param(cache("v-${{ steps.py.outputs.python-version }}"), id="the exact version"),
        pytest.param(
            cache("v-${{ env.pythonLocation }}-${{ hashFiles('poetry.lock') }}"),
            id="the interpreter's path",
        ),
        pytest.param(
            cache("v-${{ hashFiles('.python-version') }}"), id="a version file that the run makes"
        ),
        pytest.param(
            cache(
                "v-${{ steps.full.outputs.version }}",
                head=HEAD + "      - id: full\n        run: python -V >> $GITHUB_OUTPUT\n",
            ),
            id="computed in the run",
        ),
        pytest.param(cache("v-${{ env.PY }}"), id="written to GITHUB_ENV"),
        pytest.param(cache("v-${{ inputs.cache-key }}"), id="given by somebody else"),
        pytest.param(
            cache(
                "${{ env.KEY }}",
                head=HEAD.replace(
                    "    steps:",
                    "    env: {KEY: 'v-${{ steps.py.outputs.python-version }}'}\n    steps:",
                ),
            ),
            id="through a variable",
        ),
        pytest.param(cache("v-3.12.4"), id="a literal patch"),
        pytest.param(
            cache(
                "v-${{ steps.py.outputs.python-version }}",
                fallback="v-${{ steps.py.outputs.python-version }}-",
            ),
            id="a fallback that keeps it",
        ),
        pytest.param(
            cache(
                "v-${{ matrix.python }}",
                head=MATRIX.replace("3.11", "3.11.9").replace("3.12", "3.12.4"),
            ),
            id="patches in the matrix",
        ),
        pytest.param(
            cache(
                "v-3.12", head=HEAD.replace("    steps:", "    container: python:3.12\n    steps:")
            ),
            id="a minor in a container",
        ),
        pytest.param(
            cache(
                "v-${{ hashFiles('**/key.md5') }}",
                head=HEAD + "      - run: md5sum $(which python) > key.md5\n",
            ),
            id="a file that the run makes",
        ),
        pytest.param(
            cache("v-${{ hashFiles('x') }}", uses="actions/upload-artifact@v4"), id="no cache"
        ),
    ],
)
def test_quiet(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            cache("v-${{ runner.os }}-${{ hashFiles('poetry.lock') }}"),
            [(14, "error")],
            id="nothing",
        ),
        pytest.param(
            cache("${{ runner.os }}-py-1", "venv"), [(14, "error")], id="py is no version"
        ),
        pytest.param(cache("ubuntu-22.04-v2-poetry-1.8"), [(14, "error")], id="other versions"),
        pytest.param(
            cache("v-${{ github.ref }}-${{ steps.date.outputs.week }}"),
            [(14, "error")],
            id="computed, but a date",
        ),
        pytest.param(
            cache("v-${{ env.CACHE_VERSION }}"), [(14, "error")], id="a number that is counted up"
        ),
        pytest.param(
            cache("v-${{ matrix.python }}", head=MATRIX),
            [(17, "info")],
            id="the matrix holds minors",
        ),
        pytest.param(cache("v-py312"), [(14, "info")], id="a literal minor"),
        pytest.param(
            cache("v-${{ hashFiles('.github/workflows/*.yml') }}"),
            [(14, "info")],
            id="the workflow names the minor",
        ),
        pytest.param(
            cache("v-${{ steps.py.outputs.python-version }}-1", fallback="v-"),
            [(14, "warning")],
            id="a fallback drops it",
        ),
        pytest.param(
            cache("v-${{ matrix.python }}", fallback="v-", head=MATRIX),
            [(17, "warning")],
            id="minor, and a fallback drops it",
        ),
        pytest.param(
            cache("v", "${{ github.workspace }}/my-env").replace(
                "      - uses: actions/cache",
                "      - run: python -m venv my-env\n      - uses: actions/cache",
            ),
            [(15, "error")],
            id="another name, made by the job",
        ),
    ],
)
def test_github(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(("pin", "expected"), [("3.12.8\n", []), ("3.12\n", [(14, "info")])])
def test_a_hashed_version_file_is_as_exact_as_it_is(pin, expected):
    assert (
        said(cache("v-${{ hashFiles('.python-version', 'uv.lock') }}"), **{".python-version": pin})
        == expected
    )


@pytest.mark.parametrize(
    ("path", "severity"), [(".tox", "info"), (".nox/", "info"), ("|\n .tox\n .venv", "error")]
)
def test_tox_and_nox_look_at_the_python_of_theirs(path, severity):
    text = cache("v-1", path.replace("\n ", "\n            "), head=MATRIX)
    assert [label for _, label in said(text)] == [severity]
    text = cache(f"v-{EXACT}", path.replace("\n ", "\n            "), fallback="v-")
    assert [label for _, label in said(text)] == [severity.replace("error", "warning")]


def test_the_message_where_a_program_makes_it_anew():
    assert lint(CODE, {PATH: cache("v-1", ".tox")}) == [
        (
            f"{PATH}:14: this cache of the environment `.tox` is found by every Python; `tox`"
            " makes the environment anew where its own is gone"
        )
    ]


def test_restore_and_save_with_one_key_are_one_cache():
    text = (
        cache("v-1", uses="actions/cache/restore@v4")
        + "      - uses: actions/cache/save@v4\n        with:\n          path: .venv\n         "
        " key: v-1\n"
    )
    assert said(text) == [(18, "error")]


def test_a_composite_action_is_judged_by_what_its_users_give():
    action = (
        "inputs: {key: {}}\nruns:\n  using: composite\n  steps:\n    - uses: actions/cache@v4\n    "
        "  with:\n        path: venv\n        key: v-${{ inputs.key }}\n"
    )
    use = (
        "on: push\njobs:\n  a:\n    steps:\n      - uses: ./.github/actions/x\n        with: {key:"
        " KEY}\n"
    )
    path = ".github/actions/x/action.yml"
    assert findings(CODE, {path: action}) == []
    assert [(v.at.path, v.at.line) for v in findings(CODE, {path: action, PATH: use})] == [
        (path, 8)
    ]
    assert findings(CODE, {path: action, PATH: use.replace("KEY", "py3.12.4")}) == []


def test_the_message():
    assert lint(CODE, {PATH: cache("v-1", "|\n            ~/.cache/pip\n            ./venv/")}) == [
        (
            f"{PATH}:16: the key of this cache of the environment `venv` does not hold the Python"
            " version"
        )
    ]


CIRCLE = """\
version: 2.1
jobs:
  build:
    docker:
      - image: cimg/python:3.12
    steps:
      - run: python -V > py.txt
      - restore_cache:
          keys:
            - {key}
            - {fallback}
      - run: python3 -m venv venv
      - save_cache:
          key: {key}
          paths: [./venv]
"""


@pytest.mark.parametrize(
    ("key", "fallback", "expected"),
    [
        ('v1-{{ checksum "requirements.txt" }}', "v1-", [(14, "error")]),
        ('v1-py3.12-{{ checksum "requirements.txt" }}', "v1-", [(14, "warning")]),
        ('v1-py3.12-{{ checksum "requirements.txt" }}', "v1-py3.12-", [(14, "info")]),
        ("v1-py3.12.4", "v1-py3.12.4-", []),
        ("v1-{{ .Revision }}", "v1-{{ .Revision }}-", []),
        ("v1-<< pipeline.id >>", "v1-", [(14, "warning")]),
        ('v1-{{ checksum "py.txt" }}', 'v1-{{ checksum "py.txt" }}-', []),
        ('v1-{{ checksum "/home/circleci/.pyenv/version" }}', "v1-{{ .Revision }}-", []),
        ('v1-{{ checksum "version" }}', "v1-{{ .Revision }}-", [(14, "error")]),
    ],
)
def test_circleci(key, fallback, expected):
    text = CIRCLE.replace("{key}", key).replace("{fallback}", fallback)
    assert said(text, ".circleci/config.yml", **{"requirements.txt": ""}) == expected


@pytest.mark.parametrize(
    ("paths", "head", "expected"),
    [
        ("~/.local/share/uv", "", []),
        ("~/.local/share/uv/python", "", []),
        ("/home/circleci/.pyenv/versions", "", []),
        ("~/.local/share/mise/installs/", "", []),
        ("~/.cache/uv", "", [(13, "error")]),
        ("~/.local/share/uv/tools", "", [(13, "error")]),
        ("opt/pythons", "    environment: {UV_PYTHON_INSTALL_DIR: opt/pythons}\n", []),
        ("opt/others", "    environment: {UV_PYTHON_INSTALL_DIR: opt/pythons}\n", [(14, "error")]),
    ],
)
def test_what_the_environment_links_to_is_kept_with_it(paths, head, expected):
    text = CIRCLE.replace("{key}", "v1").replace("            - {fallback}\n", "")
    text = text.replace("    steps:", f"{head}    steps:", 1)
    text = text.replace("paths: [./venv]", f"paths: [./venv, {paths}]")
    assert said(text, ".circleci/config.yml") == expected


def test_a_python_that_the_job_sets_up_is_not_kept_with_it():
    kept = "|\n            .venv\n            ~/.local/share/uv"
    assert said(cache("a", kept)) == [(16, "error")]
    alone = HEAD[: HEAD.index("      - uses: actions/setup-python")]
    assert said(cache("a", kept, head=alone)) == []


def test_circleci_other_images():
    text = CIRCLE.replace("{key}", "v1-py3.12").replace("{fallback}", "v1-py3.12-")
    text = text.replace("cimg/", "")
    assert said(text, ".circleci/config.yml") == []
    exact = CIRCLE.replace("python:3.12", "python:3.12.4").replace(
        "{key}", 'v1-{{ checksum ".circleci/config.yml" }}'
    )
    assert said(exact.replace("            - {fallback}\n", ""), ".circleci/config.yml") == []


CONTAINER = "    container: python:3.12\n    steps:"


@pytest.mark.parametrize(
    ("key", "fallback", "head", "expected"),
    [
        pytest.param("v-${{ github.run_id }}", "", HEAD, [], id="a run on one Python"),
        pytest.param(
            "v-${{ github.sha }}",
            "",
            HEAD.replace("    steps:", CONTAINER),
            [],
            id="in a container",
        ),
        pytest.param(
            "v-${{ github.sha }}",
            "v-",
            HEAD.replace("    steps:", CONTAINER),
            [(15, "warning")],
            id="a fallback drops it",
        ),
        pytest.param("v-${{ github.sha }}", "", MATRIX, [(17, "error")], id="several Pythons"),
        pytest.param("v-${{ github.ref }}", "", HEAD, [(14, "error")], id="a branch lives longer"),
    ],
)
def test_the_commit_or_the_run_in_the_key(key, fallback, head, expected):
    assert said(cache(key, fallback=fallback, head=head)) == expected


def test_jobs_of_different_images_share_no_key():
    text = (
        "image: python:3.12\ncache:\n  key: v-$CI_PIPELINE_ID\n  paths: [.venv]\na:\n  script:"
        " [make]\nb:\n  IMAGEscript: [make]\n"
    )
    assert said(text.replace("IMAGE", ""), ".gitlab-ci.yml") == []
    assert said(text.replace("IMAGE", "image: python:3.13\n  "), ".gitlab-ci.yml") == [(3, "error")]


@pytest.mark.parametrize(
    ("cache", "expected"),
    [
        ("key: $CI_COMMIT_REF_SLUG\n  paths: [venv/]", [(3, "error")]),
        ('key: "$CI_JOB_IMAGE"\n  paths: [venv/]', []),
        ("key: py3.12\n  paths: [$CI_PROJECT_DIR/.venv]", []),
        (
            "key:\n    files: [poetry.lock]\n    prefix: $CI_JOB_NAME\n  paths: [.venv]",
            [(3, "error")],
        ),
        ("paths: [.cache/pip, venv/]", [(2, "error")]),
        ("key: a\n  paths: [.cache/pip]", []),
    ],
)
def test_gitlab(cache, expected):
    text = (
        f"image: python:3.12\ncache:\n  {cache}\ntest:\n  script: [make]\nlint:\n  script: [make]\n"
    )
    assert said(text, ".gitlab-ci.yml") == expected


@pytest.mark.parametrize(
    ("script", "is_said"),
    [
        ("pip install ruff && ruff check .", False),
        ("pip install -r requirements.txt\n    - cd api && pytest", False),
        ("python --version", False),
        ("pip install virtualenv && virtualenv venv", True),
        ("python -m venv .venv", True),
        ("pip install poetry && poetry install", True),
        ("make test", True),
        ("./ci/test.sh", True),
        ("python ci/test.py", True),
        ("source .venv/bin/activate && pytest", True),
    ],
)
def test_an_environment_that_no_job_makes_is_not_kept(script, is_said):
    text = f"cache:\n  paths: [.cache/pip, .venv]\ntest:\n  script:\n    - {script}\n"
    assert bool(said(text, ".gitlab-ci.yml")) is is_said


@pytest.mark.parametrize(
    ("cache", "expected"),
    [
        ("venv: venv", [(4, "error")]),
        ("venv: {path: venv, key: {files: [requirements.txt]}}", [(4, "error")]),
        ("venv: {path: venv, key: {files: [.python-version]}}", []),
        ("venv: ~/.cache/pip", []),
    ],
)
def test_bitbucket(cache, expected):
    text = (
        f"image: python:3.12\ndefinitions:\n  caches:\n    {cache}\npipelines:\n  default:\n    -"
        " step: {caches: [venv, pip], script: [make]}\n"
    )
    assert said(text, "bitbucket-pipelines.yml", **{".python-version": "3.12.1\n"}) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("'\"$(Agent.OS)\" | requirements.txt'", [(9, "error")]),
        ('\'"$(Agent.OS)" | "$(python.version)" | requirements.txt\'', [(9, "info")]),
        ("'\"$(pythonVersion)\" | requirements.txt'", []),
    ],
)
def test_azure(key, expected):
    text = (
        "strategy:\n  matrix:\n    a:\n      python.version: '3.12'\nsteps:\n  - task: Cache@2\n  "
        f"  inputs:\n      path: $(System.DefaultWorkingDirectory)/.venv\n      key: {key}\n  -"
        " task: UsePythonVersion@0\n    inputs: {versionSpec: $(python.version)}\n"
    )
    assert said(text, "azure-pipelines.yml") == expected


@pytest.mark.parametrize(
    ("action", "files", "expected"),
    [
        pytest.param("cachix/install-nix-action@v30", {"flake.lock": "{}"}, [], id="Nix"),
        pytest.param("cachix/install-nix-action@v30", {}, [(10, "error")], id="no lock of Nix"),
        pytest.param("actions/checkout@v5", {"flake.lock": "{}"}, [(10, "error")], id="no Nix"),
    ],
)
def test_a_lock_that_says_which_python_nix_brings(action, files, expected):
    head = f"on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - uses: {action}\n"
    assert said(cache("v-${{ hashFiles('*.lock') }}", head=head), **files) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param("tox-3.12-x", [(14, "info")], id="the Python that is set up"),
        pytest.param("tox-3.28-x", [(14, "error")], id="tox"),
    ],
)
def test_a_version_behind_a_tools_name(key, expected):
    assert said(cache(key, ".venv")) == expected


def test_the_advice_names_the_image_where_nothing_sets_up_a_python():
    head = HEAD.replace("    steps:", "    container: debian:12\n    steps:")
    bare = "\n".join(line for line in head.split("\n") if "setup-python" not in line)
    (found,) = findings("VL407", {".github/workflows/ci.yml": cache("v-1", head=bare)})
    assert "the name of the job's image (`debian:12`)" in found.suggestion


@pytest.mark.parametrize(
    ("identity", "asks", "expected"),
    [
        pytest.param("id: py", "py", [], id="that step"),
        pytest.param("id: Py", "pY", [], id="in any case"),
        pytest.param("id: py", "setup-python", [14], id="another step"),
        pytest.param("name: py", "py", [13], id="a name is no id"),
    ],
)
def test_a_step_that_the_key_asks(identity, asks, expected):
    head = HEAD.replace("        id: py\n", f"        {identity}\n")
    if "name" in identity:
        head = head.replace(f"        {identity}\n", "")
    text = cache(f"v-${{{{ steps.{asks}.outputs.python-version }}}}", head=head)
    assert [line for line, _ in said(text)] == expected
    for found in findings(CODE, {PATH: text}):
        assert f"no step before it has the `id` {asks}" in found.message
        assert (f"the line `id: {asks}`" in found.suggestion) is ("name" in identity)


def test_a_step_after_the_cache_has_said_nothing_yet():
    text = cache("v-${{ steps.late.outputs.python-version }}")
    assert said(text + "      - uses: actions/setup-python@v5\n        id: late\n") == [
        (14, "error")
    ]


@pytest.mark.parametrize(
    ("asks", "lines"),
    [
        pytest.param("own", [], id="a step of the action"),
        pytest.param("outer", [12], id="one of the job that uses it"),
    ],
)
def test_a_composite_action_sees_its_own_steps(asks, lines):
    action = (
        "runs:\n  using: composite\n  steps:\n    - uses: actions/setup-python@v5\n"
        '      id: own\n      with:\n        python-version: "3.12"\n'
        "    - uses: actions/cache@v4\n      with:\n        path: .venv\n"
        "        # the key\n        key: v-${{ steps." + asks + ".outputs.python-version }}\n"
    )
    workflow = (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: date\n        id: outer\n      - uses: ./.github/actions/env\n"
        "      - run: .venv/bin/pytest\n"
    )
    files = {PATH: workflow, ".github/actions/env/action.yml": action}
    assert [found.at.line for found in findings(CODE, files)] == lines


LOCATION = "${{ env.pythonLocation }}"


@pytest.mark.parametrize(
    ("path", "key", "fallback", "expected"),
    [
        pytest.param(LOCATION, "deps", "", [], id="the interpreter's own folder"),
        pytest.param(LOCATION, f"v-{LOCATION}", "v-", [], id="a fallback without it"),
        pytest.param("~/3.12.4/.venv", "v", "", [], id="a literal patch"),
        pytest.param("~/${{ matrix.python }}/.venv", "v", "", ["info"], id="a minor"),
        pytest.param(".venv", f"v-{LOCATION}", "v-", ["warning"], id="the key alone"),
        pytest.param(".venv", "v", "", ["error"], id="nothing"),
    ],
)
def test_github_finds_a_cache_by_its_paths_too(path, key, fallback, expected):
    """The version of a cache is made of its paths, as they are in the run."""
    head = MATRIX if "matrix" in path else HEAD
    assert [label for _, label in said(cache(key, path, fallback, head))] == expected


def test_other_systems_ask_for_the_key_alone():
    text = (
        "image: python:3.12\ntest:\n"
        "  script: [test -d 3.12.4/.venv || python -m venv 3.12.4/.venv]\n"
        "  cache:\n    key: v\n    paths: [3.12.4/.venv]\n"
    )
    assert [label for _, label in said(text, ".gitlab-ci.yml")] == ["error"]


@pytest.mark.parametrize(
    ("image", "key", "told"),
    [
        ("python:3.12", "a", "Put the image's name (`$CI_JOB_IMAGE`) into the key, or"),
        ("r.io/a/python:3.12", "a", "Put the Python version of the image (such as `py3.12`) into"),
        ("python:3.12", "{files: [a.lock]}", "Give the key a `prefix` with the image's name"),
        (
            "python:3.12",
            "{files: [a.lock], prefix: x}",
            "Put the image's name (`$CI_JOB_IMAGE`) into the",
        ),
    ],
)
def test_what_gitlab_takes(image, key, told):
    text = (
        f"image: {image}\nt:\n  cache: {{key: {key}, paths: [.venv]}}\n"
        "  script: [python -m venv .venv, .venv/bin/pip install six]\n"
    )
    (found,) = findings("VL407", {".gitlab-ci.yml": text})
    assert found.suggestion.startswith(told)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        pytest.param("", "which a step has to write to `$GITHUB_OUTPUT`", id="the machine's own"),
        pytest.param("      - uses: astral-sh/setup-uv@v7\n", "to `$GITHUB_OUTPUT`", id="uv's"),
        pytest.param(
            "      - uses: ./.github/actions/python\n", "where `ID` is the `id`", id="an action's"
        ),
    ],
)
def test_where_the_version_comes_from_without_a_step_that_has_it(step, told):
    action = "runs:\n  using: composite\n  steps:\n    - uses: actions/setup-python@v5\n"
    head = HEAD.partition("      - uses: actions/setup-python")[0] + step
    files = {PATH: cache("a", head=head), ".github/actions/python/action.yml": action}
    (found,) = findings(CODE, files)
    assert told in found.suggestion
