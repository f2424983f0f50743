"""venvlint over many checkouts with Dask: `survey` audits, `store` remembers, `overview` draws."""

from __future__ import annotations

from venvlint_fleet.survey import Outcome, survey

__all__ = ["Outcome", "survey"]
