"""A real SMTP conversation. ``smtp://user:password@host:587?tls=starttls`` or ``smtps://…:465``."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from geo.errors import NetraError

TIMEOUT_SECONDS = 20


class MailRefused(NetraError):
    """The server answered no, or not at all; ``is_permanent`` when trying again cannot help (SMTP 5xx)."""

    def __init__(self, message: str, *, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


@contextmanager
def connection(url: str, *, timeout: float = TIMEOUT_SECONDS) -> Iterator[smtplib.SMTP]:
    """An open, authenticated connection. Raises MailRefused in a sentence."""
    parts = _parts(url)
    try:
        server = _open(parts, timeout)
        with server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server
    except smtplib.SMTPResponseException as error:
        raise _refusal(parts, error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(parts, *next(iter(error.recipients.values()))) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailRefused(
            f"Server surel {_where(parts)} tidak menjawab ({error}). Periksa NETRA_SMTP_URL dan jaringan; "
            "surel tetap di antrean."
        ) from error


def deliver(url: str, message: EmailMessage, *, timeout: float = TIMEOUT_SECONDS) -> None:
    """Send one mail. Raises MailRefused."""
    with connection(url, timeout=timeout) as server:
        server.send_message(message)


def _parts(url: str) -> SplitResult:
    if not url:
        raise NetraError(
            "NETRA_SMTP_URL belum diisi. Contoh: smtp://nama:sandi@surel.instansi.go.id:587?tls=starttls"
        )
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise NetraError("NETRA_SMTP_URL tidak terbaca. Contoh: smtp://surel.instansi.go.id:25")
    return parts


def _open(parts: SplitResult, timeout: float) -> smtplib.SMTP:
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        trust = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=timeout, context=trust)
    server = smtplib.SMTP(host, parts.port or 25, timeout=timeout)
    if parse_qs(parts.query).get("tls") == ["starttls"]:
        server.starttls(context=ssl.create_default_context())
    return server


def _refusal(parts: SplitResult, code: int, text: bytes | str) -> MailRefused:
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return MailRefused(f"Server surel {_where(parts)} menolak: {code} {words}.", is_permanent=code >= 500)


def _where(parts: SplitResult) -> str:
    return f"{parts.hostname}:{parts.port or (465 if parts.scheme == 'smtps' else 25)}"
