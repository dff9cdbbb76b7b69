"""Files made in the background: one worker each, taken up when it dies, for its owner only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from komae_sns.audit.models import Entry
from komae_sns.documents import builders
from komae_sns.documents import services as documents
from komae_sns.documents.builders import Built
from komae_sns.documents.models import Export
from komae_sns.documents.services import exports
from komae_sns.documents.status import ExportStatus
from komae_sns.notices.models import Notice
from komae_sns.staff.models import Appointment
from komae_sns.staff.posts import Post
from tests import factories
from tests.policies.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings, tmp_path, monkeypatch):
    settings.EXPORTS_ROOT = tmp_path
    monkeypatch.setattr(exports, "TOLD_EVERY", 0)
    monkeypatch.setattr(builders, "_BUILDERS", dict(builders._BUILDERS))


@pytest.fixture
def owner():
    return factories.actor(Post.CLERK)


def clock():
    return NOW


def ask(owner, build=None):
    builders.register("test", build or three_steps)
    return documents.request_export("test", "三つのもの", {"a": 1}, by=owner, now=NOW)


def three_steps(parameters, owner, file, tell):
    with file.open("wb") as out:
        for step in range(3):
            tell(step, 3)
            out.write(b"step")
    tell(3, 3)
    return Built("三つのもの.zip", "3件です。")


def reread(export):
    return Export.objects.get(pk=export.pk)


def test_what_was_asked_for_is_made_once_and_waits(owner):
    export = ask(owner)

    assert exports.make_waiting(clock) == 1
    assert exports.make_waiting(clock) == 0

    made = reread(export)
    assert (made.status, made.done, made.total) == (ExportStatus.DONE, 3, 3)
    assert made.path.read_bytes() == b"stepstepstep"
    assert made.expires_at == NOW + timedelta(days=7)
    assert Notice.objects.get(person=owner.user).title == "できあがりました：三つのもの"
    assert [entry.action for entry in Entry.objects.about(export).order_by("seq")] == [
        "documents.request_export",
        "documents.finish_export",
    ]


def test_cancelled_while_it_is_made_it_stops_and_leaves_nothing(owner, tmp_path):
    def cancelled_on_the_way(parameters, by, file, tell):
        tell(0, 2)
        file.write_bytes(b"half")
        documents.cancel_export(Export.objects.get(), by=owner, now=NOW)
        tell(1, 2)
        raise AssertionError("goes on for nobody")

    export = ask(owner, cancelled_on_the_way)

    exports.make_waiting(clock)

    assert reread(export).status == ExportStatus.CANCELLED
    assert list(tmp_path.iterdir()) == []
    assert not Notice.objects.exists()


def test_what_a_dead_worker_left_is_taken_up_when_its_lease_has_run_out(owner):
    export = ask(owner)
    dead = exports.claim_next(NOW)

    assert exports.claim_next(NOW + exports.LEASE) is None
    late = NOW + exports.LEASE + timedelta(seconds=1)
    exports.make_waiting(lambda: late)

    assert reread(export).status == ExportStatus.DONE
    assert reread(export).attempts == 2
    with pytest.raises(exports.NoLongerWanted):
        exports._teller(dead, clock)(1, 3)


def test_a_worker_that_comes_back_late_does_not_put_its_file_in_place(owner):
    def lost_on_the_way(parameters, by, file, tell):
        file.write_bytes(b"of the first")
        if Export.objects.get().attempts == 1:
            later = NOW + exports.LEASE + timedelta(seconds=1)
            exports.make(exports.claim_next(later), lambda: later)
            file.write_bytes(b"of the first, late")
        return Built("x.zip")

    export = ask(owner, lost_on_the_way)

    exports.make(exports.claim_next(NOW), clock)

    assert reread(export).path.read_bytes() == b"of the first"
    assert Notice.objects.count() == 1


def test_after_three_deaths_it_is_given_up(owner):
    export, now = ask(owner), NOW
    for _ in range(exports.MOST_ATTEMPTS):
        exports.claim_next(now)
        now += exports.LEASE + timedelta(seconds=1)

    exports.make_waiting(lambda: now)

    assert reread(export).status == ExportStatus.FAILED


def test_what_a_builder_raises_costs_that_one_export(owner):
    def broken(parameters, by, file, tell):
        raise ZeroDivisionError

    first = ask(owner, broken)
    builders.register("whole", three_steps)
    second = documents.request_export("whole", "つぎ", {}, by=owner, now=NOW)

    exports.make_waiting(clock)

    assert reread(first).status == ExportStatus.FAILED
    assert "作れませんでした" in reread(first).remark
    assert reread(second).status == ExportStatus.DONE


def test_somebody_who_left_gets_nothing_made(owner):
    export = ask(owner)
    owner.user.is_active = False
    owner.user.save()

    exports.make_waiting(clock)

    assert reread(export).status == ExportStatus.FAILED


def test_nobody_fills_the_queue(owner):
    for _ in range(exports.MOST_AT_ONCE):
        ask(owner)

    with pytest.raises(documents.TooMany):
        ask(owner)


def test_after_a_week_the_file_goes_and_the_row_stays(owner, client):
    export = ask(owner)
    exports.make_waiting(clock)
    path = reread(export).path

    assert exports.expire(NOW + exports.KEPT) == 1
    assert exports.expire(NOW + exports.KEPT) == 0

    assert not path.exists()
    client.force_login(owner.user)
    assert "期限" in client.get(export.get_absolute_url()).content.decode()
    answer = client.get(reverse("documents:export-file", args=[export.pk]))
    assert answer.url == export.get_absolute_url()


def test_the_file_is_for_its_owner_and_kept_by_no_cache(owner, client):
    export = ask(owner)
    exports.make_waiting(clock)
    address = reverse("documents:export-file", args=[export.pk])
    client.force_login(factories.actor(Post.SECRETARIAT).user)
    assert client.get(address).status_code == 404

    client.force_login(owner.user)
    answer = client.get(address)

    assert b"".join(answer.streaming_content) == b"stepstepstep"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"


def test_with_the_post_goes_what_its_rights_let_into_the_file(owner, client):
    export = ask(owner)
    exports.make_waiting(clock)
    client.force_login(owner.user)
    file = reverse("documents:export-file", args=[export.pk])
    assert client.get(file).status_code == 200

    Appointment.objects.filter(user=owner.user).update(ends_on=localdate() - timedelta(days=1))
    client.logout()
    client.force_login(owner.user)

    refused = client.get(file)
    assert refused.status_code == 302
    assert refused.headers["Location"] == export.get_absolute_url()


def test_the_page_asks_by_the_clock_until_it_is_done(owner, client):
    export = ask(owner)
    client.force_login(owner.user)
    address = reverse("documents:export-progress", args=[export.pk])

    assert client.get(address, headers={"X-Timed": "1"}).status_code == 200
    exports.make_waiting(clock)

    answer = client.get(address, headers={"X-Timed": "1"})
    assert answer.status_code == 286
    assert "受け取る" in answer.content.decode()


def test_when_nobody_comes_the_page_says_that_the_wish_is_kept(owner, client):
    export = ask(owner)
    client.force_login(owner.user)

    page = client.get(export.get_absolute_url()).content.decode()

    assert "頼んだことは残っていて" in page
