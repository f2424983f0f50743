"""The settings of a project: one table, which the configuration's reader, the JSON schema and the
guide of the settings are made from.
"""

from __future__ import annotations

from venvlint.model import FAIL_ON
from venvlint.record import Record

WORDS, TEXT, RULES_BY_PATTERN, SEVERITY_BY_RULE = (
    "a list of strings",
    "a string",
    "a table: pattern to a list of rules",
    "a table: rule to severity",
)
"""The forms of a value, in the words of the guide."""

SEVERITIES = ("error", "warning", "info")


class Setting(Record):
    """One setting: a row of the table."""

    form: str
    meaning: str
    """One sentence, for the schema and the guide."""
    example: str
    """The setting as a `venvlint.toml` writes it."""
    items: str = ""
    """What the strings of its value are: `rules`, `patterns`, `distributions` and the like."""
    default: str = "empty"
    more: str = ""
    """What else the guide says."""
    choices: tuple[str, ...] = ()
    flag: str = ""
    """The flag of the command line that overrules it for one run."""


SETTINGS: dict[str, Setting] = {
    "select": Setting(
        WORDS,
        "The only rules that run.",
        'select = ["VL1", "VL2", "VL407"]',
        items="rules",
        default="every rule that is not opt-in",
        more="Where two words meet on one rule, the more specific one wins: with"
        ' `select = ["VL2"]` and `ignore = ["VL202"]`, all of VL2 runs but VL202. A prefix'
        " selects opt-in rules too.",
        flag="--select",
    ),
    "extend-select": Setting(
        WORDS,
        "Rules that run beside those that run anyway; the way to switch opt-in rules on.",
        'extend-select = ["untested-python"]',
        items="rules",
        flag="--extend-select",
    ),
    "ignore": Setting(
        WORDS,
        "Rules that do not run.",
        'ignore = ["VL202"]',
        items="rules",
        flag="--ignore",
    ),
    "per-file-ignores": Setting(
        RULES_BY_PATTERN,
        "Rules that are not reported in the files that a pattern matches.",
        '[per-file-ignores]\n"docker/dev.Dockerfile" = ["VL4"]\n"tests/fixtures/" = ["ALL"]',
        items="rules",
    ),
    "severity": Setting(
        SEVERITY_BY_RULE,
        "The severity that a rule's findings are reported with.",
        '[severity]\nVL202 = "warning"\nVL6 = "error"',
        items="rules",
        choices=SEVERITIES,
        more="Rules are named as in `select`.",
    ),
    "fail-on": Setting(
        TEXT,
        "The lowest severity that makes the exit status 1.",
        'fail-on = "error"',
        default="`warning`",
        choices=FAIL_ON,
        flag="--fail-on",
    ),
    "exclude": Setting(
        WORDS,
        "Files and folders that are left out.",
        'exclude = ["legacy/", "*.sample.yml"]',
        items="patterns",
        more="A path that is named on the command line is audited all the same.",
        flag="--exclude",
    ),
    "baseline": Setting(
        TEXT,
        "A file that records findings; what it records is not reported.",
        'baseline = "venvlint-baseline.json"',
        default="none",
        more="Written by `--write-baseline`. It must lie in the repository.",
        flag="--baseline",
    ),
    "fixable": Setting(
        WORDS,
        "The only rules whose fixes are offered and applied.",
        'fixable = ["VL1", "VL204"]',
        items="rules",
        default="every rule",
        more="What the other rules find is reported all the same, with what to do by hand.",
    ),
    "unfixable": Setting(
        WORDS,
        "Rules whose fixes are neither offered nor applied.",
        'unfixable = ["VL201"]',
        items="rules",
        more="Where `fixable` and `unfixable` meet on one rule, the more specific word wins.",
    ),
    "production-requirements": Setting(
        WORDS,
        "Requirements files that are installed where the project runs, whatever their names say.",
        'production-requirements = ["deploy.txt"]',
        items="patterns",
        more="Without it, venvlint looks at who installs a file, then at its name."
        " `--verbose` prints how each file was classed, and why.",
    ),
    "development-requirements": Setting(
        WORDS,
        "Requirements files that serve development, whatever their names say.",
        'development-requirements = ["requirements/ci.txt"]',
        items="patterns",
    ),
    "allow-in-production": Setting(
        WORDS,
        "Distributions that count as development tools elsewhere, but not here.",
        'allow-in-production = ["locust"]',
        items="distributions",
    ),
    "extend-dev-tools": Setting(
        WORDS,
        "More distributions that count as development tools.",
        'extend-dev-tools = ["our-test-kit"]',
        items="distributions",
    ),
    "environment-names": Setting(
        WORDS,
        "Folder names that this project uses for its virtual environments.",
        'environment-names = ["box"]',
        items="names",
    ),
    "python": Setting(
        TEXT,
        "The one Python that the project runs on where it is deployed.",
        'python = "3.12"',
        default="none",
        more="Every pin must then name it (VL306).",
    ),
    "plugins": Setting(
        WORDS,
        "Installed modules that bring rules, beside those that register themselves.",
        'plugins = ["venvlint_acme"]',
        items="modules",
    ),
}
"""Every setting, in the order of the guide."""
