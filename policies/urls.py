from django.urls import path, register_converter

from policies.views import comparing, editing, exporting, reading, steps, taking_over


class ArticleKey:
    """s4 of the sample, n12 of one's own."""

    regex = "[sn][0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ArticleKey, "article")

app_name = "policies"
_COMPARE = "policies/<id:pk>/compare/<id:old>/<id:new>/"
_VERSION = "policies/<id:pk>/v<id:number>/"
urlpatterns = [
    path("policies/", reading.policy_list, name="policy-list"),
    path("policies/export/", exporting.policy_export, name="policy-export"),
    path("policies/new/<id:account_pk>/", steps.policy_start, name="policy-start"),
    path(
        "policies/take-over/<id:account_pk>/",
        taking_over.policy_take_over,
        name="policy-take-over",
    ),
    path("policies/<id:pk>/", reading.policy_detail, name="policy-detail"),
    path("policies/<id:pk>/revise/", steps.policy_revise, name="policy-revise"),
    path(_COMPARE, comparing.version_compare, name="version-compare"),
    path(f"{_COMPARE}pdf/", comparing.version_compare_pdf, name="version-compare-pdf"),
    path(_VERSION, reading.version_detail, name="version-detail"),
    path(f"{_VERSION}pdf/", reading.version_pdf, name="version-pdf"),
    path(f"{_VERSION}edit/", editing.version_edit, name="version-edit"),
    path(f"{_VERSION}title/", editing.version_title, name="version-title"),
    path(f"{_VERSION}refill/", editing.version_refill, name="version-refill"),
    path(f"{_VERSION}articles/", editing.article_add, name="article-add"),
    path(f"{_VERSION}articles/offered/", editing.article_offer, name="article-offer"),
    path(f"{_VERSION}articles/back/", editing.article_bring_back, name="article-bring-back"),
    path(f"{_VERSION}articles/<article:key>/", editing.article_save, name="article-save"),
    path(f"{_VERSION}withdraw/", steps.version_withdraw, name="version-withdraw"),
    path(f"{_VERSION}in-force/", steps.version_enforce, name="version-enforce"),
    path("accounts/<id:pk>/open/", steps.account_open, name="account-open"),
]
