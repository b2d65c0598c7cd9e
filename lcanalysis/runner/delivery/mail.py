"""An edition by e-mail: the verdict as subject, a plain text, and the pages attached."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Final

from lcanalysis.periods import edition_in_words
from lcanalysis.runner.delivery import SECRETS
from lcanalysis.runner.delivery.channels import DeliveryError
from lcanalysis.runner.delivery.declaration import Email
from lcanalysis.runner.delivery.parcel import Parcel, one_line
from lcanalysis.wording import headed, say

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    ".html": ("text", "html"),
    ".pdf": ("application", "pdf"),
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".json": ("application", "json"),
    ".ipynb": ("application", "x-ipynb+json"),
}
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')
MOST_SUBJECT: Final = 150


@dataclass(frozen=True, slots=True)
class Server:
    """The SMTP server, from the environment: ``LCANALYSIS_SMTP_HOST``, ``_PORT``, ``_SECURITY`` and so on.

    `security` is ``starttls``, ``tls`` or ``none``; `ca_file` holds the certificates to trust beside the system's.
    """

    host: str
    port: int
    security: str
    sender: str
    user: str
    password: str = field(repr=False)
    timeout_s: float
    ca_file: str

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Server:
        """Return the server that the environment names.

        Raises `DeliveryError` if host or sender is missing, or a setting is not what it must be.
        """

        def given(name: str, default: str = "") -> str:
            return environment.get(f"{SECRETS}{name}", default).strip()

        missing = tuple(f"{SECRETS}{name}" for name in ("HOST", "FROM") if not given(name))
        if missing:
            raise DeliveryError("delivery.no_server", names=missing)
        security = given("SECURITY", "starttls")
        if security not in PORTS:
            raise DeliveryError("delivery.bad_setting", name=f"{SECRETS}SECURITY", value=security, known=tuple(PORTS))
        numbers = {"PORT": str(PORTS[security]), "TIMEOUT_S": "30"}
        for name, default in numbers.items():
            numbers[name] = given(name) or default
            if not numbers[name].isdecimal() or not 0 < int(numbers[name]) < 65536:
                raise DeliveryError(
                    "delivery.bad_setting", name=f"{SECRETS}{name}", value=numbers[name], known=(default,)
                )
        if "@" not in parseaddr(given("FROM"))[1]:
            raise DeliveryError("delivery.bad_setting", name=f"{SECRETS}FROM", value=given("FROM"), known=("a@b",))
        if given("USER") and security == "none":
            raise DeliveryError("delivery.login_in_clear", name=f"{SECRETS}SECURITY")
        return cls(
            given("HOST"), int(numbers["PORT"]), security, given("FROM"), given("USER"),
            environment.get(f"{SECRETS}PASSWORD", ""), float(numbers["TIMEOUT_S"]), given("CA_FILE"),
        )  # fmt: skip


def send_mail(email: Email, parcel: Parcel, server: Server) -> tuple[str, ...]:
    """Send the edition to the declared addresses; return those that the server refused, if it took others.

    Raises `DeliveryError` if the message could not be sent to anybody, or no file matches what is to be attached. It
    never holds the password.
    """
    message = compose(email, parcel, server.sender)
    with _session(server) as connection:
        return tuple(connection.send_message(message))


def greet(server: Server) -> None:
    """See that the server answers and takes the login, without sending anything.

    Raises `DeliveryError` if it does not. It never holds the password.
    """
    with _session(server) as connection:
        connection.noop()


@contextmanager
def _session(server: Server) -> Iterator[smtplib.SMTP]:
    """Hold a connection; whatever goes wrong with it is told in our words."""
    try:
        with _connected(server) as connection:
            yield connection
    except smtplib.SMTPAuthenticationError as problem:
        raise DeliveryError(
            "delivery.login_refused", host=server.host, user=server.user, code=problem.smtp_code
        ) from None
    except smtplib.SMTPRecipientsRefused as problem:
        raise DeliveryError("delivery.all_refused", host=server.host, to=tuple(problem.recipients)) from None
    except (OSError, smtplib.SMTPException) as problem:
        if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):
            seconds = f"{server.timeout_s:g}"
            raise DeliveryError("delivery.mail_timeout", host=server.host, seconds=seconds) from None
        said = one_line(str(problem)) or type(problem).__name__
        told = said.replace(server.password, "***") if server.password else said
        raise DeliveryError("delivery.mail_failed", host=server.host, port=server.port, problem=told) from None


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context(cafile=server.ca_file or None)
    where = (server.host, server.port)
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=server.timeout_s, context=trust)
    else:
        connection = smtplib.SMTP(*where, timeout=server.timeout_s)
    with connection:
        if server.security == "starttls":
            connection.starttls(context=trust)
        if server.user:
            connection.login(server.user, server.password)
        yield connection


def compose(email: Email, parcel: Parcel, sender: str) -> EmailMessage:
    """Return the message: subject with the verdict, plain text, and the files attached under their titles.

    Raises `DeliveryError` if no file of the edition matches a pattern.
    """
    lang, files = email.lang, parcel.files(email.attach, email.lang)
    if not files:
        raise DeliveryError("delivery.nothing_to_attach", patterns=tuple(email.attach))
    name, verdict = edition_in_words(parcel.edition.name, lang), parcel.verdict(lang)
    subject = one_line(say("delivery.subject", lang, edition=name, verdict=verdict))
    message = EmailMessage(policy=WIRE)
    message["Subject"] = subject if len(subject) <= MOST_SUBJECT else f"{subject[: MOST_SUBJECT - 1]}…"
    message["From"] = sender
    message["To"] = ", ".join(email.to)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Content-Language"] = {"zh": "zh-CN", "en": "en"}[lang]
    attached = [(path, _file_name(parcel, path)) for path in files]
    lines = [
        parcel.title(lang), headed(name, lang), "", verdict, "", *parcel.changes(lang), "",
        say("delivery.attached", lang, names=tuple(name for _, name in attached)), "", say("delivery.open", lang),
    ]  # fmt: skip
    message.set_content("\n".join(lines) + "\n", cte="base64")
    for path, file_name in attached:
        kind, subtype = TYPES.get(path.suffix, ("application", "octet-stream"))
        message.add_attachment(path.read_bytes(), maintype=kind, subtype=subtype, filename=file_name)
        if kind == "text":
            part = list(message.iter_attachments())[-1]
            part.set_param("charset", "utf-8")
    return message


def _file_name(parcel: Parcel, path: Path) -> str:
    """Return the name of an attached file: a page has its title, in its language, any other its name in the edition."""
    title = "".join(char for char in parcel.page_title(path) if char not in _FORBIDDEN).strip(" .")
    stem = path.name.split(".")[0]
    return f"{title[:80]} ({stem}, {parcel.edition.name}){path.suffix}" if title else path.name
