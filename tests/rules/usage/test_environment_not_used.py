from __future__ import annotations

import pytest

from tests.lint import findings, lint

FILES = {
    "requirements.txt": "flask==3.0.0\ngunicorn==22.0.0\n",
    "app.py": "import flask\n",
    "plain.py": "import json\n",
    "shop/__init__.py": "",
    "shop/__main__.py": "import flask\n",
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n',
    "uv.lock": "version = 1\n",
}
MADE = (
    "WORKDIR /app\nRUN python -m venv /venv\nCOPY requirements.txt .\n"
    "RUN /venv/bin/pip install -r requirements.txt\nCOPY . .\n"
)
START = 'CMD ["python", "app.py"]\n'


def image(text=MADE, start=START, base="python:3.12-slim", **more):
    files = {name.replace("__", "."): content for name, content in more.items()}
    return FILES | {"Dockerfile": f"FROM {base}\n{text}{start}"} | files


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(image(MADE + 'ENV PATH="/venv/bin:$PATH"\n'), id="first on PATH"),
        pytest.param(
            image(start=START + 'ENV PATH="/venv/bin:$PATH"\n'), id="on PATH behind the CMD"
        ),
        pytest.param(
            image(
                start=START + 'FROM base\nENV PATH="/venv/bin:$PATH"\n',
                base="python:3.12-slim AS base",
            ),
            id="on PATH in the stage that is built on it",
        ),
        pytest.param(image(start='CMD ["/venv/bin/python", "app.py"]\n'), id="named"),
        pytest.param(image(MADE + "RUN pip install -r requirements.txt\n"), id="in the system too"),
        pytest.param(image(start='CMD ["python", "plain.py"]\n'), id="needs nothing of it"),
        pytest.param(
            image(
                "WORKDIR /app\nRUN pip install poetry==1.8.3\nCOPY . .\n"
                "RUN poetry install --only main\n",
                'CMD ["python", "pull.py"]\n',
                pull__py="import json\nimport requests\n",
                pyproject__toml='[tool.poetry]\nname = "shop"\n',
            ),
            id="Poetry brings it to the system's Python",
        ),
        pytest.param(image(start='CMD ["nginx"]\n'), id="another program"),
        pytest.param(
            image(MADE + "RUN ln -s /venv/bin/python /usr/local/bin/python\n"), id="a link"
        ),
        pytest.param(
            image(MADE + "ENV PYTHONPATH=/venv/lib/python3.12/site-packages\n"), id="PYTHONPATH"
        ),
        pytest.param(
            image(
                "RUN python -m venv /opt/poetry && /opt/poetry/bin/pip install poetry\n"
                "RUN /opt/poetry/bin/poetry config virtualenvs.create false\n"
            ),
            id="an environment for a tool",
        ),
        pytest.param(image("RUN python -m venv /venv\nCOPY . .\n"), id="never filled"),
        pytest.param(image(base="acme/base:1"), id="nobody knows its PATH"),
        pytest.param(
            image(MADE + "COPY entry.sh /\n", 'ENTRYPOINT ["/entry.sh"]\n' + START),
            id="an entry point that is not in the tree",
        ),
        pytest.param(
            image(
                MADE,
                'ENTRYPOINT ["/app/entry.sh"]\n' + START,
                entry__sh='#!/bin/sh\n. /venv/bin/activate\nexec "$@"\n',
            ),
            id="an entry point that activates",
        ),
        pytest.param(
            image(
                "WORKDIR /app\nRUN python -m venv /venv\nCOPY . .\n"
                "RUN . /venv/bin/activate && pip install -r requirements.txt\n"
            ),
            id="an activation that is lost is another rule's",
        ),
        pytest.param(
            image(
                "RUN pip install poetry\nRUN poetry config virtualenvs.create false\nCOPY . .\n"
                "RUN poetry install\n"
            ),
            id="poetry without an environment",
        ),
        pytest.param(
            image(
                "RUN pip install poetry==0.12.17 && poetry config settings.virtualenvs.create false\n"
                "COPY . .\nRUN poetry install\n"
            ),
            id="an old poetry without one",
        ),
        pytest.param(
            image("COPY . .\nENV UV_PROJECT_ENVIRONMENT=/usr/local\nRUN uv sync\n"),
            id="uv in the system",
        ),
        pytest.param(
            image("COPY . .\nRUN uv sync\n", 'CMD ["uv", "run", "app.py"]\n'), id="run by the tool"
        ),
        pytest.param(
            image(
                "RUN apt-get update && apt-get install -y python3\nWORKDIR /app\nCOPY . .\n"
                "RUN python3 -m venv /venv && /venv/bin/pip install -r requirements.txt\n"
                "ENV PATH=$PATH:/venv/bin\n",
                'CMD ["gunicorn", "app:app"]\n',
                "debian:12",
            ),
            id="a program that only the environment has, behind the old PATH",
        ),
        pytest.param(
            {
                **FILES,
                "run.sh": "python3 -m venv .venv\n. .venv/bin/activate\npip install flask\n",
            },
            id="a script that activates",
        ),
        pytest.param(
            {**FILES, "run.sh": "pip install -r requirements.txt\npython3 -m venv .venv\n"},
            id="pip before the environment",
        ),
        pytest.param(
            {**FILES, "run.sh": "python3 -m venv .venv\nPIP_TARGET=lib pip install flask\n"},
            id="a variable sends it elsewhere",
        ),
        pytest.param(
            {**FILES, "run.sh": "python3 -m venv .venv\npip install virtualenv\n"}, id="a tool"
        ),
        pytest.param(
            {**FILES, "run.sh": "python3 -m venv .venv\n.venv/bin/pip install flask\n"},
            id="its own pip",
        ),
        pytest.param(
            {
                **FILES,
                "Makefile": "venv:\n\tpython3 -m venv venv\n\ninstall:\n\tpip install flask\n",
            },
            id="another target",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL419", files) == []


@pytest.mark.parametrize(
    ("files", "place", "severity"),
    [
        pytest.param(image(), "Dockerfile:7", "error", id="python"),
        pytest.param(
            image(start='CMD ["gunicorn", "app:app"]\n'), "Dockerfile:7", "error", id="a server"
        ),
        pytest.param(image(start="CMD python -m shop\n"), "Dockerfile:7", "error", id="a module"),
        pytest.param(
            image(start='ENTRYPOINT ["/usr/local/bin/python", "app.py"]\n'),
            "Dockerfile:7",
            "error",
            id="the system's by its path",
        ),
        pytest.param(
            image(MADE + "ENV PATH=$PATH:/venv/bin\n"), "Dockerfile:8", "error", id="behind PATH"
        ),
        pytest.param(
            image(
                'RUN python -m venv /venv\nENV PATH="/venv/bin:$PATH"\n'
                "RUN pip install flask\nFROM python:3.12-slim\nCOPY --from=0 /venv /venv\nCOPY . .\n"
            ),
            "Dockerfile:8",
            "error",
            id="PATH of the builder",
        ),
        pytest.param(
            image("WORKDIR /app\nCOPY . .\nRUN uv sync\n"), "Dockerfile:5", "error", id="uv sync"
        ),
        pytest.param(
            image("WORKDIR /app\nCOPY . .\nRUN pip install poetry\nRUN poetry install\n"),
            "Dockerfile:6",
            "error",
            id="poetry's own",
        ),
        pytest.param(
            image("WORKDIR /app\nCOPY . .\nRUN pip install pipenv\nRUN pipenv install --deploy\n"),
            "Dockerfile:6",
            "error",
            id="pipenv's own",
        ),
        pytest.param(
            image(
                start="",
                compose__yaml="services:\n  web:\n    build: .\n    command: python app.py\n",
            ),
            "compose.yaml:4",
            "error",
            id="compose",
        ),
        pytest.param(
            {**FILES, "run.sh": "python3 -m venv .venv\npip install -r requirements.txt\n"},
            "run.sh:2",
            "warning",
            id="a script",
        ),
        pytest.param(
            {**FILES, "run.sh": "python3 -m venv .venv\nPIP_NO_INPUT=1 pip install flask\n"},
            "run.sh:2",
            "warning",
            id="with a variable: a script",
        ),
        pytest.param(
            {
                **FILES,
                "Makefile": "venv:\n\tpython3 -m venv venv\n\tpython3 -m pip install flask\n",
            },
            "Makefile:3",
            "warning",
            id="a recipe",
        ),
    ],
)
def test_reports_the_command(files, place, severity):
    (found,) = findings("VL419", files)
    assert f"{found.at.path}:{found.at.line}" == place
    assert found.severity.label == severity


def test_says_what_to_do():
    (found,) = findings("VL419", image())
    assert found.suggestion == (
        'Put `ENV PATH="/venv/bin:$PATH"` into the stage that is started, or call'
        " `/venv/bin/python`."
    )


def test_a_script_is_started_by_its_path():
    files = image(
        "WORKDIR /app\nCOPY . .\nRUN pip install poetry\nRUN poetry install\n",
        'CMD ["/app/bin/start.sh"]\n',
    ) | {"bin/start.sh": "#!/bin/sh\npython app.py\n"}
    (found,) = findings("VL419", files)
    assert found.message == (
        "`start.sh` starts a `python` that is not the one of Poetry's own environment, where the"
        " packages were installed"
    )
    assert found.suggestion == "Start it with `poetry run /app/bin/start.sh`."
    by_bash = files["Dockerfile"].replace('["/app', '["bash", "/app')
    (found,) = findings("VL419", {**files, "Dockerfile": by_bash})
    assert found.suggestion == "Start it with `poetry run bash /app/bin/start.sh`."
    made = image(start='CMD ["/app/bin/start.sh"]\n') | {"bin/start.sh": files["bin/start.sh"]}
    (found,) = findings("VL419", made)
    assert found.suggestion == ('Put `ENV PATH="/venv/bin:$PATH"` into the stage that is started.')


def test_a_stage_may_take_the_path_away_again():
    start = 'ENV PATH="/venv/bin:$PATH"\n' + START + "FROM base\nENV PATH=/usr/local/bin:/bin\n"
    (found,) = findings("VL419", image(start=start, base="python:3.12-slim AS base"))
    assert found.at.line == 8


OWN = FILES["pyproject.toml"] + '[project.scripts]\nshop = "shop:main"\n'
OWN_SETUP = (
    "from setuptools import setup\n"
    "setup(name='shop', entry_points={'console_scripts': ['shop-web = shop.cli:main']})\n"
)
OWN_CFG = "[options.entry_points]\nconsole_scripts =\n    shop-web = shop.cli:main\n"


@pytest.mark.parametrize(
    ("start", "more", "loud"),
    [
        pytest.param('CMD ["shop", "serve"]\n', {"pyproject__toml": OWN}, True, id="declared"),
        pytest.param('CMD ["shop-web"]\n', {"setup__py": OWN_SETUP}, True, id="in setup.py"),
        pytest.param('CMD ["shop-web"]\n', {"setup__cfg": OWN_CFG}, True, id="in setup.cfg"),
        pytest.param('CMD ["/venv/bin/shop"]\n', {"pyproject__toml": OWN}, False, id="named"),
        pytest.param('CMD ["shop"]\n', {}, False, id="of which nothing is known"),
        pytest.param(
            'ENV PATH="/venv/bin:$PATH"\nCMD ["shop"]\n', {"pyproject__toml": OWN}, False, id="PATH"
        ),
        pytest.param(
            'RUN pip install .\nCMD ["shop"]\n',
            {"pyproject__toml": OWN},
            False,
            id="in the system too",
        ),
        pytest.param(
            'CMD ["shop"]\n',
            {"pyproject__toml": OWN, "bin/shop": "#!/bin/sh\n"},
            False,
            id="a script of that name",
        ),
    ],
)
def test_a_program_of_the_projects_own(start, more, loud):
    made = MADE.replace("install -r requirements.txt", "install .")
    files = image(made, start, **more)
    found = findings("VL419", files)
    assert [one.at.path for one in found] == (["Dockerfile"] if loud else [])


MADE_AND_FILLED = "  python3 -m venv .venv\n  pip install -r requirements.txt\n"


def test_the_parts_of_one_function_follow_one_another():
    text = f"#!/bin/bash\nmain() {{\n{MADE_AND_FILLED}}}\nmain\n"
    (found,) = findings("VL419", {"install.sh": text, "requirements.txt": "six\n"})
    assert found.at.line == 4


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "make() {\n  python3 -m venv .venv\n}\nfill() {\n  pip install six\n}\nfill\nmake\n",
            id="two functions",
        ),
        pytest.param("python3 -m venv .venv\nf() {\n  pip install six\n}\n", id="never called"),
        pytest.param(
            "f() {\n  python3 -m venv .venv\n  . .venv/bin/activate\n  pip install six\n}\nf\n",
            id="activated in it",
        ),
    ],
)
def test_quiet_about_functions(text):
    assert lint("VL419", {"install.sh": f"#!/bin/bash\n{text}"}) == []


@pytest.mark.parametrize(
    ("called", "reads", "said"),
    [
        pytest.param("activate_venv", "source ci/common.sh", 0, id="from the root"),
        pytest.param("activate_venv", '. "$(dirname "$0")/ci/common.sh"', 0, id="from its own"),
        pytest.param("success", "source ci/common.sh", 1, id="another function"),
        pytest.param("activate_venv", "source ci/other.sh", 1, id="a script without it"),
    ],
)
def test_a_function_of_a_script_that_is_read(called, reads, said):
    files = {
        "install.sh": (
            f"#!/bin/bash\n{reads}\npython3 -m venv .venv\n{called}\npip install -r a.txt\n"
        ),
        "ci/common.sh": (
            "success() {\n  echo $?\n}\n"
            "activate_venv() {\n  if [ $OSTYPE == msys ]; then\n    . .venv/Scripts/activate\n"
            "  else\n    source .venv/bin/activate\n  fi\n}\n"
        ),
        "ci/other.sh": "success() {\n  echo $?\n}\n",
    }
    assert len(findings("VL419", files)) == said


def test_what_an_entry_point_is_given_is_where_it_is_written():
    start = 'ENTRYPOINT ["./start.sh"]\nCMD ["gunicorn", "shop:app"]\n'
    files = image(start="COPY start.sh .\n" + start) | {"start.sh": '#!/bin/sh\nexec "$@"\n'}
    (found,) = findings("VL419", files)
    assert files[found.at.path].split("\n")[found.at.line - 1].startswith("CMD")


def test_an_environment_of_another_stage_whose_name_says_nothing():
    text = (
        "FROM python:3.12 AS build\nRUN python -m venv /opt/x/shop\n"
        "RUN /opt/x/shop/bin/pip install flask\nFROM python:3.12\n"
        "COPY --from=build /opt/x/shop /opt/x/shop\nCOPY app.py .\n"
        'ENV PATH="/opt/x/shop/bin:$PATH"\nCMD ["python", "app.py"]\n'
    )
    files = {"Dockerfile": text, "app.py": "import flask\n"}
    service = {"compose.yaml": "services:\n  a:\n    build: .\n    command: python app.py\n"}
    assert lint("VL419", {**files, **service}) == []
    bare = text.replace('ENV PATH="/opt/x/shop/bin:$PATH"\n', "")
    found = findings("VL419", {**files, "Dockerfile": bare, **service})
    assert [one.at.path for one in found] == ["Dockerfile", "compose.yaml"]


def test_poetrys_own_file_says_that_it_makes_no_environment():
    files = {
        "pyproject.toml": '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nflask = "*"\n',
        "app.py": "import flask\n",
        "Dockerfile": (
            "FROM python:3.12\nRUN pip install poetry\nWORKDIR /app\nCOPY . .\nRUN poetry install\n"
            'CMD ["python", "app.py"]\n'
        ),
    }
    assert len(findings("VL419", files)) == 1
    for value, count in (("false", 0), ("true", 1)):
        own = {"poetry.toml": f"[virtualenvs]\ncreate = {value}\n"}
        assert len(findings("VL419", {**files, **own})) == count
    not_copied = files["Dockerfile"].replace("COPY . .", "COPY pyproject.toml app.py ./")
    own = {"poetry.toml": "[virtualenvs]\ncreate = false\n", "Dockerfile": not_copied}
    assert len(findings("VL419", {**files, **own})) == 1


@pytest.mark.parametrize(
    ("settings", "more", "count"),
    [
        pytest.param("ENV POETRY_VIRTUALENVS_IN_PROJECT=1\n", {}, 1, id="only where it lies"),
        pytest.param(
            "ENV POETRY_VIRTUALENVS_IN_PROJECT=1 POETRY_VIRTUALENVS_CREATE=0\n",
            {},
            0,
            id="variable",
        ),
        pytest.param(
            "ENV POETRY_VIRTUALENVS_IN_PROJECT=1 POETRY_VIRTUALENVS_CREATE=true\n",
            {},
            1,
            id="a variable that is true",
        ),
        pytest.param(
            "ENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN poetry config virtualenvs.create false\n",
            {},
            0,
            id="command",
        ),
        pytest.param(
            "ENV POETRY_VIRTUALENVS_CREATE=true\nRUN poetry config virtualenvs.create false\n"
            "RUN poetry config virtualenvs.in-project true\n",
            {},
            1,
            id="the variable comes before the command's setting",
        ),
        pytest.param(
            "",
            {"poetry.toml": "[virtualenvs]\nin-project = true\ncreate = false\n"},
            0,
            id="Poetry's own file",
        ),
        pytest.param(
            "", {"poetry.toml": "[virtualenvs]\nin-project = true\n"}, 1, id="its file says where"
        ),
    ],
)
def test_poetry_makes_no_environment_in_the_project_where_it_makes_none(settings, more, count):
    files = {
        "pyproject.toml": '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nflask = "*"\n',
        "app.py": "import flask\n",
        "Dockerfile": (
            f"FROM python:3.12\nWORKDIR /app\nRUN pip install poetry\n{settings}COPY . .\n"
            'RUN poetry install\nCMD ["python", "app.py"]\n'
        ),
    }
    assert len(findings("VL419", {**files, **more})) == count


@pytest.mark.parametrize(
    ("command", "count"),
    [
        ("pipenv install --deploy", 1),
        ("pipenv sync", 1),
        ("pipenv install --system --deploy", 0),
        ("PIPENV_SYSTEM=1 pipenv sync", 0),
    ],
)
def test_pipenv_makes_no_environment_in_the_project_where_it_takes_the_system(command, count):
    text = (
        "FROM python:3.12\nENV PIPENV_VENV_IN_PROJECT=1\nWORKDIR /app\nRUN pip install pipenv\n"
        f'COPY . .\nRUN {command}\nCMD ["python", "app.py"]\n'
    )
    files = {
        "Pipfile": '[packages]\nflask = "*"\n',
        "app.py": "import flask\n",
        "Dockerfile": text,
    }
    assert len(findings("VL419", files)) == count


def test_a_service_that_has_an_environment_of_any_name_on_its_path():
    files = {
        "Dockerfile": (
            "FROM python:3.12\nRUN python -m venv /srv/x && /srv/x/bin/pip install flask\n"
            'COPY app.py .\nCMD ["/srv/x/bin/python", "app.py"]\n'
        ),
        "app.py": "import flask\n",
        "compose.yaml": (
            "services:\n  a:\n    build: .\n    environment:\n      PATH: /srv/x/bin:/usr/bin\n"
            "    command: python app.py\n"
        ),
    }
    assert lint("VL419", files) == []
    other = files["compose.yaml"].replace("/srv/x/bin", "/srv/y/bin")
    assert len(findings("VL419", {**files, "compose.yaml": other})) == 1


ENVIRONMENT = "name: web\nchannels: [conda-forge]\ndependencies: [python=3.12, flask]\n"
CREATED = (
    "WORKDIR /app\nCOPY environment.yml .\nRUN conda env create -f environment.yml\nCOPY . .\n"
)


def conda(text=CREATED, start=START, base="continuumio/miniconda3", **more):
    return image(text, start, base, environment__yml=ENVIRONMENT, **more)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(conda(CREATED + "ENV PATH=/opt/conda/envs/web/bin:$PATH\n"), id="on PATH"),
        pytest.param(
            conda(start='CMD ["conda", "run", "-n", "web", "python", "app.py"]\n'), id="conda run"
        ),
        pytest.param(
            conda(start='ENTRYPOINT ["conda", "run", "-n", "web"]\n' + START), id="its entry point"
        ),
        pytest.param(
            conda(start='CMD ["/opt/conda/envs/web/bin/python", "app.py"]\n'), id="by its path"
        ),
        pytest.param(
            conda(start='CMD ["bash", "-c", "source activate web && python app.py"]\n'),
            id="activated",
        ),
        pytest.param(
            conda(
                start='ENTRYPOINT ["./run.sh"]\n' + START,
                run__sh='#!/bin/bash\n. /opt/conda/bin/activate web\nexec "$@"\n',
            ),
            id="a script activates it",
        ),
        pytest.param(
            conda(CREATED + 'RUN echo "conda activate web" >> ~/.bashrc\n'), id="a profile"
        ),
        pytest.param(conda(CREATED + "RUN conda activate web\n"), id="another rule's"),
        pytest.param(
            conda(CREATED.replace("create -f", "update -n base -f")), id="the base is filled"
        ),
        pytest.param(conda(CREATED + "RUN conda install -y flask\n"), id="the base has it, too"),
        pytest.param(conda(CREATED + "RUN pip install flask\n"), id="by pip"),
        pytest.param(conda("WORKDIR /app\nRUN conda create -n web python\n"), id="nothing in it"),
        pytest.param(conda(start='CMD ["python", "plain.py"]\n'), id="needs nothing of it"),
        pytest.param(conda(base="continuumio/anaconda3"), id="a base that has much"),
        pytest.param(conda(base="mambaorg/micromamba"), id="an entry point that activates"),
        pytest.param(
            conda(CREATED + "RUN conda create -n other flask\n"), id="one of two environments"
        ),
        pytest.param(conda(CREATED.replace("-f environment.yml", "-f $LIST")), id="an unknown one"),
    ],
)
def test_quiet_conda(files):
    assert lint("VL419", files) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        pytest.param(conda(), 6, id="from a file"),
        pytest.param(conda(start="CMD gunicorn app:app\n"), 6, id="a server"),
        pytest.param(conda(base="condaforge/miniforge3:24.3.0-0"), 6, id="miniforge"),
        pytest.param(
            conda("WORKDIR /app\nRUN conda create -y -n web python=3.12 flask\nCOPY . .\n"),
            5,
            id="by name",
        ),
        pytest.param(
            conda("RUN mamba create -n web python\nRUN mamba install -n web flask\nCOPY . .\n"),
            5,
            id="filled later",
        ),
        pytest.param(conda(CREATED.replace("-f", "-n shop -f")), 6, id="under another name"),
        pytest.param(
            conda(CREATED.replace("-f", "-p /env -f") + "ENV PATH=$PATH:/env/bin\n"),
            7,
            id="a folder, behind the old PATH",
        ),
    ],
)
def test_conda(files, line):
    (found,) = findings("VL419", files)
    assert (found.at.line, found.severity.label) == (line, "error")
    assert "/bin:$PATH" in found.suggestion
