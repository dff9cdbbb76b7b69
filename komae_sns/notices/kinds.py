"""What people are told. Each kind has templates/notices/<kind>_subject.txt and _body.txt."""

from django.db import models


class Kind(models.TextChoices):
    DRAFT_PASSED_TO_HEAD = "draft_passed_to_head", "下書きが回ってきた"
    APPLICATION_SUBMITTED = "application_submitted", "申請が提出された"
    APPLICATION_ACCEPTED = "application_accepted", "申請が受け付けられた"
    APPLICATION_RETURNED = "application_returned", "申請が差し戻された"
    APPLICATION_DECIDED = "application_decided", "申請が決定された"
    MEETING_OPENED = "meeting_opened", "委員会が開会した"
    VOTE_WANTED = "vote_wanted", "採決が始まった"
    ITEM_TO_CLOSE = "item_to_close", "投票がそろった"
    WAIVER_GRANTED = "waiver_granted", "委員長特認がされた"
    ACCOUNT_TO_PREPARE = "account_to_prepare", "開設の準備ができる"
    ACCOUNT_OPENED = "account_opened", "アカウントが開設された"
