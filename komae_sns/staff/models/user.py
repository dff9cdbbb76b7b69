"""People who log in. What they may do follows from their appointments, not from this row."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.timezone import localdate


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **facts: Any) -> "User":
        """Django's command for the first person of an empty portal: the technical administrator."""
        return self.create_user(username, password, is_superuser=True, **facts)

    def by_kana(self) -> models.QuerySet["User"]:
        return self.order_by("kana", "pk")


class User(AbstractBaseUser):
    username = models.CharField("ログイン名", max_length=64, unique=True)
    name = models.CharField("氏名", max_length=50)
    kana = models.CharField("よみがな", max_length=100)
    email = models.EmailField("メールアドレス", blank=True)
    extension = models.CharField("内線", max_length=20, blank=True)
    is_active = models.BooleanField("ログインできる", default=True)
    is_superuser = models.BooleanField("システム管理者", default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "kana"]

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "職員"
        ordering = ["kana", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django admin: master data, for the secretariat."""
        from komae_sns.staff.posts import Post

        held = self.appointments.on(localdate()).filter(post=Post.SECRETARIAT)
        return self.is_active and (self.is_superuser or held.exists())

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """The admin lists only master data, and asks here whether its user may edit it."""
        return self.is_staff

    def has_perms(self, permissions: list[str], obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
