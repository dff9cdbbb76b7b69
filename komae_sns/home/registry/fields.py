"""The public register as data: one declared list of fields for JSON, CSV and their description."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from komae_sns.home.registry import links
from komae_sns.home.registry.entries import Entry

Value = str | bool | list[dict[str, str]] | None


@dataclass(frozen=True)
class Field:
    """`name` in JSON, `heading` in CSV. `value(entry, base)`, where base begins the addresses."""

    name: str
    heading: str
    says: str
    value: Callable[[Entry, str], Value]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _paused(entry: Entry, name: str) -> Any:
    return getattr(entry.paused, name) if entry.paused else None


def _leaving(entry: Entry, name: str) -> Any:
    return getattr(entry.leaving, name) or None if entry.leaving else None


def _page(key: str | None, base: str) -> str | None:
    return links.permanent(links.account(key), base) if key else None


def _former(entry: Entry, base: str) -> list[dict[str, str]]:
    return [
        {"handle": one.handle, "url": one.url, "until": one.until.isoformat()}
        for one in entry.former
    ]


def _domains(entry: Entry, base: str) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "purpose": one.purpose, "under_confirmation": one.is_doubted}
        for one in entry.domains
    ]


def _policies(entry: Entry, base: str) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "version": one.number,
            "enacted_on": _day(one.enacted_on),
            "pdf": links.permanent(links.policy(entry.key, one), base),
        }
        for one in entry.policies
    ]


FIELDS = (
    Field("key", "番号", "この一覧での番号。ユーザー名が変わっても変わらない", lambda e, b: e.key),
    Field(
        "page",
        "ページ",
        "変わらないページのアドレス",
        lambda e, b: _page(e.key, b),
    ),
    Field("name", "表示名", "アカウントの表示名", lambda e, b: e.name),
    Field("service", "媒体", "サービスの名前", lambda e, b: e.service),
    Field("service_code", "媒体コード", "x、line など", lambda e, b: e.service_code),
    Field("handle", "ユーザー名", "@ではじまるものは@をつけた形", lambda e, b: e.handle or None),
    Field("url", "アドレス", "アカウントのアドレス", lambda e, b: e.url),
    Field("division", "部", "担当する部", lambda e, b: e.division or None),
    Field("section", "課", "担当する課・室・館など", lambda e, b: e.section),
    Field("area", "分野", "分野の名前", lambda e, b: e.area_name),
    Field(
        "standing",
        "状態コード",
        "RUNNING 運用中、PAUSED 一時停止中、STOPPING 停止の予告中、STOPPED 停止（市が保全）、"
        "SERVICE_ENDED サービス終了",
        lambda e, b: str(e.standing),
    ),
    Field("label", "状態", "画面に示す言葉", lambda e, b: e.label),
    Field(
        "under_confirmation",
        "確認中",
        "true のあいだは、公式のアカウントとして扱わないこと（乗っ取りなどのおそれ）",
        lambda e, b: e.is_doubted,
    ),
    Field(
        "badge",
        "認証",
        "運営会社の認証。GRANTED 取得、APPLIED 申請中、NOT_APPLIED 未申請、LOST 喪失。"
        "確認中のあいだは空",
        lambda e, b: None if e.is_doubted else e.badge,
    ),
    Field("city_pr", "市広報", "市広報アカウントなら true", lambda e, b: e.is_city_pr),
    Field("purpose", "目的", "アカウントの目的", lambda e, b: e.purpose),
    Field("topics", "発信する内容", "発信する内容", lambda e, b: e.topics or None),
    Field("opened_on", "開設日", "開設した日", lambda e, b: _day(e.opened_on)),
    Field(
        "confirmed_on",
        "最後に確認した日",
        "市の職員が、市のアカウントであることを最後に確かめた日",
        lambda e, b: _day(e.confirmed.on) if e.confirmed else None,
    ),
    Field(
        "confirmed_by",
        "確認の種類",
        "link_check 市ホームページとの相互リンク、content_check 発言内容、"
        "status_check 停止後の状態",
        lambda e, b: e.confirmed.by if e.confirmed else None,
    ),
    Field(
        "paused_since",
        "一時停止した日",
        "一時停止中のもの",
        lambda e, b: _day(_paused(e, "since")),
    ),
    Field("paused_because", "一時停止の理由", "公表した理由", lambda e, b: _paused(e, "reason")),
    Field("paused_page", "公表したページ", "理由のページ", lambda e, b: _paused(e, "page_url")),
    Field("stop_on", "停止する日", "停止を予告したもの", lambda e, b: _day(_leaving(e, "stop_on"))),
    Field("stopped_on", "停止した日", "停止したもの", lambda e, b: _day(_leaving(e, "stopped_on"))),
    Field("notice", "停止のお知らせ", "市民に知らせた文", lambda e, b: _leaving(e, "notice")),
    Field(
        "successor",
        "引きつぐアカウント",
        "これからの情報を出すアカウントのページ",
        lambda e, b: _page(_leaving(e, "successor_key"), b),
    ),
    Field("elsewhere", "ほかの案内", "ほかに案内するところ", lambda e, b: _leaving(e, "elsewhere")),
    Field(
        "former_handles",
        "以前のユーザー名",
        "いまは市が使っていない名前（handle、url、until）。ほかの人が使っていることがある",
        _former,
    ),
    Field(
        "domains",
        "関連ドメイン",
        "市が持つ関連ドメイン（name、purpose、under_confirmation）",
        _domains,
    ),
    Field(
        "policies",
        "運用ポリシー",
        "施行中の運用ポリシー（title、version、enacted_on、pdf）",
        _policies,
    ),
)


def record(entry: Entry, base: str) -> Mapping[str, Value]:
    return {field.name: field.value(entry, base) for field in FIELDS}
