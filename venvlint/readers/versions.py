"""PEP 440 for distributions: versions, and whether sets of specifiers can hold together. Does not import `packaging`.

    versions.conflict(">=2.0rc1", "<2.0")      # True: "<2.0" leaves out the pre-releases of 2.0
    versions.conflict("==1.0", "==1.0+cu118")  # False

A conflict is exact: no version that PEP 440 can write satisfies both. Pre-releases count as versions, since a pin
of one (`==2.1rc1`) does satisfy `>=2.0`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Specifiers = tuple["Specifier", ...]


def conflict(first: str, second: str) -> bool:
    """Whether no version satisfies both specifier sets; False where one of them is not PEP 440."""
    raise NotImplementedError
