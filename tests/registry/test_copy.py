"""`export_registry DIR`: the public pages as files, signed, put in place all at once."""

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.services.links import check_links
from komae_sns.home.registry import listing
from komae_sns.home.registry.copy import manifest, writing
from komae_sns.home.registry.copy.writing import Refused, write
from komae_sns.home.registry.entries import Clerk, in_list_order, published
from komae_sns.home.tasks import write_registry_copy
from tests import factories
from tests.factories import TODAY
from tests.registry import rows

pytestmark = [pytest.mark.django_db, pytest.mark.clause("見本第7条")]
BASE = "https://www.city.komae.tokyo.jp/sns/"


@pytest.fixture(autouse=True)
def key_of_the_day(settings, tmp_path):
    settings.AUDIT_KEY_FILE = tmp_path / "keys" / "audit.pem"
    settings.PAPERS_ROOT = tmp_path / "papers"


@pytest.fixture
def city():
    """One in each state; one in doubt, one with a policy, one renamed."""
    made = {
        status: factories.account(f"口座{status}", status=status)
        for status in ("PREPARING", "RUNNING", "PAUSED", "STOPPING", "SUSPENDED", "SERVICE_ENDED")
    }
    factories.notified(made["STOPPING"].suspensions.get())
    rows.hijacked(made["SUSPENDED"])
    rows.former(made["RUNNING"])
    policy = made["PAUSED"].policies.create(department=made["PAUSED"].department, title="ポリシー")
    article = {"key": "n1", "caption": "目的", "paragraphs": [{"key": "n2", "text": "防災のため"}]}
    version = policy.versions.create(
        number=1,
        status="DRAFT",
        title="ポリシー",
        articles=[article],
        enacted_on=TODAY,
        created_by=made["PAUSED"].manager.user,
    )
    version.move_to("IN_FORCE", in_force_at=factories.NOW)
    return made


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "www" / "sns"


@pytest.fixture
def export(folder, capsys):
    """`export()`: what the command says it did."""

    def run():
        call_command("export_registry", str(folder), "--base-url", BASE, "--json")
        return json.loads(capsys.readouterr().out)

    return run


def times(folder):
    return {path: (folder / path).stat().st_mtime_ns for path in manifest.paths_in(folder)}


def test_the_copy_says_what_the_portal_says(city, folder, export, settings):
    settings.REGISTRY_URL = BASE
    export()
    citizen = Client()

    for name in ("accounts.json", "accounts.csv"):
        served = b"".join(citizen.get(f"/registry/{name}").streaming_content)
        assert (folder / name).read_bytes() == served
    for account in published():
        page = (folder / "accounts" / account.public_key / "index.html").read_text()
        served = citizen.get(f"/registry/accounts/{account.public_key}/").content.decode()
        assert _words(page) == _words(served)
    assert city["PREPARING"].public_key not in str(list(manifest.paths_in(folder)))


def _words(page):
    body = page[page.index("<main") : page.index("<footer")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


def test_every_list_of_the_copy_holds_what_the_portal_finds(city):
    """The same choices over the database and over rows in memory."""
    entries = Clerk().entries(list(in_list_order(published())))

    for menu in listing.menus(Clerk()):
        for value, _ in menu.choices:
            found = listing.listed({menu.name: value})
            in_memory = [one for one in entries if listing.is_in(one, menu.name, value)]
            assert list(found.entries) == in_memory, (menu.name, value)


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        names = ("href", "src", "action", "data-register", "data-account")
        self.found += [value for name, value in attributes if name in names]


def test_every_link_of_the_copy_leads_to_a_file_of_it(city, folder, export):
    export()

    for page in folder.rglob("*.html"):
        reader = _Links()
        reader.feed(page.read_text())
        for link in reader.found:
            address = urlsplit(link)
            if address.scheme or not address.path:
                continue
            assert not link.startswith("/"), (page, link)
            assert (page.parent / address.path).is_file(), (page, link)


def test_a_second_run_leaves_every_file_as_it_was(city, folder, export):
    export()
    before = times(folder)

    again = export()

    assert (again["changed"], again["removed"]) == ([], [])
    assert times(folder) == before


def test_one_account_that_changed_touches_its_files_alone(city, folder, export):
    export()
    before = times(folder)
    account = city["RUNNING"]
    check_links(
        account,
        page_lists_it=True,
        page_url="https://www.city.komae.tokyo.jp/a",
        profile_leads_home=True,
        checked_on=TODAY,
        by=rows.worker(account),
    )

    changed = set(export()["changed"])

    touched = {path for path, time in times(folder).items() if before.get(path) != time}
    assert touched == changed
    own = f"accounts/{account.public_key}/index.html"
    assert own in changed
    assert [p for p in changed if p.startswith("accounts/") and p != own] == []


def test_what_is_no_longer_wanted_goes_and_what_others_put_there_stays(folder, tmp_path):
    write(folder, [("a.html", b"a"), ("b/c.html", b"c")])
    (folder / ".htaccess").write_text("Header set X-Frame-Options DENY")

    written = write(folder, [("a.html", b"a")])

    assert (written.removed, written.kept) == (["b/c.html"], [".htaccess"])
    assert sorted(manifest.paths_in(folder)) == [
        ".htaccess",
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "a.html",
        "public.pem",
    ]


def test_a_folder_of_somebody_else_is_not_written_to(folder, tmp_path):
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("市のトップページ")

    with pytest.raises(CommandError, match="ポータルが書いたものではない"):
        call_command("export_registry", str(folder))

    assert [p.name for p in folder.iterdir()] == ["index.html"]


def test_a_file_of_somebody_else_is_not_written_over(folder):
    write(folder, [("a.html", b"a")])
    (folder / "b.html").write_text("市のもの")

    with pytest.raises(Refused, match=r"b\.html"):
        write(folder, [("a.html", b"a"), ("b.html", b"b")])

    assert (folder / "b.html").read_text() == "市のもの"


def test_a_link_of_somebody_else_where_a_folder_has_to_be_is_not_followed(folder, tmp_path):
    write(folder, [("a.html", b"a")])
    (folder / "accounts").symlink_to(tmp_path)

    with pytest.raises(Refused):
        write(folder, [("a.html", b"a"), ("accounts/k/index.html", b"k")])

    assert not (tmp_path / "k").exists()
    assert (folder / "a.html").read_bytes() == b"a"
    assert (folder / "accounts").is_symlink()


def test_an_export_that_breaks_off_leaves_the_copy_before_it(folder):
    write(folder, [("a.html", b"a")])

    def broken():
        yield "a.html", b"new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(folder, broken())

    assert (folder / "a.html").read_bytes() == b"a"
    assert manifest.verify(folder) == []
    assert [p.name for p in folder.parent.iterdir() if p.is_dir()] == ["sns"]


def test_a_killed_export_leaves_nothing_that_the_next_one_does_not_clear(folder):
    write(folder, [("a.html", b"a")])
    left = folder.parent / ".sns.new-killed"
    left.mkdir()
    (left / "half.html").write_text("half")

    write(folder, [("a.html", b"b")])

    assert not left.exists()


def test_a_reader_meets_the_old_copy_or_the_new_one(folder, monkeypatch):
    """At the moment of the exchange both are whole."""
    write(folder, [("a.html", b"1"), ("b.html", b"1")])
    exchange = writing._exchange
    seen = []

    def watched(one, other):
        seen.append((folder / "a.html").read_bytes() + (folder / "b.html").read_bytes())
        assert manifest.verify(one) == []
        exchange(one, other)
        seen.append((folder / "a.html").read_bytes() + (folder / "b.html").read_bytes())

    monkeypatch.setattr(writing, "_exchange", watched)
    write(folder, [("a.html", b"2"), ("b.html", b"2")])

    assert seen == [b"11", b"22"]


def test_a_system_that_cannot_exchange_folders_renames_them(folder, monkeypatch):
    write(folder, [("a.html", b"1")])
    monkeypatch.setattr(writing.ctypes, "CDLL", lambda *_, **__: object())

    write(folder, [("a.html", b"2")])

    assert (folder / "a.html").read_bytes() == b"2"
    assert manifest.verify(folder) == []


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda folder: (folder / "a.html").write_text("x"), "a.html"),
        (lambda folder: (folder / "a.html").unlink(), "a.html"),
        (lambda folder: (folder / "added.html").write_text("x"), "added.html"),
        (lambda folder: (folder / "SHA256SUMS").write_text(""), "SHA256SUMS.sig"),
        (lambda folder: (folder / "SHA256SUMS.sig").write_bytes(b"x"), "SHA256SUMS.sig"),
    ],
)
def test_whatever_was_changed_in_a_copy_is_named(folder, capsys, spoil, named):
    write(folder, [("a.html", b"a")])
    os.chmod(folder / "a.html", 0o644)
    spoil(folder)

    with pytest.raises(SystemExit):
        call_command("export_registry", "--verify", str(folder), "--json")

    told = json.loads(capsys.readouterr().out)
    assert (told["sound"], [fault["file"] for fault in told["faults"]]) == (False, [named])


def test_a_copy_signed_by_another_key_is_not_the_portals(folder, settings, tmp_path, capsys):
    write(folder, [("a.html", b"a")])
    settings.AUDIT_KEY_FILE = tmp_path / "other.pem"

    with pytest.raises(SystemExit):
        call_command("export_registry", "--verify", str(folder))
    call_command("export_registry", "--verify", str(folder), "--key", str(folder / "public.pem"))

    assert "書き出したままです。" in capsys.readouterr().out


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl here")
def test_anybody_can_verify_it_with_common_tools(folder):
    write(folder, [("a.html", b"a"), ("b/c.html", b"c")])
    check = (
        "openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS "
        "-sigfile SHA256SUMS.sig && sha256sum --quiet -c SHA256SUMS"
    )

    assert subprocess.run(check, shell=True, cwd=folder, check=False).returncode == 0
    (folder / "a.html").write_text("x")
    assert subprocess.run(check, shell=True, cwd=folder, check=False).returncode != 0


def test_without_a_folder_the_command_says_what_it_needs():
    with pytest.raises(CommandError, match="--verify"):
        call_command("export_registry")


def test_beat_writes_the_copy_where_the_settings_name_a_folder(city, folder, settings):
    assert write_registry_copy() == "書き出す先は決められていない"
    settings.REGISTRY_COPY_DIR = str(folder)

    write_registry_copy()

    assert manifest.verify(folder) == []
    assert write_registry_copy() == "市民に見せる一覧を書き出した（0件）"
