"""News texts: what happened, where, when, how many, with the words each answer rests on."""

from __future__ import annotations

from etl.news.read import read_news

__all__ = ["read_news"]
