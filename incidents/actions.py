"""The steps of this app as the trail keeps them, and as people read them."""

REPORT = "incidents.report"
RECEIVE_AS_HEAD = "incidents.receive_as_head"
RECEIVE_AS_CISO = "incidents.receive_as_ciso"
INSTRUCT = "incidents.instruct"
ADD_FOLLOW_UP = "incidents.add_follow_up"
CORRECT = "incidents.correct"
DO_STEP = "incidents.do_step"
SKIP_STEP = "incidents.skip_step"
TAKE_STEP_BACK = "incidents.take_step_back"
ADD_STEP = "incidents.add_step"
RESPOND = "incidents.respond"
RESOLVE = "incidents.resolve"
CLOSE = "incidents.close"
REOPEN = "incidents.reopen"
SAVE_EVIDENCE = "incidents.save_evidence"
WITHDRAW_EVIDENCE = "incidents.withdraw_evidence"
BUNDLE_EVIDENCE = "incidents.bundle_evidence"
ISSUE_REPORT = "incidents.issue_report"
WRITE_LESSON = "incidents.write_lesson"
END_PREVENTION = "incidents.end_prevention"

ADD_IMPOSTOR = "incidents.add_impostor"
JUDGE_IMPOSTOR = "incidents.judge_impostor"
DISMISS_IMPOSTOR = "incidents.dismiss_impostor"
REPORT_IMPOSTOR = "incidents.report_impostor"
RECORD_REPLY = "incidents.record_reply"
WATCH_IMPOSTOR = "incidents.watch_impostor"
WRITE_WARNING = "incidents.write_warning"
SUBMIT_WARNING = "incidents.submit_warning"
RETURN_WARNING = "incidents.return_warning"
PUBLISH_WARNING = "incidents.publish_warning"
END_WARNING = "incidents.end_warning"

LABELS = {
    REPORT: "事案を報告した",
    RECEIVE_AS_HEAD: "所属長として事案を受領した",
    RECEIVE_AS_CISO: "統括責任者として事案を受領した",
    INSTRUCT: "事案の対応を指示した",
    ADD_FOLLOW_UP: "事案の続報を書いた",
    CORRECT: "事案の種類・アカウントを訂正した",
    DO_STEP: "事案の手順を済ませた",
    SKIP_STEP: "事案の手順を該当なしとした",
    TAKE_STEP_BACK: "事案の手順の記録を取り消した",
    ADD_STEP: "事案の手順を足した",
    RESPOND: "事案の対応に入った",
    RESOLVE: "事案の収束を報告した",
    CLOSE: "事案を終結した",
    REOPEN: "事案を再開した",
    ISSUE_REPORT: "事案報告書を発行した",
    WRITE_LESSON: "事案の教訓を書いた",
    END_PREVENTION: "再発防止策を終えた",
    ADD_IMPOSTOR: "なりすましアカウントを記録した",
    JUDGE_IMPOSTOR: "なりすましと判断した",
    DISMISS_IMPOSTOR: "なりすましではない（誤認）とした",
    REPORT_IMPOSTOR: "なりすましを運営会社へ通報した",
    RECORD_REPLY: "運営会社の返事を記録した",
    WATCH_IMPOSTOR: "なりすましアカウントを見守った",
    WRITE_WARNING: "注意喚起を書いた",
    SUBMIT_WARNING: "注意喚起を決裁に出した",
    RETURN_WARNING: "注意喚起を差し戻した",
    PUBLISH_WARNING: "注意喚起を公開した",
    END_WARNING: "注意喚起を終えた",
    SAVE_EVIDENCE: "事案の証拠を保存した",
    WITHDRAW_EVIDENCE: "事案の証拠を取り下げた",
    BUNDLE_EVIDENCE: "事案の証拠一式を作った",
}
