"""What people read for the steps of this app in the trail."""

LABELS = {
    "approvals.start": "申請を書きはじめた",
    "approvals.pass_to_head": "課長へ回した",
    "approvals.submit": "事務局へ提出した",
    "approvals.pull_back": "提出を引き戻した",
    "approvals.withdraw": "申請を取り下げた",
    "approvals.accept": "申請を受け付けた",
    "approvals.return": "申請を差し戻した",
    "approvals.plan_meeting": "委員会を招集した",
    "approvals.replan_meeting": "委員会の日時・場所を変えた",
    "approvals.cancel_meeting": "委員会を取りやめた",
    "approvals.open_meeting": "委員会を開会した",
    "approvals.close_meeting": "委員会を閉会した",
    "approvals.plan_circulation": "持ち回りを計画した",
    "approvals.replan_circulation": "持ち回りの理由・締切を変えた",
    "approvals.send_circulation": "持ち回りを委員に回付した",
    "approvals.close_answers": "持ち回りの回答を締め切った",
    "approvals.end_circulation": "持ち回りを終えた",
    "approvals.arrive": "委員が出席した",
    "approvals.leave": "委員が退席した",
    "approvals.add_to_agenda": "議題にのせた",
    "approvals.move_on_agenda": "議題の順を変えた",
    "approvals.remove_from_agenda": "議題からはずした",
    "approvals.set_aside_items": "審議しなかった議題を次へ送った",
    "approvals.correct_minutes": "議事録を直した",
    "approvals.present_minutes": "議事録を委員長の確認へ回した",
    "approvals.return_minutes": "議事録を直しに戻した",
    "approvals.confirm_minutes": "議事録を確定した",
    "approvals.open_voting": "採決をはじめた",
    "approvals.vote": "表決した",
    "approvals.decide": "決定した",
    "approvals.report_condition": "条件を満たしたと報告した",
    "approvals.confirm_condition": "条件が満たされたことを確認した",
    "approvals.send_back_condition": "条件がまだ満たされていないとした",
    "approvals.carry_over": "継続審議とした",
    "approvals.return_item": "委員会から差し戻した",
    "approvals.waive": "委員長特認をした",
    "approvals.set_rule": "採決の定めを登録した",
    "approvals.report_waiver": "委員長特認を委員会へ報告した",
}

# Seen by the committee, the secretariat and the audit; the applicant reads what was decided.
DELIBERATION = frozenset(
    {
        "approvals.arrive",
        "approvals.leave",
        "approvals.open_voting",
        "approvals.vote",
        "approvals.close_answers",
    }
)
