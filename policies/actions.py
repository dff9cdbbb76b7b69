"""The steps of this app as the trail keeps them, and as people read them."""

START = "policies.start"
REVISE = "policies.revise"
TAKE_OVER = "policies.take_over"
KEEP_EXISTING = "policies.keep_existing"
SAVE_TITLE = "policies.save_title"
SAVE_ARTICLE = "policies.save_article"
ADD_ARTICLE = "policies.add_article"
ADD_OFFER = "policies.add_offered_article"
REMOVE_ARTICLE = "policies.remove_article"
MOVE_ARTICLE = "policies.move_article"
RESTORE_ARTICLE = "policies.restore_article"
BRING_BACK = "policies.bring_back_article"
REFILL = "policies.refill"
PUT_IN_FORCE = "policies.put_in_force"
WITHDRAW = "policies.withdraw"
OPEN_ACCOUNT = "policies.open_account"

# The others tell what drafts said, which stays within the section.
PUBLIC = (PUT_IN_FORCE, KEEP_EXISTING, OPEN_ACCOUNT)

LABELS = {
    START: "運用ポリシーを見本からつくりはじめた",
    REVISE: "運用ポリシーの改正案をつくりはじめた",
    TAKE_OVER: "紙の運用ポリシーを引き継いだ",
    KEEP_EXISTING: "施行中の運用ポリシーを既存として記録した",
    SAVE_TITLE: "運用ポリシーの題名を直した",
    SAVE_ARTICLE: "運用ポリシーの条文を直した",
    ADD_ARTICLE: "運用ポリシーに条を足した",
    ADD_OFFER: "運用ポリシーに文例の条を足した",
    REMOVE_ARTICLE: "運用ポリシーの条をはずした",
    MOVE_ARTICLE: "運用ポリシーの条を動かした",
    RESTORE_ARTICLE: "運用ポリシーの条を見本に戻した",
    BRING_BACK: "はずした条を運用ポリシーに戻した",
    REFILL: "運用ポリシーの空欄を記録から入れなおした",
    PUT_IN_FORCE: "運用ポリシーを施行した",
    WITHDRAW: "運用ポリシーの案を取り下げた",
    OPEN_ACCOUNT: "運用をはじめた",
}
