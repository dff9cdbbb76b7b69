"""How an account stands before citizens. What is only planned inside does not show."""

from django.db import models

from accounts.status import AccountStatus


class Standing(models.TextChoices):
    RUNNING = "RUNNING", "運用中"
    PAUSED = "PAUSED", "一時停止中"
    STOPPING = "STOPPING", "停止の予告中"
    STOPPED = "STOPPED", "停止（市が保全）"
    SERVICE_ENDED = "SERVICE_ENDED", "サービス終了"


_KNOWN = {
    AccountStatus.RUNNING: Standing.RUNNING,
    AccountStatus.PAUSED: Standing.PAUSED,
    AccountStatus.SUSPENDED: Standing.STOPPED,
    AccountStatus.SERVICE_ENDED: Standing.SERVICE_ENDED,
}
IN_USE = frozenset({Standing.RUNNING, Standing.STOPPING})
ENDED = frozenset({Standing.STOPPED, Standing.SERVICE_ENDED})
SENTENCES = {
    Standing.RUNNING: "市が運用している、公式のアカウントです。",
    Standing.PAUSED: "市の公式のアカウントです。いまは一時停止しています。",
    Standing.STOPPING: "市の公式のアカウントです。停止する予定です。",
    Standing.STOPPED: (
        "市の公式のアカウントですが、運用を停止しました。"
        "新しい投稿はしません。乗っ取りを防ぐため、消さずに市が保っています。"
    ),
    Standing.SERVICE_ENDED: (
        "市の公式のアカウントでしたが、サービスそのものが終わりました。いまは使っていません。"
    ),
}
DOUBTED = "現在確認中"
DOUBTED_SENTENCE = (
    "市のアカウントですが、市が行ったものではないおそれのある動きがあり、現在確認中です。"
    "確認が終わるまで、投稿やメッセージを信じないでください。リンクは開かないでください。"
)


def standing_of(status: str, *, announced: bool, was_paused: bool) -> Standing:
    """停止手続中 shows when citizens were told; before that, as the account stood until then."""
    if status != AccountStatus.STOPPING:
        return _KNOWN[AccountStatus(status)]
    if announced:
        return Standing.STOPPING
    return Standing.PAUSED if was_paused else Standing.RUNNING
