"""All policies in force as one ZIP: whose rights, which names, and what one bad paper costs."""

import csv
import io
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Operator
from komae_sns.documents import archives, paper_files
from komae_sns.documents.models import Export
from komae_sns.documents.services import exports
from komae_sns.staff.posts import Post
from policies import bundle, papers, services
from policies.forms import BundleFilter
from policies.records import record_of
from tests import factories
from tests.factories import TODAY
from tests.policies.conftest import NOW


@pytest.fixture(autouse=True)
def _folders_of_their_own(settings, tmp_path):
    settings.PAPERS_ROOT, settings.EXPORTS_ROOT = tmp_path / "papers", tmp_path / "exports"


def another(section, clerk, head):
    """A second policy in force, of an account on another service."""
    account = factories.account("狛江市防災", department=section, service=factories.service("line"))
    record = record_of(section, account.service, handle="@komae", email="b@city.komae.lg.jp")
    policy = services.start_policy(section, record, by=clerk, accounts=[account])
    return services.put_in_force(policy.versions.get(), enacted_on=head.today, by=head, now=NOW)


def made(actor, tmp_path, **parameters):
    file = tmp_path / "made.zip"
    built = bundle.build(parameters, actor, file, lambda done, total: None)
    return ZipFile(file), built


def rows_of(archive, name=archives.LIST):
    return list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_every_policy_in_force_is_in_it_with_its_line_in_the_list(
    in_force, section, clerk, head, tmp_path
):
    second = another(section, clerk, head)

    archive, built = made(clerk, tmp_path)

    _, *lines = rows_of(archive)
    assert [line[1] for line in lines] == [in_force.title, second.title]
    for line, version in zip(lines, (in_force, second), strict=True):
        assert archive.read(line[0]) == papers.policy_pdf(version)
        assert line[9] == papers.frozen(version).sha256
    assert "2件" in built.remark
    assert archives.FAILURES not in archive.namelist()


def test_drafts_stay_out(draft, clerk, tmp_path):
    archive, _ = made(clerk, tmp_path)

    assert archive.namelist() == [archives.LIST]


def test_the_conditions_choose(in_force, section, clerk, head, tmp_path):
    second = another(section, clerk, head)
    library = factories.department("図書館", code="lib")

    def titles(**parameters):
        return [line[1] for line in rows_of(made(clerk, tmp_path, **parameters)[0])[1:]]

    assert titles(service=factories.service("line").pk) == [second.title]
    assert titles(department=section.parent_id) == [in_force.title, second.title]
    assert titles(department=library.pk) == []
    assert titles(policies=[in_force.policy_id]) == [in_force.title]
    assert titles(q="LINE") == [second.title]


def test_a_contractor_gets_those_of_the_accounts_they_operate(
    in_force, section, clerk, head, tmp_path
):
    second = another(section, clerk, head)
    contractor = factories.actor(Post.CONTRACTOR, section)
    account = second.policy.accounts.get()
    Operator.objects.create(account=account, user=contractor.user, starts_on=TODAY)

    archive, _ = made(contractor, tmp_path)

    assert [line[1] for line in rows_of(archive)[1:]] == [second.title]


def test_one_damaged_paper_costs_that_one(in_force, section, clerk, head, tmp_path):
    second = another(section, clerk, head)
    path = paper_files.path_of(papers.frozen(in_force).sha256)
    path.chmod(0o644)
    path.write_bytes(b"no longer what was printed")

    archive, built = made(clerk, tmp_path)

    assert [line[1] for line in rows_of(archive)[1:]] == [second.title]
    [_, failed] = rows_of(archive, archives.FAILURES)
    assert failed[0] == in_force.title
    assert "書き換えられています" in failed[2]
    assert "1件は作れませんでした" in built.remark


def test_names_are_such_as_windows_takes(in_force, section, clerk, head, tmp_path):
    section.name = 'CON<課>:"*?'
    section.save()

    archive, _ = made(clerk, tmp_path)

    [name] = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert name.startswith("0001_CON_課_____")
    assert archive.getinfo(name).flag_bits & 0x800
    assert len(name.encode()) <= 150


def test_what_was_ticked_is_asked_for_once_and_waits_for_who_asked(client, clerk, in_force):
    client.force_login(clerk.user)
    address = reverse("policies:policy-export")
    page = client.get(f"{address}?policies={in_force.policy_id}")
    form = page.context["form"]
    sent = {
        "submission_id": str(form["submission_id"].value()),
        "policies": [in_force.policy_id],
    }

    first, second = client.post(address, sent), client.post(address, sent)
    exports.make_waiting(timezone.now)

    export = Export.objects.get()
    assert first.url == second.url == export.get_absolute_url()
    assert export.parameters == {"policies": [in_force.policy_id]}
    answer = client.get(reverse("documents:export-file", args=[export.pk]))
    assert len(ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()) == 2


def test_without_redis_the_wish_is_kept_and_the_page_says_so(client, clerk, in_force, monkeypatch):
    monkeypatch.setattr("policies.views.exporting.nudge", lambda task: False)
    client.force_login(clerk.user)
    form = client.get(reverse("policies:policy-export")).context["form"]

    answer = client.post(
        reverse("policies:policy-export"),
        {"submission_id": str(form["submission_id"].value())},
        follow=True,
    )

    assert "動きだしたときに作ります" in answer.content.decode()
    assert Export.objects.unfinished().count() == 1


def test_the_queries_do_not_grow_with_the_policies(
    in_force, section, clerk, head, tmp_path, django_assert_num_queries
):
    made(clerk, tmp_path)
    with django_assert_num_queries(5):
        made(clerk, tmp_path)
    another(section, clerk, head)
    made(clerk, tmp_path)
    with django_assert_num_queries(5):
        made(clerk, tmp_path)


@pytest.mark.integrity
@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 30, "-" + "9" * 25, "９" * 25])
def test_a_key_that_no_row_can_have_is_no_choice(key):
    """SQLite raises where PostgreSQL finds nothing."""
    chosen = BundleFilter({"policies": [key]}, actor=factories.actor(Post.SECRETARIAT))

    assert list(chosen.errors) == ["policies"]
