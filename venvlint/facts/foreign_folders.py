"""Folders whose files are not the project's own statements: test data, vendored trees, templates."""

from __future__ import annotations

# Where projects keep broken things on purpose: there VL1 is an info and the other groups are quiet.
TEST_DATA = frozenset(
    "tests test testing __tests__ fixtures fixture testdata test_data test-data examples example samples sample vendor vendored third_party"
    " thirdparty third-party _vendor node_modules".split()
)


def is_test_data(path: str) -> bool:
    """Whether a folder on the way to *path* is one for test data or other people's code, or a template's."""
    folders = path.split("/")[:-1]
    return any(folder.lower() in TEST_DATA or "{{" in folder or "{%" in folder for folder in folders)
