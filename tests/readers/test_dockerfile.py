import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from venvlint.document import Document
from venvlint.readers.dockerfile import ImageName, parse
from venvlint.readers.patchwork import plain


def read(text):
    return parse(Document("Dockerfile", text.encode()))


def bodies(text):
    return [(instruction.keyword, instruction.body.text) for instruction in read(text).instructions]


def test_continuation_lines_with_comments_and_blank_lines():
    text = "FROM x\nRUN a && \\\n  # note\n\n  b \\\n c\nENV A=1\n"
    assert bodies(text) == [("FROM", "x"), ("RUN", "a &&   b  c"), ("ENV", "A=1")]


def test_two_escapes_continue_nothing():
    assert bodies("RUN a \\\\\nRUN b\n") == [("RUN", "a \\\\"), ("RUN", "b")]


def test_directives():
    text = "# syntax=docker/dockerfile:1\n# escape=`\nFROM x\nCOPY a `\n  C:\\x\n# escape=\\\n"
    parsed = read(text)
    assert parsed.directives == {"syntax": "docker/dockerfile:1", "escape": "`"}
    assert [word.text for word in parsed.instructions[1].words] == ["a", "C:\\x"]
    assert read("\n# escape=`\nFROM x\n").directives == {}, "only at the very top"


def test_windows_line_ends():
    assert bodies("FROM x\r\nRUN a \\\r\n b\r\n") == [("FROM", "x"), ("RUN", "a  b")]


def test_heredocs():
    parsed = read(
        'FROM x\nRUN <<EOF\na\nEOF\nCOPY <<"A" <<-B /x/\n$1\nA\n\tb\n\tB\nRUN cat <<EOF > /y &&'
        ' echo "<<Z"\nt\nEOF\nRUN b\n'
    )
    heredocs = [
        [(doc.name, doc.body.text) for doc in instruction.heredocs]
        for instruction in parsed.instructions
    ]
    assert heredocs == [
        [],
        [("EOF", "a\n")],
        [("A", "$1\n"), ("B", "b\n")],
        [("EOF", "t\n")],
        [],
    ]
    assert parsed.instructions[3].body.text == 'cat <<EOF > /y && echo "<<Z"\nt\nEOF'


def test_what_only_looks_like_a_heredoc():
    assert bodies("RUN cat <<< word\nRUN a <<EOF\nRUN echo $((1<<2))\n") == [
        ("RUN", "cat <<< word"),
        ("RUN", "a <<EOF"),
        ("RUN", "echo $((1<<2))"),
    ]


def test_flags():
    instruction = read(
        "FROM x\nCOPY --from=b --chown=1:1 a /b\nRUN --mount=type=cache,target=/r"
        " --mount=type=bind,from=b x --y\n"
    ).instructions
    assert {name: word.text for name, word in instruction[1].flags.items()} == {
        "from": "b",
        "chown": "1:1",
    }
    assert [word.text for word in instruction[1].words] == ["a", "/b"]
    assert [word.text for _, word in instruction[2].all_flags] == [
        "type=cache,target=/r",
        "type=bind,from=b",
    ]
    assert instruction[2].body.text == "x --y"


def test_mounts():
    text = (
        "FROM x AS b\nFROM x\nRUN --mount=target=/r --mount=type=bind,from=b,src=$A,dst=/s"
        " --mount=type=cache,destination=/c,source= x\n"
    )
    parsed = read(text)
    mounts = parsed.instructions[2].mounts
    shown = [
        [word and word.known for word in (mount.from_, mount.source, mount.target)]
        for mount in mounts
    ]
    assert shown == [[None, None, "/r"], ["b", None, "/s"], [None, None, "/c"]]
    assert [mount.kind for mount in mounts] == ["bind", "bind", "cache"]
    assert mounts[0].source is None
    assert text[mounts[1].source.start : mounts[1].source.end] == "$A"
    assert text[mounts[1].target.start : mounts[1].target.end] == "/s"
    assert [stage.index for stage in parsed.built_from(parsed.final)] == [0, 1]


def test_exec_form():
    _, instruction = read('FROM x\nCMD [ "a b", \\\n "c\\"d\\u0041" ]\n').instructions
    assert [word.text for word in instruction.exec_form] == ["a b", 'c"dA']
    for text in ("CMD ['a']", 'CMD ["a",]', 'CMD ["a"] b', "CMD [ a ]", 'CMD ["a"'):
        assert read("FROM x\n" + text).instructions[1].exec_form is None
    assert read("FROM x\nCMD []").instructions[1].exec_form == ()


def test_words_and_quotes():
    text = "FROM x\nARG V=1\nCOPY 'a b' \"c $V\" d\\ e '$V' \"\\$V\" f${V}g /x\n"
    assert [word.text for word in read(text).instructions[2].words] == [
        "a b",
        "c 1",
        "d e",
        "$V",
        "$V",
        "f1g",
        "/x",
    ]


def test_env_forms():
    text = "FROM x\nENV A b c\nENV B=1 C=\"2 3\" D='4'\nENV E=$B-$A-$F\nRUN x\n"
    environment = read(text).instructions[-1].environment
    assert {name: value.text for name, value in environment.items()} == {
        "A": "b c",
        "B": "1",
        "C": "2 3",
        "D": "4",
        "E": "1-b c-\0",
    }


def image(text):
    return [
        stage.image.text.text if stage.image else stage.parent.index for stage in read(text).stages
    ]


def test_substitution_in_from():
    assert image("ARG V=3.12\nFROM python:$V\n") == ["python:3.12"]
    assert image("ARG V=3.12\nFROM python:${V}-slim\n") == ["python:3.12-slim"]
    assert image("FROM python:${V:-3.11}\n") == ["python:3.11"]
    assert image("ARG V\nFROM python:${V:-3.11}\nFROM python:$V\n") == ["python:3.11", "python:\0"]
    assert image("ARG V=1\nFROM a${V:+:x}\nFROM a${W:+:x}\n") == ["a:x", "a"]
    assert image("ARG A=1\nARG B=$A.2\nFROM x:${B}\n") == ["x:1.2"]
    assert image("ARG V=1\nFROM x\nARG W=2\nFROM x:$V$W\n") == [
        "x",
        "x:1\0",
    ], "an argument of a stage ends with it"


def test_a_tag_is_placed_where_it_is_stated():
    text = "ARG PY=3.12\nFROM python:${PY}-slim\nFROM python:3.11-slim\nFROM python:${X:-3.10}\n"
    stages = read(text).stages
    assert [text[slice(*stage.image.stated(0, 4))] for stage in stages] == ["3.12", "3.11", "3.10"]
    assert stages[0].image.stated(0, 4)[0] == text.index("3.12")
    assert text[slice(*stages[1].image.stated(0, 9))] == "3.11-slim"


def test_stage_arguments():
    text = "ARG V=1\nFROM x\nRUN a\nARG V\nARG W=2\nARG U\nRUN b\nFROM y\nRUN c\n"
    runs = [i for i in read(text).instructions if i.keyword == "RUN"]
    assert [{name: value.text for name, value in run.variables.items()} for run in runs] == [
        {},
        {"V": "1", "W": "2", "U": "\0"},
        {},
    ]


def test_stages():
    text = (
        'FROM a AS Base\nENV P=1\nWORKDIR /app\nUSER u\nSHELL ["bash", "-c"]\nFROM base as'
        " two\nWORKDIR sub\nRUN x\nFROM c\nCOPY --from=BASE a b\nCOPY --from=1 a b\nCOPY --from=9"
        " a b\n"
    )
    parsed = read(text)
    assert [(stage.name, stage.parent and stage.parent.index) for stage in parsed.stages] == [
        ("Base", None),
        ("two", 0),
        ("", None),
    ]
    run = next(i for i in parsed.instructions if i.keyword == "RUN")
    assert (run.directory, run.user, run.shell, run.environment["P"].text) == (
        "/app/sub",
        "u",
        ("bash", "-c"),
        "1",
    )
    assert [
        source and source.index for source in map(parsed.source, parsed.final.instructions)
    ] == [0, 1, None]
    assert [stage.index for stage in parsed.built_from(parsed.final)] == [0, 1, 2]
    assert parsed.stages[1].root.image.name == "a"
    assert parsed.final.instructions[0].directory is None


def test_what_starts_a_container_has_what_the_finished_stage_has():
    text = (
        'FROM a AS base\nWORKDIR /srv\nCMD ["x"]\nENV P=1\nRUN y\nWORKDIR app\nUSER u\n'
        "FROM base\nENV P=2\n"
    )
    parsed = read(text)
    base, final = parsed.stages
    command = next(one for one in base.instructions if one.keyword == "CMD")
    run = next(one for one in base.instructions if one.keyword == "RUN")
    assert (run.directory, run.user) == ("/srv", None), "a RUN has what is before it"
    for one in (command, base.end):
        assert (one.environment["P"].text, one.directory, one.user) == ("1", "/srv/app", "u")
    inherited = command.started_in(final)
    assert inherited.environment["P"].text == inherited.variables["P"].text == "2"
    assert command.environment["P"].text == "1", "the stage below is as it was"
    assert read("FROM a\n").final.end.environment == {}


def test_image_names():
    parts = [
        (image.name, image.tag, image.digest)
        for image in (
            ImageName(plain(text, 0))
            for text in ("localhost:5000/a/b", "docker.io/library/python:3@sha256:x", "a:1")
        )
    ]
    assert parts == [("localhost:5000/a/b", "", ""), ("python", "3", "sha256:x"), ("a", "1", "")]


def test_a_value_that_grows_without_end_is_unknown():
    text = "FROM x\nARG A=xxxxxxxxxx\n" + "ARG A=$A$A$A$A\n" * 40 + "RUN x\n"
    assert len(read(text).instructions[-1].arguments["A"].text) < 10_000


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "FROM ",
                "RUN ",
                "ARG ",
                "ENV ",
                "COPY ",
                "$",
                "{",
                "}",
                ":-",
                "\\",
                "\n",
                "#",
                '"',
                "'",
                "[",
                "]",
                ",",
                "<<E",
                "E",
                "--from=",
                "--mount=",
                "target=",
                ",",
                " ",
                "=",
                "x",
                "`",
                "\t",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_never_raises_and_places_are_inside(text):
    parsed = read(text)
    for instruction in parsed.instructions:
        for word in (
            *instruction.words,
            *(word for _, word in instruction.all_flags),
            *(mount.target for mount in instruction.mounts if mount.target is not None),
            *(word for _, word in instruction.pairs),
        ):
            assert 0 <= word.start <= word.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(string.ascii_letters + "./-_", min_size=1, max_size=8), min_size=1, max_size=5)
)
def test_plain_words_are_found_where_they_stand(words):
    text = "FROM x\nCOPY " + " \\\n # note\n ".join(words) + "\n"
    found = read(text).instructions[1].words
    kept = [word for word in words if not word.startswith("--") or words.index(word)]
    if all(not word.startswith("--") for word in words):
        assert [word.text for word in found] == kept
        assert [text[word.start : word.end] for word in found] == kept


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("python:3.12", "python"),
        ("docker.io/library/python", "python"),
        ("index.docker.io/python", "python"),
        ("public.ecr.aws/docker/library/python:3.12", "python"),
        ("mcr.microsoft.com/mirror/docker/library/ubuntu:24.04", "ubuntu"),
        ("harbor.example.invalid/docker-hub/library/python:3.12-slim", "python"),
        ("harbor.example.invalid/python", "harbor.example.invalid/python"),
        ("library/tools/python", "tools/python"),
        ("host.invalid/library/tools/python", "host.invalid/library/tools/python"),
    ],
)
def test_the_short_name_of_an_image(text, name):
    (stage,) = read(f"FROM {text}\n").stages
    assert stage.image.name == name
