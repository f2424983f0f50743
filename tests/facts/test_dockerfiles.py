import pytest

from tests.lint import fix, lint, tree

BITBUCKET = "pipelines:\n  default:\n  - step:\n      script:\n      - {}\n"


def test_contexts_and_targets():
    files = {
        "Dockerfile": "FROM a AS dev\nFROM b AS prod\n",
        "docker/web.Dockerfile": "FROM a\n",
        "svc/Dockerfile": "FROM a\n",
        ".devcontainer/Dockerfile": "FROM a\n",
        "notes/Dockerfile": "no instruction of ours\n",
        "docker-compose.yml": (
            "services:\n  a:\n    build: svc\n  b:\n    build:\n      context: .\n      dockerfile:"
            " docker/web.Dockerfile\n  c:\n    build: {context: ., target: dev}\n  d:\n    image:"
            " x\n  e:\n    build: {context: $X}\n"
        ),
        ".devcontainer/devcontainer.json": (
            '{"build": {"dockerfile": "Dockerfile", "context": ".."}}'
        ),
    }
    found = tree(files).builds
    assert {path: builds.contexts for path, builds in found.items()} == {
        ".devcontainer/Dockerfile": ("",),
        "Dockerfile": ("",),
        "docker/web.Dockerfile": ("",),
        "svc/Dockerfile": ("svc",),
    }
    assert [stage.name for stage in found["Dockerfile"].finals] == ["dev"]
    assert [path for path, builds in found.items() if builds.recipe.is_for_development] == [
        ".devcontainer/Dockerfile"
    ]


@pytest.mark.parametrize(
    ("path", "is_for_development"),
    [
        ("Dockerfile.dev", True),
        ("DockerfileDev", True),
        ("docker/DevNodeDockerfile", True),
        ("DockerfileTest", True),
        ("DockerfileDeploy", False),
        ("Dockerfile310", False),
        ("LatestDockerfile", False),
    ],
)
def test_a_name_that_says_development(path, is_for_development):
    (builds,) = tree({path: "FROM x\n"}).builds.values()
    assert builds.recipe.is_for_development == is_for_development


@pytest.mark.parametrize(
    ("stages", "is_for_development"),
    [
        ("FROM a\n", True),
        ("FROM a AS build\nFROM b\n", True),
        ("FROM a AS base\nFROM base AS dev\nFROM base AS prod\nFROM base AS graph\n", False),
        ("FROM a AS build-stage\nFROM b AS runtime-stage\n", False),
    ],
)
def test_a_comment_above_a_stage_for_production_is_about_the_first_one(stages, is_for_development):
    comment = "# This makes a development image\n# for tests\n"
    (builds,) = tree({"Dockerfile": comment + stages}).builds.values()
    assert builds.recipe.is_for_development == is_for_development


def test_the_default_is_the_own_folder_and_the_last_stage():
    (builds,) = tree({"a/Dockerfile": "FROM x AS b\nFROM y\n"}).builds.values()
    assert (builds.contexts, [stage.index for stage in builds.finals]) == (("a",), [1])
    assert not builds.recipe.is_template


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": "FROM {{ image }}\n"},
        {"Dockerfile.j2": "FROM x\n"},
        {"Dockerfile": "FROM x\n{% if a %}\n"},
    ],
)
def test_templates(files):
    assert [recipe.is_template for recipe in tree(files).dockerfiles] == [True]


PLAIN = "FROM python:3.12\nCOPY requirements.txt .\n"


@pytest.mark.parametrize(
    ("files", "contexts"),
    [
        pytest.param({}, ["docker"], id="nothing says so and nothing tells"),
        pytest.param({"requirements.txt": ""}, [""], id="only the root has what it copies"),
        pytest.param(
            {"requirements.txt": "", "docker/requirements.txt": ""}, ["docker"], id="both have it"
        ),
        pytest.param(
            {"build.sh": "docker build -f docker/Dockerfile -t x .\n"}, [""], id="a script"
        ),
        pytest.param({"build.sh": "docker build -t x docker\n"}, ["docker"], id="a folder"),
        pytest.param(
            {"build.sh": "docker buildx build --push --file=docker/Dockerfile svc\n"},
            ["svc"],
            id="buildx",
        ),
        pytest.param(
            {"docker/Makefile": "image:\n\tdocker build -f Dockerfile ..\n"}, [""], id="make"
        ),
        pytest.param(
            {"build.sh": "sudo docker image build -f docker/Dockerfile svc\n"}, ["svc"], id="image"
        ),
        pytest.param(
            {"README.md": "```sh\ndocker image build -f docker/Dockerfile svc\n```\n"},
            ["svc"],
            id="on a page",
        ),
        pytest.param(
            {"build.bat": "docker build -f docker\\Dockerfile .\\svc\n"}, ["svc"], id="Windows"
        ),
        pytest.param(
            {"Makefile": "image:\n\t$(CONTAINER_TOOL) build -f docker/Dockerfile svc\n"},
            ["svc"],
            id="a variable for the program",
        ),
        pytest.param(
            {
                "Makefile": (
                    "ENGINE := $(shell command -v podman || echo docker)\nimage:\n"
                    "\t@${ENGINE} buildx build -f docker/Dockerfile svc\n"
                )
            },
            ["svc"],
            id="a computed one",
        ),
        pytest.param(
            {"build.sh": '"${DOCKER:-docker}" build -f docker/Dockerfile svc\n'},
            ["svc"],
            id="one with a value of its own",
        ),
        pytest.param(
            {"Makefile": "image:\n\t$(DOCKER_COMPOSE) build -f docker/Dockerfile svc\n"},
            ["docker"],
            id="a variable for another program",
        ),
        pytest.param(
            {"build.sh": "docker build -f docker/Dockerfile $X\n"}, ["docker"], id="unknown"
        ),
        pytest.param(
            {"fly.toml": "[build]\ndockerfile = 'docker/Dockerfile'\n"}, [""], id="a host's file"
        ),
        pytest.param(
            {
                ".github/workflows/w.yml": (
                    "on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n"
                    "        with: {context: ., file: docker/Dockerfile}\n"
                )
            },
            [""],
            id="an action",
        ),
        pytest.param(
            {
                ".gitlab-ci.yml": (
                    "i:\n  script:\n    - /kaniko/executor --context $CI_PROJECT_DIR/svc"
                    " --dockerfile $CI_PROJECT_DIR/docker/Dockerfile\n"
                )
            },
            ["svc"],
            id="kaniko",
        ),
        *(
            pytest.param(
                {path: text.format(f"docker build -f {root}/docker/Dockerfile {root}/svc")},
                ["svc"],
                id=root,
            )
            for path, text, root in (
                (".travis.yml", "script:\n- {}\n", "$TRAVIS_BUILD_DIR"),
                ("bitbucket-pipelines.yml", BITBUCKET, "${{BITBUCKET_CLONE_DIR}}".format()),
                ("azure-pipelines.yml", "steps:\n- script: {}\n", "$(build.sourcesDirectory)"),
            )
        ),
        pytest.param(
            {
                "requirements.txt": "",
                ".devcontainer/devcontainer.json": (
                    '{"build": {"dockerfile": "../docker/Dockerfile"}}'
                ),
            },
            ["docker"],
            id="a development container says only where the Dockerfile lies",
        ),
        pytest.param(
            {".devcontainer.json": '{"dockerFile": "docker/Dockerfile"}'},
            ["docker"],
            id="the same in the older form",
        ),
        pytest.param(
            {
                ".devcontainer/devcontainer.json": (
                    '{"build": {"dockerfile": "../docker/Dockerfile", "context": "."}}'
                )
            },
            [".devcontainer"],
            id="a development container's own folder, as it says",
        ),
    ],
)
def test_the_context_of_a_dockerfile_in_a_folder(files, contexts):
    (builds,) = tree({"docker/Dockerfile": PLAIN, **files}).builds.values()
    assert list(builds.contexts) == contexts


@pytest.mark.parametrize(
    "file",
    [
        pytest.param("${{ matrix.at }}/Dockerfile", id="its folder and a name"),
        pytest.param("${{ matrix.file }}", id="a key of the row"),
    ],
)
def test_a_row_of_a_matrix_has_its_own_context_and_dockerfile(file):
    files = {
        "a/Dockerfile": PLAIN,
        "b/Dockerfile": PLAIN + "FROM x AS end\n",
        ".github/workflows/w.yml": (
            "on: push\njobs:\n  a:\n    strategy:\n      matrix:\n        include:\n"
            "          - {at: a, file: a/Dockerfile, target: ''}\n"
            "          - {at: b, file: b/Dockerfile, target: end}\n"
            "    steps:\n      - uses: docker/build-push-action@v6\n"
            f"        with:\n          context: ${{{{ matrix.at }}}}\n          file: {file}\n"
            "          target: ${{ matrix.target }}\n"
        ),
    }
    one, other = tree(files).builds.values()
    assert [(way.context, way.target) for way in one.ways] == [("a", "")]
    assert [(way.context, way.target) for way in other.ways] == [("b", "end")]


def test_a_job_that_builds_a_stage_says_nothing_about_what_is_shipped():
    (builds,) = tree(
        {
            "Dockerfile": "FROM python AS test\nFROM python AS app\n",
            "ci.sh": "docker build --target test .\n",
        }
    ).builds.values()
    assert [stage.name for stage in builds.finals] == ["test", "app"]


def test_the_skeleton_of_other_projects():
    files = {
        "shop/__init__.py": "",
        "shop/cli/skeleton/Dockerfile": "FROM python:3.13\n",
        "skeleton/Dockerfile": "FROM python:3.13\n",
        "shop/cli/Dockerfile": "FROM python:3.13\n",
    }
    assert {recipe.path for recipe in tree(files).dockerfiles if recipe.is_template} == {
        "shop/cli/skeleton/Dockerfile"
    }


INLINE = """\
services:
  web:
    build:
      context: api
      dockerfile_inline: |
        FROM python:3.12-slim
        RUN python -m venv /venv && \\
            source /venv/bin/activate
        CMD ["python", "app.py"]
    command: python job.py
"""


def test_a_dockerfile_inside_a_compose_file():
    made = tree({"compose.yaml": INLINE})
    (recipe,) = made.dockerfiles
    assert recipe.path == "compose.yaml"
    assert made.builds["compose.yaml"].contexts == ("api",)
    assert lint("VL403", {"compose.yaml": INLINE})[0].startswith("compose.yaml:8: ")
    command = next(one for one in made.commands.all if one.texts == ["job.py"])
    assert command.shell.sequence.stage is recipe.parsed.final


def test_a_fix_inside_a_compose_file_is_made_where_the_text_stands():
    fixed = fix("VL403", {"compose.yaml": INLINE})
    assert fixed["compose.yaml"] == INLINE.replace("source /", ". /")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(INLINE.replace("dockerfile_inline", "x-text"), id="another key"),
        pytest.param(INLINE.replace("FROM", "# FROM"), id="no stage"),
        pytest.param(INLINE.replace("inline: |", "inline: >"), id="a folded text"),
        pytest.param(
            INLINE.replace("RUN python", "RUN <<X\n        cd\n        X\n        RUN python"),
            id="a here-document, whose end an indent hides",
        ),
    ],
)
def test_what_is_no_dockerfile_inside_a_compose_file(text):
    assert tree({"compose.yaml": text}).dockerfiles == ()


def test_of_several_inside_one_file_the_first_is_read():
    services = INLINE + INLINE.split("\n", 1)[1].replace("web", "job").replace("/venv", "/v")
    (recipe,) = tree({"compose.yaml": services}).dockerfiles
    assert "/venv" in recipe.document.text
    assert "/v/" not in recipe.document.text


@pytest.mark.parametrize(
    ("copied", "context"),
    [
        pytest.param("COPY . /app\nCOPY docker/list.txt /tmp/\n", "", id="named from above"),
        pytest.param("COPY . /app\nCOPY list.txt /tmp/\n", "docker", id="named from beside it"),
        pytest.param("COPY . /app\n", "docker", id="nothing named"),
        pytest.param("COPY . /app\nCOPY dist/a.whl /tmp/\n", "docker", id="nothing that is there"),
    ],
)
def test_what_is_named_tells_the_context(copied, context):
    files = {
        "docker/Dockerfile": f"FROM python:3.12\n{copied}",
        "docker/list.txt": "six\n",
        "docker/app.py": "",
        "setup.py": "from setuptools import setup\nsetup(name='x')\n",
    }
    assert tree(files).builds["docker/Dockerfile"].contexts == (context,)


def test_services_of_a_dockerfile_inside_a_compose_file():
    text = INLINE.replace("context: api", "context: .").replace("source /", ". /")
    files = {
        "compose.yaml": text.replace("-m venv /venv", "-m pip install -r requirements-dev.txt"),
        "requirements-dev.txt": "pytest\n",
        "app.py": "",
        "job.py": "",
    }
    assert len(lint("VL409", files)) == 1
    mounted = files["compose.yaml"] + "    volumes: ['.:/app']\n"
    assert lint("VL409", {**files, "compose.yaml": mounted}) == []
