"""The methods page: every method is code, explained in two languages, and rests on papers."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from geo import NetraError
from models.methods import METHODS, Method, read_methods


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.key)
def test_every_method_is_code(method: Method) -> None:
    """The dotted name leads to a public object; it and its module say what they do."""
    module, name = method.function.rsplit(".", 1)
    found = importlib.import_module(module)
    assert callable(getattr(found, name))
    assert found.__doc__
    assert getattr(found, name).__doc__


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.key)
def test_every_method_names_its_papers(method: Method) -> None:
    """At least one paper, each with a year; keys and texts are not empty."""
    assert method.papers
    assert all(re.search(r"\((18|19|20)\d\d\)", paper) for paper in method.papers)
    assert all(
        text.strip() for texts in (method.title, method.what, method.when_not) for text in texts.values()
    )
    assert method.formula


def test_keys_are_unique() -> None:
    """A link to a method leads to one."""
    assert len({m.key for m in METHODS}) == len(METHODS)


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    """An entry without its English title is refused by name."""
    text = '[[method]]\nkey = "x"\nfunction = "a.b"\npage = "peta"\nformula = "y"\npapers = ["A (2000)"]\n'
    text += 'title.id = "t"\nwhat = {id = "w", en = "w"}\nwhen_not = {id = "n", en = "n"}\n'
    file = tmp_path / "methods.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NetraError, match=r"title\.en"):
        read_methods(file)


def test_the_page_needs_no_numpy() -> None:
    """A web worker that shows the page does not load the engine."""
    code = "import sys, models.methods; sys.exit('numpy' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
