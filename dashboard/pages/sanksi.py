"""Sanctions as people read them."""

from __future__ import annotations

from dashboard.pages.context import Context


def sanction_name(context: Context, row: dict) -> str:
    """What was recommended, in words; its number, or that nothing was said, where there is no kind."""
    words, code = context.words, row.get("sanction_recommended")
    if words.has(f"sanksi.{code}"):
        return words(f"sanksi.{code}")
    said = str(code).replace("_", " ") if code else row.get("rec_no")
    return said or words("ringkasan.sanksi_tak_disebut")
