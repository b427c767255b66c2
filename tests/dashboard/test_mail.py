"""A mail is a real SMTP conversation with a real server on this machine."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from dashboard.snapshot.edition import Edition, write_files
from dashboard.snapshot.message import UNSUBSCRIBE_PLACEHOLDER, address, compose
from dashboard.snapshot.smtp import MailRefused, deliver
from geo.errors import NetraError

PNG = bytes.fromhex("89504e470d0a1a0a") + b"\0" * 200


def edition(**changes: object) -> Edition:
    values: dict = {
        "scope_code": "99",
        "week": date(2024, 10, 28),
        "language": "id",
        "data_version": "v1",
        "subject": "H−30: dua tempat di atas rata-rata",
        "text": f"Berhenti: {UNSUBSCRIBE_PLACEHOLDER}",
        "html": f'<img src="cid:peta"><a href="{UNSUBSCRIBE_PLACEHOLDER}">Berhenti</a>',
        "png": PNG,
        "pdf": b"%PDF-1.7 isi",
    }
    return Edition(**values | changes)


class Mailbox:
    """A mail server that keeps what it was given, or refuses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            content = envelope.content  # type: ignore[attr-defined]
            self.mails.append(email.message_from_bytes(content, policy=email.policy.default))  # type: ignore[arg-type]
        return self.answer


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    port = free_port()
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


def test_a_reader_gets_text_html_map_and_sheet(mailbox: tuple[Mailbox, str]) -> None:
    """One mail: plain text first, HTML with the map by content id, the A4 sheet attached."""
    box, url = mailbox
    link = "http://127.0.0.1:8050/berhenti/abc"
    deliver(url, compose(edition(), sender="Netra <netra@localhost>", to="a@b.go.id", unsubscribe_url=link))
    (mail,) = box.mails
    assert mail["Subject"] == "H−30: dua tempat di atas rata-rata"
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_body(("plain",)).get_content().strip() == f"Berhenti: {link}"
    assert link in mail.get_body(("html",)).get_content()
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    picture = next(p for p in mail.walk() if p.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<peta>"
    assert picture.get_content() == PNG


def test_the_same_edition_to_the_same_reader_is_the_same_mail() -> None:
    """A repeat after a crash has the same Message-ID, so mailboxes can drop it; other readers differ."""
    first, again, other = (
        compose(edition(), sender="netra@kota.go.id", to=to)["Message-ID"]
        for to in ("a@b.id", "A@b.id", "c@b.id")
    )
    assert first == again != other
    assert first.endswith("@kota.go.id>")


@pytest.mark.parametrize(("answer", "is_permanent"), [("451 Coba lagi", False), ("554 Ditolak", True)])
def test_a_refusal_is_one_sentence_and_says_whether_to_try_again(
    mailbox: tuple[Mailbox, str], answer: str, is_permanent: bool
) -> None:
    """4xx waits in the outbox, 5xx does not."""
    box, url = mailbox
    box.answer = answer
    with pytest.raises(MailRefused, match=answer[:3]) as refusal:
        deliver(url, compose(edition(), sender="netra@localhost", to="a@b.go.id"))
    assert refusal.value.is_permanent is is_permanent


def test_a_server_that_does_not_answer_is_one_sentence() -> None:
    """Nobody listens there: which server, what to check."""
    port = free_port()
    with pytest.raises(MailRefused, match=rf"127\.0\.0\.1:{port} tidak menjawab.*NETRA_SMTP_URL"):
        deliver(
            f"smtp://127.0.0.1:{port}",
            compose(edition(), sender="netra@localhost", to="a@b.go.id"),
            timeout=2,
        )


def test_a_silent_server_does_not_hold_the_worker() -> None:
    """A server that accepts and never speaks ends at the time limit."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(MailRefused, match="tidak menjawab"):
            deliver(url, compose(edition(), sender="netra@localhost", to="a@b.go.id"), timeout=0.3)


@pytest.mark.parametrize("url", ["", "http://surel", "smtp://"])
def test_an_unreadable_server_address_says_how_to_write_it(url: str) -> None:
    """The setting and an example."""
    with pytest.raises(NetraError, match="NETRA_SMTP_URL"):
        deliver(url, compose(edition(), sender="netra@localhost", to="a@b.go.id"))


@pytest.mark.parametrize("text", ["", "tanpa-at", "dua@@at", "a@b\nBcc: x@y"])
def test_an_unreadable_reader_address_is_refused(text: str) -> None:
    """Also one that tries to add a header."""
    with pytest.raises(NetraError, match=r"nama@instansi\.go\.id"):
        address(text)


def test_a_mail_too_large_for_phones_is_refused() -> None:
    """Gmail cuts HTML above about 100 kB: better no mail than half a mail."""
    with pytest.raises(NetraError, match="terlalu besar"):
        compose(edition(html="x" * 90_000), sender="netra@localhost", to="a@b.go.id")


def test_files_show_the_picture_beside_the_page(tmp_path) -> None:
    """The HTML file points to the PNG that lies beside it."""
    names = {path.name for path in write_files(edition(), tmp_path)}
    assert names == {f"netra-99-2024-W44.{ending}" for ending in ("html", "png", "pdf", "txt")}
    assert 'src="netra-99-2024-W44.png"' in (tmp_path / "netra-99-2024-W44.html").read_text()
