"""Delivery with real processes and a real SMTP server on this machine: sent once, whole, and never at the edition's expense."""

import datetime as dt
import email
import ipaddress
import json
import os
import socket
import ssl
import sys
import time
from contextlib import contextmanager
from email.policy import default
from itertools import product

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from comparison_cases import samples, write_kept
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ports import free_port
from runner_project import write_notebook, write_suite

from lcanalysis.briefing.archive import write_archive
from lcanalysis.cli import delivering
from lcanalysis.errors import EditionLockedError, RunPlanError, UsageError
from lcanalysis.runner.delivery.declaration import Deliver, Email, Hook, Webhook, with_environment
from lcanalysis.runner.delivery.deliver import deliver
from lcanalysis.runner.run_plan import load_run_plan
from lcanalysis.runner.suite import locked

PASSWORD = "s3cret pass"  # noqa: S105 - of the test's own server
HOSTILE = "$(touch taken); `touch taken` | touch taken & \"x\" 'y'"


@pytest.fixture
def out(tmp_path, monkeypatch):
    """Return a folder with an edition and the one before it, and no setting of this machine."""
    for name in [name for name in os.environ if name.startswith(("LCANALYSIS_SMTP_", "LCANALYSIS_DELIVER_"))]:
        monkeypatch.delenv(name)
    results, basis = samples()
    folder = tmp_path / "editions"
    write_kept(folder / "2019-11", results, basis)
    results["scorecard"]["verdict/cluster_revenue"]["value"] = "behind"
    pages = {f"scorecard.{lang}.html": "0" * 64 for lang in ("zh", "en")}
    edition = write_kept(folder / "2020-11", results, basis, vintages=["2020-11"])
    manifest = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))
    manifest["outputs"] |= pages
    (edition / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name in pages:
        (edition / name).write_text(f"<p>聊城 {name}</p>", encoding="utf-8")
    write_archive(folder, "2020-11")
    return folder


def sent(out, **ways):
    """Deliver the newest edition; return what became of each way."""
    again = ways.pop("again", False)
    return deliver(out / "2020-11", Deliver(**ways), out.parent, again=again)


def log_of(out):
    path = out / "2020-11" / "log.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


# The hook


def hook(code, **more):
    return Hook(command=[sys.executable, "-c", code], **more)


WRITES = "import os, sys, json; json.dump([sys.argv, dict(os.environ)], open('told.json', 'w'))"


def test_a_hook_gets_the_edition_as_its_last_argument_and_no_mail_password(out, monkeypatch):
    monkeypatch.setenv("LCANALYSIS_SMTP_PASSWORD", PASSWORD)
    (found,) = sent(out, hook=hook(WRITES))
    assert (found.way, found.status) == ("hook", "done")
    arguments, environment = json.loads((out.parent / "told.json").read_text(encoding="utf-8"))
    assert arguments[-1] == str(out / "2020-11")
    assert environment["LCANALYSIS_EDITION"] == "2020-11"
    assert environment["LCANALYSIS_VERDICT"] == "scorecard的结论&"
    assert PASSWORD not in environment.values()


def test_a_hook_is_given_what_every_program_needs_and_what_is_declared_and_nothing_else(out, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", PASSWORD)
    monkeypatch.setenv("LCANALYSIS_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy")
    monkeypatch.setenv("OFFICE", "raw materials")
    sent(out, hook=hook(WRITES, environment=["OFFICE", "NOT_SET"]))
    _, environment = json.loads((out.parent / "told.json").read_text(encoding="utf-8"))
    assert environment["PATH"] == os.environ["PATH"]
    assert environment["OFFICE"] == "raw materials"
    assert environment.keys().isdisjoint({"GITHUB_TOKEN", "HTTPS_PROXY", "LCANALYSIS_SMTP_PASSWORD", "NOT_SET"})


def test_what_a_hook_is_given_is_declared_in_the_run_plan_or_the_environment_and_never_the_mail_password(declared):
    text = "  hook:\n    command: [a]\n    environment: [OFFICE]\n"
    found = load_run_plan(declared(text)).deliver
    assert found.hook.environment == ["OFFICE"]
    given = with_environment(found, {"LCANALYSIS_DELIVER_ENVIRONMENT": "A, B"})
    assert given.hook.environment == ["A", "B"]
    for name in ("LCANALYSIS_SMTP_PASSWORD", "a b", ""):
        with pytest.raises(RunPlanError) as caught:
            load_run_plan(declared(text.replace("OFFICE", f"'{name}'")))
        assert "suite.yml row 7" in caught.value.text("en")
    with pytest.raises(UsageError, match="LCANALYSIS_DELIVER_ENVIRONMENT"):
        with_environment(found, {"LCANALYSIS_DELIVER_ENVIRONMENT": "LCANALYSIS_SMTP_PASSWORD"})


def test_no_shell_reads_what_a_hook_is_given(out):
    folder = out / HOSTILE.replace("/", "")
    (out / "2020-11").rename(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["edition"] = manifest["runs"][0]["verdict"] = HOSTILE
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (found,) = deliver(folder, Deliver(hook=hook(WRITES)), out.parent)
    assert found.status == "done"
    arguments, environment = json.loads((out.parent / "told.json").read_text(encoding="utf-8"))
    assert arguments[-1] == str(folder)
    assert environment["LCANALYSIS_EDITION"] == environment["LCANALYSIS_VERDICT"] == HOSTILE
    assert not list(out.parent.rglob("taken"))


@pytest.mark.parametrize(
    ("code", "more", "said"),
    [
        ("import sys; print('no disk'); sys.exit(7)", {}, "ended with code 7: no disk"),
        ("import time; time.sleep(60)", {"timeout_s": 1}, "did not end within 1 seconds"),
    ],
)
def test_a_hook_that_fails_or_hangs_is_told_and_logged_and_the_edition_stays(out, code, more, said):
    before = {path.name: path.read_bytes() for path in (out / "2020-11").iterdir()}
    (found,) = sent(out, hook=hook(code, **more))
    assert said in found.problem.text("en")
    assert [(entry["delivery"], entry["status"]) for entry in log_of(out)] == [("hook", "failed")]
    assert {path.name: path.read_bytes() for path in (out / "2020-11").iterdir() if path.name != "log.jsonl"} == before


def test_what_a_hanging_hook_started_is_ended_with_it(out):
    child = "import time, pathlib; time.sleep(3); pathlib.Path('late').write_text('x')"
    starts = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    (found,) = sent(out, hook=hook(starts, timeout_s=1))
    assert found.status == "failed"
    time.sleep(3)
    assert not (out.parent / "late").exists()


def test_what_a_hook_leaves_running_keeps_nobody_waiting(out):
    leaves = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)'])"
    (found,) = sent(out, hook=hook(leaves, timeout_s=10))
    assert found.status == "done"


def test_a_hook_that_is_not_there_is_told(out):
    (found,) = sent(out, hook=Hook(command=["no-such-program"]))
    assert "no-such-program cannot be started" in found.problem.text("en")


# A file for another service


def test_another_service_finds_a_file_named_after_the_edition_and_its_contents(out):
    (found,) = sent(out, webhook=Webhook(folder="outbox"))
    (path,) = (out.parent / "outbox").iterdir()
    notice = json.loads(path.read_text(encoding="utf-8"))
    assert found.status == "done"
    assert path.name == f"liaocheng-2020-11-{notice['manifest_sha256'][:12]}.json"
    assert (notice["edition"], notice["title"]["zh"], notice["verdict"]["en"]) == (
        "2020-11", "聊城规划", "Verdict of scorecard &",
    )  # fmt: skip
    assert [(one["edition"], one["counts"]["verdict"]) for one in notice["changes"]] == [("2019-11", 1)]


def test_a_folder_that_takes_no_file_is_told(out):
    (out.parent / "outbox").write_text("a file", encoding="utf-8")
    (found,) = sent(out, webhook=Webhook(folder="outbox"))
    assert "the folder outbox takes no file" in found.problem.text("en")


# Once for each state of an edition


def test_an_unchanged_edition_is_delivered_once_unless_asked_for(out):
    ways = {"webhook": Webhook(folder="outbox"), "hook": hook("raise SystemExit(1)")}
    assert [(one.way, one.status) for one in sent(out, **ways)] == [("hook", "failed"), ("webhook", "done")]
    # What failed is tried again, what is done is not.
    assert [one.way for one in sent(out, **ways)] == ["hook"]
    assert [one.way for one in sent(out, **ways, again=True)] == ["hook", "webhook"]
    # To another place, or with other contents, it is another delivery.
    assert [one.way for one in sent(out, webhook=Webhook(folder="elsewhere"))] == ["webhook"]
    (out / "2020-11" / "manifest.json").write_bytes((out / "2020-11" / "manifest.json").read_bytes() + b"\n")
    assert [one.way for one in sent(out, webhook=Webhook(folder="elsewhere"))] == ["webhook"]


def test_an_edition_that_another_run_works_on_is_not_delivered(out):
    with locked(out / "2020-11"), pytest.raises(EditionLockedError):
        sent(out, webhook=Webhook(folder="outbox"))
    assert not (out.parent / "outbox").exists()


# By e-mail


class Inbox:
    """What the server took; `refuses` are addresses that it does not take."""

    def __init__(self, refuses=()):
        self.taken, self.refuses = [], refuses

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if address in self.refuses:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=default)
        self.taken.append((session.ssl is not None, envelope.rcpt_tos, message))
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a certificate for this machine and its key, each as a file."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    own, private = folder / "own.pem", folder / "key.pem"
    own.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return own, private


@pytest.fixture
def served(monkeypatch, certificate):
    """Return a function that serves an inbox in one of the three ways, and sets the environment for it."""
    own, private = certificate
    trusted = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trusted.load_cert_chain(own, private)

    def authenticate(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"office", PASSWORD.encode()), handled=False)

    @contextmanager
    def serving(security="starttls", inbox=None, **settings):
        kept = inbox or Inbox()
        port = free_port()
        secured = {"starttls": {"tls_context": trusted}, "tls": {"ssl_context": trusted}, "none": {}}[security]
        controller = Controller(
            kept,
            hostname="127.0.0.1",
            port=port,
            authenticator=authenticate,
            auth_require_tls=security == "starttls",
            **secured,
        )
        values = {
            "HOST": "127.0.0.1", "PORT": port, "SECURITY": security, "FROM": "市工信局 <office@example.org>",
            "TIMEOUT_S": 10, "CA_FILE": own,
        }  # fmt: skip
        for name, value in (values | settings).items():
            monkeypatch.setenv(f"LCANALYSIS_SMTP_{name}", str(value))
        controller.start()
        try:
            yield kept
        finally:
            controller.stop()

    return serving


def mail(lang="zh", *more, attach=("scorecard.{lang}.html", "results.json")):
    return Email(to=["mayor@example.org", *more], lang=lang, attach=list(attach))


@pytest.mark.parametrize(("security", "lang"), list(product(("starttls", "tls", "none"), ("zh", "en"))))
def test_a_message_has_the_verdict_plain_text_and_the_pages_attached(out, served, security, lang):
    with served(security) as inbox:
        (found,) = sent(out, email=mail(lang))
    assert (found.way, found.status) == ("email", "done")
    ((_, to, message),) = inbox.taken
    assert to == ["mayor@example.org"]
    verdict = {"zh": "scorecard的结论&", "en": "Verdict of scorecard &"}[lang]
    assert message["Subject"] == {
        "zh": f"2020年11月期简报：{verdict}", "en": f"Briefing, edition of November 2020: {verdict}",
    }[lang]  # fmt: skip
    assert message["From"] == "市工信局 <office@example.org>"
    text = message.get_body().get_content()
    assert message.get_body().get_content_type() == "text/plain"
    assert {
        "zh": "与上一期（2019年11月期）相比：评价1项", "en": "Since the edition of November 2019: verdicts 1",
    }[lang] in text  # fmt: skip
    title = {"zh": "scorecard页", "en": "Page scorecard"}[lang]
    parts = [(part.get_filename(), part.get_content_type()) for part in message.iter_attachments()]
    assert parts == [(f"{title} (scorecard, 2020-11).html", "text/html"), ("results.json", "application/json")]
    page = next(message.iter_attachments())
    assert page.get_content_charset() == "utf-8"
    assert page.get_payload(decode=True) == (out / "2020-11" / f"scorecard.{lang}.html").read_bytes()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_login_is_made_over_an_encrypted_connection(out, served, security):
    with served(security, USER="office", PASSWORD=PASSWORD) as inbox:
        (found,) = sent(out, email=mail())
    assert found.status == "done"
    assert len(inbox.taken) == 1


def test_a_refused_login_is_told_without_the_password(out, served):
    with served(USER="office", PASSWORD=f"wrong {PASSWORD}") as inbox:
        (found,) = sent(out, email=mail())
    assert "refused the login of office (code 535)" in found.problem.text("en")
    assert inbox.taken == []
    assert PASSWORD not in found.problem.text("zh") + repr(found) + (out / "2020-11" / "log.jsonl").read_text("utf-8")


def test_a_password_is_not_sent_in_the_clear(out, served):
    with served("none", USER="office", PASSWORD=PASSWORD) as inbox:
        (found,) = sent(out, email=mail())
    assert "not sent over an open connection" in found.problem.text("en")
    assert inbox.taken == []


def test_a_server_that_nobody_vouches_for_gets_nothing(out, served):
    with served("tls", CA_FILE="") as inbox:
        (found,) = sent(out, email=mail())
    assert "CERTIFICATE_VERIFY_FAILED" in found.problem.text("en")
    assert inbox.taken == []


def test_refused_addresses_are_told_and_the_others_are_sent_to(out, served):
    with served(inbox=Inbox(refuses={"gone@example.org"})) as inbox:
        (some,) = sent(out, email=mail("zh", "gone@example.org"))
        (none,) = sent(out, email=Email(to=["gone@example.org"], attach=["results.json"]))
    assert (some.status, none.status) == ("partly", "failed")
    assert "refused gone@example.org; the others were sent to" in some.problem.text("en")
    assert "refused all of gone@example.org" in none.problem.text("en")
    assert [to for _, to, _ in inbox.taken] == [["mayor@example.org"]]


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_set(out, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for name, value in {
            "HOST": "127.0.0.1",
            "PORT": silent.getsockname()[1],
            "FROM": "a@b",
            "TIMEOUT_S": 1,
        }.items():
            monkeypatch.setenv(f"LCANALYSIS_SMTP_{name}", str(value))
        (found,) = sent(out, email=mail())
    assert "did not answer within 1 seconds" in found.problem.text("en")


def test_a_server_that_is_not_there_is_told(out, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for name, value in {"HOST": "127.0.0.1", "PORT": port, "FROM": "a@b"}.items():
        monkeypatch.setenv(f"LCANALYSIS_SMTP_{name}", str(value))
    (found,) = sent(out, email=mail())
    assert f"port {port}" in found.problem.text("en")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "LCANALYSIS_SMTP_HOST, LCANALYSIS_SMTP_FROM"),
        ({"HOST": "h", "FROM": "a@b", "SECURITY": "ssl"}, "LCANALYSIS_SMTP_SECURITY holds ssl"),
        ({"HOST": "h", "FROM": "a@b", "PORT": "99999"}, "LCANALYSIS_SMTP_PORT holds 99999"),
        ({"HOST": "h", "FROM": "nobody"}, "LCANALYSIS_SMTP_FROM holds nobody"),
    ],
)
def test_a_missing_or_faulty_setting_is_told_by_its_name(out, monkeypatch, settings, said):
    for name, value in settings.items():
        monkeypatch.setenv(f"LCANALYSIS_SMTP_{name}", value)
    (found,) = sent(out, email=mail())
    assert said in found.problem.text("en")


def test_patterns_that_match_nothing_are_told_and_none_leads_out_of_the_edition(out, served):
    with served():
        (found,) = sent(out, email=mail(attach=["../2019-11/*", "nothing.*"]))
    assert "no file of the edition matches ../2019-11/*, nothing.*" in found.problem.text("en")


def test_a_verdict_cannot_add_lines_to_the_message(out, served):
    path = out / "2020-11" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for run in manifest["runs"]:
        run["verdict"], run["title"] = "x\r\nBcc: thief@example.org", "a/../b\r\nc"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with served() as inbox:
        sent(out, email=mail())
    ((_, to, message),) = inbox.taken
    assert (to, message["Bcc"]) == (["mayor@example.org"], None)
    assert next(message.iter_attachments()).get_filename() == "a..b c (scorecard, 2020-11).html"


# How it is declared


SUITE = "languages: [zh]\nruns:\n  - {id: a, notebook: a.ipynb}\ndeliver:\n"


@pytest.fixture
def declared(tmp_path):
    write_notebook(tmp_path / "notebooks" / "a.ipynb", "1")
    return lambda text: write_suite(tmp_path, SUITE + text)


def test_a_run_plan_declares_each_way(declared):
    path = declared("  hook: {command: [a, b]}\n  email: {to: [a@b.cn], lang: en}\n  webhook: {folder: outbox}\n")
    found = load_run_plan(path).deliver
    assert (found.hook.command, found.hook.timeout_s, found.email.lang, found.webhook.folder) == (
        ["a", "b"], 60, "en", "outbox",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  hook: {command: rm -rf}\n", 5),
        ("  email:\n    to: [nobody]\n", 6),
        ("  email:\n    to: ['a@b.cn\\n c']\n", 6),
        ("  webhook:\n    folder: outbox\n    adress: x\n", 7),
        ("  post: {url: x}\n", 5),
    ],
)
def test_a_faulty_declaration_is_told_with_its_line(declared, text, line):
    with pytest.raises(RunPlanError) as caught:
        load_run_plan(declared(text))
    assert f"suite.yml row {line}" in caught.value.text("en")
    assert caught.value.exit_code == 2


def test_the_environment_stands_in_place_of_what_is_declared():
    found = with_environment(
        Deliver(email=Email(to=["a@b"], lang="en")),
        {"LCANALYSIS_DELIVER_TO": "c@d, e@f", "LCANALYSIS_DELIVER_HOOK": "run 'a b'"},
    )
    assert (found.email.to, found.email.lang, found.hook.command) == (["c@d", "e@f"], "en", ["run", "a b"])
    for name, value in (("TO", "nobody"), ("HOOK", "run 'a")):
        with pytest.raises(UsageError, match="LCANALYSIS_DELIVER_TO"):
            with_environment(Deliver(), {f"LCANALYSIS_DELIVER_{name}": value})


def test_nothing_is_delivered_unless_declared_and_asking_for_it_in_vain_is_an_error(declared, out, monkeypatch):
    declared("  {}\n").write_text(SUITE.removesuffix("deliver:\n"), encoding="utf-8")
    raw = out.parent / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "plan.yml").touch()
    monkeypatch.chdir(out.parent)
    assert not delivering.is_wanted(None)
    with pytest.raises(UsageError, match="LCANALYSIS_DELIVER_HOOK"):
        delivering.is_wanted(True)
    # A plan may have a run plan of its own: it is data, and declares nothing of the kind.
    (raw / "suite.yml").write_text(SUITE + "  webhook: {folder: outbox}\n", encoding="utf-8")
    assert not delivering.is_wanted(None)
    monkeypatch.setenv("LCANALYSIS_DELIVER_FOLDER", "outbox")
    assert delivering.is_wanted(None)
    assert not delivering.is_wanted(False)


def test_a_run_plan_that_lies_with_the_data_delivers_nothing(declared, tmp_path):
    suite = declared("  {}\n")
    raw = tmp_path / "plans" / "sent" / "raw"
    raw.mkdir(parents=True)
    own = raw / "suite.yml"
    own.write_text(SUITE + "  hook: {command: [touch, taken]}\n", encoding="utf-8")
    for text in (own.read_text(encoding="utf-8"), SUITE.replace("deliver:", '"deliver": {}')):
        own.write_text(text, encoding="utf-8")
        with pytest.raises(RunPlanError) as caught:
            load_run_plan(own, suite.parent)
        (line,) = caught.value.text("en").splitlines()[1:]
        assert line.startswith("raw/suite.yml row 4: a plan folder is only data, and delivers nothing")
        assert "notebooks/suite.yml" in line
    own.write_text(SUITE.removesuffix("deliver:\n"), encoding="utf-8")
    assert load_run_plan(own, suite.parent).deliver == Deliver()


@pytest.mark.parametrize("folder", ["../../..", "/tmp/outbox", "a/../../b", "..", "C:\\outbox"])  # noqa: S108 - named, never used
def test_a_folder_for_notices_that_leads_out_of_the_project_is_refused_with_its_line(declared, folder):
    with pytest.raises(RunPlanError) as caught:
        load_run_plan(declared(f"  webhook:\n    folder: '{folder}'\n"))
    assert "suite.yml row 6: " in caught.value.text("en")
    assert "LCANALYSIS_DELIVER_FOLDER" in caught.value.text("zh")
