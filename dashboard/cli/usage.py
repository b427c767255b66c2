"""A command typed wrongly is answered in one Indonesian sentence, with what to type instead."""

from __future__ import annotations

from typer.exceptions import TyperException

from dashboard.cli.console import fail, out

_SENTENCES = {  # by the kind of mistake; Typer's own sentences are English
    "NoSuchOption": "Opsi {option} tidak ada.",
    "MissingParameter": "{parameter} belum diisi.",
    "BadParameter": "Isi {parameter} tidak sesuai jenisnya.",
    "BadOptionUsage": "Opsi {option} membutuhkan isi.",
    "BadArgumentUsage": "Isian berlebih atau kurang ({message}).",
}


def explain(error: TyperException) -> int:
    """Say what was typed wrongly; returns the exit code. ``netra`` alone shows the help and is no mistake."""
    if type(error).__name__ == "NoArgsIsHelpError":
        out.print(getattr(error, "message", ""), markup=False)
        return 0
    fail(sentence(error))
    return 2


def sentence(error: TyperException) -> str:
    """What was typed wrongly and where to look, for any usage error of Typer."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "netra"
    form = _SENTENCES.get(type(error).__name__, "Perintah tidak terbaca ({message}).")
    text = form.format(
        option=getattr(error, "option_name", ""),
        parameter=_parameter(error),
        message=getattr(error, "message", error),
    )
    return f"{text[:1].upper()}{text[1:]} Lihat `{command} --help`."


def _parameter(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "isian"
    if parameter.param_type_name == "option":
        return f"opsi {parameter.opts[0]}"
    return f"argumen {(parameter.name or '').upper()}"
