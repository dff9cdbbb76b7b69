"""The steps of this app as the trail keeps them, and as people read them."""

REGISTER_EXISTING = "accounts.register_existing"
PREPARE = "accounts.prepare"
SET_ADDRESS = "accounts.set_address"
ABANDON = "accounts.abandon"
UPDATE_FACTS = "accounts.update_facts"
CONFIRM_CHECK = "accounts.confirm_check"
WITHDRAW_CHECK = "accounts.withdraw_check"
ADD_OPERATOR = "accounts.add_operator"
END_OPERATOR = "accounts.end_operator"
RECORD_BADGE = "accounts.record_badge"
CHANGE = "accounts.change"
CHECK_LINKS = "accounts.check_links"
ADD_DOMAIN = "accounts.add_domain"
UPDATE_DOMAIN = "accounts.update_domain"
RENEW_DOMAIN = "accounts.renew_domain"
MARK_CITY_PR = "accounts.mark_city_pr"
FOLLOW_POST = "accounts.follow_post"
KEEP_SERVICE = "accounts.keep_service"
RECORD_FIGURES = "accounts.record_figures"
RECORD_CONSENT = "accounts.record_consent"
WITHDRAW_CONSENT = "accounts.withdraw_consent"
ASK_CONTACT = "accounts.ask_contact"
DECIDE_CONTACT = "accounts.decide_contact"
END_CONTACT = "accounts.end_contact"
WITHDRAW_CONTACT = "accounts.withdraw_contact"
CHECK_CONTENT = "accounts.check_content"
ACKNOWLEDGE = "accounts.acknowledge"
CONFIRM_CONTENT_CHECK = "accounts.confirm_content_check"
BEGIN_SUSPENSION = "accounts.begin_suspension"
PLAN_SUSPENSION = "accounts.plan_suspension"
SUBMIT_SUSPENSION = "accounts.submit_suspension"
RETURN_SUSPENSION = "accounts.return_suspension"
CONFIRM_SUSPENSION = "accounts.confirm_suspension"
POSTPONE_SUSPENSION = "accounts.postpone_suspension"
RECORD_NOTICE = "accounts.record_notice"
WITHDRAW_NOTICE = "accounts.withdraw_notice"
STOP = "accounts.stop"
CANCEL_SUSPENSION = "accounts.cancel_suspension"
PAUSE = "accounts.pause"
RESUME = "accounts.resume"
CHECK_DOMAIN = "accounts.check_domain"
SCHEDULE_STATUS_CHECK = "accounts.schedule_status_check"
CONNECT = "accounts.connect"
CUT = "accounts.cut"
NAME_KEEPER = "accounts.name_keeper"
END_KEEPER = "accounts.end_keeper"
CHANGE_CREDENTIAL = "accounts.change_credential"
OPEN_HANDOVER = "accounts.open_handover"
MOVE_HANDOVER = "accounts.move_handover"
TICK_HANDOVER = "accounts.tick_handover"
WITHDRAW_HANDOVER_TICK = "accounts.withdraw_handover_tick"
HAND_OVER = "accounts.hand_over"
GIVE_HANDOVER_BACK = "accounts.give_handover_back"
RECEIVE_HANDOVER = "accounts.receive_handover"
CANCEL_HANDOVER = "accounts.cancel_handover"
RECORD_STATUS_CHECK = "accounts.record_status_check"
CONFIRM_SERVICE_END = "accounts.confirm_service_end"
KEEP_WATCHING = "accounts.keep_watching"
RAISE_STATUS_ALARM = "accounts.raise_status_alarm"
RECEIVE_STATUS_ALARM = "accounts.receive_status_alarm"
SETTLE_STATUS_ALARM = "accounts.settle_status_alarm"
OPEN_REVIEW_YEAR = "accounts.open_review_year"
CLOSE_REVIEW_YEAR = "accounts.close_review_year"
OPEN_REVIEW = "accounts.open_review"
PASS_REVIEW = "accounts.pass_review"
SUBMIT_REVIEW = "accounts.submit_review"
RETURN_REVIEW = "accounts.return_review"
CONFIRM_REVIEW = "accounts.confirm_review"
EXCLUDE_REVIEW = "accounts.exclude_review"
INCLUDE_REVIEW = "accounts.include_review"

LABELS = {
    REGISTER_EXISTING: "既存登録をした",
    PREPARE: "開設の準備をはじめた",
    SET_ADDRESS: "アドレスを登録した",
    ABANDON: "開設を取りやめた",
    UPDATE_FACTS: "記録を直した",
    CONFIRM_CHECK: "開設前の確認をした",
    WITHDRAW_CHECK: "開設前の確認を取り消した",
    ADD_OPERATOR: "担当者を決めた",
    END_OPERATOR: "担当者の期間を終えた",
    RECORD_BADGE: "認証の状態を記録した",
    CHANGE: "アカウントの内容を変えた",
    CHECK_LINKS: "相互リンクを確認した",
    ADD_DOMAIN: "関連ドメインを登録した",
    UPDATE_DOMAIN: "関連ドメインの記録を直した",
    RENEW_DOMAIN: "関連ドメインの期限を更新した",
    MARK_CITY_PR: "市広報アカウントの印を変えた",
    FOLLOW_POST: "管理者が、職の後任に替わった",
    KEEP_SERVICE: "媒体の設定を変えた",
    RECORD_FIGURES: "数字を記録した",
    RECORD_CONSENT: "了解を記録した",
    WITHDRAW_CONSENT: "了解の取消しを記録した",
    ASK_CONTACT: "フォロー・返信を台帳に足した",
    DECIDE_CONTACT: "フォロー・返信を認めるか決めた",
    END_CONTACT: "認めたフォロー・返信を終えた",
    WITHDRAW_CONTACT: "フォロー・返信の届出を取り下げた",
    CHECK_CONTENT: "発言内容を確認した",
    ACKNOWLEDGE: "遵守事項を確認した",
    CONFIRM_CONTENT_CHECK: "発言内容の確認を管理者が確かめた",
    BEGIN_SUSPENSION: "運用停止の手続をはじめた",
    PLAN_SUSPENSION: "停止の計画を書いた",
    SUBMIT_SUSPENSION: "停止の計画を事務局へ出した",
    RETURN_SUSPENSION: "停止の計画を差し戻した",
    CONFIRM_SUSPENSION: "停止の計画を確認し、事前周知に進んだ",
    POSTPONE_SUSPENSION: "停止する日を延ばした",
    RECORD_NOTICE: "停止の周知を記録した",
    WITHDRAW_NOTICE: "停止の周知の記録を取り消した",
    STOP: "アカウントを停止し、保全した",
    CANCEL_SUSPENSION: "運用停止を取りやめた",
    PAUSE: "一時停止した",
    RESUME: "一時停止から再開した",
    CHECK_DOMAIN: "関連ドメインを確認した",
    SCHEDULE_STATUS_CHECK: "停止後の状態確認の期日が決まった",
    CONNECT: "連携アプリ・機器を記録した",
    CUT: "連携アプリ・機器を外した",
    NAME_KEEPER: "ログインできる人・常時監視をする人を決めた",
    END_KEEPER: "ログインできる人・常時監視をする人の期間を終えた",
    CHANGE_CREDENTIAL: "パスワードの変更を記録した",
    OPEN_HANDOVER: "引継ぎをはじめた",
    MOVE_HANDOVER: "引継ぎの最後の日が変わった",
    TICK_HANDOVER: "引継ぎの項目を確かめた",
    WITHDRAW_HANDOVER_TICK: "引継ぎの確認を取り消した",
    HAND_OVER: "引き渡した",
    GIVE_HANDOVER_BACK: "引継ぎを戻した",
    RECEIVE_HANDOVER: "引継ぎを受け取った",
    CANCEL_HANDOVER: "引継ぎを取りやめた",
    RECORD_STATUS_CHECK: "停止後の状態を確認した",
    CONFIRM_SERVICE_END: "サービスの終了を確かめた",
    KEEP_WATCHING: "サービスは続いていると確かめ、状態確認を続けた",
    RAISE_STATUS_ALARM: "状態確認の異常を統括責任者へ知らせた",
    RECEIVE_STATUS_ALARM: "状態確認の異常を受領し、指示した",
    SETTLE_STATUS_ALARM: "状態確認の異常への対応を終えた",
    OPEN_REVIEW_YEAR: "年度末の効果測定がはじまった",
    CLOSE_REVIEW_YEAR: "年度の効果測定を終えた",
    OPEN_REVIEW: "効果測定の対象になった",
    PASS_REVIEW: "効果測定を課長へ回した",
    SUBMIT_REVIEW: "効果測定を提出した",
    RETURN_REVIEW: "効果測定を差し戻した",
    CONFIRM_REVIEW: "効果測定を確認した",
    EXCLUDE_REVIEW: "効果測定の対象から外した",
    INCLUDE_REVIEW: "効果測定の対象に戻した",
}
