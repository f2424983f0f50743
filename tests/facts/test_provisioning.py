"""What Ansible, cloud-init and Vagrant run on the machines that they set up."""

from __future__ import annotations

import pytest

from tests.lint import tree


def run(files):
    return [
        f"{shell.kind}: {' '.join(word.text for word in command.words)}"
        + (f" in {command.directory}" if command.directory is not None else "")
        for sequence in tree(files).commands.sequences
        for shell in sequence.shells
        for command in shell.commands
    ]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("command: pip install x", ["none: pip install x"]),
        ("command: {cmd: pip install x, chdir: /srv}", ["none: pip install x in /srv"]),
        ("command: {argv: [pip, install, 'x y', '{{ z }}']}", ["none: pip install x y \0"]),
        ("command: pip install x chdir=/srv creates=/srv/y", ["none: pip install x in /srv"]),
        ("command: chdir='/srv' pip install x", ["none: pip install x in /srv"]),
        ("command: pip install x chdir=srv", ["none: pip install x"]),
        ("command: pip install x\nargs: {chdir: /srv}", ["none: pip install x in /srv"]),
        ("command: {chdir: /srv, creates: pip}", []),
        ("command: '{{ pip }}'", ["none: \0"]),
        ("shell: pip x && pip y executable=/bin/bash", ["bash: pip x", "bash: pip y"]),
        ("shell: {cmd: pip x, executable: /bin/bash}", ["bash: pip x"]),
        ("shell: {chdir: /srv, creates: pip}", []),
        ("ansible.legacy.shell: pip x", [": pip x"]),
        ("acme.tools.shell: pip x", []),
        ("pip: {name: [x, y], version: '1'}", ["none: pip install x==1 y==1"]),
        ("pip: {name: /srv/x, editable: true}", ["none: pip install -e /srv/x"]),
        ("pip: {requirements: r.txt, chdir: /srv}", ["none: pip install -r r.txt in /srv"]),
        ("pip: {name: x, executable: pip3}", ["none: pip3 install x"]),
        ("pip: {virtualenv: /srv/v}", []),
        ("ansible.legacy.pip: {name: x}", ["none: pip install x"]),
        ("file: {path: /srv/venv, state: absent}", ["none: rm /srv/venv"]),
        ("file: path=/srv/venv state=absent", ["none: rm /srv/venv"]),
        ("file: dest='/srv/the venv' state=absent", ["none: rm /srv/the venv"]),
        ("file: {state: absent, mode: venv}", []),
        ("file: mode=venv state=absent", []),
        ("file: {path: /srv/venv, state: directory}", []),
    ],
)
def test_ansible(task, expected):
    text = task.replace("\n", "\n    ")
    assert run({"play.yml": f"# pip\n- hosts: all\n  tasks:\n  - {text}\n"}) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("[pip install x, cd /srv && pip y]", ["pip install x", "cd /srv", "pip y in /srv"]),
        ("[[pip, install, 'x y'], [pip, \"it's\"]]", ["pip install x y", "pip \0"]),
        ("[[pip, 'a && b']]", ["pip a && b"]),
        ("[]", []),
        ("pip install x", []),
    ],
)
def test_cloud_init(items, expected):
    found = run({"user-data.yml": f"#cloud-config\nruncmd: {items}\n"})
    assert found == [f"sh: {one}" for one in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('inline: "pip x"', [": pip x"]),
        ("inline: 'pip x'", [": pip x"]),
        (":inline => 'pip x'", [": pip x"]),
        ("# inline: 'pip x'", []),
        ("inline: 'pip x", []),
        ("inline: ''", []),
        ("inline: <<-SHELL\n  pip x\n  SHELL\n", [": pip x"]),
        ("inline: <<-SHELL\n  pip x\n", [": pip x"]),
        ("inline: <<-SHELL\n#!/bin/bash\npip x\nSHELL\n", ["bash: pip x"]),
        ("inline: <<-SHELL\n#!/usr/bin/python3\nimport pip\nSHELL\n", []),
        ("x = <<-SHELL\npip x\nSHELL\nvm.provision 'shell', inline: x", [": pip x"]),
        ("$x = <<-SHELL\npip x\nSHELL\nvm.provision 'shell', inline: $x", [": pip x"]),
        pytest.param(
            "".join(f"inline: <<-S{number}\npip x\n" for number in range(3000)),
            [": pip x", ": inline:"],
            id="heredocs without an end cost no time",
        ),
        ("x = <<-TEXT\npip x\nTEXT\nputs x\ns.inline = 'pip y'", [": pip y"]),
    ],
)
def test_vagrant(text, expected):
    assert run({"Vagrantfile": f"Vagrant.configure('2') do |config|\n{text}\n"}) == expected
