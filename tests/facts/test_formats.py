"""Every format that states a Python, against the rules about it: a format that is half read fails.

Each row of the table of kinds that says where it states a Python has its samples here: `{}` stands
for the version as the format spells it.
"""

from __future__ import annotations

import pytest

from tests.lint import lint
from venvlint.files.kinds import KINDS
from venvlint.testing import tree


def plain(version):
    return version


def python(version):
    return f"python{version}"


def joined(version):
    return "python" + version.replace(".", "")


def constant(version):
    return "PYTHON_" + version.replace(".", "_")


LAMBDA = 'resource "aws_lambda_function" "x" {{\n  runtime = "{}"\n}}\n'
ARM = (
    '{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",'
    ' "resources": [{{"properties": {{"siteConfig": {{"linuxFxVersion": "Python|{}"}}}}}}]}}'
)
FUNCTION = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: {}\n"
FUNCTION_JSON = (
    '{{"Resources": {{"F": {{"Type": "AWS::Lambda::Function", "Properties":'
    ' {{"Runtime": "{}"}}}}}}}}'
)
JOB = (
    "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - uses: actions/setup-python@v5\n"
    "      with:\n        python-version: '{}'\n    - run: pip install .\n"
)
POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: python:{}-slim\n"
TASK = "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - image: python:{}\n"

STEP = "  image: python:{}\n  commands:\n  - pip install .\n"

# Kind -> samples of path, text, spelling and the rule that holds it to the project's range.
FORMATS = {
    "python-version": [(".python-version", "{}\n", plain, "VL301")],
    "python-versions": [(".python-versions", "{}\n", plain, "VL301")],
    "tool-versions": [(".tool-versions", "python {}.1\n", plain, "VL301")],
    "mise": [("mise.toml", '[tools]\npython = "{}"\n', plain, "VL301")],
    "prototools": [(".prototools", 'python = "{}"\n', plain, "VL301")],
    "runtime-txt": [("runtime.txt", "{}\n", lambda version: f"python-{version}.1", "VL301")],
    "pipfile": [("Pipfile", '[requires]\npython_version = "{}"\n', plain, "VL301")],
    "pixi": [("pixi.toml", '[dependencies]\npython = "{}.*"\n', plain, "VL301")],
    "conda-environment": [("environment.yml", "dependencies:\n- python={}\n", plain, "VL301")],
    "conda-named": [("conda_env.yml", "dependencies:\n- python={}\n", plain, "VL301")],
    "conda-folder": [("envs/a.yml", "channels: [x]\ndependencies:\n- python={}\n", plain, "VL301")],
    "conda-content": [
        ("lab.yml", "name: lab\nchannels: [x]\ndependencies:\n- python={}\n", plain, "VL301")
    ],
    "dockerfile": [("Dockerfile", "FROM python:{}-slim\n", plain, "VL302")],
    "compose": [
        ("compose.yml", "services:\n  a:\n    image: python:{}\n", plain, "VL302"),
    ],
    "devcontainer": [
        (
            ".devcontainer/devcontainer.json",
            '{{"features": {{"ghcr.io/devcontainers/features/python:1": {{"version": "{}"}}}}}}',
            plain,
            "VL301",
        )
    ],
    "app-engine": [("app.yaml", "runtime: {}\n", joined, "VL301")],
    "serverless": [("serverless.yml", "provider:\n  runtime: {}\n", python, "VL301")],
    "cloudformation": [
        ("template.yaml", FUNCTION, python, "VL301"),
        ("infra/lambdas.yml", FUNCTION, python, "VL301"),
        ("infra/stack", FUNCTION_JSON, python, "VL301"),
    ],
    "cloudformation-json": [("infra/template.json", FUNCTION_JSON, python, "VL301")],
    "arm": [("infra/azuredeploy.json", ARM, plain, "VL301")],
    "bicep": [
        ("main.bicep", "var a = {{\n  linuxFxVersion: 'PYTHON|{}'\n}}\n", plain, "VL301"),
        ("flex.bicep", "runtime: {{\n  name: 'python'\n  version: '{}'\n}}\n", plain, "VL301"),
    ],
    "terraform": [
        ("main.tf", LAMBDA, python, "VL301"),
        (
            "gcp.tf",
            (
                'resource "google_cloudfunctions2_function" "x" {{\n  build_config {{\n    runtime ='
                ' "{}"\n  }}\n}}\n'
            ),
            joined,
            "VL301",
        ),
        (
            "azure.tf",
            (
                'resource "azurerm_linux_web_app" "x" {{\n  site_config {{\n    application_stack {{\n'
                '      python_version = "{}"\n    }}\n  }}\n}}\n'
            ),
            plain,
            "VL301",
        ),
        (
            "module.tf",
            (
                'variable "python" {{\n  default = "{}"\n}}\nmodule "x" {{\n  runtime ='
                " var.python\n}}\n"
            ),
            python,
            "VL301",
        ),
        (
            "pod.tf",
            'resource "kubernetes_pod" "x" {{\n  container {{\n    image = "python:{}"\n  }}\n}}\n',
            plain,
            "VL302",
        ),
        (
            "manifest.tf",
            (
                'resource "kubernetes_manifest" "x" {{\n  manifest = {{\n    kind = "Job"\n    spec ='
                ' {{\n      containers = [{{ image = "python:{}" }}]\n    }}\n  }}\n}}\n'
            ),
            plain,
            "VL302",
        ),
    ],
    "terraform-json": [
        (
            "main.tf.json",
            '{{"resource": {{"aws_lambda_function": {{"x": {{"runtime": "{}"}}}}}}}}',
            python,
            "VL301",
        )
    ],
    "cdk": [
        ("stack.py", "runtime = aws_lambda.Runtime.{}\n", constant, "VL301"),
        ("lib/stack.ts", "const a = {{ runtime: lambda.Runtime.{} }};\n", constant, "VL301"),
    ],
    "kubernetes": [("k8s/cron.yaml", POD, plain, "VL302"), ("deploy/x.yml", POD, plain, "VL302")],
    "helm-values": [
        ("chart/values.yaml", "image:\n  repository: python\n  tag: '{}'\n", plain, "VL302")
    ],
    "kustomization": [
        ("k/kustomization.yaml", "images:\n- name: python\n  newTag: '{}'\n", plain, "VL302")
    ],
    "zappa": [("zappa_settings.json", '{{"dev": {{"runtime": "{}"}}}}', python, "VL301")],
    "render": [
        (
            "render.yaml",
            "services:\n- envVars:\n  - key: PYTHON_VERSION\n    value: '{}.1'\n",
            plain,
            "VL301",
        )
    ],
    "netlify": [("netlify.toml", '[build.environment]\nPYTHON_VERSION = "{}"\n', plain, "VL301")],
    "vercel": [
        ("vercel.json", '{{"functions": {{"api/*.py": {{"runtime": "{}"}}}}}}', python, "VL301"),
        ("now.json", '{{"builds": [{{"config": {{"runtime": "{}"}}}}]}}', python, "VL301"),
    ],
    "fly": [
        ("fly.toml", '[build.args]\nPYTHON_VERSION = "{}"\n', plain, "VL301"),
        ("fly.toml", '[env]\nBP_CPYTHON_VERSION = "{}.*"\n', plain, "VL301"),
        ("fly.toml", '[build]\nimage = "python:{}-slim"\n', plain, "VL302"),
    ],
    "railpack": [("railpack.json", '{{"packages": {{"python": "{}"}}}}', plain, "VL301")],
    "nixpacks": [
        ("nixpacks.toml", '[variables]\nNIXPACKS_PYTHON_VERSION = "{}"\n', plain, "VL301"),
        ("nixpacks.toml", '[phases.setup]\nnixPkgs = ["{}", "gcc"]\n', joined, "VL301"),
    ],
    "nixpacks-json": [
        ("nixpacks.json", '{{"variables": {{"NIXPACKS_PYTHON_VERSION": "{}"}}}}', plain, "VL301")
    ],
    "railway": [
        (
            "railway.toml",
            '[build.nixpacksPlan.phases.setup]\nnixPkgs = ["{}Packages.pip"]\n',
            joined,
            "VL301",
        )
    ],
    "railway-json": [
        (
            "railway.json",
            '{{"build": {{"nixpacksPlan": {{"phases": {{"setup": {{"nixPkgs": ["{}"]}}}}}}}}}}',
            joined,
            "VL301",
        )
    ],
    "firebase": [("firebase.json", '{{"functions": {{"runtime": "{}"}}}}', joined, "VL301")],
    "elastic-beanstalk": [
        (
            ".elasticbeanstalk/config.yml",
            "global:\n  default_platform: Python {} running on 64bit Amazon Linux 2023\n",
            plain,
            "VL301",
        )
    ],
    "apprunner": [
        ("apprunner.yaml", "runtime: {}\n", joined, "VL301"),
        (
            "apprunner.yaml",
            "runtime: python3\nrun:\n  runtime-version: '{}'\n",
            plain,
            "VL301",
        ),
    ],
    "buildpacks": [
        (
            "project.toml",
            '[[io.buildpacks.build.env]]\nname = "GOOGLE_PYTHON_VERSION"\nvalue = "{}.x"\n',
            plain,
            "VL301",
        )
    ],
    "platform-sh": [(".platform.app.yaml", "type: 'python:{}'\n", plain, "VL301")],
    "github-workflow": [(".github/workflows/ci.yml", JOB, plain, "VL303")],
    "forgejo-workflow": [
        (".forgejo/workflows/ci.yml", JOB, plain, "VL303"),
        (".gitea/workflows/ci.yaml", JOB, plain, "VL303"),
    ],
    "cloudbuild": [
        (
            "cloudbuild.yaml",
            (
                "steps:\n- name: gcr.io/cloud-builders/gcloud\n  args: [functions, deploy, a,"
                " --runtime={}]\n"
            ),
            joined,
            "VL301",
        )
    ],
    "cloudbuild-json": [
        (
            "cloudbuild.json",
            '{{"steps": [{{"name": "gcloud", "args": ["functions", "--runtime", "{}"]}}]}}',
            joined,
            "VL301",
        )
    ],
    "codebuild": [
        (
            "buildspec.yml",
            "phases:\n  install:\n    runtime-versions:\n      python: '{}'\n",
            plain,
            "VL303",
        )
    ],
    "tekton": [("ci/task.yaml", TASK, plain, "VL302")],
    "drone": [(".drone.yml", f"kind: pipeline\nsteps:\n- name: t\n{STEP}", plain, "VL302")],
    "woodpecker": [(".woodpecker.yml", f"steps:\n- name: t\n{STEP}", plain, "VL302")],
    "cirrus": [
        (
            ".cirrus.yml",
            "a_task:\n  container:\n    image: python:{}\n  a_script: pip install .\n",
            plain,
            "VL302",
        )
    ],
    "jenkins": [
        (
            "Jenkinsfile",
            (
                "pipeline {{\n agent {{ docker {{ image 'python:{}' }} }}\n stages {{ stage('t') {{ steps"
                " {{ sh 'pip install .' }} }} }}\n}}\n"
            ),
            plain,
            "VL302",
        )
    ],
    "earthfile": [
        ("Earthfile", "ARG V={}\nbuild:\n    FROM python:$V-slim\n", plain, "VL302"),
    ],
    "readthedocs": [
        (
            ".readthedocs.yaml",
            "build:\n  tools:\n    python: '{}'\npython:\n  install:\n  - path: .\n",
            plain,
            "VL301",
        )
    ],
    "pre-commit": [
        (
            ".pre-commit-config.yaml",
            "default_language_version:\n  python: {}\nrepos: []\n",
            python,
            "VL301",
        ),
        (
            ".pre-commit-config.yaml",
            "repos:\n- repo: x\n  hooks:\n  - id: black\n    language_version: {}\n",
            python,
            "VL301",
        ),
    ],
    "envrc": [
        (".envrc", "layout python {}\n", python, "VL301"),
        (".envrc", "use pyenv {}.1\n", plain, "VL301"),
        (".envrc", "export UV_PYTHON={}\n", plain, "VL301"),
    ],
    "apptainer": [
        (
            "Singularity",
            "Bootstrap: docker\nFrom: python:{}-slim\n\n%files\n    . /app\n\n%post\n    pip install /app\n",
            plain,
            "VL302",
        ),
        (
            "envs/app.def",
            '# x\nFrom: "python:{}"\nBootstrap: docker\n\n%files\n    pyproject.toml /app/\n',
            plain,
            "VL302",
        ),
    ],
    "gitpod": [
        (".gitpod.yml", "image: gitpod/workspace-python-{}\n", plain, "VL301"),
        (".gitpod.yml", "image: python:{}\n", plain, "VL302"),
    ],
    "replit": [(".replit", 'modules = ["python-{}"]\n', plain, "VL301")],
    "nix": [
        ("shell.nix", "{{ pkgs }}: pkgs.mkShell {{ packages = [ pkgs.{} ]; }}\n", joined, "VL301"),
        (
            "devenv.nix",
            '{{ languages.python = {{ enable = true; version = "{}"; }}; }}\n',
            plain,
            "VL301",
        ),
    ],
    "devbox": [
        ("devbox.json", '{{"packages": ["python@{}"]}}', plain, "VL301"),
        ("devbox.json", '{{"packages": {{"python": "{}"}}}}', plain, "VL301"),
    ],
    "bazel": [
        ("MODULE.bazel", 'python.toolchain(\n    python_version = "{}",\n)\n', plain, "VL301")
    ],
    "cog": [("cog.yaml", "build:\n  python_version: '{}'\n", plain, "VL301")],
    "bentofile": [("bentofile.yaml", "docker:\n  python_version: '{}'\n", plain, "VL301")],
    "python-env": [("python_env.yaml", "python: {}.1\n", plain, "VL301")],
    "meltano": [("meltano.yml", "python: {}\n", python, "VL301")],
    "readme": [("README.md", "---\nsdk: gradio\npython_version: '{}'\n---\n# A\n", plain, "VL301")],
    "buildkite": [
        (
            ".buildkite/pipeline.yml",
            (
                "steps:\n- command: pip install . && pytest\n  plugins:\n  - docker#v5.12.0:\n"
                "      image: python:{}-slim\n"
            ),
            plain,
            "VL302",
        ),
        (
            ".buildkite/pipeline.yml",
            "image: python:{}\nsteps:\n- command: pip install . && pytest\n",
            plain,
            "VL302",
        ),
        (
            ".buildkite/pipeline.yml",
            "steps:\n- command: pip install . && pytest\n  image: python:{}\n",
            plain,
            "VL302",
        ),
    ],
    "semaphore": [
        (
            ".semaphore/semaphore.yml",
            (
                "version: v1.0\nagent:\n  machine:\n    type: e1-standard-2\n  containers:\n"
                "  - name: main\n    image: python:{}\nblocks:\n- task:\n    jobs:\n"
                "    - commands: [checkout, pip install . && pytest]\n"
            ),
            plain,
            "VL302",
        ),
        (
            ".semaphore/semaphore.yml",
            (
                "version: v1.0\nagent:\n  machine:\n    type: e1-standard-2\n"
                "    os_image: ubuntu2404\nblocks:\n- task:\n    jobs:\n"
                "    - commands: [checkout, sem-version python {}, pip install . && pytest]\n"
            ),
            plain,
            "VL303",
        ),
    ],
    "conda-recipe": [
        (
            "recipe/meta.yaml",
            "package:\n  name: a\nbuild:\n  number: 0\nrequirements:\n  host:\n    - python {}\n",
            plain,
            "VL301",
        )
    ],
}
COMMANDS = {
    "python -m venv": ("setup.sh", "python{} -m venv .venv\n", plain),
    "virtualenv": ("setup.sh", "virtualenv -p python{} venv\n", plain),
    "uv venv": ("setup.sh", "uv venv --python {}\n", plain),
    "uv run": ("Makefile", "test:\n\tuv run --python {} pytest\n", plain),
    "conda create": ("setup.sh", "conda create -n a python={}\n", plain),
    "pyenv local": ("setup.sh", "pyenv local {}\n", plain),
    "poetry env use": ("setup.sh", "poetry env use {}\n", plain),
    "gcloud": ("deploy.sh", "gcloud functions deploy a --runtime {}\n", joined),
    "aws": ("deploy.sh", "aws lambda create-function --runtime {}\n", python),
    "shebang": ("bin/run", "#!/usr/bin/env python{}\n", plain),
    "shebang of a source": ("scripts/run.py", "#!/usr/bin/python{}\n", plain),
    "build argument": (
        "compose.yml",
        "services:\n  a:\n    build:\n      context: .\n      args:\n        PYTHON_VERSION: '{}'\n",
        plain,
    ),
    "Modal": (
        "app.py",
        'import modal\nimage = modal.Image.debian_slim(python_version="{}")\n',
        plain,
    ),
}
# What else a file of a format needs beside it to be read.
BESIDE = {
    "cdk": {"cdk.json": "{}"},
    "Modal": {"requirements.txt": "modal\n"},
    "build argument": {
        "Dockerfile": "FROM debian\nARG PYTHON_VERSION\nRUN uv python install $PYTHON_VERSION\n"
    },
}
FLOATS = {
    "mise": ("mise.toml", "[tools]\npython = {}\n"),
    "pipfile": ("Pipfile", "[requires]\npython_version = {}\n"),
    "prototools": (".prototools", "python = {}\n"),
    "github-workflow": (".github/workflows/ci.yml", JOB.replace("'{}'", "{}")),
    "forgejo-workflow": (".forgejo/workflows/ci.yml", JOB.replace("'{}'", "{}")),
    "readthedocs": (".readthedocs.yaml", "build:\n  tools:\n    python: {}\n"),
    "netlify": ("netlify.toml", "[build.environment]\nPYTHON_VERSION = {}\n"),
    "render": (
        "render.yaml",
        "services:\n- envVars:\n  - key: PYTHON_VERSION\n    value: {}\n",
    ),
    "railpack": ("railpack.json", '{{"packages": {{"python": {}}}}}'),
    "nixpacks": ("nixpacks.toml", "[variables]\nNIXPACKS_PYTHON_VERSION = {}\n"),
    "helm-values": ("chart/values.yaml", "image:\n  repository: python\n  tag: {}\n"),
    "kustomization": ("k/kustomization.yaml", "images:\n- name: python\n  newTag: {}\n"),
    "pre-commit": (
        ".pre-commit-config.yaml",
        "repos:\n- repo: x\n  hooks:\n  - id: black\n    language_version: {}\n",
    ),
    "cog": ("cog.yaml", "build:\n  python_version: {}\n"),
    "bentofile": ("bentofile.yaml", "docker:\n  python_version: {}\n"),
    "python-env": ("python_env.yaml", "python: {}\n"),
    "meltano": ("meltano.yml", "python: {}\n"),
    "readme": ("README.md", "---\nsdk: gradio\npython_version: {}\n---\n"),
    "fly": ("fly.toml", "[build.args]\nPYTHON_VERSION = {}\n"),
    "build argument": (
        "compose.yml",
        "services:\n  a:\n    build:\n      context: .\n      args:\n        PYTHON_VERSION: {}\n",
    ),
}

PROJECT = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'
SAMPLES = [
    *((kind, *sample) for kind, samples in FORMATS.items() for sample in samples),
    *((name, *sample, "VL301") for name, sample in COMMANDS.items()),
]
IDS = [f"{name} {path}" for name, path, *_ in SAMPLES]


def files(name, path, text, version, *, project=PROJECT):
    return {"pyproject.toml": project, **BESIDE.get(name, {}), path: text.format(version)}


@pytest.mark.parametrize(("name", "path", "text", "spell", "code"), SAMPLES, ids=IDS)
def test_a_pin_inside_the_range_is_quiet(name, path, text, spell, code):
    for rule in ("VL001", "VL301", "VL302", "VL303", "VL310", "VL311"):
        assert lint(rule, files(name, path, text, spell("3.13"))) == []


@pytest.mark.parametrize(("name", "path", "text", "spell", "code"), SAMPLES, ids=IDS)
def test_a_pin_outside_the_range_is_loud(name, path, text, spell, code):
    sample = files(name, path, text, spell("3.11"))
    found = {rule: lint(rule, sample) for rule in ("VL301", "VL302", "VL303")}
    assert {rule: len(said) for rule, said in found.items() if said} == {code: 1}, found
    assert found[code][0].startswith(f"{path}:")


CI = (
    "github-workflow",
    "forgejo-workflow",
    "codebuild",
    "drone",
    "woodpecker",
    "cirrus",
    "jenkins",
    "buildkite",
    "semaphore",
    "tekton",
    "earthfile",
    "python-versions",
)


@pytest.mark.parametrize(("name", "path", "text", "spell", "code"), SAMPLES, ids=IDS)
def test_a_pin_that_has_ended(name, path, text, spell, code):
    project = PROJECT.replace('requires-python = ">=3.12"\n', "")
    said = lint("VL310", files(name, path, text, spell("3.9"), project=project))
    assert len(said) == (0 if name in CI else 1), said


@pytest.mark.parametrize(("name", "path", "text", "spell", "code"), SAMPLES, ids=IDS)
def test_the_map_shows_it(name, path, text, spell, code):
    from venvlint.facts.pythons.map import python_maps

    rows = [
        row
        for one in python_maps(tree(files(name, path, text, spell("3.13"))))
        for row in one.rows
        if row.at.path == path
    ]
    assert rows


@pytest.mark.parametrize(("name", "sample"), FLOATS.items(), ids=FLOATS)
def test_a_number_without_quotes(name, sample):
    path, text = sample
    assert lint("VL311", files(name, path, text, "3.12")) == []
    assert len(lint("VL311", files(name, path, text, "3.10"))) == 1


# Ranges that pins are held to, targets of tools and locks have tests of their own, and so have the
# systems of CI that are read as jobs, and test tools.
ELSEWHERE = frozenset(
    "pyproject setup-cfg setup-py hatch uv-lock poetry-lock pdm-lock pylock pipfile-lock tox"
    " tox-toml nox ruff ty pyrefly pyright mypy isort pylint pylint-toml pants"
    " bake bake-json github-action gitlab-ci circleci azure-pipelines travis appveyor bitbucket"
    " installation-page contributing-page documentation-page notebook".split()
)


def test_every_format_that_states_a_python_is_in_the_table():
    stating = {kind.name for kind in KINDS if kind.python}
    assert stating - ELSEWHERE - FORMATS.keys() == set()
    assert FORMATS.keys() - stating == set()


def test_ranges_of_pants():
    text = '[python]\ninterpreter_constraints = ["CPython=={}.*"]\n'
    assert lint("VL301", files("", "pants.toml", text, "3.13")) == []
    assert len(lint("VL301", files("", "pants.toml", text, "3.11"))) == 1


@pytest.mark.parametrize(
    ("command", "more"),
    [
        ("--runtime python39", {}),
        ("--runtime python39 --source .", {}),
        ("--runtime python39 --source fn", {"fn/pyproject.toml": PROJECT}),
        ("--runtime python39", {"main.py": ""}),
        ("--runtime python39", {"fn/main.py": ""}),
    ],
)
def test_what_is_deployed_has_a_manifest(command, more):
    sample = {"deploy.sh": f"gcloud functions deploy a {command}\n", **more}
    assert len(lint("VL301", {"pyproject.toml": PROJECT, **sample})) == 1


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param({"setup.sh": "uv tool run --python 3.9 ruff\n"}, id="a tool of its own"),
        pytest.param({"setup.sh": "pyenv install 3.9 3.10 3.13\npip -V\n"}, id="several"),
        pytest.param(
            {
                "Dockerfile": 'FROM debian\nARG PYTHONS="3.9 3.10 3.13"\n'
                "RUN pyenv install ${PYTHONS}\n"
            },
            id="several in one variable",
        ),
        pytest.param(
            {"deploy.sh": "cd functions/mail\ngcloud functions deploy a --runtime python39\n"},
            id="a folder without a manifest is deployed",
        ),
        pytest.param(
            {"deploy.sh": "gcloud functions deploy a --runtime python39 --source=functions/mail\n"},
            id="a folder without a manifest is named",
        ),
        pytest.param(
            {
                "mail/README.md": "```sh\ngcloud functions deploy a --runtime python39\n```\n",
                "mail/main.py": "",
            },
            id="the page of a function",
        ),
        pytest.param(
            {
                "mail/deploy.sh": "gcloud functions deploy a --runtime=python39\n",
                "mail/main.py": "",
            },
            id="the script of a function",
        ),
        pytest.param({"README.md": "```bash\npython3.9 -m venv .venv\n```\n"}, id="a page"),
        pytest.param({"bin/run": "#!/usr/bin/env python3\n"}, id="no minor"),
        pytest.param(
            {"s.tf": 'resource "aws_lambda_function" "x" {\n  runtime = var.unknown\n}\n'},
            id="an unknown variable",
        ),
        pytest.param(
            {"s.tf": 'resource "aws_lambda_function" "x" {\n  # runtime = "python3.9"\n}\n'},
            id="a comment",
        ),
        pytest.param({"cdk.json": "{}", "a.py": "# Runtime.PYTHON_3_9\n"}, id="a comment of CDK"),
        pytest.param(
            {"shell.nix": "[ pkgs.python39 pkgs.python313 ]\n"}, id="a shell with several"
        ),
        pytest.param(
            {"chart/templates/x.yaml": POD.format("{{ .Values.python }}")}, id="a template"
        ),
        pytest.param(
            {"scripts/a.py": '# /// script\n# requires-python = ">=3.9"\n# ///\n'},
            id="a script with an environment of its own",
        ),
        pytest.param(
            {"tests/data/vercel.json": '{"builds": [{"config": {"runtime": "python3.9"}}]}'},
            id="test data",
        ),
        pytest.param(
            {
                ".pre-commit-config.yaml": "repos:\n- repo: x\n  hooks:\n  - id: a\n    language_version: '3.1'\n"
            },
            id="another language's version",
        ),
    ],
)
def test_quiet(sample):
    for rule in ("VL001", "VL301", "VL302", "VL303"):
        assert lint(rule, {"pyproject.toml": PROJECT, **sample}) == []
