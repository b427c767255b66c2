"""Terminal: ``netra …``. Each command parses what was typed, calls one function below, prints the answer."""

from __future__ import annotations

import sys

from dashboard.config import calm_threads

calm_threads()  # before numpy or polars can be imported

import typer  # noqa: E402  (threads first)
from typer.exceptions import Abort, TyperException  # noqa: E402

from dashboard.cli import (  # noqa: E402
    accounts,
    data,
    export,
    models,
    output,
    reference,
    regions,
    review,
    running,
    usage,
)
from dashboard.cli.console import fail  # noqa: E402
from dashboard.logs import configure  # noqa: E402
from geo.errors import NetraError  # noqa: E402

app = typer.Typer(
    name="netra",
    help="Netra: analitik dan prakiraan netralitas serta disiplin ASN pada masa pemilihan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (data, review, reference, export, models, regions, output, accounts, running):
    module.register(app)


def main() -> None:
    """Entry point: an error of ours or of typing is one sentence and a code above 0, never a traceback."""
    configure()
    try:
        code = app(standalone_mode=False)
    except NetraError as error:
        fail(str(error))
        code = 1
    except TyperException as error:
        code = usage.explain(error)
    except (KeyboardInterrupt, Abort):
        fail("Dihentikan.")
        code = 130
    sys.exit(code if isinstance(code, int) else 0)
