"""What the README promises is what the program has: every command, setting, page and make target."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from dashboard.cli import app
from dashboard.config import Settings
from dashboard.view import PAGES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", sorted(get_command(app).commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    """A command that nobody can find does not exist."""
    assert re.search(rf"netra {name}\b", README)


def test_the_readme_names_no_command_that_is_missing() -> None:
    """A command that the README shows can be typed."""
    shown = set(re.findall(r"^\s*(?:\.venv/bin/)?netra ([a-z]+)", README, re.M))
    assert shown <= set(get_command(app).commands)


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(field: str) -> None:
    """Each NETRA_ variable is explained where an office looks first."""
    assert f"NETRA_{field.upper()}" in README


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_in_the_readme(page: str) -> None:
    """Each place of the dashboard is named with the question it answers."""
    assert f"`/{page}`" in README


def test_the_readme_shows_only_pictures_that_exist() -> None:
    """No broken picture."""
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / p).is_file() for p in pictures)


def test_make_targets_of_the_readme_exist() -> None:
    """make run, make test, make check, make bench."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets
