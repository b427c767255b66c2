"""An edition as a mail: text and HTML alternatives, the map by content id, the A4 sheet attached."""

from __future__ import annotations

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

from dashboard.snapshot.edition import LARGEST_HTML_BYTES, LARGEST_MAIL_BYTES, MAP_CID, Edition
from geo.errors import NetraError

UNSUBSCRIBE_PLACEHOLDER = "{{unsubscribe_url}}"  # the only part of a body that differs between readers


def message_id(edition: Edition, email: str, domain: str) -> str:
    """Stable id: the same edition to the same reader is the same mail, also when it is sent again."""
    key = f"{edition.stem}|{edition.language}|{edition.data_version}|{email.lower()}"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def compose(edition: Edition, *, sender: str, to: str, unsubscribe_url: str = "") -> EmailMessage:
    """The whole mail. Raises NetraError when an address is unreadable or the mail larger than we promise."""
    message = EmailMessage()
    origin = address(sender)
    message["Subject"] = edition.subject
    message["From"] = origin
    message["To"] = address(to)
    message["Message-ID"] = message_id(edition, to, origin.domain)
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe_url:
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_personal(edition.text, unsubscribe_url))
    message.add_alternative(_personal(edition.html, unsubscribe_url), subtype="html")
    picture = {"cid": f"<{MAP_CID}>", "filename": f"{edition.stem}.png"}
    message.get_payload()[1].add_related(edition.png, "image", "png", **picture)  # type: ignore[index,union-attr]
    message.add_attachment(edition.pdf, maintype="application", subtype="pdf", filename=f"{edition.stem}.pdf")
    _require_small(edition, message)
    return message


def address(text: str) -> Address:
    """An address with its display name; NetraError says what is wrong with it."""
    name, plain = parseaddr(text)
    if any(ord(c) < 32 for c in text):  # a line break would be a header of somebody's own
        plain = ""
    try:
        user, domain = plain.rsplit("@", 1)
        return Address(display_name=name, username=user, domain=domain)
    except (ValueError, IndexError) as error:
        advice = "Tulis seperti nama@instansi.go.id."
        raise NetraError(f"Alamat surel {text!r} tidak terbaca. {advice}") from error


def _personal(body: str, unsubscribe_url: str) -> str:
    return body.replace(UNSUBSCRIBE_PLACEHOLDER, unsubscribe_url)


def _require_small(edition: Edition, message: EmailMessage) -> None:
    html_bytes, all_bytes = len(edition.html.encode()), len(message.as_bytes())
    if html_bytes > LARGEST_HTML_BYTES or all_bytes > LARGEST_MAIL_BYTES:
        raise NetraError(
            f"Cuplikan {edition.stem} terlalu besar (HTML {html_bytes} bita, surel {all_bytes} bita); "
            f"batasnya {LARGEST_HTML_BYTES} dan {LARGEST_MAIL_BYTES}. Tidak dikirim."
        )
