"""DESIGN 12: a creating form sent twice makes one thing, however the two arrive."""

import re

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from accounts.forms import access, contacts, ledgers, record, status_checks, upkeep
from accounts.forms import suspensions as stopping
from accounts.models import (
    Connection,
    Consent,
    ContentCheck,
    CredentialChange,
    DomainCheck,
    DomainRenewal,
    Handover,
    Keeper,
    LinkCheck,
    OfficialAccount,
    Operator,
    Pause,
    PermittedContact,
    RelatedDomain,
    StatusCheck,
    Suspension,
    SuspensionNotice,
)
from approvals.forms import circulation, filing, meetings, posts, rules, voting, waivers
from approvals.models import (
    Application,
    Comment,
    CommitteeRule,
    Meeting,
    PostDraft,
    PostWord,
    Waiver,
)
from incidents.forms import evidence, impostors, learning, reporting, responding, warnings
from incidents.models import (
    Impostor,
    ImpostorWatch,
    Incident,
    IncidentEvidence,
    IncidentReport,
    IncidentStep,
    Lesson,
    PlatformReply,
    PlatformReport,
    PublicWarning,
    TimelineEntry,
)
from komae_sns.documents.models import Export
from komae_sns.forms import OnceForm
from komae_sns.home.editions import forms as editions
from komae_sns.home.editions.models import GuidelineVersion
from komae_sns.home.intake import forms as intake
from komae_sns.home.intake.models import Intake
from komae_sns.home.reviews import forms as reviews
from komae_sns.staff import forms as staff
from komae_sns.staff.models import Deputy, FormSubmission
from policies import forms as policies
from policies.models import Policy
from tests.trust.asking import taken_back
from tests.trust.matrix import address, lines
from tests.trust.typed import typed

# url → the form, and what it makes one of
CREATING = {
    "accounts:account-pause": (stopping.PauseForm, Pause),
    "accounts:account-register": (record.RegisterForm, OfficialAccount),
    "accounts:account-handovers": (access.HandoverOpenForm, Handover),
    "accounts:connection-add": (access.ConnectionForm, Connection),
    "accounts:consent-add": (upkeep.ConsentForm, Consent),
    "accounts:contact-add": (contacts.ContactForm, PermittedContact),
    "accounts:content-check-add": (upkeep.ContentCheckForm, ContentCheck),
    "accounts:credential-add": (access.CredentialForm, CredentialChange),
    "accounts:domain-add": (ledgers.DomainAddForm, RelatedDomain),
    "accounts:domain-check": (ledgers.DomainCheckForm, DomainCheck),
    "accounts:domain-renew": (ledgers.RenewForm, DomainRenewal),
    "accounts:keeper-add": (access.KeeperForm, Keeper),
    "accounts:link-check": (ledgers.LinkCheckForm, LinkCheck),
    "accounts:operator-add": (upkeep.OperatorForm, Operator),
    "accounts:status-check": (status_checks.StatusCheckForm, StatusCheck),
    "accounts:suspension-notice-add": (stopping.NoticeForm, SuspensionNotice),
    "accounts:suspension-start": (stopping.BeginForm, Suspension),
    "approvals:application-comments": (voting.CommentForm, Comment),
    "approvals:application-start": (filing.StartForm, Application),
    "approvals:circulation-plan": (circulation.NewCirculationForm, Meeting),
    "approvals:meeting-plan": (meetings.NewMeetingForm, Meeting),
    "approvals:rule-set": (rules.RuleForm, CommitteeRule),
    "approvals:waiver-start": (waivers.NewWaiverForm, Waiver),
    "home:guideline-load": (editions.LoadForm, GuidelineVersion),
    "incidents:evidence-add": (evidence.EvidenceForm, IncidentEvidence),
    "incidents:incident-follow": (responding.FollowUpForm, TimelineEntry),
    "incidents:incident-instruct": (responding.InstructionForm, TimelineEntry),
    "incidents:impostor-add": (impostors.SightingForm, Impostor),
    "incidents:impostor-reply": (impostors.PlatformReplyForm, PlatformReply),
    "incidents:impostor-report": (impostors.PlatformReportForm, PlatformReport),
    "incidents:impostor-watch": (impostors.WatchForm, ImpostorWatch),
    "incidents:incident-lesson-add": (learning.LessonForm, Lesson),
    "incidents:incident-report-issue": (learning.ReportForm, IncidentReport),
    "incidents:incident-new": (reporting.FirstReportForm, Incident),
    "incidents:incident-step-add": (responding.AddStepForm, IncidentStep),
    "incidents:warning-add": (warnings.WarningForm, PublicWarning),
    "intake:account-import": (intake.FileForm, Intake),
    "policies:policy-export": (policies.ExportForm, Export),
    "policies:policy-start": (policies.StartForm, Policy),
    "policies:policy-take-over": (policies.TakeOverForm, Policy),
    "posts:post-new": (posts.NewPostForm, PostDraft),
    "posts:word-list": (posts.WordForm, PostWord),
    "reviews:year-papers": (reviews.PapersForm, Export),
    "staff:deputy-add": (staff.DeputyForm, Deputy),
}
WORDS = {  # a field whose text may be another one without being wrong
    "accounts:account-pause": {"reason": "ほかの理由"},
    "accounts:account-register": {"purpose": "ほかの目的"},
    "accounts:account-handovers": {"note": "べつの内容"},
    "accounts:connection-add": {"purpose": "べつの用途"},
    "accounts:consent-add": {"scope": "ほかの範囲"},
    "accounts:contact-add": {"reason": "ほかの理由"},
    "accounts:content-check-add": {"note": "べつの内容"},
    "accounts:credential-add": {"note": "べつの内容"},
    "accounts:domain-add": {"note": "べつの内容"},
    "accounts:domain-check": {"check_-note": "べつの内容"},
    "accounts:domain-renew": {"renewal_-note": "べつの内容"},
    "accounts:keeper-add": {"note": "べつの内容"},
    "accounts:link-check": {"note": "べつの内容"},
    "accounts:operator-add": {"ends_on": "2027-03-31"},
    "accounts:status-check": {"note": "べつの内容"},
    "accounts:suspension-notice-add": {"text": "ほかの文"},
    "accounts:suspension-start": {"reason": "ほかの理由"},
    "approvals:application-comments": {"text": "べつの意見"},
    "approvals:application-start": {"note": "べつの内容"},
    "approvals:circulation-plan": {"reason": "べつの理由"},
    "approvals:meeting-plan": {"place": "ほかの部屋"},
    "approvals:rule-set": {"note": "べつの内容"},
    "approvals:waiver-start": {"scope": "ほかの範囲"},
    "home:guideline-load": {"note": "べつの内容"},
    "incidents:evidence-add": {"note": "ほかのこと"},
    "incidents:incident-follow": {"text": "ほかのこと"},
    "incidents:incident-instruct": {"text": "ほかのこと"},
    "incidents:impostor-add": {"display_name": "狛江市（公式）"},
    "incidents:impostor-reply": {"text": "ほかのこと"},
    "incidents:impostor-report": {"text": "ほかのこと"},
    "incidents:impostor-watch": {"note": "ほかのこと"},
    "incidents:incident-lesson-add": {"text": "ほかのこと"},
    "incidents:incident-report-issue": {"remark": "ほかのこと"},
    "incidents:incident-new": {"what": "ほかのこと"},
    "incidents:incident-step-add": {"title": "ほかのこと"},
    "incidents:warning-add": {"title": "ほかのこと"},
    "intake:account-import": {"note": "べつの内容"},
    "policies:policy-export": {"note": "べつの内容"},
    "policies:policy-start": {"note": "べつの内容"},
    "policies:policy-take-over": {"title": "べつの題名"},
    "posts:post-new": {"text": "べつの文"},
    "posts:word-list": {"word": "べつの言葉"},
    "reviews:year-papers": {"note": "べつの内容"},
    "staff:deputy-add": {"reason": "べつの理由"},
}
# The guard is one; that clicks at the same moment wait for each other is tried on these.


def test_every_form_that_creates_something_is_tried_here():
    assert get_resolver().url_patterns  # whatever an address needs is imported by now

    assert _below(OnceForm) == {form for form, _ in CREATING.values()}


def _below(form):
    kinds = [kind for kind in form.__subclasses__() if kind.__module__.split(".")[0] != "tests"]
    return {kind for below in kinds for kind in {below, *_below(below)}}


def test_the_second_click_shows_what_the_first_one_made(world, subtests):
    for url in CREATING:
        with subtests.test(url), taken_back():
            client, path, form, model = ready(world, url)

            first, made = client.post(path, form()), model.objects.count()
            second = client.post(path, form())

            assert first.status_code == second.status_code == 302
            assert second.headers["Location"] == first.headers["Location"]
            assert model.objects.count() == made


def test_other_content_under_the_same_number_is_refused(world, subtests):
    for url in CREATING:
        with subtests.test(url), taken_back():
            client, path, form, model = ready(world, url)
            client.post(path, form())
            made, noted = model.objects.count(), FormSubmission.objects.get()

            answer = client.post(path, form() | WORDS[url], follow=True)

            assert re.search("送信されています|もうつくりました|からは、もう", answer.text)
            assert model.objects.count() == made
            assert FormSubmission.objects.get().content_hash == noted.content_hash


def test_a_refused_form_may_be_sent_again_corrected(world, subtests):
    for url in CREATING:
        with subtests.test(url), taken_back():
            client, path, form, _ = ready(world, url)
            number = [name for name in form() if name.endswith("submission_id")]
            spoilt = form() | dict.fromkeys(form().keys() - {*number}, "")

            client.post(path, spoilt)

            assert client.post(path, form()).status_code == 302


def ready(world, url):
    """`form()`: the same content each time; a file is read once and sent anew."""
    typed_in = typed(world, url)
    files = {name: (v.name, v.read()) for name, v in typed_in.items() if isinstance(v, File)}
    plain = {name: v if isinstance(v, list) else str(v) for name, v in typed_in.items()}

    def form():
        return plain | {name: SimpleUploadedFile(*file) for name, file in files.items()}

    return client_of(world, url), address(world, url, _line(url).of), form, CREATING[url][1]


def client_of(world, url):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[_line(url).insider]
    return client


def _line(url):
    return next(line for line in lines() if (line.url, line.method) == (url, "POST"))
