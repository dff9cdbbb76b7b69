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

# 代決: the posts for which somebody may stand in, and how far. The chair's decisions go to the
# vice chair alone (approvals.committee); 特認 to nobody.
DEPUTED: dict[Post, str] = {
    Post.HEAD: "提出・引戻し・取下げ、ポリシーの施行、アカウントの開設など、所属長の仕事のすべて",
    Post.SECRETARIAT: "受付・差戻し、会議の準備など。職員・任命の登録とパスワードは、のぞく",
    Post.CISO: "申請と会議を読むこと、事案の受領と指示",
    Post.MEMBER: "案件を読むこと。表決は、採決の定めが代理を認めるときだけ",
}
# An auditor stays apart from what is audited; a contractor is not the city's staff.
MAY_STAND_IN = frozenset(Post) - {Post.AUDITOR, Post.CONTRACTOR}
