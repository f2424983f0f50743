"""VL221: what `conda env export` knows of one machine alone."""

from __future__ import annotations

import pytest

from tests.lint import findings, fix, lint

HEAD = "name: shop\nchannels:\n  - conda-forge\ndependencies:\n"


def environment(*rows: str, tail: str = "") -> str:
    return HEAD + "".join(f"  - {row}\n" for row in rows) + tail


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "environment.yml": environment(
                    "python=3.12", "numpy=1.26.4", "pip", "scipy>=1.11,<2"
                )
            },
            id="versions alone",
        ),
        pytest.param(
            {
                "environment.yml": environment(
                    "mpi4py=3.1=*mpich*", "h5py=*=nompi*", "numpy 1.26.* *_cpython"
                )
            },
            id="a wildcard chooses a variant",
        ),
        pytest.param(
            {"environment.yml": environment("blas=*=openblas", "blas=1.0=mkl", "nomkl")},
            id="a named variant",
        ),
        pytest.param(
            {"environment.yml": environment("'tensorflow[build=cuda112py39h01bd6f0_0]'")},
            id="a build in brackets is written by hand",
        ),
        pytest.param(
            {
                "environment.yml": environment(
                    "python=3.9",
                    "pytorch=1.12.1=py3.9_cuda11.3_0",
                    "pandas",
                    "tqdm",
                    "scipy",
                    "h5py",
                ),
                "envs/snap.yml": environment("snap=13.0=3", "gdal", "numpy", "scipy", "tqdm"),
            },
            id="one row of many has a build, and no hash",
        ),
        pytest.param(
            {
                "environment-linux-64.yml": environment("libgcc-ng=14.1=h77fa898_0"),
                "envs/osx_arm64/environment.yml": environment("libcxx=17.0.6=h88467a6_1"),
                "conda-win-64.lock.yml": environment("vc=14.3=h8a93ad2_20"),
                "environment-silicon.yml": environment("tensorflow-deps"),
            },
            id="files named for a system",
        ),
        pytest.param(
            {"environment.lock.yml": environment("python=3.12.4=h194c7f8_0_cpython")},
            id="a lock says so",
        ),
        pytest.param(
            {
                "environment.yml": "# platform: linux-64\n" + environment("zlib=1.3.1=h4ab18f5_1"),
                "env/gpu.yml": environment("libgcc-ng=14", tail="platforms:\n  - linux-64\n"),
            },
            id="the file states its one system",
        ),
        pytest.param(
            {
                "environment.yml": HEAD
                + "  - libgcc-ng=14  # [linux]\n  - vc=14.3=h8a93ad2_20  # [win]\n"
            },
            id="conda-lock's selectors",
        ),
        pytest.param(
            {
                "environment.yml": environment("libgcc-ng", "python"),
                "setup.py": (
                    "setup(name='shop', classifiers=['Operating System :: POSIX :: Linux'])\n"
                ),
            },
            id="the project is for that system",
        ),
        pytest.param(
            {
                "docs/environment.yml": environment("gcc_linux-64"),
                ".readthedocs.yaml": "conda:\n  environment: docs/environment.yml\n",
            },
            id="Read the Docs alone uses it, on Linux",
        ),
        pytest.param(
            {
                "images/a/env.yml": environment("ld_impl_linux-64"),
                "images/a/Dockerfile": (
                    "FROM continuumio/miniconda3\nADD env.yml /tmp/env.yml\n"
                    "RUN conda env create -f /tmp/env.yml\n"
                ),
            },
            id="the image beside it alone uses it, on Linux",
        ),
        pytest.param(
            {"envs/CentOS8/a.yml": environment("_libgcc_mutex=0.1=main", "zlib=1.3.1=h4ab18f5_1")},
            id="a folder of one release of a system",
        ),
        pytest.param(
            {"env-ubuntu2204.yml": environment("zlib=1.3.1=h4ab18f5_1")}, id="a file of one release"
        ),
        pytest.param(
            {
                "a/env.yml": environment("python=3.12", "ninja", "compilers", "sysroot_linux-64"),
                "b/env.yml": environment("python=3.12", "pytorch", "cuda", "libaio", "nccl"),
                "c/env.yml": environment("gcc_linux-64>=11", "gxx_linux-64=11", "cmake", "gsl"),
                "d/env.yml": environment("clang_osx-arm64", "cmake", "python=3.12", "tqdm"),
            },
            id="compilers and libraries that somebody asked for",
        ),
        pytest.param(
            {"environment.yml": environment("python=3.12", "# - zlib=1.3.1=h4ab18f5_1")},
            id="a comment",
        ),
        pytest.param(
            {"recipe/meta.yaml": "requirements:\n  run:\n    - libcxx=17.0.6=h88467a6_1\n"},
            id="a recipe",
        ),
        pytest.param(
            {"environment.yml": environment("python=3.12", tail="prefix: ./.conda-env\n")},
            id="a prefix in every clone",
        ),
        pytest.param(
            {"environment.yml": environment("python=3.12", tail="prefix: ${HOME}/envs/shop\n")},
            id="a prefix by a variable",
        ),
        pytest.param(
            {"config/routes.yml": "prefix: /home/api\ndependencies:\n  - auth\n"},
            id="some other file",
        ),
        pytest.param(
            {"tests/data/environment.yml": environment("zlib=1.3.1=h4ab18f5_1")}, id="test data"
        ),
        pytest.param(
            {"pixi.toml": '[dependencies]\nlibgcc-ng = "*"\n', "environment.yml": environment("a")},
            id="pixi states its platforms itself",
        ),
        pytest.param(
            {
                "environment.yml": environment(
                    *(
                        f"https://conda.anaconda.org/conda-forge/linux-64/{name}"
                        for name in (
                            "_libgcc_mutex-0.1-conda_forge.tar.bz2#d7c8",
                            "ld_impl_linux-64-2.39-hcc3a1bd_1.conda",
                            "libgcc-ng-12.2.0-h65d4601_19.tar.bz2",
                        )
                    )
                )
            },
            id="addresses of archives say which system's they are",
        ),
    ],
)
def test_quiet(files):
    assert lint("VL221", files) == []


@pytest.mark.parametrize(
    ("row", "build"),
    [
        ("numpy=1.26.4=py312hc5e2394_0", "py312hc5e2394_0"),
        ("conda-forge::lxml==5.2.2=py310hdc6ea5d_0", "py310hdc6ea5d_0"),
        ("tqdm 4.66.4 pyhd8ed1ab_0", "pyhd8ed1ab_0"),
        ("'openssl=1.1.1=0'", "0"),
        ("conda-forge/linux-64::zlib=1.3.1=h4ab18f5_1  # small", "h4ab18f5_1"),
    ],
)
def test_builds(row, build):
    [one] = findings("VL221", {"environment.yml": environment("python=3.12", row)})
    assert (one.at.line, one.severity.label) == (6, "warning")
    assert f"={build}`" in one.message or f" {build}`" in one.message
    assert one.commands == ("conda env export --from-history > environment.yml",)


@pytest.mark.parametrize("build", ["py39h6e9494a_0", "pyhd8ed1ab_0", "h4ab18f5_1"])
def test_a_hash_is_copied(build):
    rows = [f"kit=1.0={build}", "gdal", "numpy", "scipy", "tqdm", "h5py"]
    assert len(lint("VL221", {"environment.yml": environment(*rows)})) == 1


def test_what_is_kept_as_a_record():
    files = {
        "environment.yml": environment("gdal", "numpy"),
        "docker/saved/conda-env-export.yml": environment(
            "zlib=1.3.1=h4ab18f5_1", "libgcc-ng=14", tail="prefix: /opt/conda\n"
        ),
    }
    assert lint("VL221", files) == []
    page = "```sh\nconda env create -f docker/saved/conda-env-export.yml\n```\n"
    assert len(lint("VL221", {**files, "README.md": page})) == 3
    del files["environment.yml"]
    assert len(lint("VL221", files)) == 3


FULL = environment("python=3.9.6=h49503c6_1_cpython", "zlib=1.3.1=h4ab18f5_1", "libgcc-ng=14")


def test_an_export_beside_the_file_that_it_was_made_from():
    files = {
        "envs/environment.yml": environment("python", "numpy=1.26"),
        "envs/environment_full.yml": FULL,
    }
    assert lint("VL221", files) == []


def test_the_file_that_conda_takes_by_itself_is_no_record():
    files = {"envs/client.yml": environment("python"), "envs/environment.yml": FULL}
    assert len(lint("VL221", files)) == 2


@pytest.mark.parametrize(
    ("source", "more"),
    [
        pytest.param({}, {}, id="alone"),
        pytest.param({"environment.yml": environment("python")}, {}, id="in another folder"),
        pytest.param(
            {"envs/other.yml": environment("python").replace("shop", "docs")},
            {},
            id="of another environment",
        ),
        pytest.param(
            {"envs/other.yml": environment("python=3.9.6=h49503c6_1_cpython")},
            {},
            id="which is an export too",
        ),
        pytest.param(
            {"envs/other.yml": environment("python", "libgcc-ng")}, {}, id="with rows of an export"
        ),
        pytest.param(
            {"envs/other.yml": environment("a", "b", "c", "d")}, {}, id="which holds more"
        ),
        pytest.param(
            {"envs/other.yml": environment("python")},
            {"README.md": "```sh\nconda env create -f envs/environment_full.yml\n```\n"},
            id="people are told to create it",
        ),
    ],
)
def test_an_export_that_is_no_record(source, more):
    found = findings("VL221", {"envs/environment_full.yml": FULL, **source, **more})
    assert len([one for one in found if one.at.path == "envs/environment_full.yml"]) == 2


def test_one_violation_for_each_kind_and_the_rest_as_related_places():
    text = environment(
        "_libgcc_mutex=0.1=main",
        "ld_impl_linux-64=2.38=h1181459_1",
        "python=3.11.9=h955ad1f_0",
        "pip:\n      - flask==3.0.3",
        tail="prefix: /home/ana/envs/shop\n",
    )
    found = findings("VL221", {"envs/shop.yml": text})
    assert [one.at.line for one in found] == [5, 5, 10]
    assert found[0].message == (
        "3 rows name builds, such as `h1181459_1` of `ld_impl_linux-64`: only the system that they"
        " were exported on is sure to find them"
    )
    assert found[1].message == (
        "`_libgcc_mutex` and 1 more exist for Linux alone: nobody can create the environment on"
        " another system"
    )
    assert found[2].message.startswith("`prefix` is the folder of the environment on the machine")
    assert [[place.at.line for place in one.related] for one in found] == [[6, 7], [6], []]


@pytest.mark.parametrize(
    "name",
    [
        "libcxx",
        "vs2015_runtime",
        "gcc_linux-64",
        "m2w64-gcc-libs",
        "clang_osx-arm64",
        "tensorflow-deps",
    ],
)
def test_distributions_of_one_system(name):
    [one] = findings("VL221", {"environment.yml": environment(f"{name}=1")})
    assert f"`{name}` exists for " in one.message


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(["libgcc-ng", "python", "numpy"], id="what compilers bring"),
        pytest.param(["gcc_linux-64", "ld_impl_linux-64", "a", "b"], id="a compiler beside it"),
        pytest.param(["gcc_linux-64=13.2", "python=3.12.4", "tqdm"], id="each with its version"),
        pytest.param(["_libgcc_mutex", "python", "numpy"], id="the mutex"),
        pytest.param(["appnope", "python", "numpy"], id="what IPython brings"),
    ],
)
def test_rows_that_nobody_asks_for(rows):
    assert len(lint("VL221", {"environment.yml": environment(*rows)})) == 1


BUILD = environment("zlib=1.3.1=h4ab18f5_1", "libgcc-ng", tail="prefix: /opt/x\n")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                ".github/workflows/ci.yml": (
                    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
                    "      - uses: conda-incubator/setup-miniconda@v3\n"
                    "        with:\n          environment-file: environment.yml\n"
                )
            },
            id="an action",
        ),
        pytest.param(
            {
                ".github/workflows/ci.yml": (
                    "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
                    "      - run: conda env update --file=environment.yml\n"
                )
            },
            id="a step",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM mambaorg/micromamba:1\nCOPY environment.yml /tmp/env.yml\n"
                    "RUN micromamba install -y -n base -f /tmp/env.yml\n"
                )
            },
            id="an image, under another name",
        ),
        pytest.param(
            {
                "Dockerfile": "FROM continuumio/miniconda3\nCOPY . .\nRUN conda env create\n",
            },
            id="an image, by its default",
        ),
        pytest.param(
            {"README.md": "```sh\n$ conda env create -fenvironment.yml\n```\n"}, id="the README"
        ),
        pytest.param(
            {
                "README.md": (
                    "# Parts Unseen\n\n```sh\ngit clone https://example.org/a/pun.git\ncd pun\n"
                    "conda env create -f environment.yml\n```\n"
                )
            },
            id="the README, in a clone of whatever name",
        ),
        pytest.param(
            {
                "README.md": (
                    "```sh\ngit clone https://example.org/a/pun.git && \\\n  cd pun && \\ \n"
                    "  conda env create\n```\n"
                )
            },
            id="the README, in a clone, by its default",
        ),
        pytest.param(
            {
                "Dockerfile": (
                    "FROM continuumio/miniconda3\nARG FILE=environment.yml\nWORKDIR /app\n"
                    "COPY . .\nRUN conda env create -f /app/${FILE}\n"
                )
            },
            id="an image, by an argument and a full path",
        ),
        pytest.param(
            {".readthedocs.yaml": "version: 2\nconda:\n  environment: ./environment.yml\n"},
            id="Read the Docs",
        ),
    ],
)
def test_builds_that_somebody_installs_are_an_error(files):
    found = findings("VL221", {"environment.yml": BUILD, **files})
    assert found[0].severity.label == "error"
    assert {one.severity.label for one in found[1:]} == {"warning"}
    assert "creates an environment from it" in found[0].related[0].message


IN_AN_IMAGE = "FROM continuumio/miniconda3\nCOPY . .\nRUN conda env create -f environment.yml\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"environment.yml": environment("libgcc-ng"), "Dockerfile": IN_AN_IMAGE},
            id="at the root people use it as well",
        ),
        pytest.param(
            {
                "a/environment.yml": environment("libgcc-ng"),
                "a/Dockerfile": IN_AN_IMAGE,
                "README.md": "```sh\nconda env create -f a/environment.yml\n```\n",
            },
            id="the README, too",
        ),
        pytest.param(
            {"a/environment.yml": environment("libgcc-ng")}, id="nobody is seen to use it"
        ),
    ],
)
def test_distributions_of_linux_that_others_may_install(files):
    assert len(lint("VL221", files)) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "```sh\nconda env create -f other.yml\n```\n"},
        {"README.md": "```sh\nconda create -n shop python\n```\n"},
        {
            "README.md": (
                "```sh\ngit clone https://example.org/a/x.git\n"
                "git clone https://example.org/a/y.git\ncd y\nconda env create\n```\n"
            )
        },
        {
            "third/README.md": (
                "```sh\ngit clone https://example.org/a/x.git\ncd x\nconda env create\n```\n"
            )
        },
        {"run.sh": "conda env create -f environment.yml\n"},
        {"Dockerfile": "FROM x\nCOPY --from=y environment.yml .\nRUN conda env create\n"},
    ],
)
def test_builds_that_nobody_is_seen_to_install_are_a_warning(files):
    found = findings("VL221", {"environment.yml": BUILD, **files})
    assert [one.severity.label for one in found] == ["warning"] * 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (environment("a=1", tail="prefix: /opt/x\n"), environment("a=1")),
        (
            environment("a=1", tail="prefix: /opt/x").replace("\n", "\r\n"),
            environment("a=1").replace("\n", "\r\n"),
        ),
        (
            "prefix: /opt/envs\n /x\nname: a\ndependencies: [b]\n",
            "name: a\ndependencies: [b]\n",
        ),
        (
            "prefix: |\n  /opt/envs/x\nname: a\ndependencies: [b]\n",
            "name: a\ndependencies: [b]\n",
        ),
        (
            "prefix: C:\\envs\\x # mine\nname: a\ndependencies: [b]\n",
            "name: a\ndependencies: [b]\n",
        ),
    ],
)
def test_fix(before, after):
    assert fix("VL221", {"environment.yml": before}) == {"environment.yml": after}


def test_without_a_name_the_prefix_is_where_the_environment_goes():
    files = {"environment.yml": "dependencies: [b]\nprefix: /opt/env\n"}
    assert fix("VL221", files, silent=False) == {}
    assert "Replace the line by `name:`" in findings("VL221", files)[0].suggestion


def test_the_unsafe_fix_strips_builds_and_keeps_versions():
    before = environment(
        "c::a==1=py_0", "'b=2=h0_1'", "d 3 h0_2", "e=4=*_x", "f=5.1=h0_3 # why", '"g=1=main"'
    )
    after = environment("c::a==1", "'b=2'", "d 3", "e=4=*_x", "f=5.1 # why", '"g=1"')
    assert fix("VL221", {"environment.yml": before}, silent=False) == {}
    assert fix("VL221", {"environment.yml": before}, unsafe=True) == {"environment.yml": after}


def test_what_a_package_brings_along():
    rows = [f"numpy=1.26.{number}=py312h1_0" for number in range(9)]
    files = {
        "setup.py": "from setuptools import setup\nsetup(name='x', install_requires=['six'])\n",
        "shop/__init__.py": "",
        "shop/conda/__init__.py": "",
        "shop/conda/environment.yml": environment(*rows, tail="prefix: /opt/conda/envs/x\n"),
    }
    assert lint("VL221", files) == []
    del files["shop/conda/__init__.py"]
    assert lint("VL221", files) != []


def test_an_environment_file_under_any_name():
    rows = "dependencies:\n- python=3.12\n- libcxx=17\n"
    quiet = {
        "values.yml": "name: a\n" + rows,
        "Chart.yaml": "name: a\nchannels: []\ndependencies:\n- name: libcxx\n",
        "tests/lab.yml": "name: lab\nchannels: [x]\n" + rows,
    }
    assert lint("VL221", quiet) == []
    [one] = findings("VL221", {**quiet, "lab.yml": "name: lab\nchannels: [x]\n" + rows})
    assert (one.at.path, one.at.line) == ("lab.yml", 5)
