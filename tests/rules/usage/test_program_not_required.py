from __future__ import annotations

import pytest

from tests.lint import findings, lint

IMAGE = "FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"


def image(requirements, start='CMD ["gunicorn", "shop:app"]', more="", base="python:3.12-slim"):
    text = IMAGE.replace("python:3.12-slim", base) + more + start + "\n"
    return {"requirements.txt": requirements, "Dockerfile": text}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(image("flask\ngunicorn\n"), id="it is there"),
        pytest.param(
            {**image("-r base.txt\nflask\n"), "base.txt": "gunicorn\n"}, id="in what is included"
        ),
        pytest.param(image("flask\n", more="RUN pip install gunicorn\n"), id="given by name"),
        pytest.param(
            image("fastapi[standard]\n", 'CMD ["uvicorn", "shop:app"]'), id="with an extra"
        ),
        pytest.param(
            image("fastapi==0.111.0\n", 'CMD ["uvicorn", "shop:app"]'), id="in one version"
        ),
        pytest.param(image("mlflow\n"), id="something known brings it"),
        pytest.param(image("uvicorn-worker\n"), id="its name says that it belongs to it"),
        pytest.param(image("shop-core @ git+https://h.invalid/x@v1\n"), id="a repository may"),
        pytest.param(image("./shop-core\n"), id="a path may"),
        pytest.param(image("--extra-index-url https://h.invalid/\nkit\n"), id="a private index"),
        pytest.param(image("flask\n", base="acme/web:1"), id="somebody's own image"),
        pytest.param(
            image("flask\n", base="tiangolo/uvicorn-gunicorn:1"), id="a framework's image"
        ),
        pytest.param(
            image("flask\n", more="RUN apt-get update && apt-get install -y gunicorn\n"),
            id="the distribution's own",
        ),
        pytest.param(
            image("flask\n", more="COPY --from=acme/tools /bin/gunicorn /bin/\n"),
            id="out of another image",
        ),
        pytest.param(
            image("flask\n", more="RUN pip install -r $MORE\n"), id="a list that is not known"
        ),
        pytest.param(image("flask\n", "CMD gunicorn x || python app.py"), id="tried first"),
        *(
            pytest.param(
                {"Procfile": "web: gunicorn a:a\n", "requirements.txt": "flask\n", path: ""},
                id=f"Elastic Beanstalk brings it, by {path}",
            )
            for path in (
                ".ebextensions/a.config",
                ".elasticbeanstalk/config.yml",
                ".platform/hooks/prebuild/a.sh",
            )
        ),
        pytest.param(image("flask\n", 'CMD ["python", "app.py"]'), id="no such program"),
        pytest.param(image("flask\n", "HEALTHCHECK CMD gunicorn"), id="a check"),
        pytest.param(
            {"Procfile": "web: gunicorn shop:app\n", "app.py": ""}, id="no list at all is VL209's"
        ),
        pytest.param(
            {
                **image("flask\n", more="RUN pip install gunicorn\n"),
                "Procfile": "web: gunicorn shop:app\n",
            },
            id="a Procfile beside the image that has it",
        ),
        pytest.param(
            {
                **image("flask\n", more="COPY server.txt .\nRUN pip install -r server.txt\n"),
                "server.txt": "gunicorn\n",
                "Procfile": "web: gunicorn shop:app\n",
            },
            id="a Procfile beside the image that gets another list",
        ),
        pytest.param(
            {
                "Procfile": "web: gunicorn shop:app\n",
                "setup.py": "from setuptools import setup\nsetup(install_requires=read())\n",
            },
            id="a list that is computed",
        ),
        pytest.param(
            {
                "deploy/shop.service": "[Service]\nExecStart=/srv/venv/bin/gunicorn shop:app\n",
                "requirements.txt": "flask\n",
                "deploy.sh": "pip install gunicorn\n",
            },
            id="a unit, and a script that installs it",
        ),
        pytest.param(image("flask\n") | {"bin/gunicorn": "#!/bin/sh\n"}, id="a program of its own"),
        pytest.param(
            {
                "Procfile": "web: gunicorn shop:app\n",
                "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n[tool.black]\n',
                "requirements/production.txt": "gunicorn\n",
            },
            id="a pyproject.toml that lists nothing to install",
        ),
        pytest.param(
            image("flask\n", 'CMD ["uv", "run", "--with", "gunicorn", "gunicorn", "x"]'),
            id="brought by the command itself",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL421", files) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        pytest.param(image("flask\n"), "Dockerfile:4", id="CMD"),
        pytest.param(image("flask\n", 'ENTRYPOINT ["gunicorn", "x"]'), "Dockerfile:4", id="ENTRY"),
        pytest.param(
            image("flask\n", "CMD exec gunicorn shop:app"), "Dockerfile:4", id="shell form"
        ),
        pytest.param(
            image("flask\n", 'CMD ["python", "-m", "gunicorn", "x"]'), "Dockerfile:4", id="module"
        ),
        pytest.param(
            image("flask\nnewrelic\n", "CMD newrelic-admin run-program gunicorn x"),
            "Dockerfile:4",
            id="started by a program that watches it",
        ),
        pytest.param(
            image("flask\n", 'CMD ["./wait-for-it.sh", "db:5432", "--", "gunicorn", "x"]'),
            "Dockerfile:4",
            id="started behind a program that waits",
        ),
        pytest.param(
            image("fastapi\n", 'CMD ["uvicorn", "x:app"]'), "Dockerfile:4", id="plain fastapi"
        ),
        pytest.param(
            image("fastapi==0.112.0\n", 'CMD ["uvicorn", "x:app"]'), "Dockerfile:4", id="version"
        ),
        pytest.param(
            {
                **image("flask\n", 'CMD ["python", "app.py"]'),
                "Procfile": "web: gunicorn shop:app\n",
            },
            "Procfile:1",
            id="a Procfile beside an image that lacks it, too",
        ),
        pytest.param(
            {
                "tools/Dockerfile": "FROM python:3.12-slim\nRUN pip install gunicorn\n",
                "requirements.txt": "flask\n",
                "Procfile": "web: gunicorn shop:app\n",
            },
            "Procfile:1",
            id="an image of another folder has it",
        ),
        pytest.param(
            {"Procfile": "web: gunicorn shop:app\n", "requirements.txt": "flask\n"},
            "Procfile:1",
            id="Procfile",
        ),
        pytest.param(
            {
                "Procfile": "web: gunicorn shop:app\n",
                "pyproject.toml": '[project]\nname = "a"\ndependencies = ["flask"]\n',
            },
            "Procfile:1",
            id="a manifest",
        ),
        pytest.param(
            {
                "Procfile": "web: uvicorn shop:app\n",
                "requirements.txt": "flask\n",
                ".ebextensions/a.config": "",
            },
            "Procfile:1",
            id="Elastic Beanstalk brings another program",
        ),
        pytest.param(
            {
                "shop.service": "[Service]\nExecStart=/srv/venv/bin/celery -A shop worker\n",
                "requirements.txt": "flask\n",
            },
            "shop.service:2",
            id="unit",
        ),
    ],
)
def test_reports_the_program(files, place):
    (found,) = findings("VL421", files)
    assert f"{found.at.path}:{found.at.line}" == place
    assert found.severity.label == "error"
    assert found.suggestion.startswith("Add `")


def test_the_place_is_the_program_and_the_list_is_named():
    (found,) = findings("VL421", {"Procfile": "web: gunicorn a\n", "requirements.txt": "flask\n"})
    assert (found.at.column, found.at.end_column) == (6, 14)
    assert found.suggestion == "Add `gunicorn` to `requirements.txt`."


def test_the_table_has_its_form():
    from venvlint.rules.usage._missing_programs import programs

    assert len(programs()) >= 10
    for program in programs().values():
        assert program.distributions
        for name in (*program.distributions, *program.bringers):
            assert name == name.lower()


GROUPS = (
    '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n'
    '[dependency-groups]\ndev = ["gunicorn"]\nlint = ["ruff"]\n'
    'all = [{include-group = "dev"}]\n[tool.uv]\npackage = false\n'
)


def synced(options, manifest=GROUPS, run="--no-sync"):
    return {
        "pyproject.toml": manifest,
        "Dockerfile": (
            "FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim\nCOPY pyproject.toml .\n"
            f'RUN uv sync {options}\nCMD ["uv", "run", "{run}", "gunicorn", "a"]\n'
        ),
    }


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(synced(""), id="the tool takes the group by itself"),
        pytest.param(synced("--no-dev --group dev"), id="by its name"),
        pytest.param(synced("--no-dev --group all"), id="another one includes it"),
        pytest.param(synced("--no-dev", run="--with=gunicorn"), id="brought for this run"),
    ],
)
def test_quiet_about_groups_that_are_installed(files):
    assert lint("VL421", files) == []


def test_a_group_that_the_image_leaves_out():
    assert len(findings("VL421", synced("--no-dev"))) == 1
    poetry = {
        "pyproject.toml": (
            '[tool.poetry]\nname = "shop"\nversion = "1"\npackage-mode = false\n'
            '[tool.poetry.dependencies]\npython = "*"\nflask = "*"\n'
            '[tool.poetry.group.dev.dependencies]\ngunicorn = "*"\n'
        ),
        "Dockerfile": (
            "FROM python:3.12-slim\nRUN pip install poetry==2.1.1\nCOPY pyproject.toml .\n"
            'RUN poetry install{}\nCMD ["poetry", "run", "gunicorn", "a"]\n'
        ),
    }
    for options, count in (("", 0), (" --with dev", 0), (" --only main", 1), (" --without dev", 1)):
        files = {name: text.replace("{}", options) for name, text in poetry.items()}
        assert len(findings("VL421", files)) == count, options


PAGE = "```bash\npip install requests\ndocker build -t shop -f api/Dockerfile .\n```\n"


def told(page, text, **more):
    """An image of a folder whose list has the program, where the root's list does not."""
    start = 'COPY app.py .\nCMD ["uvicorn", "app:app"]'
    return {
        "requirements.txt": "requests\n",
        "api/Dockerfile": image("", start)["Dockerfile"],
        "api/requirements.txt": "fastapi\nuvicorn\n",
        "api/app.py": "import fastapi\n",
        page: text,
        **more,
    }


def test_a_page_whose_context_lacks_what_is_copied():
    """A page leaves out the folder to go to first; a script runs as it is."""
    script = "docker build -t shop -f api/Dockerfile .\n"
    root = {"app.py": "import requests\n"}
    assert lint("VL421", told("web/README.md", PAGE)) == []
    assert lint("VL421", told("README.md", PAGE)) == []
    assert len(findings("VL421", told("README.md", PAGE, **root))) == 1
    assert len(findings("VL421", told("build.sh", script, **root))) == 1
    whole = told("README.md", PAGE)
    whole["api/Dockerfile"] = whole["api/Dockerfile"].replace("COPY app.py .", "COPY . .")
    assert len(findings("VL421", whole)) == 1


ENTRY = 'COPY start.sh .\nENTRYPOINT ["./start.sh"]\nCMD ["gunicorn", "shop:app"]'


@pytest.mark.parametrize(
    ("files", "place", "severity"),
    [
        pytest.param(
            image("flask\n", ENTRY) | {"start.sh": '#!/bin/sh\nset -e\nexec "$@"\n'},
            "Dockerfile:6:6",
            "error",
            id="what the entry point is given",
        ),
        pytest.param(
            image("flask\n", ENTRY) | {"start.sh": "#!/bin/sh\nexec gunicorn shop:app\n"},
            "start.sh:2:6",
            "error",
            id="what the entry point starts itself",
        ),
        pytest.param(
            {
                "supervisord.conf": "[program:shop]\ncommand=/srv/venv/bin/gunicorn shop:app\n",
                "requirements.txt": "flask\n",
            },
            "supervisord.conf:2:9",
            "warning",
            id="supervisor",
        ),
        pytest.param(
            {
                "heroku.yml": "build:\n  docker:\n    web: Dockerfile\nrun:\n  web: gunicorn a\n",
                **image("flask\n", ""),
            },
            "heroku.yml:5:8",
            "warning",
            id="a platform that starts the image",
        ),
    ],
)
def test_what_is_started_in_a_roundabout_way(files, place, severity):
    (found,) = findings("VL421", files)
    assert f"{found.at.path}:{found.at.line}:{found.at.column}" == place
    assert found.severity.label == severity
    listed = {**files, "requirements.txt": "flask\ngunicorn\n"}
    assert lint("VL421", listed) == []


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            image("flask\n", 'COPY start.sh .\nENTRYPOINT ["./start.sh"]')
            | {
                "start.sh": '#!/bin/sh\nif [ "$1" = web ]; then\n  exec gunicorn a\nfi\npython b.py\n'
            },
            id="only under a condition",
        ),
        pytest.param(
            {
                "fly.toml": '[processes]\nweb = "gunicorn shop:app"\n',
                **image("flask\n", "", more="RUN pip install gunicorn\n"),
            },
            id="the image that the platform starts has it",
        ),
        pytest.param(
            {
                "supervisord.conf": "[program:shop]\ncommand=gunicorn shop:app\n",
                "requirements.txt": "flask\n",
                "Dockerfile": "FROM debian:12\nRUN apt-get install -y gunicorn supervisor\n",
            },
            id="the distribution's own beside supervisor",
        ),
    ],
)
def test_quiet_about_what_may_be_there_in_a_roundabout_way(files):
    assert lint("VL421", files) == []


UV_LOCK = """\
version = 1

[[package]]
name = "shop"
version = "1"
source = {{ virtual = "." }}
dependencies = [
    {{ name = "flask" }},
]

[package.dev-dependencies]
dev = [
    {{ name = "gunicorn" }},
]

[package.metadata.requires-dev]
dev = [{{ name = "gunicorn" }}]

[[package]]
name = "flask"
version = "3.0"
source = {{ registry = "https://index.example.invalid/simple" }}
{}
[[package]]
name = "gunicorn"
version = "22.0"
source = {{ registry = "https://index.example.invalid/simple" }}
"""


def test_what_a_lock_has_for_a_group_alone():
    manifest = GROUPS.split("lint =")[0] + "[tool.uv]\npackage = false\n"
    needs = 'dependencies = [{ name = "gunicorn" }]\n'
    for more, options, count in (
        ("", "--no-dev", 1),
        ("", "--no-default-groups", 1),
        ("", "", 0),
        (needs, "--no-dev", 0),
    ):
        files = {**synced(options, manifest), "uv.lock": UV_LOCK.format(more)}
        assert len(findings("VL421", files)) == count, (more, options)


def test_what_poetrys_lock_has_for_a_group_alone():
    files = {
        "pyproject.toml": (
            '[tool.poetry]\nname = "shop"\nversion = "1"\npackage-mode = false\n'
            '[tool.poetry.dependencies]\npython = "*"\nflask = "*"\n'
            '[tool.poetry.group.dev.dependencies]\ngunicorn = "*"\n'
        ),
        "poetry.lock": "".join(
            f'[[package]]\nname = "{name}"\nversion = "1.0"\noptional = false\ngroups = ["{group}"]\n\n'
            for name, group in (("flask", "main"), ("gunicorn", "dev"))
        ),
        "Dockerfile": (
            "FROM python:3.12-slim\nRUN pip install poetry==2.1.1\nCOPY pyproject.toml .\n"
            'RUN poetry install --only main\nCMD ["poetry", "run", "gunicorn", "a"]\n'
        ),
    }
    assert len(findings("VL421", files)) == 1
    main = files["poetry.lock"].replace('["dev"]', '["main", "dev"]')
    assert findings("VL421", {**files, "poetry.lock": main}) == []
