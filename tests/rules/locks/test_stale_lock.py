"""VL601: locks that do not match what they were made from. The hashes and locks here are those of
the real tools.
"""

from __future__ import annotations

import pytest

from tests.lint import findings, lint

UV_PROJECT = """\
[project]
name = "Led.ger"
version = "0.4.0"
requires-python = ">=3.12"
dependencies = ["Six ~= 1.16 ; python_version < '3.14'", "iniconfig>=2, <3, !=2.0.1"]

[project.optional-dependencies]
Fast_IO = ["colorama; platform_system == 'Windows'"]

[dependency-groups]
base = ["click>=8"]
dev = [{ include-group = "base" }, "six"]

[tool.uv]
constraint-dependencies = ["idna<5"]
"""
# Made by uv 0.13.9; files and hashes left out.
UV_LOCK = """\
version = 1
revision = 5
requires-python = ">=3.12"

[manifest]
constraints = [{ name = "idna", specifier = "<5" }]

[[package]]
name = "click"
version = "8.5.1"
source = { registry = "https://index.example.invalid/simple" }

[[package]]
name = "led-ger"
version = "0.4.0"
source = { virtual = "." }
dependencies = [
    { name = "iniconfig" },
    { name = "six", marker = "python_full_version < '3.14'" },
]

[package.metadata]
requires-dist = [
    { name = "colorama", marker = "sys_platform == 'win32' and extra == 'fast-io'" },
    { name = "iniconfig", specifier = ">=2,!=2.0.1,<3" },
    { name = "six", marker = "python_full_version < '3.14'", specifier = "~=1.16" },
]
provides-extras = ["fast-io"]

[package.metadata.requires-dev]
base = [{ name = "click", specifier = ">=8" }]
dev = [
    { name = "click", specifier = ">=8" },
    { name = "six" },
]

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://index.example.invalid/simple" }
"""


def uv(old: str = "", new: str = "", lock: str = UV_LOCK) -> list[str]:
    assert old in UV_PROJECT
    return lint(
        "VL601",
        {"pyproject.toml": UV_PROJECT.replace(old, new) if old else UV_PROJECT, "uv.lock": lock},
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("", "", id="fresh"),
        pytest.param("Led.ger", "led_ger", id="another spelling of the name"),
        pytest.param('"0.4.0"', '"0.4"', id="another spelling of the version"),
        pytest.param(
            "iniconfig>=2, <3, !=2.0.1",
            "INIconfig !=2.0.1,<3.0,>=2.0",
            id="another spelling of a range",
        ),
        pytest.param(
            "python_version < '3.14'",
            "python_full_version < '3.14'",
            id="another spelling of a marker",
        ),
        pytest.param(
            "platform_system == 'Windows'", "sys_platform == 'win32'", id="the same platform"
        ),
        pytest.param('{ include-group = "base" }', '"click>=8"', id="a group written out"),
        pytest.param(
            "[tool.uv]\n",
            "[tool.ruff]\nline-length = 100\n[tool.uv]\n",
            id="something else changed",
        ),
        pytest.param('"six"]', '"six>=1.*"]', id="a form that only uv takes"),
        pytest.param(
            'requires-python = ">=3.12"',
            'requires-python = ">=3.13"',
            id="the range of Pythons is another rule's",
        ),
        pytest.param('version = "0.4.0"', 'dynamic = ["version"]', id="the version is worked out"),
    ],
)
def test_uv_quiet(old, new):
    assert uv(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "iniconfig>=2, <3, !=2.0.1",
            "iniconfig>=2.1",
            "`iniconfig` was locked for `>=2,!=2.0.1,<3`, not for `>=2.1`",
        ),
        ('dependencies = ["Six', 'dependencies = ["attrs", "Six', "`attrs` is not in it"),
        ("\"Six ~= 1.16 ; python_version < '3.14'\", ", "", "`six` is no longer wanted"),
        ("< '3.14'", "< '3.13'", "`six` was locked for another marker"),
        (
            "; platform_system == 'Windows'",
            "",
            "`colorama` was locked for another marker in the extra `fast-io`",
        ),
        (
            '"click>=8"]',
            '"click>=8", "attrs"]',
            "`attrs` of the group `base` is not in it, `attrs` of the group `dev` is not in it",
        ),
        ('"0.4.0"', '"0.5.0"', "it has version 0.4.0 of `led-ger`, not 0.5.0"),
        ("Led.ger", "shop", "the project is called `led-ger` in it, not `shop`"),
        (
            "idna<5",
            "idna<6",
            "`idna` was locked for `<5`, not for `<6` in `constraint-dependencies`",
        ),
        (
            "iniconfig>=2, <3, !=2.0.1",
            "iniconfig[x]>=2, <3, !=2.0.1",
            "`iniconfig` was locked with other extras",
        ),
        (
            "[tool.uv]\n",
            "[tool.uv]\nsources.iniconfig.path = '../x'\n",
            "`iniconfig` was locked from an index, not from elsewhere",
        ),
        (
            "[tool.uv]\n",
            "[tool.uv]\npackage = true\n",
            "the project was not a package when it was locked",
        ),
    ],
)
def test_uv_reports(old, new, message):
    (found,) = uv(old, new)
    assert found.split(": ", 1)[1] == f"`uv.lock` does not match its manifest: {message}"


# As uv 0.13.9 locks it with hatchling; setuptools leaves `kit[web]` as it is.
SELF_PROJECT = """\
[project]
name = "kit"
dynamic = ["version"]
requires-python = ">=3.11"

[project.optional-dependencies]
web = ["pluggy>=1.5", "packaging; sys_platform == 'win32'"]
most = ["kit[web]; python_version < '3.13'"]
all = ["kit[most]", "six"]

[build-system]
requires = ["hatchling"]
"""
SELF_LOCK = """\
version = 1
revision = 5
requires-python = ">=3.11"

[[package]]
name = "kit"
source = { editable = "." }

[package.metadata]
requires-dist = [
ENTRIES]
provides-extras = ["all", "most", "web"]
"""
FLAT = (
    "".join(
        f"    {{ name = \"packaging\", marker = \"sys_platform == 'win32' and extra == '{extra}'\" }},\n"
        f'    {{ name = "pluggy", marker = "extra == \'{extra}\'", specifier = ">=1.5" }},\n'
        for extra in ("all", "most", "web")
    )
    + '    { name = "six", marker = "extra == \'all\'" },\n'
)
VERBATIM = (
    '    { name = "kit", extras = ["most"], marker = "extra == \'all\'" },\n'
    '    { name = "kit", extras = ["web"], marker = "python_full_version < \'3.13\' and extra =='
    " 'most'\" },\n"
    "    { name = \"packaging\", marker = \"sys_platform == 'win32' and extra == 'web'\" },\n"
    '    { name = "pluggy", marker = "extra == \'web\'", specifier = ">=1.5" },\n'
    '    { name = "six", marker = "extra == \'all\'" },\n'
)


@pytest.mark.parametrize(
    ("project", "entries", "what"),
    [
        pytest.param(SELF_PROJECT, FLAT, "", id="dynamic, flattened"),
        pytest.param(SELF_PROJECT, VERBATIM, "", id="dynamic, word by word"),
        pytest.param(
            SELF_PROJECT.replace('"six"', '"attrs"'),
            FLAT,
            "`attrs` of the extra `all` is not in it, `six` of the extra `all` is no longer wanted",
            id="dynamic, and stale",
        ),
        pytest.param(
            SELF_PROJECT.replace("pluggy>=1.5", "pluggy>=1.6"),
            VERBATIM,
            "`pluggy` was locked for `>=1.5`, not for `>=1.6` in the extra `web`",
            id="word by word, and stale",
        ),
    ],
)
def test_uv_extras_of_the_project_itself(project, entries, what):
    files = {"pyproject.toml": project, "uv.lock": SELF_LOCK.replace("ENTRIES", entries)}
    said = lint("VL601", files)
    assert len(said) == bool(what)
    assert not what or what in said[0]


def test_uv_static_extras_are_recorded_word_by_word():
    static = SELF_PROJECT.replace('dynamic = ["version"]', 'version = "1"')
    lock = SELF_LOCK.replace('name = "kit"', 'name = "kit"\nversion = "1"')
    assert (
        lint("VL601", {"pyproject.toml": static, "uv.lock": lock.replace("ENTRIES", VERBATIM)})
        == []
    )
    assert lint("VL601", {"pyproject.toml": static, "uv.lock": lock.replace("ENTRIES", FLAT)}) != []


def test_uv_what_a_project_asks_of_itself_has_no_source():
    static = SELF_PROJECT.replace('dynamic = ["version"]', 'version = "1"')
    lock = SELF_LOCK.replace('"."', '"kit"').replace('name = "kit"', 'name = "kit"\nversion = "1"')
    files = {
        "pyproject.toml": (
            '[project]\nname = "shop"\nversion = "1"\n[tool.uv.sources]\nkit = {path = "kit"}\n'
        ),
        "kit/pyproject.toml": static,
        "uv.lock": lock.replace("ENTRIES", VERBATIM),
    }
    assert lint("VL601", files) == []
    files["kit/pyproject.toml"] = static.replace("kit[most]", "kit[web]")
    assert len(lint("VL601", files)) == 1


@pytest.mark.parametrize("where", ["editable", "virtual"])
def test_uv_a_project_among_its_own_sources(where):
    # Without `[tool.uv.workspace]` too, a project is a member of its own (uv 0.13, run).
    build = "[build-system]\nrequires = []\n" if where == "editable" else ""
    project = (
        '[project]\nname = "kit"\nversion = "1"\ndependencies = []\n'
        '[project.optional-dependencies]\nweb = []\nall = ["kit[web]>=1"]\n'
        "[tool.uv.sources]\nkit = { workspace = true }\n"
        f'[dependency-groups]\ndev = ["kit[web]"]\n{build}'
    )
    lock = (
        'version = 1\nrequires-python = ">=3.11"\n[[package]]\nname = "kit"\nversion = "1"\n'
        f'source = {{ {where} = "." }}\n[package.metadata]\nrequires-dist = [{{ name = "kit",'
        f' extras = ["web"], marker = "extra == \'all\'", {where} = "." }}]\n'
        'provides-extras = ["web", "all"]\n[package.metadata.requires-dev]\n'
        f'dev = [{{ name = "kit", extras = ["web"], {where} = "." }}]\n'
    )
    assert lint("VL601", {"pyproject.toml": project, "uv.lock": lock}) == []
    project = project.replace('dev = ["kit[web]"]', 'dev = ["kit[web]", "six"]')
    assert lint("VL601", {"pyproject.toml": project, "uv.lock": lock}) == [
        "uv.lock:4: `uv.lock` does not match its manifest: `six` of the group `dev` is not in it"
    ]


def test_uv_members():
    lock = UV_LOCK.replace("virtual", "editable").replace('"."', '"packages/one"')
    manifest = (
        UV_PROJECT
        + '\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    )
    files = {
        "uv.lock": lock,
        "pyproject.toml": (
            '[tool.uv]\nworkspace.members = ["packages/*"]\nconstraint-dependencies = ["idna<5"]\n'
        ),
    }
    assert lint("VL601", {**files, "packages/one/pyproject.toml": manifest}) == []
    assert (
        len(
            lint(
                "VL601",
                {**files, "packages/one/pyproject.toml": manifest.replace("click>=8", "click>=9")},
            )
        )
        == 1
    )


@pytest.mark.parametrize(
    ("members", "path", "new"),
    [
        ('["packages/*"]', "packages/two", True),
        ('["./packages/**/"]', "packages/a/two", True),
        ('["packages/*"]', "packages/a/two", False),
        ('["packages/*"]\nexclude = ["packages/t*"]', "packages/two", False),
        ('["packages/{one,two}"]', "packages/two", False),
    ],
)
def test_uv_members_that_joined_later(members, path, new):
    lock = UV_LOCK.replace(
        "[manifest]\n", '[manifest]\nmembers = [\n    "led-ger",\n    "one",\n]\n', 1
    )
    files = {
        "uv.lock": lock,
        "pyproject.toml": UV_PROJECT + f"\n[tool.uv.workspace]\nmembers = {members}\n",
    }
    project = '[project]\nname = "{}"\nversion = "1"\n'
    before = lint("VL601", {**files, "packages/one/pyproject.toml": project.format("one")})
    after = lint(
        "VL601",
        {
            **files,
            "packages/one/pyproject.toml": project.format("one"),
            f"{path}/pyproject.toml": project.format("Two_"),
        },
    )
    assert any("a member of the workspace" in text for text in after) is new
    assert not any("a member of the workspace" in text for text in before)


@pytest.mark.parametrize(
    "lock",
    [
        pytest.param(UV_LOCK.replace("version = 1\n", "version = 2\n", 1), id="a newer format"),
        pytest.param(
            UV_LOCK[: UV_LOCK.index("[package.metadata]")]
            + UV_LOCK[UV_LOCK.index('[[package]]\nname = "six"') :],
            id="an early uv",
        ),
        pytest.param(UV_LOCK.replace('"."', '"../elsewhere"'), id="a project out of the tree"),
        pytest.param("", id="empty"),
    ],
)
def test_uv_unknown_is_silence(lock):
    assert uv("click>=8", "click>=9", lock) == []


POETRY = (
    '[tool.poetry]\nname = "ledger"\nversion = "0.4.0"\n\n[tool.poetry.dependencies]\npython ='
    ' "^3.9"\nclick = "^8.1"\n\n'
)
POETRY_OLD = POETRY + '[tool.poetry.dev-dependencies]\niniconfig = "^2.0"\n'
POETRY_GROUP = POETRY + '[tool.poetry.group.dev.dependencies]\niniconfig = "^2.0"\n'
POETRY_PROJECT = (
    '[project]\nname = "ledger"\nversion = "0.4.0"\nrequires-python = ">=3.9,<4.0"\ndependencies ='
    ' ["click (>=8.1,<9.0)"]\n\n[tool.poetry]\npackage-mode = false\n'
)
POETRY_GROUPS = POETRY_PROJECT + '\n[dependency-groups]\ndev = ["iniconfig (>=2.0,<3.0)"]\n'
# What the `Locker` of the release says of the manifest.
POETRY_HASHES = [
    pytest.param(
        POETRY_OLD,
        "",
        "1.1",
        "d725065a1a94d6ee10c750cb2940485f54e0f8b6e5ab50f7ad467ceacc37907d",
        id="1.1",
    ),
    pytest.param(
        POETRY_OLD,
        "1.8.5",
        "2.0",
        "d725065a1a94d6ee10c750cb2940485f54e0f8b6e5ab50f7ad467ceacc37907d",
        id="1.8 dev-dependencies",
    ),
    pytest.param(
        POETRY_GROUP,
        "1.8.5",
        "2.0",
        "019732be6f93624434429151d621faefe60c779eb653c0a851de7f1c9c29a7ca",
        id="1.8 groups",
    ),
    pytest.param(
        POETRY_GROUP,
        "2.5.1",
        "2.1",
        "019732be6f93624434429151d621faefe60c779eb653c0a851de7f1c9c29a7ca",
        id="2.5 without project",
    ),
    pytest.param(
        POETRY_PROJECT,
        "1.8.5",
        "2.0",
        "115cf985d932e9bf5f540555bbdd75decbb62cac81e399375fc19f6277f8c1d8",
        id="1.8 knows no project",
    ),
    pytest.param(
        POETRY_PROJECT,
        "2.2.1",
        "2.1",
        "3e22c12834b5a5f9c767590669f95867c46e92892993b97191f522c46764b74f",
        id="2.2 project",
    ),
    pytest.param(
        POETRY_GROUPS,
        "2.2.1",
        "2.1",
        "3e22c12834b5a5f9c767590669f95867c46e92892993b97191f522c46764b74f",
        id="2.2 knows no groups",
    ),
    pytest.param(
        POETRY_GROUPS,
        "2.5.1",
        "2.1",
        "d2eb011e0397cfec17f41c382836505e188bc8049a44d7748d72aebe04659f5f",
        id="2.5 groups",
    ),
]


def poetry_lock(release: str, form: str, digest: str) -> str:
    header = (
        f"# This file is automatically @generated by Poetry {release} and should not be changed by"
        " hand.\n\n"
        if release
        else ""
    )
    metadata = (
        f'[metadata]\nlock-version = "{form}"\npython-versions = "^3.9"\ncontent-hash ='
        f' "{digest}"\n'
    )
    return header + '[[package]]\nname = "click"\nversion = "8.1.8"\n\n' + metadata


@pytest.mark.parametrize(("manifest", "release", "form", "digest"), POETRY_HASHES)
def test_poetry(manifest, release, form, digest):
    lock = poetry_lock(release, form, digest)
    assert lint("VL601", {"pyproject.toml": manifest, "poetry.lock": lock}) == []
    assert (
        lint(
            "VL601",
            {
                "pyproject.toml": manifest + "\n[tool.black]\nline-length = 100\n",
                "poetry.lock": lock,
            },
        )
        == []
    )
    if release == "1.8.5" and manifest is POETRY_PROJECT:
        return
    line = lock[: lock.index("content-hash")].count("\n") + 1
    for changed in {
        manifest.replace("8.1", "8.2"),
        manifest.replace(">=3.9", ">=3.10").replace('"^3.9"', '"^3.10"'),
    }:
        assert lint("VL601", {"pyproject.toml": changed, "poetry.lock": lock}) == [
            (
                f"poetry.lock:{line}: `poetry.lock` was made from another `pyproject.toml` than the one"
                " beside it"
            )
        ]


def test_poetry_groups_count_since_2_3():
    for release, count in (("2.2.1", 0), ("2.3.0", 1), ("2.5.1", 1)):
        lock = poetry_lock(
            release, "2.1", "3e22c12834b5a5f9c767590669f95867c46e92892993b97191f522c46764b74f"
        )
        assert len(lint("VL601", {"pyproject.toml": POETRY_GROUPS, "poetry.lock": lock})) == count


def test_poetry_unknown_format_is_silence():
    assert (
        lint(
            "VL601",
            {"pyproject.toml": POETRY_OLD, "poetry.lock": poetry_lock("3.0.0", "3.0", "0" * 64)},
        )
        == []
    )
    assert (
        lint(
            "VL601",
            {
                "pyproject.toml": "[tool.black]\n",
                "poetry.lock": poetry_lock("1.8.5", "2.0", "0" * 64),
            },
        )
        == []
    )
    assert lint("VL601", {"poetry.lock": poetry_lock("1.8.5", "2.0", "0" * 64)}) == []


PDM = (
    '[project]\nname = "ledger"\nversion = "0.4.0"\nrequires-python = ">=3.9"\ndependencies ='
    ' ["click>=8"]\n\n'
)
PDM_GROUPS = (
    PDM + '[dependency-groups]\nDev_A = ["six"]\n\n[tool.pdm.dev-dependencies]\nt = ["idna"]\n'
)
PDM_OLD = (
    PDM
    + '[tool.pdm.dev-dependencies]\nTest_A = ["idna"]\n\n[tool.pdm.resolution.overrides]\nidna ='
    ' "<5"\n'
)


@pytest.mark.parametrize(
    ("manifest", "form", "digest"),
    [
        pytest.param(
            PDM_GROUPS,
            "4.5.0",
            "8efdb03ca767e5e349b11d639c001d92ed57a606bed7429e01bd5ccc6428b72c",
            id="2.29",
        ),
        pytest.param(
            PDM_OLD,
            "4.5.0",
            "aa41b68ee4b04d60d39bc9270aa650e19dd7e35fd46c1fe091fa866a0d3b6a7b",
            id="2.18",
        ),
        pytest.param(
            PDM_OLD,
            "4.4.1",
            "59ded54e164891bc7d1ab1853d93cae391ac69e6c1b69d9f6dccaeafd0593855",
            id="2.12",
        ),
        pytest.param(
            PDM_OLD,
            "4.1",
            "59ded54e164891bc7d1ab1853d93cae391ac69e6c1b69d9f6dccaeafd0593855",
            id="2.3",
        ),
    ],
)
def test_pdm(manifest, form, digest):
    lock = (
        f'[metadata]\ngroups = ["default"]\nlock_version = "{form}"\ncontent_hash ='
        f' "sha256:{digest}"\n\n[[package]]\nname = "click"\n'
    )
    assert lint("VL601", {"pyproject.toml": manifest, "pdm.lock": lock}) == []
    assert (
        lint("VL601", {"pyproject.toml": manifest.replace('"0.4.0"', '"0.5.0"'), "pdm.lock": lock})
        == []
    )
    for changed in (
        manifest.replace("click>=8", "click>=9"),
        manifest.replace('"idna"', '"idna>3"'),
    ):
        assert lint("VL601", {"pyproject.toml": changed, "pdm.lock": lock}) == [
            "pdm.lock:4: `pdm.lock` was made from another `pyproject.toml` than the one beside it"
        ]
        assert (
            lint("VL601", {"pyproject.toml": changed, "pdm.lock": lock.replace(form, "5.0.0")})
            == []
        )
        assert (
            lint(
                "VL601",
                {
                    "pyproject.toml": changed + "\n[tool.pdm.workspace]\nmembers = []\n",
                    "pdm.lock": lock,
                },
            )
            == []
        )


PIPFILE = """\
[[source]]
name = "local"
url = "https://index.example.invalid/simple"
verify_ssl = true

[packages]
Six = "*"

[dev-packages]
click = ">=8"

[docs]
idna = "*"

[requires]
python_version = "3.12"
"""


@pytest.mark.parametrize(
    "digest",
    [
        pytest.param(
            "217884b4622ebf35390c2d189eeb2afd3bf17c2b7da081d933de1101287b7d63", id="Pipenv 2026"
        ),
        pytest.param(
            "64e6a83745b16ef0348741e558a14903305317a72af00d869134001981ea954e",
            id="names as written",
        ),
    ],
)
def test_pipenv(digest):
    lock = (
        '{"_meta": {"hash": {"sha256": "'
        + digest
        + '"}, "pipfile-spec": 6}, "default": {}, "develop": {}, "docs": {}}'
    )
    for same in (
        PIPFILE,
        PIPFILE + '\n[scripts]\nrun = "python -m ledger"\n',
        PIPFILE.replace("[packages]", "# why\n[packages]"),
    ):
        assert lint("VL601", {"Pipfile": same, "Pipfile.lock": lock}) == []
    for old, new in (
        ('Six = "*"', 'Six = ">1"'),
        (">=8", ">=9"),
        ('idna = "*"', 'idna = "<9"'),
        ("3.12", "3.13"),
    ):
        assert lint("VL601", {"Pipfile": PIPFILE.replace(old, new), "Pipfile.lock": lock}) == [
            "Pipfile.lock:1: `Pipfile.lock` was made from another `Pipfile` than the one beside it"
        ]
    assert (
        lint(
            "VL601",
            {"Pipfile": PIPFILE.replace(">=8", ">=9"), "Pipfile.lock": lock.replace(": 6", ": 7")},
        )
        == []
    )


PIP_COMPILE = """\
#
# This file is autogenerated by pip-compile with Python 3.12
# by the following command:
#
#    pip-compile --output-file=requirements.txt --strip-extras requirements.in
#
click==8.1.8
    # via -r requirements.in
coverage==7.17.3
    # via -r requirements.in

# The following packages are considered to be unsafe in a requirements file:
# setuptools
"""
COMPILE_IN = (
    "click>=8\ncoverage[toml]\nsix; python_version < '3.8'\ncolorama; sys_platform =="
    " 'win32'\nsetuptools\n-c limits.txt\n"
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(COMPILE_IN, id="fresh"),
        pytest.param(COMPILE_IN + "# note\n", id="a comment"),
        pytest.param(COMPILE_IN + "attrs; python_version < '3.12'\n", id="for older Pythons only"),
        pytest.param(COMPILE_IN + "-e .\n./local\n", id="paths"),
        pytest.param(COMPILE_IN + "pip\n", id="what pip-compile leaves out"),
    ],
)
def test_compiled_quiet(text):
    assert (
        lint(
            "VL601",
            {"requirements.in": text, "requirements.txt": PIP_COMPILE, "limits.txt": "attrs<9\n"},
        )
        == []
    )


def test_a_compiled_file_that_includes_another_holds_what_that_one_pins():
    head = "#\n# This file is autogenerated by pip-compile-multi\n# To update, run:\n#\n"
    head += "#    pip-compile-multi\n#\n"
    files = {
        "requirements/base.in": "six\n",
        "requirements/base.txt": f"{head}six==1.17.0\n    # via -r requirements/base.in\n",
        "requirements/dev.in": "-r base.in\nattrs\n",
        "requirements/dev.txt": f"{head}-r base.txt\nattrs==23.1.0\n    # via -r requirements/dev.in\n",
    }
    assert lint("VL601", files) == []
    files["requirements/base.in"] += "idna\n"
    assert [line.partition(":")[0] for line in lint("VL601", files)] == [
        "requirements/base.txt",
        "requirements/dev.txt",
    ]


def test_a_compiled_folder_without_a_name_may_be_what_is_missing():
    compiled = PIP_COMPILE.rstrip("\n") + "\n-e file:///usr/src/app/libs/core\n"
    files = {"requirements.in": COMPILE_IN + "shop\n", "requirements.txt": compiled}
    assert lint("VL601", files) == []
    files["requirements.in"] += "idna\n"
    assert len(lint("VL601", files)) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            COMPILE_IN + "attrs\n",
            "1: `requirements.txt` does not match `requirements.in`: `attrs` is missing",
        ),
        (
            COMPILE_IN.replace("click>=8", "click>=8.2"),
            (
                "7: `requirements.txt` does not match `requirements.in`: it pins `click` to 8.1.8,"
                " not to `>=8.2`"
            ),
        ),
        (
            COMPILE_IN + "attrs; python_version >= '3.12'\n",
            "1: `requirements.txt` does not match `requirements.in`: `attrs` is missing",
        ),
        (
            COMPILE_IN + "-r base.in\n",
            "1: `requirements.txt` does not match `base.in`: `idna` is missing",
        ),
    ],
)
def test_compiled_reports(text, message):
    files = {"requirements.in": text, "requirements.txt": PIP_COMPILE, "base.in": "idna\n"}
    assert lint("VL601", files) == [f"requirements.txt:{message}"]


MAKE = "lock:\n\tpip-compile requirements.in\n\t"


@pytest.mark.parametrize(
    ("more", "stale"),
    [
        pytest.param({"Makefile": MAKE + "sed -i '/^attrs/d' requirements.txt\n"}, False, id="sed"),
        pytest.param(
            {"Makefile": MAKE + "sed -i.bak s/a/b/ README.md\n"}, True, id="sed elsewhere"
        ),
        pytest.param({"Makefile": MAKE + "sed s/a/b/ requirements.txt\n"}, True, id="sed prints"),
        pytest.param(
            {"lock.sh": "pip-compile -o - requirements.in | grep -v attrs > requirements.txt\n"},
            False,
            id="a pipe",
        ),
        pytest.param(
            {"lock.sh": "sed /^attrs/d all.txt > requirements.txt\n"}, False, id="a pipe's sed"
        ),
        pytest.param(
            {"lock.sh": "sed /^attrs/d requirements.txt > x.txt\n"}, True, id="into another file"
        ),
        pytest.param(
            {"lock.sh": "grep -v attrs requirements.txt > x && mv x requirements.txt\n"},
            False,
            id="moved over it",
        ),
        pytest.param(
            {"lock.sh": "for f in *.txt; do sed -i s/a/b/ $f; done\n# requirements.txt\n"},
            False,
            id="whatever a loop means",
        ),
        pytest.param(
            {"lock.sh": "python tools/strip.py requirements.txt\n"}, False, id="given to a script"
        ),
        pytest.param(
            {"lock.sh": "pip-compile requirements.in > requirements.txt\n"}, True, id="the compiler"
        ),
        pytest.param({"lock.sh": "pip install -r requirements.txt\n"}, True, id="installed"),
        pytest.param({"other/lock.sh": "cd other\necho >> requirements.txt\n"}, True, id="another"),
        pytest.param(
            {
                "tools/lock.py": (
                    "run('pip-compile')\npath = Path('requirements.txt')\npath.write_text(text)\n"
                )
            },
            False,
            id="a script in Python",
        ),
        pytest.param(
            {"app.py": "print(open('requirements.txt').read())\n"}, True, id="code that reads it"
        ),
    ],
)
def test_compiled_and_edited_afterwards(more, stale):
    files = {"requirements.in": COMPILE_IN + "attrs\n", "requirements.txt": PIP_COMPILE}
    assert bool(lint("VL601", {**files, **more})) is stale


@pytest.mark.parametrize(
    ("script", "stale"),
    [
        pytest.param("pack/lock.sh", False, id="a script beside it"),
        pytest.param("tools/lock.sh", True, id="a script elsewhere"),
    ],
)
def test_compiled_and_edited_in_the_folder_of_the_script(script, stale):
    files = {
        "pack/requirements.in": COMPILE_IN + "attrs\n",
        "pack/requirements.txt": PIP_COMPILE,
        script: "awk '!/^attrs/' ../all.txt > requirements.txt\n",
    }
    assert bool(lint("VL601", files)) is stale


def test_compiled_elsewhere_says_how_to_compile_again():
    files = {
        "service/requirements/base.in": "click\nidna\n",
        "service/requirements/base.txt": (
            PIP_COMPILE.replace("=requirements.txt", "=requirements/base.txt").replace(
                " requirements.in\n#\n", " requirements/base.in\n#\n"
            )
        ),
    }
    (found,) = findings("VL601", files)
    assert found.commands == (
        (
            "(cd service && pip-compile --output-file=requirements/base.txt --strip-extras"
            " requirements/base.in)"
        ),
    )
    assert [related.at.path for related in found.related] == ["service/requirements/base.in"]


PROJECT = """\
[project]
name = "ledger"
version = "1"
dependencies = ["click>=8"]

[project.optional-dependencies]
fast = ["six"]

[dependency-groups]
dev = ["idna"]
"""
UV_COMPILED = (
    "# This file was autogenerated by uv via the following command:\n#    uv pip compile"
    " {}\nclick==8.1.8\n    # via ledger (pyproject.toml)\n"
)


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("pyproject.toml -o requirements.txt", ""),
        ("pyproject.toml --universal -o requirements.txt", ""),
        ("pyproject.toml --extra fast -o requirements.txt", "six"),
        ("pyproject.toml --all-extras -o requirements.txt", "six"),
        ("--group dev pyproject.toml -o requirements.txt", "idna"),
        ("pyproject.toml --extra fast --no-emit-package six -o requirements.txt", ""),
        ("--group dev -o requirements.txt", "idna"),
        ("- -o requirements.txt", ""),
        ("/somewhere/else.in -o requirements.txt", ""),
    ],
)
def test_compiled_from_a_project(command, missing):
    found = lint(
        "VL601", {"pyproject.toml": PROJECT, "requirements.txt": UV_COMPILED.format(command)}
    )
    assert [text.partition("toml`: ")[2] for text in found] == (
        [f"`{missing}` is missing"] if missing else []
    )


def test_universal_compilation_starts_at_an_unknown_python():
    text = UV_COMPILED.format("--universal requirements.in -o requirements.txt")
    quiet = "click\nattrs; python_version < '3.11'\n"
    assert lint("VL601", {"requirements.in": quiet, "requirements.txt": text}) == []
    assert (
        len(
            lint(
                "VL601",
                {
                    "requirements.in": "click\nattrs; sys_platform == 'win32'\n",
                    "requirements.txt": text,
                },
            )
        )
        == 1
    )


PYLOCK = (
    '{}lock-version = "1.0"\ncreated-by = "{}"\n\n[[packages]]\nname = "click"\nversion = "8.1.8"\n'
)
EXPORT = (
    "# This file was autogenerated by uv via the following command:\n#    uv export --format"
    " pylock.toml -o pylock.toml\n"
)


@pytest.mark.parametrize("lock", [PYLOCK.format(EXPORT, "uv"), PYLOCK.format("", "pip")])
def test_pylock(lock):
    assert lint("VL601", {"pyproject.toml": PROJECT, "pylock.toml": lock}) == []
    for dependencies in ('["click>=8", "attrs"]', '["click>=8.2"]'):
        assert (
            len(
                lint(
                    "VL601",
                    {
                        "pyproject.toml": PROJECT.replace('["click>=8"]', dependencies),
                        "pylock.toml": lock,
                    },
                )
            )
            == 1
        )
    assert (
        lint(
            "VL601",
            {
                "pyproject.toml": PROJECT.replace("click", "attrs"),
                "pylock.toml": lock.replace("1.0", "2.0"),
            },
        )
        == []
    )


def test_a_pylock_of_something_else_is_not_judged():
    assert (
        lint(
            "VL601",
            {
                "pyproject.toml": PROJECT.replace('["click>=8"]', '["attrs", "idna"]'),
                "pylock.toml": PYLOCK.format("", "pip"),
            },
        )
        == []
    )
    assert (
        lint(
            "VL601",
            {
                "pyproject.toml": PROJECT.replace("click", "attrs"),
                "pylock.dev.toml": PYLOCK.format("", "pip"),
            },
        )
        == []
    )


def test_locks_of_test_data_are_not_judged():
    assert (
        lint(
            "VL601",
            {
                "tests/data/pyproject.toml": UV_PROJECT.replace("click>=8", "click>=9"),
                "tests/data/uv.lock": UV_LOCK,
            },
        )
        == []
    )


def test_a_uv_lock_without_packages():
    files = {
        "pyproject.toml": '[project]\nname = "d"\n',
        "uv.lock": 'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n',
    }
    assert lint("VL601", files) == []
