"""Every reason code with its Indonesian and English sentence: messages.toml, filled with where and what."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypeVar

from geo.errors import NetraError

Fault = TypeVar("Fault", bound=NetraError)
_PLACE = {"id": ("lembar", "baris", "kolom"), "en": ("sheet", "row", "column")}
_PERHAPS = {"id": ("Mungkin maksudnya", " atau "), "en": ("Perhaps", " or ")}
_SHOWN_LENGTH = 120  # signs of a cell repeated in a sentence


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Key → {"is": "quarantine" | "flag" | "not_data" | "document" | "error", "id": …, "en": …}."""
    return tomllib.loads(files("etl").joinpath("messages.toml").read_text("utf-8"))


def fault(kind: type[Fault], key: str, /, **details: object) -> Fault:
    """An error with the sentence and code of the table; ``spoken`` says it in another language."""
    error = kind(sentence(key, language="id", **details), code=reasons()[key].get("code", key))
    error.said = (key, details)
    return error


def spoken(error: NetraError, language: str) -> str:
    """What an error says, in that language where the table has it."""
    if language == "id" or error.said is None:
        return str(error)
    key, details = error.said
    return sentence(key, language=language, **details)


class _Details(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence(code: str, /, *, language: str = "id", **details: object) -> str:
    """The sentence of a reason; file, sheet, row and column among the details become its beginning.

    An unknown code is a fault of ours and raises KeyError.
    """
    template = reasons()[code][language if language in _PLACE else "id"]
    shown = {k: _show(v) for k, v in details.items() if v is not None}
    shown["hint"] = _hint(details.get("hint"), language)
    body = template.format_map(_Details(shown))
    place = _place(language, details)
    return f"{place}: {body}" if place else body


def summary(file: str, kind: str | None, *, language: str = "id", **counts: int) -> str:
    """One sentence for what became of a file.

    Args:
        counts: ``records``, ``waiting``, ``odd``, ``rest``; what is zero is left unsaid, records are not.
    """
    name = (kind or "").replace("_", " ")
    said = [
        sentence(f"summary_{what}", language=language, count=count, kind=name)
        for what, count in counts.items()
        if count or what == "records"
    ]
    return f"{file}: {', '.join(said)}."


def _hint(candidates: object, language: str) -> str:
    """What may have been meant, best first, as a question before what to do."""
    if not isinstance(candidates, list | tuple) or not candidates:
        return ""
    perhaps, join = _PERHAPS.get(language, _PERHAPS["id"])
    names = join.join(f'"{_show(c)}"' for c in candidates[:3])
    return f"{perhaps} {names}? "


def _place(language: str, details: dict[str, object]) -> str:
    sheet, row, column = _PLACE.get(language, _PLACE["id"])
    parts = [
        _show(details.get("file")),
        f'{sheet} "{_show(details["sheet"])}"' if details.get("sheet") else "",
        f"{row} {details['row']}" if details.get("row") else "",
        f'{column} "{_show(details["column"])}"' if details.get("column") else "",
    ]
    return ", ".join(p for p in parts if p)


def _show(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(f'"{_show(v)}"' for v in value[:3])
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
