"""The lists whose selections can be kept, by the name of their address."""

LISTS = {
    "accounts:account-list": "公式アカウント",
    "incidents:incident-list": "事案",
    "approvals:application-list": "申請",
    "approvals:meeting-list": "委員会",
    "policies:policy-list": "運用ポリシー",
    "audit:entry-list": "証跡",
    "home:notice-list": "お知らせ",
    "home:search": "さがす",
}
