"""Whom and what a cell means: every 部課 and person is read once, however many rows there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from komae_sns.intake import Row
from komae_sns.intake.columns import plain
from komae_sns.staff.models import Department, User


class Departments:
    """By code, 「秘書広報室」 or 「企画財政部秘書広報室」."""

    def __init__(self, rows: Iterable[Department] | None = None) -> None:
        if rows is None:
            rows = Department.objects.select_related("parent__parent").prefetch_related(
                "successors"
            )
        self.all = list(rows)
        self._by: dict[str, list[Department]] = defaultdict(list)
        for row in self.all:
            for name in {plain(row.code), plain(row.name), plain(row.full_name)}:
                self._by[name].append(row)

    def named(self, text: str) -> list[Department]:
        return self._by.get(plain(text), [])

    def find(self, row: Row, key: str, day: date) -> Department | None:
        """The one that exists on `day`; None with a sentence at the row."""
        text = row.text(key)
        named = self.named(text)
        living = [d for d in named if _exists(d, day)]
        if len(living) == 1:
            return living[0]
        if living:
            names = "、".join(f"{d.full_name}（{d.code}）" for d in living)
            row.refuse(key, f"「{text}」は1つに決まりません（{names}）。コードで書いてください。")
        elif named:
            self._refuse_ended(row, key, named[-1], day)
        else:
            self._refuse_unknown(row, key, text)
        return None

    def _refuse_ended(self, row: Row, key: str, department: Department, day: date) -> None:
        if department.starts_on > day:
            row.refuse(key, f"「{department.name}」は、その日にはまだありません。")
            return
        heirs = [heir.name for heir in department.successors.all()]
        told = f"引きつぐ部課は{'、'.join(heirs)}です。" if heirs else ""
        row.refuse(
            key, f"「{department.name}」は、その日にはもうありません。{told}", "、".join(heirs[:1])
        )

    def _refuse_unknown(self, row: Row, key: str, text: str) -> None:
        near = get_close_matches(text, [d.name for d in self.all], n=1, cutoff=0.6)
        told = f"「{near[0]}」ではありませんか。" if near else "部課を先に登録してください。"
        row.refuse(key, f"「{text}」という部課は登録されていません。{told}", "".join(near))


def _exists(department: Department, day: date) -> bool:
    return department.starts_on <= day and (department.ends_on is None or department.ends_on >= day)


class People:
    """By log-in name, or by name where only one person bears it."""

    def __init__(self) -> None:
        self.all = list(User.objects.all())
        self._by_login = {plain(user.username): user for user in self.all}
        self._by_name: dict[str, list[User]] = defaultdict(list)
        for user in self.all:
            self._by_name[_name(user.name)].append(user)

    def find(self, row: Row) -> User | None:
        login, name = row.text("username"), row.text("name")
        if login:
            user = self._by_login.get(plain(login))
            if user is None:
                row.refuse("username", f"「{login}」という職員は登録されていません。")
            elif name and _name(name) != _name(user.name):
                row.refuse(
                    "name",
                    f"ログイン名「{login}」は{user.name}さんです。「{name}」とちがいます。",
                    user.name,
                )
                return None
            return user
        return self._of_name(row, name) if name else None

    def _of_name(self, row: Row, name: str) -> User | None:
        same = self._by_name.get(_name(name), [])
        if len(same) == 1:
            return same[0]
        if same:
            logins = "、".join(user.username for user in same)
            row.refuse(
                "name", f"「{name}」は{len(same)}人います（{logins}）。ログイン名で書いてください。"
            )
        else:
            row.refuse("name", f"「{name}」という職員は登録されていません。")
        return None


def _name(name: str) -> str:
    """狛江 花子 and 狛江花子 are the same."""
    return plain(name)
