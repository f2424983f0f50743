"""Trees that grow: one function of n for each reader and each fact that relates things to each other.

The text of a tree is proportional to n. `BIG` says what a tree of full size is: what a person may
check in and a machine must still read in seconds.
"""

from __future__ import annotations

from tests.made import environment

BYTES, FILES = 1_000_000, 10_000
"""A tree of full size: a file of so many bytes, or so many files."""
WORKFLOW = ".github/workflows/ci.yml"
PROJECT = '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\n'
PIP = "requirements.txt"


def lines(count, text):
    """*text* for each number below *count*, with `#` for the number."""
    return "".join(text.replace("#", str(i)) for i in range(count))


def chain(count, text, last):
    """*text* with `#` for each number and `@` for the next one; *last* behind."""
    return "".join(
        text.replace("#", str(i)).replace("@", str(i + 1)) for i in range(count)
    ) + last.replace("#", str(count))


def one(path, before, unit, after=""):
    """One file out of repetitions; `#` in *unit* is the number."""
    return lambda n: {path: before + lines(n, unit) + after}


def many(path, text, **others):
    """So many files; `#` in *path* and *text* is the number, `@` the next one."""

    def made(n):
        return {
            path.replace("#", str(i)): text.replace("#", str(i)).replace("@", str(i + 1))
            for i in range(n)
        } | others.get("beside", {})

    return made


def steps(unit):
    """A workflow of one job whose steps repeat."""
    return one(WORKFLOW, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n", unit)


def workflow(before, unit, after=""):
    return one(WORKFLOW, "on: push\njobs:\n" + before, unit, after)


def environments(n):
    tree = {"pyproject.toml": PROJECT}
    for i in range(n):
        tree |= environment(f"env{i}")
    return tree


def including_each_other(n):
    """Few files of which each includes all others: the text grows with the square of their number."""
    count = max(2, int(n**0.5))
    return {
        f"requirements-{i}.txt": "".join(f"-r requirements-{j}.txt\n" for j in range(count))
        + f"p{i}==1\n"
        for i in range(count)
    }


def make_variables(n):
    """Variables each of which names the one before it twice."""
    return {
        "Makefile": "V0 = x\n" + chain(n, "V@ = $(V#) $(V#)\n", "") + f"a:\n\tpip install $(V{n})\n"
    }


def anchors(n):
    text = "x0: &x0 [a]\n" + chain(n, "x@: &x@ [*x#, *x#]\n", "")
    return {WORKFLOW: text + "on: push\njobs:\n  a:\n    steps: *x1\n"}


TREES = {
    # -- requirements files
    "requirements: lines": one(PIP, "", "p#==1.#\n"),
    "requirements: the same name": one(PIP, "", "six==1.#\n"),
    "requirements: development tools": one(PIP, "", "pytest==8.#\n"),
    "requirements: comments": one(PIP, "", "# see #\n", "six==1\n"),
    "requirements: suppressions": one(PIP, "", "# venvlint: ignore[VL201] a\n", "six==1\n"),
    "requirements: suppressions that are used": one(
        PIP, "", "pytest==1  # venvlint: ignore[VL201]\n"
    ),
    "requirements: continued": one(PIP, "six==1 ", "\\\n --hash=sha256:# "),
    "requirements: hashes": one(
        PIP, "", "p#==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
    ),
    "requirements: slashes": one(PIP, "", "/", "\n"),
    "requirements: options": one(PIP, "", "-r ", "\n"),
    "requirements: activations": one(PIP, "", "bin/activate", "\n"),
    "requirements: includes side by side": lambda n: (
        {PIP: lines(n, "-r r#.txt\n")} | many("r#.txt", "p#==1\n")(n)
    ),
    "requirements: a chain": many("requirements-#.txt", "-r requirements-@.txt\np#==1\n"),
    "requirements: a chain with the root below": many(
        "requirements-#.txt", "-r requirements-@.txt\n"
    ),
    "requirements: a cycle": lambda n: (
        many("requirements-#.txt", "-r requirements-@.txt\n")(n)
        | {f"requirements-{n}.txt": "-r requirements-0.txt\nsix==1\n"}
    ),
    "requirements: each includes all": including_each_other,
    "requirements: constraints in a chain": many(
        "requirements-#.txt", "-c requirements-@.txt\np#==1\n"
    ),
    "requirements: files of one folder": many("requirements-#.txt", "six==1.#\n"),
    "requirements: pairs of .in and .txt": lambda n: (
        many("requirements/r#.in", "p#\n")(n)
        | many("requirements/r#.txt", "# via pip-compile\np#==1\n    # via -r r#.in\n")(n)
    ),
    "requirements: pairs in folders": lambda n: (
        many("a#/requirements.in", "p#\n")(n) | many("a#/requirements.txt", "p#==1\n")(n)
    ),
    "requirements: one includes another project's": many(
        "a#/requirements.txt", "-r ../a@/requirements.txt\np#==1\n"
    ),
    "requirements: markers": one(PIP, "", "p#==1 ; python_version < '3.#'\n"),
    "requirements: one marker": one(PIP, "p ; os_name == 'a'", " or extra == 'x#'", "\n"),
    "requirements: one marker of Pythons": one(
        PIP, "p ; os_name == 'a'", " or python_version < '3.#'", "\n"
    ),
    "requirements: extras": one(PIP, "p[a", ",e#", "]==1\n"),
    "requirements: specifiers": one(PIP, "p>=1", ",!=1.#", "\n"),
    "requirements: URLs": one(PIP, "", "p# @ https://me:pass#@example.invalid/p#.whl\n"),
    "requirements: index options": one(
        PIP, "", "--extra-index-url https://me:pass#@example.invalid/\n"
    ),
    "requirements: editables": one(PIP, "", "-e ./a#\n"),
    "requirements: editables that are there": lambda n: (
        one(PIP, "", "-e ./a#\n")(n) | many("a#/pyproject.toml", PROJECT)(n)
    ),
    "requirements: at signs": one(PIP, "", "@", "\n"),
    "requirements: at signs of URLs": one(PIP, "x @ https://", "//a:b@", "\n"),
    "requirements: freeze": one(PIP, "", "p# @ file:///home/ana/p#\n"),
    # -- pyproject.toml
    "pyproject: dependencies": one(
        "pyproject.toml", PROJECT + "dependencies = [\n", '  "p#>=1",\n', "]\n"
    ),
    "pyproject: the same dependency": one(
        "pyproject.toml", PROJECT + "dependencies = [\n", '  "six>=1.#",\n', "]\n"
    ),
    "pyproject: one line of dependencies": one(
        "pyproject.toml", PROJECT + "dependencies = [", '"p#", ', "]\n"
    ),
    "pyproject: one line of paths": one(
        "pyproject.toml", PROJECT + "dependencies = [", '"p# @ file:///home/ana/p#", ', "]\n"
    ),
    "pyproject: development tools": one(
        "pyproject.toml", PROJECT + "dependencies = [\n", '  "pytest>=#",\n', "]\n"
    ),
    "pyproject: classifiers": one(
        "pyproject.toml",
        PROJECT + "classifiers = [",
        '"Programming Language :: Python :: 3.#", ',
        "]\n",
    ),
    "pyproject: the same classifier": one(
        "pyproject.toml",
        PROJECT + "classifiers = [\n",
        '"Programming Language :: Python :: 3.9",\n',
        "]\n",
    ),
    "pyproject: groups in a chain": lambda n: {
        "pyproject.toml": PROJECT
        + "[dependency-groups]\n"
        + chain(n, 'g# = ["p#", {include-group = "g@"}]\n', 'g# = ["six"]\n')
    },
    "pyproject: groups side by side": lambda n: {
        "pyproject.toml": PROJECT
        + "[dependency-groups]\n"
        + lines(n, 'g# = ["p#"]\n')
        + "all = ["
        + lines(n, '{include-group = "g#"}, ')
        + "]\n"
    },
    "pyproject: extras in a chain": lambda n: {
        "pyproject.toml": PROJECT
        + "[project.optional-dependencies]\n"
        + chain(n, 'g# = ["p#", "x[g@]"]\n', 'g# = ["six"]\n')
    },
    "pyproject: extras side by side": one(
        "pyproject.toml",
        PROJECT + "[project.optional-dependencies]\n",
        'g# = ["six>=1", "pytest"]\n',
    ),
    "pyproject: tables": one("pyproject.toml", PROJECT, "[tool.x#]\ny = 1\n"),
    "pyproject: one dotted key": one("pyproject.toml", PROJECT + "[tool]\na", ".a", " = 1\n"),
    "pyproject: poetry": one(
        "pyproject.toml",
        '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.10"\n',
        'p# = "^1.#"\n',
    ),
    "pyproject: poetry groups": one(
        "pyproject.toml",
        '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.10"\n',
        '[tool.poetry.group.g#.dependencies]\nsix = "^1"\npytest = "*"\n',
    ),
    "pyproject: hatch environments": one(
        "pyproject.toml",
        PROJECT,
        '[tool.hatch.envs.e#]\npython = "3.8"\ndependencies = ["pytest"]\n'
        'scripts.a = "pip install six"\n',
    ),
    "pyproject: hatch environments in a chain": lambda n: {
        "pyproject.toml": PROJECT
        + chain(n, '[tool.hatch.envs.e#]\ntemplate = "e@"\ndependencies = ["p#"]\n', "")
    },
    "pyproject: a workspace": lambda n: (
        {
            "pyproject.toml": PROJECT
            + "[tool.uv.workspace]\nmembers = ["
            + lines(n, '"a#", ')
            + "]\n"
        }
        | many("a#/pyproject.toml", PROJECT.replace('"x"', '"a#"'))(n)
    ),
    "pyproject: sources": one(
        "pyproject.toml",
        PROJECT + "dependencies = []\n[tool.uv.sources]\n",
        'p# = { path = "/home/ana/p#" }\n',
    ),
    "pyproject: indexes": one(
        "pyproject.toml",
        PROJECT,
        '[[tool.uv.index]]\nname = "i#"\nurl = "https://me:pass#@example.invalid/"\n',
    ),
    "pyproject: comments in an array": one(
        "pyproject.toml", PROJECT + "dependencies = [\n", " # x\n", "]\n"
    ),
    # -- other manifests
    "setup.cfg: lines": one("setup.cfg", "[options]\ninstall_requires =\n", "  p#>=1\n"),
    "setup.cfg: extras": one("setup.cfg", "[options.extras_require]\n", "e# =\n  pytest\n"),
    "setup.cfg: sections": one("setup.cfg", "", "[s#]\na = 1\n"),
    "setup.py: requirements": one(
        "setup.py", "from setuptools import setup\nsetup(install_requires=[", "'p#',\n", "])\n"
    ),
    "setup.py: additions": one(
        "setup.py",
        "from setuptools import setup\nr = []\n",
        "r = r + ['p#']\n",
        "setup(install_requires=r)\n",
    ),
    "setup.py: names of names": lambda n: {
        "setup.py": "from setuptools import setup\nr0 = ['six']\n"
        + chain(n, "r@ = r# + r#\n", "")
        + f"setup(install_requires=r{n})\n"
    },
    "setup.py: one sum": one(
        "setup.py", "from setuptools import setup\nsetup(install_requires=[]", " + ['p#']", ")\n"
    ),
    "setup.py: conditions": one(
        "setup.py",
        "import sys\nfrom setuptools import setup\nr = []\n",
        "if sys.version_info < (3, #):\n    r.append('p#')\n",
        "setup(install_requires=r)\n",
    ),
    "setup.py: reads": one(
        "setup.py",
        "from setuptools import setup\n",
        "r# = open('requirements.txt').read().split()\n",
        "setup(install_requires=r1)\n",
    ),
    "Pipfile: packages": one("Pipfile", "[packages]\n", 'p# = "==1.#"\n'),
    "Pipfile: categories": one("Pipfile", "", '[c#]\nsix = "*"\npytest = "*"\n'),
    "conda: dependencies": one("environment.yml", "dependencies:\n", "- p#=1\n"),
    "conda: pip": one("environment.yml", "dependencies:\n- pip\n- pip:\n", "  - p#==1\n"),
    "conda: environments": many(
        "e#/environment.yml",
        "name: e#\nchannels: [defaults]\ndependencies:\n- python=3.8\n- numpy=1.#\n- pip:\n  - pytest\n",
    ),
    "conda: environments of one folder": many(
        "envs/e#.yml", "name: e#\nchannels: [defaults]\ndependencies:\n- python=3.#\n- numpy\n"
    ),
    "conda: the same dependency": one("environment.yml", "dependencies:\n", "- six=1.#\n"),
    "pixi: features": one(
        "pixi.toml", '[workspace]\nname = "x"\n', '[feature.f#.dependencies]\npython = "3.#"\n'
    ),
    # -- locks
    "uv.lock: packages": lambda n: {
        "pyproject.toml": PROJECT + 'dependencies = ["p1"]\n',
        "uv.lock": 'version = 1\nrequires-python = ">=3.10"\n'
        + lines(n, '[[package]]\nname = "p#"\nversion = "1"\ndependencies = [{ name = "p1" }]\n'),
    },
    "uv.lock: packages in a chain": lambda n: {
        "pyproject.toml": PROJECT + 'dependencies = ["p0"]\n',
        "uv.lock": 'version = 1\nrequires-python = ">=3.10"\n'
        + chain(
            n, '[[package]]\nname = "p#"\nversion = "1"\ndependencies = [{ name = "p@" }]\n', ""
        ),
    },
    "poetry.lock: packages": one(
        "poetry.lock", "", '[[package]]\nname = "p#"\nversion = "1"\npython-versions = ">=3.8"\n'
    ),
    "Pipfile.lock: packages": lambda n: {
        "Pipfile": '[packages]\nsix = "*"\n',
        "Pipfile.lock": '{"default": {' + lines(n, '"p#": {"version": "==1"},') + '"z": {}}}\n',
    },
    "pylock.toml: packages": one(
        "pylock.toml", 'lock-version = "1.0"\n', '[[packages]]\nname = "p#"\nversion = "1"\n'
    ),
    "locks in folders": lambda n: (
        many("a#/pyproject.toml", PROJECT + 'dependencies = ["six"]\n')(n)
        | many("a#/uv.lock", 'version = 1\nrequires-python = ">=3.9"\n')(n)
    ),
    # -- pins
    "pins: one file": one(".python-versions", "", "3.#\n"),
    "pins: in folders": many("a#/.python-version", "3.8\n"),
    "pins: words": one(".tool-versions", "python", " 3.#", "\n"),
    "pins: lines": one(".tool-versions", "", "python 3.#\n"),
    # -- tox and nox
    "tox: environments": one(
        "tox.ini", "", "[testenv:e#]\ndeps = pytest\ncommands = pip install p#\n"
    ),
    "tox: a long list": one("tox.ini", "[tox]\nenvlist = py39", ",py3#", "\n[testenv]\ndeps = x\n"),
    "tox: factors": one("tox.ini", "[tox]\nenvlist = py39-{a", ",f#", "}\n[testenv]\ndeps = x\n"),
    "tox: conditional lines": one(
        "tox.ini", "[tox]\nenvlist = py39\n[testenv]\ndeps =\n", "  f#: p#\n"
    ),
    "tox: substitutions": lambda n: {
        "tox.ini": chain(n, "[s#]\ndeps = p#\n  {[s@]deps}\n", "[s#]\ndeps = six\n")
        + "[testenv]\ndeps = {[s0]deps}\n"
    },
    "tox: toml": one("tox.toml", 'env_list = ["3.9"]\n', '[env.e#]\ndeps = ["pytest"]\n'),
    "nox: sessions": one(
        "noxfile.py",
        "import nox\n",
        "@nox.session(python=['3.8', '3.#'])\ndef s#(session):\n    session.install('p#')\n",
    ),
    # -- shell
    "shell: commands": one("run.sh", "#!/bin/sh\n", "pip install p#\n"),
    "shell: activations": one("run.sh", "#!/bin/sh\n", "source .venv#/bin/activate\n"),
    "shell: the same activation": one("run.sh", "#!/bin/sh\n", ".venv/bin/activate\n"),
    "shell: one line": one("run.sh", "#!/bin/sh\n", ".venv/bin/activate; "),
    "shell: environments": one("run.sh", "#!/bin/sh\n", "python3.# -m venv .venv#\n"),
    "shell: variables": one("run.sh", "#!/bin/sh\n", 'V#="$V#/x"\npip install "$V#"\n'),
    "shell: variables of variables": lambda n: {
        "run.sh": "#!/bin/sh\nV0=x\n" + chain(n, 'V@="$V#$V#"\n', "") + f'pip install "$V{n}"\n'
    },
    "shell: appended": one("run.sh", "#!/bin/sh\n", 'V="$V p#"\n', "pip install $V\n"),
    "shell: functions": one("run.sh", "#!/bin/sh\n", "f#() { pip install p#; }\nf#\n"),
    "shell: functions in a chain": lambda n: {
        "run.sh": "#!/bin/sh\n" + chain(n, "f#() { f@; f@; }\n", "") + "f0\n"
    },
    "shell: conditions": one(
        "run.sh", "#!/bin/sh\n", "if [ -d .venv# ]; then . .venv#/bin/activate; fi\n"
    ),
    "shell: folders": one("run.sh", "#!/bin/sh\n", "cd a#\npip install -r requirements.txt\n"),
    "shell: one pipe": one("run.sh", "#!/bin/sh\ntrue", " | cat"),
    "shell: one list": one("run.sh", "#!/bin/sh\ntrue", " && pip install p#"),
    "shell: here-documents": one("run.sh", "#!/bin/sh\n", "cat <<E#\nx\nE#\n"),
    "shell: open here-documents": one("run.sh", "#!/bin/sh\n", "cat <<E#\n"),
    "shell: quotes": one("run.sh", "#!/bin/sh\necho ", "'a'\"b\""),
    "shell: substitutions": one("run.sh", "#!/bin/sh\necho ", "$(pip install p#) "),
    "shell: packages of one command": one("run.sh", "#!/bin/sh\npip install", " p#", "\n"),
    "shell: scripts": many("s#.sh", "#!/bin/sh\n. ./s@.sh\npip install p#\n"),
    "shell: scripts that source one": many("s#.sh", "#!/bin/sh\n. ./s0.sh\n. ./s1.sh\n"),
    "shell: written files": one("run.sh", "#!/bin/sh\n", "echo six > requirements#.txt\n"),
    "shell: installs of written files": one(
        "run.sh", "#!/bin/sh\n", "echo six > r#.txt\npip install -r r#.txt\n"
    ),
    "batch: commands": one("run.bat", "", "call .venv\\Scripts\\activate\r\npip install p#\r\n"),
    "powershell: commands": one("run.ps1", "", ".venv\\Scripts\\activate\npip install p#\n"),
    # -- make and its like
    "make: targets": one("Makefile", "", "t#:\n\tpip install p#\n"),
    "make: activations": one("Makefile", "", "t#:\n\tsource venv/bin/activate\n\tpip install p#\n"),
    "make: targets in a chain": lambda n: {
        "Makefile": chain(n, "t#: t@\n\tpip install p#\n", "t#:\n\ttrue\n")
    },
    "make: one target": one("Makefile", "a:\n", "\tpip install p#\n"),
    "make: prerequisites": one("Makefile", "a:", " t#", "\n\tpip install x\n"),
    "make: variables of variables": make_variables,
    "make: variables": one("Makefile", "", "V# := .venv#\n", "a:\n\tpip install $(V1)\n"),
    "make: appended": one("Makefile", "", "V += p#\n", "a:\n\tpip install $(V)\n"),
    "make: calls": one("Makefile", "a:\n\tpip install ", "$(call f,#) "),
    "make: environments": one("Makefile", "", "v#:\n\tpython3.# -m venv v#\n"),
    "make: includes": lambda n: (
        {"Makefile": lines(n, "include m#.mk\n")} | many("m#.mk", "t#:\n\tpip install p#\n")(n)
    ),
    "just: recipes": one("justfile", "", "r#:\n    pip install p#\n"),
    "just: recipes in a chain": lambda n: {
        "justfile": chain(n, "r#: r@\n    pip install p#\n", "r#:\n")
    },
    "tasks": one("Taskfile.yml", "version: '3'\ntasks:\n", "  t#:\n    cmds: [pip install p#]\n"),
    "Procfile": one("Procfile", "", "w#: .venv/bin/activate && python x.py\n"),
    # -- images
    "docker: RUN": one("Dockerfile", "FROM python:3.8\n", "RUN pip install p#\n"),
    "docker: activations": one("Dockerfile", "FROM python:3.8\n", "RUN source venv/bin/activate\n"),
    "docker: one RUN": one("Dockerfile", "FROM python:3.8\nRUN true", " && pip install p#", "\n"),
    "docker: COPY": one("Dockerfile", "FROM python:3.8\n", "COPY a# /a#\n"),
    "docker: COPY of files that are there": lambda n: (
        one(
            "Dockerfile",
            "FROM python:3.8\n",
            "COPY requirements-#.txt /a/\n",
            "RUN pip install -r /a/requirements-1.txt\n",
        )(n)
        | many("requirements-#.txt", "six==1\n")(n)
    ),
    "docker: COPY of all": lambda n: (
        one(
            "Dockerfile",
            "FROM python:3.8\n",
            "COPY . /a#\n",
            "RUN pip install -r /a1/requirements.txt\n",
        )(n)
        | many("a#/x.txt", "")(n)
    ),
    "docker: COPY and RUN": one(
        "Dockerfile", "FROM python:3.8\n", "COPY . /a#\nRUN pip install -r /a#/requirements.txt\n"
    ),
    "docker: installs with the distribution's own Python": lambda n: (
        {"pyproject.toml": PROJECT}
        | many("a#/requirements.txt", "six==1\n")(n)
        | one(
            "Dockerfile",
            "FROM ubuntu:22.04\nRUN apt-get install -y python3 python3-pip\nCOPY . .\n",
            "RUN python3.12 -m pip install -r a#/requirements.txt\n",
        )(n)
    ),
    "docker: stages": one("Dockerfile", "", "FROM python:3.8 AS s#\nRUN pip install p#\n"),
    "docker: stages in a chain": lambda n: {
        "Dockerfile": "FROM python:3.8 AS s0\n"
        + chain(n, "FROM s# AS s@\nCOPY --from=s# /venv /venv\nRUN pip install p#\n", "")
    },
    "docker: arguments": one("Dockerfile", "", "ARG A#=3.#\nFROM python:${A#}\n"),
    "docker: arguments of arguments": lambda n: {
        "Dockerfile": "ARG A0=3.8\n" + chain(n, "ARG A@=${A#}${A#}\n", "") + f"FROM python:$A{n}\n"
    },
    "docker: variables": one(
        "Dockerfile", "FROM python:3.8\n", "ENV A#=$A#:/x\n", "RUN pip install x\n"
    ),
    "docker: one variable": one(
        "Dockerfile", "FROM python:3.8\n", "ENV PATH=/v#/bin:$PATH\n", "RUN pip install x\n"
    ),
    "docker: WORKDIR": one("Dockerfile", "FROM python:3.8\n", "WORKDIR a\n", "RUN pip install x\n"),
    "docker: braces": one("Dockerfile", "FROM python:3.8\nRUN ", "{", "\n"),
    "docker: open expressions": one("Dockerfile", "FROM python:3.8\nRUN ", "${{", "\n"),
    "docker: braces of FROM": one("Dockerfile", "FROM python:", "${", "\n"),
    "docker: braces of COPY": one("Dockerfile", "FROM python:3.8\nCOPY ", "{{", " /\n"),
    "docker: a matrix of Bake's": lambda n: {
        "Dockerfile": "FROM python:3.12\nCOPY . .\n",
        "docker-bake.hcl": (
            'target "a" {\n  context = "."\n  matrix = {\n'
            + "".join(f"    {name} = [" + lines(n, '"#", ') + "]\n" for name in "xyz")
            + '  }\n  args = {\n    PYTHON = "${x}"\n  }\n}\n'
        ),
    },
    "docker: files": many("a#/Dockerfile", "FROM python:3.8\nCOPY . .\nRUN pip install x\n"),
    "docker: files of one folder": many(
        "Dockerfile.#", "FROM python:3.8\nCOPY . .\nRUN pip install x\n"
    ),
    "docker: files and projects": lambda n: (
        many("a#/Dockerfile", "FROM python:3.8\nCOPY . .\nRUN pip install -r requirements.txt\n")(n)
        | many("a#/requirements.txt", "six==1\n")(n)
    ),
    "docker: ignored": lambda n: {
        ".dockerignore": lines(n, "a#\n!a#/b\n"),
        "Dockerfile": "FROM python:3.8\nCOPY . .\n",
        **environment(".venv"),
    },
    "compose: services": one(
        "compose.yml",
        "services:\n",
        "  s#:\n    build: .\n    image: python:3.8\n    command: pip install p#\n",
    ),
    "compose: services with each other's images": one(
        "compose.yml",
        "services:\n",
        "  s#:\n    build: .\n    image: acme/s#\n  t#:\n    image: acme/s#\n    command: pip install p#\n",
    ),
    "compose: files": many(
        "a#/compose.yml", "services:\n  s:\n    build: ..\n    command: pip install x\n"
    ),
    # -- what several files say together
    "setup.py: extras": one(
        "setup.py",
        "from setuptools import setup\nsetup(name='x', extras_require={\n",
        "    'e#': ['six', 'six'],\n",
        "})\n",
    ),
    "compose: mounts and paths": lambda n: (
        one("compose.yml", "services:\n", "  s#:\n    build: .\n    volumes: ['./a#:/app/a#']\n")(n)
        | one(PIP, "", "-e /app/a#\n")(n)
    ),
    "docker: apart from the projects": lambda n: (
        many("docker/a#/Dockerfile", "FROM python:3.8\nCOPY pyproject.toml uv.lock ./\n")(n)
        | many("b#/pyproject.toml", PROJECT)(n)
        | many("b#/uv.lock", "version = 1\n")(n)
    ),
    "docker: files and services": lambda n: (
        many("a#/Dockerfile", "FROM python:3.8\nCOPY . .\nRUN pip install -r requirements.txt\n")(n)
        | one("compose.yml", "services:\n", "  s#:\n    build: a#\n    volumes: ['./a#:/app']\n")(n)
    ),
    "docker: images that a script tests in": lambda n: (
        many("a#/Dockerfile", "FROM python:3.8\nCOPY . .\nRUN pip install -r requirements.txt\n")(n)
        | many("a#/requirements.txt", "pytest==8.0.0\n")(n)
        | one("compose.yml", "services:\n", "  s#:\n    build: a#\n")(n)
        | one("test.sh", "#!/bin/sh\n", "docker compose run s# pytest\n")(n)
    ),
    "docker: modules that commands name, and pins": lambda n: (
        one("Dockerfile", "FROM python:3.8\n", "RUN pip install enum\n")(n)
        | many("a#/.python-version", "3.8\n")(n)
    ),
    "ansible: plays for their own host, and lists": lambda n: (
        many("p#/playbook.yml", "- hosts: localhost\n  tasks:\n  - pip:\n      name: six\n")(n)
        | many("p#/requirements.txt", "six==1\n")(n)
    ),
    "pages: extras, and projects": lambda n: (
        many("docs/p#.md", "```sh\npip install .[nothing#]\n```\n")(n)
        | many("a#/pyproject.toml", PROJECT + '[project.optional-dependencies]\ndev = ["x"]\n')(n)
        | {"pyproject.toml": PROJECT}
    ),
    "docker: files and services of one folder": lambda n: (
        many("Dockerfile.#", "FROM python:3.8\nCOPY . .\nRUN pip install x\n")(n)
        | one(
            "compose.dev.yml",
            "services:\n",
            "  s#:\n    build: {context: ., dockerfile: Dockerfile.#}\n    command: python a.py\n",
        )(n)
    ),
    "docker: files and development containers": lambda n: (
        many("a#/Dockerfile", "FROM python:3.8\nCOPY . .\nRUN pip install x\n")(n)
        | many("a#/.devcontainer/devcontainer.json", '{"build": {"dockerfile": "../Dockerfile"}}')(
            n
        )
    ),
    "docker: files and sources": lambda n: (
        many("Dockerfile.#", "FROM python:3.8\nCOPY . .\n")(n) | many("m#.py", "import six\n")(n)
    ),
    "make: lists of tools": lambda n: (
        many("a#/requirements.txt", "pytest==7\nDjango==4\n")(n)
        | one("Makefile", "", "t#:\n\tpip install -r a#/requirements.txt\n")(n)
    ),
    "procfile: programs": lambda n: (
        one("Procfile", "", "w#: gunicorn app#:app\n")(n) | one(PIP, "", "p#==1\n")(n)
    ),
    "projects: pins above them": lambda n: (
        many("a#/pyproject.toml", PROJECT)(n)
        | one(
            ".pre-commit-config.yaml",
            "repos:\n",
            "- repo: r#\n  hooks: [{id: x, language_version: python3.8}]\n",
        )(n)
    ),
    "pre-commit: hooks, and lists that pin them": lambda n: (
        many("a#/requirements-dev.txt", "black==24.1.0\n")(n)
        | one(
            ".pre-commit-config.yaml",
            "repos:\n",
            "- repo: https://github.com/psf/black\n  rev: 23.1.#\n  hooks: [{id: black}]\n",
        )(n)
    ),
    "shell: scripts that call one": lambda n: (
        many("a#/run.sh", "#!/bin/sh\npip install x\n./run.sh\n")(n)
        | one("run.sh", "#!/bin/sh\n", "pip install p#\n")(n)
    ),
    "sources: and pins": lambda n: (
        many("a#/.python-version", "3.8\n")(n) | many("m#.py", "import six\n")(n)
    ),
    "tox: missing lists and patterns": lambda n: (
        {".gitignore": lines(n, "b#/\n")}
        | one("tox.ini", "[tox]\nenvlist = py38\n", "[testenv:t#]\ndeps = -r a#/r.txt\n")(n)
    ),
    "requirements: lists of tools, and sources that name these": lambda n: (
        {"pyproject.toml": PROJECT, "shop/__init__.py": ""}
        | many(
            "requirements-a#.txt",
            "# autogenerated by pip-compile with Python 3.9\n"
            "#    pip-compile --no-annotate x.in\n#\n"
            "attrs==23.1\nblack==24.1.0\npytest==8.1.0\nsix==1.16.0\n",
        )(n)
        | many("shop/m#.py", "x = 'black', 'pytest'\n")(n)
    ),
    "setup scripts: without a range, and lists": lambda n: (
        many(
            "a#/setup.py",
            "from setuptools import setup\nsetup(name='a#', version='1', packages=['a#'])\n",
        )(n)
        | many("a#/a#/__init__.py", "")(n)
        | many("lists/requirements-#.txt", "six==1\n")(n)
    ),
    "requirements: local versions, and read-mes": lambda n: (
        one(PIP, "", "p#==1+cpu\n")(n)
        | many("a#/README.md", "    pip install y --extra-index-url https://pypi.org/simple\n")(n)
    ),
    "compose: mounts over an environment": lambda n: (
        {
            "Dockerfile": "FROM python:3.8\nCOPY . /app\nRUN python -m venv /app/venv\n"
            "RUN /app/venv/bin/pip install six\n"
        }
        | {PIP: "six==1\n"}
        | one(
            "compose.yml",
            "services:\n",
            "  s#:\n    build: .\n    command: /app/venv/bin/python a.py\n"
            "    volumes: ['.:/app']\n",
        )(n)
    ),
    "requirements: for one system": many("requirements-#.txt", "pywin32==1\nsix==1\n"),
    "requirements: above projects": lambda n: (
        many("a#/pyproject.toml", PROJECT + "dependencies = ['six']\n")(n)
        | many("requirements-#.txt", "pytest==1\nblack==1\n")(n)
    ),
    "shell: homes of users": one(
        "run.sh", "#!/bin/sh\nuseradd ana\n", "/home/u#/venv/bin/python -m x\n"
    ),
    # -- continuous integration
    "workflow: steps": steps("    - run: pip install p#\n"),
    "workflow: activations": steps("    - run: source venv/bin/activate\n"),
    "workflow: one script": one(
        WORKFLOW,
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: |\n",
        "        pip install p#\n",
    ),
    "workflow: set-ups": steps(
        "    - uses: actions/setup-python@v5\n      with: {python-version: '3.8', cache: pip}\n"
    ),
    "workflow: caches": steps(
        "    - uses: actions/cache@v4\n      with: {path: .venv, key: 'v-#'}\n"
        "    - run: pip install -r requirements.txt\n"
    ),
    "workflow: uv's set-ups": steps("    - uses: astral-sh/setup-uv@v5\n    - run: uv sync\n"),
    "workflow: jobs": workflow(
        "", "  j#:\n    runs-on: ubuntu-latest\n    steps:\n    - run: pip install p#\n"
    ),
    "workflow: jobs in a chain": lambda n: {
        WORKFLOW: "on: push\njobs:\n"
        + chain(
            n,
            "  j#:\n    needs: j@\n    runs-on: ubuntu-latest\n    steps:\n    - run: pip install p#\n",
            "",
        )
    },
    "workflow: a matrix": workflow(
        "  a:\n    strategy:\n      matrix:\n        python: ['3.9'",
        ", '3.#'",
        "]\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/setup-python@v5\n"
        "      with: {python-version: '${{ matrix.python }}'}\n",
    ),
    "workflow: a matrix's include": workflow(
        "  a:\n    strategy:\n      matrix:\n        python: ['3.9']\n        include:\n",
        "        - {python: '3.#', os: x#}\n",
        "    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/setup-python@v5\n"
        "      with: {python-version: '${{ matrix.python }}'}\n",
    ),
    "workflow: a matrix's exclude": workflow(
        "  a:\n    strategy:\n      matrix:\n        python: ['3.9', '3.10']\n        os: [a, b]\n"
        "        exclude:\n",
        "        - {python: '3.9', os: x#}\n",
        "    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/setup-python@v5\n"
        "      with: {python-version: '${{ matrix.python }}'}\n",
    ),
    "workflow: expressions": steps("    - run: echo ${{ matrix.a# }} ${{ env.B# }}\n"),
    "workflow: one expression": one(
        WORKFLOW,
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: pip install p\n"
        "      if: ${{ a == 'b'",
        " || a == 'c#'",
        " }}\n",
    ),
    "workflow: variables": workflow(
        "  a:\n    runs-on: ubuntu-latest\n    env:\n",
        "      V#: ${{ env.V# }}\n",
        "    steps:\n    - run: pip install $V1\n",
    ),
    "workflow: files": many(
        ".github/workflows/w#.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: pip install p#\n"
        "    - uses: actions/setup-python@v5\n      with: {python-version: '3.8'}\n",
    ),
    "workflow: called in a chain": many(
        ".github/workflows/w#.yml",
        "on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/w@.yml\n    with: {p: '3.8'}\n",
    ),
    "workflow: actions in a chain": many(
        ".github/actions/a#/action.yml",
        "runs:\n  using: composite\n  steps:\n  - uses: ./.github/actions/a@\n  - run: pip install x\n"
        "    shell: bash\n",
        beside={
            WORKFLOW: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
            "    - uses: ./.github/actions/a0\n"
        },
    ),
    "workflow: anchors": anchors,
    "workflow and projects": lambda n: (
        {
            WORKFLOW: "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
            + lines(n, "    - run: pip install -r requirements.txt\n      working-directory: a#\n")
        }
        | many("a#/requirements.txt", "six==1\n")(n)
    ),
    "gitlab: jobs": one(
        ".gitlab-ci.yml", "", "j#:\n  image: python:3.8\n  script: [pip install p#]\n"
    ),
    "gitlab: jobs in a chain": lambda n: {
        ".gitlab-ci.yml": chain(
            n, "j#:\n  extends: j@\n  script: [pip install p#]\n", "j#:\n  image: python:3.8\n"
        )
    },
    "gitlab: caches": one(
        ".gitlab-ci.yml", "", "j#:\n  cache: {key: k, paths: [.venv]}\n  script: [pip install p#]\n"
    ),
    "gitlab: matrix": one(
        ".gitlab-ci.yml",
        "a:\n  image: python:$V\n  script: [pip install x]\n  parallel:\n    matrix:\n",
        "    - V: ['3.#']\n",
    ),
    "circleci: steps": one(
        ".circleci/config.yml",
        "version: 2.1\njobs:\n  a:\n    docker: [{image: 'python:3.8'}]\n    steps:\n",
        "    - run: pip install p#\n",
    ),
    "circleci: caches": one(
        ".circleci/config.yml",
        "version: 2.1\njobs:\n  a:\n    docker: [{image: 'python:3.8'}]\n    steps:\n",
        "    - restore_cache: {key: 'v-#'}\n    - save_cache: {key: 'v-#', paths: [.venv]}\n",
    ),
    "azure: steps": one("azure-pipelines.yml", "steps:\n", "- script: pip install p#\n"),
    "travis: Pythons": one(
        ".travis.yml", "language: python\npython:\n", "- '3.#'\n", "script: pytest\n"
    ),
    "jenkins: stages": one(
        "Jenkinsfile",
        "pipeline {\n agent { docker { image 'python:3.8' } }\n stages {\n",
        "  stage('s#') { steps { sh 'pip install p#' } }\n",
        " }\n}\n",
    ),
    "pre-commit: hooks": one(
        ".pre-commit-config.yaml",
        "repos:\n",
        "- repo: local\n  hooks:\n  - id: h#\n    entry: pip install x\n",
    ),
    # -- Git, environments, folders
    "ignored: patterns": lambda n: {".gitignore": lines(n, "a#/\n"), PIP: "six==1\n"},
    "ignored: patterns and environments": lambda n: (
        {".gitignore": lines(n, "a#*/\n")}
        | many("e#/pyvenv.cfg", "home = /usr/bin\nversion = 3.12.1\n")(n)
    ),
    "ignored: stars": lambda n: {".gitignore": "*a" * n + "b\n", PIP: "six==1\n"},
    "ignored: files": many("a#/.gitignore", "*.py[co]\n.venv/\n"),
    "environments": environments,
    "environments: one of many files": lambda n: (
        environment(".venv") | many(".venv/lib/python3.12/site-packages/m#.py", "")(n)
    ),
    "environments: distributions": lambda n: environment(
        ".venv", installed={f"p{i}": "1" for i in range(n)}
    ),
    "projects": many("a#/pyproject.toml", PROJECT + 'dependencies = ["six"]\n'),
    "projects: with lists": lambda n: (
        many("a#/pyproject.toml", PROJECT + 'dependencies = ["six"]\n')(n)
        | many("a#/requirements.txt", "six==1\npytest\n")(n)
    ),
    "projects: with everything": lambda n: (
        many("a#/pyproject.toml", PROJECT)(n)
        | many("a#/requirements.txt", "six==1\npytest\n")(n)
        | many("a#/Dockerfile", "FROM python:3.8\nCOPY . .\nRUN pip install -r requirements.txt\n")(
            n
        )
        | many("a#/Makefile", "venv:\n\tpython3 -m venv .venv\n\t. .venv/bin/activate\n")(n)
        | many("a#/.python-version", "3.9\n")(n)
        | many("a#/README.md", "```\npip install -r requirements.txt\n```\n")(n)
        | many("a#/setup.py", "from setuptools import setup\nsetup(python_requires='>=3.8')\n")(n)
    ),
    "projects: below each other": lambda n: (
        {f"{i // 20}/" + "a/" * (i % 20) + "pyproject.toml": PROJECT for i in range(n)}
        | many("b#/x.txt", "")(n)
    ),
    "projects: one list for all": lambda n: (
        many("a#/pyproject.toml", PROJECT)(n) | {"requirements.txt": lines(n, "-e ./a#\n")}
    ),
    "projects: setup.py": many(
        "a#/setup.py", "from setuptools import setup\nsetup(install_requires=['six'])\n"
    ),
    "projects: tests": many("a#/tox.ini", "[tox]\nenvlist = py38\n[testenv]\ndeps = -r r.txt\n"),
    "folders": many("a#/b/c.txt", ""),
    "folders: deep": lambda n: (
        {"a/" * (i % 30) + f"f{i}.py": "" for i in range(n)} | {PIP: "six==1\n"}
    ),
    # -- Python and pages
    "python: imports": lambda n: {"pyproject.toml": PROJECT, "x.py": lines(n, "import m#\n")},
    "python: one import": one("x.py", "import a", ".a", "\n"),
    "python: scripts that import each other": lambda n: {
        PIP: "six==1\n",
        "run.sh": "python3 -m venv .venv\n(. .venv/bin/activate && pip install -r requirements.txt)\n"
        + "".join(f"python3 s{i}.py\n" for i in reversed(range(n))),
        **{f"s{i}.py": f"from s{i - 1} import x\n" if i else "import six\n" for i in range(n)},
    },
    "python: files": lambda n: (
        {"pyproject.toml": PROJECT} | many("m#.py", "import p#\nimport pytest\n")(n)
    ),
    "python: files that jobs run": lambda n: (
        {"pyproject.toml": PROJECT}
        | many("m#.py", "import m@\nimport tomllib\n")(n)
        | workflow(
            "  a:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/setup-python@v5\n"
            "      with:\n        python-version: '3.12'\n",
            "    - run: python m#.py\n",
        )(n)
    ),
    "python: files of packages": lambda n: (
        {"pyproject.toml": PROJECT} | many("p#/__init__.py", "import p@\n")(n)
    ),
    "python: inline metadata": many("s#.py", "# /// script\n# dependencies = ['six']\n# ///\n"),
    "python: subprocesses": one(
        "x.py", "import subprocess\n", "subprocess.run(['pip', 'install', 'p#'])\n"
    ),
    "notebooks: cells": lambda n: {
        "a.ipynb": '{"cells": ['
        + lines(n, '{"cell_type": "code", "source": ["!pip install p#\\n"]},')
        + '{"cell_type": "code", "source": []}]}'
    },
    "notebooks": many(
        "n#.ipynb", '{"cells": [{"cell_type": "code", "source": ["!pip install p#"]}]}'
    ),
    "pages: blocks": lambda n: {
        "pyproject.toml": PROJECT,
        "README.md": lines(n, "```console\n$ source venv/bin/activate\n$ pip install p#\n```\n"),
    },
    "pages: one block": lambda n: {
        "pyproject.toml": PROJECT,
        "README.md": "```\n" + lines(n, "pip install p#\n") + "```\n",
    },
    "pages: Pythons": lambda n: {
        "pyproject.toml": PROJECT,
        "README.md": lines(n, "Python 3.# or newer is needed.\n"),
    },
    "pages: links": lambda n: {"pyproject.toml": PROJECT, "README.md": lines(n, "[a#](b#.md) ")},
    "pages": lambda n: (
        {"pyproject.toml": PROJECT}
        | many("docs/p#.md", "```\npip install p#\n```\nPython 3.6\n")(n)
    ),
    # -- other services
    "read the docs": one(
        ".readthedocs.yaml",
        "version: 2\nbuild: {os: ubuntu-22.04, tools: {python: '3.8'}}\npython:\n  install:\n",
        "  - requirements: r#.txt\n",
    ),
    "devcontainers": many(".devcontainer/d#/devcontainer.json", '{"image": "python:3.8"}'),
    "kubernetes": one(
        "k.yaml",
        "",
        "---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: python:3.8\n",
    ),
    "terraform": one(
        "main.tf", "", 'resource "aws_lambda_function" "f#" {\n  runtime = "python3.8"\n}\n'
    ),
    "vagrant: machines": one(
        "Vagrantfile",
        "",
        "config.vm.define 'm#' do |m|\n  m.vm.box = 'ubuntu/noble64'\n"
        "  m.vm.provision 'shell', inline: <<-SHELL\n"
        "    apt-get install -y python3-pip\n    pip3 install p#\n  SHELL\nend\n",
    ),
    "ansible": one(
        "playbook.yml", "- hosts: all\n  tasks:\n", "  - pip: {name: p#, virtualenv: /v}\n"
    ),
    "json": lambda n: {"Pipfile.lock": '{"a": [' + "1," * n + "1]}"},
    "ini: continued": one("setup.cfg", "[a]\nx =\n", "  y#\n"),
    "settings: patterns": lambda n: {
        "venvlint.toml": "exclude = [" + lines(n, "'a#/*.txt', ") + "]\n",
        **many("a#/requirements.txt", "six==1\npytest\n")(n),
    },
}
"""The trees by name: a function of n that gives paths and texts."""
