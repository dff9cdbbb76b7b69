"""The posts of the portal: rights follow them, never the person."""

from django.db import models


class Post(models.TextChoices):
    HEAD = "HEAD", "所属長"
    CLERK = "CLERK", "担当者"
    MEMBER = "MEMBER", "委員"
    VICE_CHAIR = "VICE_CHAIR", "副委員長"
    CHAIR = "CHAIR", "委員長"
    SECRETARIAT = "SECRETARIAT", "事務局"
    CISO = "CISO", "統括情報セキュリティ責任者"
    AUDITOR = "AUDITOR", "監査"
    CONTRACTOR = "CONTRACTOR", "受託業者"


IN_A_DEPARTMENT = frozenset({Post.HEAD, Post.CLERK, Post.CONTRACTOR})
COMMITTEE = frozenset({Post.MEMBER, Post.VICE_CHAIR, Post.CHAIR})
