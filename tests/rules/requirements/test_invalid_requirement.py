from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint
from venvlint.model import Severity

CONDA_EXPORT = "# platform: win-64\nnumpy=1.16.3=py37h19fb1c0_0\npandas=0.25.0=py37_0\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "requirements.txt": (
                    "six\nfoo (>=1)\nbar>=1,<2,\nbaz ; \nx @ https://h/x.zip;os_name=='nt'\n"
                )
            },
            id="odd but taken",
        ),
        pytest.param(
            {"requirements.txt": "The shop accepts orders.\nEvery user has a password.\nflask\n"},
            id="prose",
        ),
        pytest.param(
            {"requirements.txt": "django=={{ cookiecutter.django }}\n{% if x %}\n"}, id="a template"
        ),
        pytest.param(
            {"requirements.txt.j2": "a b c\n", "{{cookiecutter.name}}/requirements.txt": "a=1\n"},
            id="a template's folder",
        ),
        pytest.param(
            {
                "requirements.txt": "acme/tool/\nacme/tool\nlib/core\n-e acme\n",
                "acme/tool/setup.py": "",
                "src/lib/core/a/setup.py": "",
            },
            id="folders that are in sight",
        ),
        pytest.param(
            {"requirements.txt": "${EXTRA}\ntool @ git+https://${TOKEN}@h/tool\n"}, id="variables"
        ),
        pytest.param(
            {
                "ci/requirements-pip.txt": "pytest$PYTEST_VERSION\ndjango==$DJANGO\nsix>=1\n",
                ".travis.yml": "install: python ci/install.py ci/requirements-pip.txt\n",
            },
            id="variables that a program fills in",
        ),
        pytest.param(
            {"appimage/pre-requirements.txt": "'click>=8'\npygments\n\"pyyaml>=6\"\n"},
            id="quoted for a shell",
        ),
        pytest.param(
            {"requirements.txt": "flask==1\nDEPRECATION: Python 2.7 is old\n"},
            id="what pip printed is another rule's",
        ),
        pytest.param(
            {"requirements.txt": b"\xff\xfe" + "six==1\r\n".encode("utf-16-le")}, id="UTF-16"
        ),
        pytest.param(
            {"requirements.txt": "six==1\n".encode("utf-16-le")},
            id="an encoding that pip cannot read is another rule's",
        ),
        pytest.param(
            {"requirements.txt": b"\xff\xfe" + "six==1\r\n".encode("utf-16-le") + b"attrs==1\n"},
            id="so are two encodings in one file",
        ),
        pytest.param(
            {"requirements.txt": "./lib\n-e .\n-e ./lib[x]\nlib/x\n", "lib/x/setup.py": ""},
            id="paths",
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "-r base.txt --pre\n--no-binary six\nsix==1 --hash=sha256:aa --config-settings"
                    " a=b\n"
                )
            },
            id="options",
        ),
        pytest.param({"requirements.txt": "six==1 # c\n# six=1\n"}, id="comments"),
        pytest.param({"tests/requirements.txt": "six=1\n"}, id="test data"),
        *(
            pytest.param({path: text}, id=f"roles of Ansible Galaxy: {number}")
            for number, (path, text) in enumerate(
                (
                    ("requirements.txt", "geerlingguy.java,1.9.6\n"),
                    ("ansible/requirements.txt", "# roles\ndebops.nginx\na-b.java_8, v1.0,java\n"),
                    (
                        "provisioning/requirements.txt",
                        "a.b,master\ngit+https://example.org/c.git,v1.0,c\n",
                    ),
                )
            )
        ),
        pytest.param(
            {
                "requirements.txt": CONDA_EXPORT,
                "README.md": "```\n$ conda create -n x --file requirements.txt\n```\n",
            },
            id="conda's own list, which the README gives to conda",
        ),
        pytest.param(
            {
                "requirements.txt": "numpy=1.26\nscipy\n",
                "setup.sh": "#!/bin/bash\nconda install --yes --file requirements.txt\n",
            },
            id="a list by hand that a script gives to conda",
        ),
        pytest.param(
            {
                "requirements.txt": "numpy=1.26\n",
                "Dockerfile": (
                    "FROM continuumio/miniconda3\nCOPY requirements.txt .\n"
                    "RUN mamba install --file=requirements.txt\n"
                ),
            },
            id="an image does",
        ),
        pytest.param(
            {
                "pyproject.toml": (
                    '[project]\ndependencies = ["six>=1 ; os_name == \'nt\'", "x @'
                    ' https://h/x.zip"]\n'
                )
            },
            id="PEP 508",
        ),
        pytest.param(
            {"constraints.txt": "six[x]==1\n"}, id="a constraints file that nothing names"
        ),
        pytest.param(
            {
                "requirements.txt": (
                    "a @ file:./lib\nb @ ${LIB}/b\nc @ git+https://h/c\nd @ /srv/d\ne @ C:\\e\n"
                )
            },
            id="references with a scheme, unknown ones, and paths of one machine",
        ),
        pytest.param(
            {
                "requirements.txt": "a @ ./lib\n",
                "ci.sh": "uv pip install -r requirements.txt\n",
            },
            id="uv takes a path",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL207", files) == []


@pytest.mark.parametrize(
    ("line", "corrected"),
    [
        ("Django=1.11", "Django==1.11"),
        ("django => 2", "django >= 2"),
        ("six 1.16.0", "six==1.16.0"),
        ('"django==4.2"', "django==4.2"),
        ('"django==4.2",', "django==4.2"),
        ("\u201csix==1\u201d", "six==1"),
        ("six\u00a0>=1", "six >=1"),
        ("pip install flask", "flask"),
        ("python -m pip install -U flask==3", "flask==3"),
        ("attrs>=23#pinned", "attrs>=23  #pinned"),
        ("six>=1 <2", "six>=1,<2"),
        ("six>=1.0.*", "six>=1.0"),
        ("six~=1", "six~=1.0"),
        ("six (1.0)", "six==1.0"),
        ("six==1.0.", "six==1.0"),
        ("six==", "six"),
        ("six : 1.2", "six==1.2"),
        ("torch>=2.0+cu118", "torch>=2.0"),
        ("tomli==2 ; python_version < 3.11", 'tomli==2 ; python_version < "3.11"'),
        ('flask ; python_verison >= "3.8"', 'flask ; python_version >= "3.8"'),
        ('x==1 ; sys_platform = "win32"', 'x==1 ; sys_platform == "win32"'),
        ("x==1 ; sys_platform == win32", 'x==1 ; sys_platform == "win32"'),
        ("numpy==1.2 python_version<'3'", "numpy==1.2 ; python_version<'3'"),
        ("six -U", "six"),
        ('six --global-option="--x"', "six"),
        ("git+https://h.invalid/a/b.git@v1#egg=b[x]", "b[x] @ git+https://h.invalid/a/b.git@v1"),
    ],
)
def test_the_likely_correction(line, corrected):
    text = f"requests==2\r\n{line}\r\n"
    (violation,) = findings("VL207", {"requirements.txt": text})
    assert (violation.at.line, violation.severity.name) == (2, "ERROR")
    assert fix("VL207", {"requirements.txt": text}, unsafe=True, then=["VL202"]) == {
        "requirements.txt": f"requests==2\r\n{corrected}\r\n"
    }
    assert fix("VL207", {"requirements.txt": text}, silent=False) == {}


@pytest.mark.parametrize(
    "line",
    [
        "import requests",
        "<<<<<<< HEAD",
        "=======",
        ">>>>>>> main",
        "--no-such-option",
        "--process-dependency-links",
        "six --hash=md5:abc",
        "six ; os_name == 'nt' and",
        "-e https://h/x.zip",
        "-e git+https://h/x.git",
        "x-1.0-py3.whl",
        "github.com/acme/tool",
        "-e flask",
        "=1.0",
    ],
)
def test_what_only_a_person_can_mend(line):
    (violation,) = findings("VL207", {"requirements.txt": f"requests==2\n{line}\n"})
    assert violation.at.line == 2
    assert violation.fix is None


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("Package Version\n------- -------\nflask   3.0.0\nsix     1.16\n", "pip list"),
        (
            (
                "# packages in environment at /opt:\n# Name Version Build Channel\nnumpy 1.26.0"
                " py311_0 defaults\n"
            ),
            "conda list",
        ),
        (
            (
                "# This file may be used to create an environment"
                " using:\nnumpy=1.26=py311_0\nzlib=1.2=h_0\n"
            ),
            "conda list --export",
        ),
    ],
)
def test_another_tools_output_is_one_violation(text, tool):
    (violation,) = findings("VL207", {"requirements.txt": text})
    assert f"`{tool}`" in violation.message


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("six@latest", "Write `six`, or `six==` with a version."),
        ("six @ 1.16", "Write `six==1.16`, if a version was meant."),
        ("six@^1.16", "Write `six==1.16`, if a version was meant."),
        ("lib @ ./lib", "Write the path alone, or `file:` in front of it."),
    ],
)
def test_a_reference_without_a_scheme(line, advice):
    [one] = findings("VL207", {"requirements.txt": f"flask==3\n{line}\n", "lib/setup.py": ""})
    assert (one.at.line, one.severity, one.suggestion) == (2, Severity.ERROR, advice)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param(
            "geerlingguy.java,1.9.6\n",
            {"setup.sh": "#!/bin/sh\npip install -r requirements.txt\n"},
            id="pip is given them",
        ),
        pytest.param("ruamel.yaml,1.0\nflask==3.0\n", {}, id="beside a requirement"),
        pytest.param(
            "ruamel.yaml,1.0\nflask\nsix @ https://example.org/six.tar.gz\n",
            {},
            id="beside a name that is no role's",
        ),
        pytest.param("a.b,1.0\nsix=1\n", {}, id="beside another line"),
    ],
)
def test_no_list_of_roles(text, more):
    assert lint("VL207", {"requirements.txt": text, **more})


@pytest.mark.parametrize(
    ("name", "count"), [("extra-requirements.txt", 0), ("requirements.txt", 2)]
)
def test_extras_behind_each_requirement_are_read_by_a_setup_script(name, count):
    text = "# required-package: tag1, tag2\nblack>=24.8.0:  dev\nbiopython:  examples, docs\n"
    assert len(lint("VL207", {name: text})) == count


def test_a_name_with_an_operator_is_no_prose():
    assert lint("VL207", {"requirements.txt": "flask\nsix == seven\n"}) == []
    assert len(lint("VL207", {"requirements.txt": "flask\nsix.egg==info\n"})) == 1


def test_constraints_have_less():
    files = {
        "requirements.txt": "-c limits.txt\nsix\n",
        "limits.txt": "six[x]==1\n-e .\nhttps://h/x.zip\nurllib3<2\n",
    }
    assert lint("VL207", files) == [
        "limits.txt:1: pip takes no extras in a constraints file",
        "limits.txt:2: pip takes no editable install in a constraints file",
        "limits.txt:3: pip takes no path or URL without a name in a constraints file",
    ]


def test_pyproject():
    text = (
        '[build-system]\nrequires = ["setuptools=70"]\n[project]\ndependencies = [\n  "six>=1",\n '
        ' "tomli ; python_version < 3.11",\n]\n'
    )
    text += '[dependency-groups]\ndev = ["pytest 8"]\n'
    assert [line.partition(": ")[0] for line in lint("VL207", {"pyproject.toml": text})] == [
        "pyproject.toml:2",
        "pyproject.toml:6",
        "pyproject.toml:9",
    ]
    fixed = fix("VL207", {"pyproject.toml": text}, unsafe=True)["pyproject.toml"]
    assert '"setuptools==70"' in fixed
    assert "\"tomli ; python_version < '3.11'\"" in fixed
    assert '"pytest==8"' in fixed


DYNAMIC = (
    '[project]\nname = "p"\nversion = "1"\ndynamic = ["dependencies", "optional-dependencies"]\n'
    '[tool.setuptools.dynamic]\ndependencies = {file = ["requirements.txt"]}\n'
    'optional-dependencies.dev = {file = ["requirements-dev.txt"]}\n'
)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("-r base.txt", "`-r base.txt`"),
        ("-c base.txt", "`-c base.txt`"),
        ("-e .", "`-e .`"),
        ("./lib", "`./lib`"),
        ("--pre", "`--pre`"),
        ("--extra-index-url https://ann:secret@h/x", "`--extra-index-url https://****:****@h/x`"),
        ("six==1 --extra-index-url https://h/x", "`--extra-index-url`"),
        ("six==1 \\\n  --hash=sha256:" + "a" * 64, "`--hash`"),
        ("https://h/six-1.0-py3-none-any.whl", "`https://h/six-1.0-py3-none-any.whl`"),
        ("git+https://h/six.git#egg=six", "`git+https://h/six.git#egg=six`"),
    ],
)
def test_what_setuptools_cannot_read(line, shown):
    files = {"base.txt": "attrs\n", "lib/setup.py": "", "pyproject.toml": DYNAMIC}
    for path in ("requirements.txt", "requirements-dev.txt"):
        [said] = lint("VL207", {**files, path: f"attrs\n{line}\n"})
        assert said == (
            f"{path}:2: setuptools cannot read {shown}, and `pyproject.toml` has it read this file:"
            " the build stops"
        )
    cfg = {"setup.cfg": "[options]\ninstall_requires = file: requirements.txt\n"}
    assert len(lint("VL207", {"requirements.txt": f"{line}\n", **cfg})) == 1
    other = {
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "flit_core.buildapi"\n'
    }
    assert lint("VL207", {"requirements.txt": f"{line}\n", **cfg, **other}) == []


def test_what_setuptools_cannot_read_is_said_once_a_file():
    text = "attrs\n-r base.txt\nsix\n./lib\n"
    files = {"base.txt": "attrs\n", "lib/setup.py": "", "pyproject.toml": DYNAMIC}
    [one] = findings("VL207", {"requirements.txt": text, **files})
    assert one.suggestion == "Name that file in `pyproject.toml` as well, and delete the line."
    assert [(related.at.line, related.message) for related in one.related] == [(4, "nor `./lib`")]


@pytest.mark.parametrize(
    ("manifest", "text"),
    [
        pytest.param(
            DYNAMIC,
            "# pip\n\n  six>=1  # c\nattrs (>=1)\ntomli==2 \\\n  ; python_version < '3.11'\n"
            "x @ git+https://h/x.git#subdirectory=a\n",
            id="requirements, and nothing else",
        ),
        pytest.param(DYNAMIC.replace('"dependencies", ', ""), "-r base.txt\n", id="not read"),
        pytest.param(
            DYNAMIC
            + '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
            "-r base.txt\n",
            id="another builds it",
        ),
        pytest.param(
            DYNAMIC + '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools_x"\n'
            'backend-path = ["."]\n',
            "-r base.txt\n",
            id="a backend of its own may change the file first",
        ),
        pytest.param(
            '[project]\nname = "p"\nversion = "1"\ndynamic = ["dependencies"]\n'
            '[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["requirements.txt"]\n',
            "--extra-index-url https://h/x\nsix\n",
            id="a plug-in of Hatch's",
        ),
    ],
)
def test_what_setuptools_reads_or_another(manifest, text):
    files = {"requirements.txt": text, "base.txt": "attrs\n", "pyproject.toml": manifest}
    assert lint("VL207", files) == []


def test_secrets_are_not_repeated():
    (violation,) = findings(
        "VL207", {"requirements.txt": "six==1\n-e https://ana:hunter2@h/x.zip\n"}
    )
    assert "hunter2" not in violation.message + violation.suggestion + violation.source


def test_secrets_are_not_repeated_in_an_edit():
    (violation,) = findings(
        "VL207", {"requirements.txt": "six==1\ngit+https://hunter2@h.example/x#egg=x[y]\n"}
    )
    assert "hunter2" not in repr(violation)


def test_conda_s_list_for_pip_is_pip_s():
    text = (
        "dependencies:\n  - python=3.11\n  - pip:\n    - six=1.16\n    - attrs==23.1\n    - -e .\n "
        "   - --pre\n"
    )
    (violation,) = findings("VL207", {"environment.yml": text})
    assert (violation.at.line, violation.at.column) == (4, 7)
    assert "a single `=` is no comparison" in violation.message


def test_setup_cfg():
    text = (
        "[options]\ninstall_requires =\n    six=1.16\n    attrs>=23\n    idna\n    x @"
        " https://h/x.zip\n"
    )
    (violation,) = findings("VL207", {"setup.cfg": text})
    assert (violation.at.line, violation.at.column) == (3, 5)


def test_a_list_of_setup_py_has_a_string_for_each():
    text = "from setuptools import setup\nsetup(name='a', install_requires=['six ; attrs >= 23'])\n"
    (violation,) = findings("VL207", {"setup.py": text})
    assert violation.at.line == 2
    assert violation.suggestion.startswith("Correct it: a name,")


def test_the_only_line_of_an_option_of_setup_cfg_is_parted_at_semicolons():
    head = "[options]\ninstall_requires ="
    assert lint("VL207", {"setup.cfg": f"{head} six; attrs>=23 ; idna\n"}) == []
    assert lint("VL207", {"setup.cfg": f"{head}\n  six; python_version < '3.8'\n"}) == []
    (violation,) = findings("VL207", {"setup.cfg": f"{head} six; python_version < '3.8'\n"})
    assert (violation.at.line, violation.at.column) == (2, 25)
    assert "on a line of its own" in violation.suggestion
    extras = "[options.extras_require]\nio = h5py; segyio 3\n"
    (violation,) = findings("VL207", {"setup.cfg": extras})
    assert (violation.at.line, violation.at.column) == (2, 12)


LIMITS = {
    "limits.txt": "celery[redis]==5.4.0\n",
    "a.txt": "celery\n",
    "b.in": "-c limits.txt\ncelery\n",
}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="an input for a compile tool names it"),
        pytest.param({"x.sh": "pip-compile b.in"}, id="pip-compile"),
        pytest.param({"x.sh": "uv pip install -r a.txt -c limits.txt"}, id="uv takes more"),
        pytest.param({"x.sh": "pip-compile -c limits.txt a.in"}, id="a compile tool is given it"),
        pytest.param({"x.sh": "pip install -r limits.txt"}, id="pip installs it"),
        pytest.param(
            {"r.txt": "-c limits.txt\ncelery\n", "x.sh": "uv pip sync r.txt"}, id="only uv reads it"
        ),
    ],
)
def test_quiet_about_constraints_that_pip_is_not_given(files):
    assert lint("VL207", {**LIMITS, **files}) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"x.sh": "pip install -r a.txt -c limits.txt"}, id="a command"),
        pytest.param({"x.sh": "PIP_CONSTRAINT=limits.txt pip install -r a.txt"}, id="a variable"),
        pytest.param({"tox.ini": "[testenv]\ndeps = -c {toxinidir}/limits.txt\n"}, id="tox"),
        pytest.param({"requirements.txt": "-c limits.txt\ncelery\n"}, id="a file for people"),
        pytest.param({"x.sh": "pip install -r b.in"}, id="pip is given the input"),
        pytest.param(
            {"Dockerfile": "FROM python\nCOPY . /x\nRUN pip install -c /x/limits.txt celery\n"},
            id="an image",
        ),
    ],
)
def test_constraints_that_pip_is_given(files):
    assert lint("VL207", {**LIMITS, **files}) == [
        "limits.txt:1: pip takes no extras in a constraints file"
    ]


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        pytest.param({"requirements.txt": CONDA_EXPORT}, Severity.ERROR, id="readers take it"),
        pytest.param(
            {
                "requirements.txt": CONDA_EXPORT,
                "README.md": (
                    "```\nconda create -n x --file requirements.txt\n```\n\n"
                    "```\npip install -r requirements.txt\n```\n"
                ),
            },
            Severity.ERROR,
            id="pip is given it too",
        ),
        pytest.param(
            {"docs/requirements.txt": CONDA_EXPORT, "docs/conf.py": "project = 'x'\n"},
            Severity.ERROR,
            id="of a docs build",
        ),
        pytest.param(
            {
                "requirements-win.txt": CONDA_EXPORT,
                ".readthedocs.yml": (
                    "version: 2\npython:\n  install:\n    - requirements: requirements-win.txt\n"
                ),
            },
            Severity.ERROR,
            id="Read the Docs gives it to pip",
        ),
        pytest.param(
            {"requirements_linux.txt": CONDA_EXPORT},
            Severity.INFO,
            id="nobody gives it to pip",
        ),
    ],
)
def test_the_rows_of_conda(files, severity):
    assert [one.severity for one in findings("VL207", files)] == [severity]


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        pytest.param("requirements.optional.txt", [], id="the project's own form"),
        pytest.param("requirements.txt", [1, 3], id="pip is given this one"),
    ],
)
def test_extras_under_headings(files, lines):
    found = findings("VL207", {files: "[plot]\nmatplotlib\n[web:python_version<'3.9']\nflask\n"})
    assert [one.at.line for one in found] == lines


def test_extras_under_headings_that_pip_is_given():
    text = "[plot]\nmatplotlib\n"
    files = {
        "a.sh": "pip install -r requirements.optional.txt\n",
        "requirements.optional.txt": text,
    }
    assert len(lint("VL207", files)) == 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("-e git+ssh://git@github.com/acme/tool.git#egg=tool", id="a whole address"),
        pytest.param("git @ https://github.com/acme/git/archive/1.zip", id="it is called git"),
        pytest.param("tool @ https://github.com/acme/tool/archive/1.zip", id="an archive"),
        pytest.param("-e ./github.com/acme/tool", id="a folder, and it says so"),
        pytest.param("-e src/tool@2.0/lib", id="a folder with a version"),
        pytest.param("-e git@${HOST}:acme/tool.git#egg=tool", id="a host from outside"),
    ],
)
def test_addresses_that_pip_takes_or_that_nobody_knows(line):
    assert lint("VL207", {"requirements.txt": f"six\n{line}\n"}) == []


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        (
            "-e git@github.com:acme/tool.git#egg=tool",
            "-e git+ssh://git@github.com/acme/tool.git#egg=tool",
        ),
        ("-e git@git.acme.io/acme/tool.git", "-e git+ssh://git@git.acme.io/acme/tool.git#egg=tool"),
        ("-e github.com/acme/tool", "-e git+https://github.com/acme/tool#egg=tool"),
        ("git@github.com:acme/tool.git", "tool @ git+ssh://git@github.com/acme/tool.git"),
        ("kit @ git@github.com:acme/tool.git", "kit @ git+ssh://git@github.com/acme/tool.git"),
        ("kit @ gitlab.com/acme/tool", "kit @ git+https://gitlab.com/acme/tool"),
    ],
)
def test_a_repository_without_a_scheme(line, whole):
    (violation,) = findings("VL207", {"requirements.txt": f"six\n{line}\n"})
    assert violation.at.line == 2
    assert violation.suggestion == f"Write `{whole}`."


@pytest.mark.parametrize("name", ["zope.interface", "python-dateutil", "pywin32-ctypes", "x-2"])
def test_names_with_dashes(name):
    assert lint("VL207", {"requirements.txt": f"six\n{name}\n"}) == []


@pytest.mark.parametrize("line", ["patsy-1.0.1==1", "patsy-1.0.1>=2", "-c patsy-1.0.1"])
def test_what_is_no_name_with_its_version(line):
    assert not any(
        "takes all of" in violation.message
        for violation in findings("VL207", {"requirements.txt": f"six\n{line}\n"})
    )


def test_the_name_of_a_file_without_its_ending():
    files = {"requirements.txt": "six\nstats_models-0.14.4 ; sys_platform == 'linux'  # why\n"}
    (violation,) = findings("VL207", files)
    assert violation.message.startswith("pip takes all of `stats_models-0.14.4` for a name")
    assert fix("VL207", files, unsafe=True) == {
        "requirements.txt": "six\nstats_models==0.14.4 ; sys_platform == 'linux'  # why\n"
    }


SETUP = 'from setuptools import setup\n\nsetup(\n    name="shop",\n    {},\n)\n'


@pytest.mark.parametrize(
    "argument",
    [
        pytest.param('install_requires=["django (>=4)", "six"]', id="the old brackets"),
        pytest.param(
            "extras_require={'a': ['x[b] >= 2 ; python_version < \"4\"']}", id="extra and marker"
        ),
        pytest.param('tests_require=["x @ https://x.example/x.zip"]', id="an address"),
        pytest.param('install_requires=["django" + VERSION]', id="made while it runs"),
        pytest.param('install_requires="""\n  six\n  django>=4  # why\n"""', id="a text of lines"),
    ],
)
def test_quiet_about_what_setuptools_takes(argument):
    assert lint("VL207", {"setup.py": SETUP.format(argument)}) == []


@pytest.mark.parametrize(
    "argument",
    [
        'install_requires=["django=4"]',
        'install_requires=["six", "django => 4"]',
        'install_requires=["django ; python_version < 3"]',
        "extras_require={'a': ['six 1.16']}",
        'tests_require=["git+https://x.example/x.git"]',
    ],
)
def test_setup_py_is_read_as_setuptools_does(argument):
    (found,) = findings("VL207", {"setup.py": SETUP.format(argument)})
    assert (found.at.path, found.at.line) == ("setup.py", 5)


def test_flit_s_own_lists():
    text = '[tool.flit.metadata]\nmodule = "shop"\nrequires = ["six", "django=4"]\n'
    extra = '[tool.flit.metadata.requires-extra]\ntest = ["pytest=>8"]\n'
    assert [one.at.line for one in findings("VL207", {"pyproject.toml": text + extra})] == [3, 5]


UV_LOCK = (
    'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "six"\nversion = "1.17.0"\n'
)
OTHERS = {
    "uv.lock": UV_LOCK,
    "poetry.lock": '[[package]]\nname = "six"\nversion = "1.17.0"\n\n[metadata]\ncontent-hash = "a"\n',
    "Pipfile": '[packages]\nsix = "*"\n',
    "Pipfile.lock": '{"_meta": {"hash": {"sha256": "a"}}, "default": {}}\n',
    "environment.yml": "name: a\ndependencies:\n  - python=3.12\n  - numpy=1.26\n",
    "pyproject.toml": '[project]\nname = "a"\nversion = "1"\n',
    "setup.py": "from setuptools import setup\nsetup(name='a')\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_tool_that_pip_is_given(name):
    [found] = findings("VL207", {name: OTHERS[name], "a.sh": f"pip install -r {name}\n"})
    assert (found.at.path, found.at.line, found.at.column) == ("a.sh", 1, 16)
    assert found.severity.label == "error"
    assert found.message.startswith(f"`{name}` is ")
    assert found.message.endswith(": pip cannot read it as a list of requirements")


@pytest.mark.parametrize(
    ("command", "count"),
    [
        ("uv pip install -r uv.lock", 1),
        ("uv pip sync uv.lock", 1),
        ("uv pip install -r environment.yml", 1),
        ("uv pip install -r pyproject.toml", 0),
        ("uv pip install -r setup.py", 0),
        ("uv pip compile pyproject.toml -o requirements.txt", 0),
        ("pip-compile pyproject.toml", 0),
        ("pip install -r uv.lock || uv sync", 0),
        ("conda env create -f environment.yml", 0),
        ("pip install -r uv.lock\npip install -r uv.lock", 1),
    ],
)
def test_who_reads_which_files(command, count):
    files = {**OTHERS, "README.md": f"```sh\n{command}\n```\n"}
    found = [one for one in findings("VL207", files) if one.at.path == "README.md"]
    assert [one.severity.label for one in found] == ["warning"] * count
    assert len(findings("VL207", files)) == count
    called = {**OTHERS, "README.md": "```sh\n./a.sh\n```\n", "a.sh": f"{command}\n"}
    found = [one for one in findings("VL207", called) if one.at.path == "a.sh"]
    assert [one.severity.label for one in found] == ["error"] * count


def test_a_list_of_requirements_under_the_name_of_another_file():
    files = {"uv.lock": "six==1.17.0\nflask=3\n", "a.sh": "uv pip sync uv.lock\n"}
    assert [one.at.path for one in findings("VL207", files)] == ["uv.lock"]
    files = {"Pipfile": "six==1.17.0\n", "a.sh": "pip install -r Pipfile\n"}
    assert findings("VL207", files) == []
    files = {"environment.yml": "six==1.17.0\n", "a.sh": "pip install -r environment.yml\n"}
    assert findings("VL207", files) == []


CONDA_ENVIRONMENT = (
    "name: shop\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n  - numpy=1.26\n"
    "  - pip:\n      - flask==3.0.3\n"
)


@pytest.mark.parametrize(
    ("path", "page", "severity"),
    [
        ("requirements.txt", "", Severity.ERROR),
        ("requirements.txt", "pip install -r requirements.txt", Severity.ERROR),
        ("requirements_gpu.txt", "", Severity.INFO),
        ("requirements_gpu.txt", "pip install -r requirements_gpu.txt", Severity.ERROR),
        ("requirements.txt", "conda env create -f requirements.txt", None),
    ],
)
def test_an_environment_of_conda_under_the_name_of_a_list(path, page, severity):
    files = {path: CONDA_ENVIRONMENT, "README.md": f"```sh\n{page}\n```\n"}
    found = findings("VL207", files)
    assert [one.severity for one in found] == [severity] * (severity is not None)
    assert all(one.message.startswith("this is an environment file of conda's") for one in found)


@pytest.mark.parametrize(
    "text", ["dependencies:\n\n- flask\n", "name: a\nflask\n", "Dependencies:\nflask\nnumpy\n"]
)
def test_prose_that_only_sounds_like_an_environment(text):
    assert findings("VL207", {"requirements.txt": text}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "pytest$PYTEST_VERSION\nsix>=1\n"},
        {
            "ci/requirements-pip.txt": "pytest==$PYTEST_VERSION\nsix>=1\n",
            "a.sh": "#!/bin/sh\npip install -r ci/requirements-pip.txt\n",
        },
        {
            "ci/requirements-pip.txt": "pytest==$PYTEST_VERSION\nsix>=1\n",
            "ci/requirements.txt": "-r requirements-pip.txt\n",
        },
        {"requirements.txt": "'click>=8'\nsix>=1\n"},
        {"build-requirements.txt": "'click>=8\nsix>=1\n"},
        {
            "build-requirements.txt": "'click>=8'\nsix>=1\n",
            "a.sh": "#!/bin/sh\npip install -r build-requirements.txt\n",
        },
    ],
)
def test_what_a_program_might_fill_in_but_pip_is_given(files):
    assert len(lint("VL207", files)) == 1


def test_two_requirements_in_one():
    setup = "from setuptools import setup\nsetup(install_requires=['a >= 1 ; b >= 2'])\n"
    (found,) = findings("VL207", {"setup.py": setup})
    assert found.suggestion == (
        "Write two requirements, `a >= 1` and `b >= 2`: what follows a `;` is a condition."
    )


def test_what_is_to_be_copied_is_shown_whole():
    url = "git+https://git.acme.dev/some-very-long-organisation/" + "x" * 60 + ".git@v1"
    (found,) = findings("VL207", {"requirements.txt": f"six==1\n{url}#egg=kit[speed]\n"})
    assert found.suggestion == f"Write `kit[speed] @ {url}`, if that is what was meant."


def test_a_folder_of_the_same_ending_is_another_one():
    files = {"requirements.txt": "me/tool\nacme/to\n", "acme/tool/setup.py": ""}
    assert [one.at.line for one in findings("VL207", files)] == [1, 2]
