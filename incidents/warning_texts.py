"""What the city says in such a case (city data), and the public text cut for each service."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import OfficialAccount, Service
from accounts.post_length import Posts, posts
from accounts.status import AccountStatus
from incidents.models import Incident, PublicWarning
from komae_sns import city


def start_of(incident: Incident) -> tuple[str, str]:
    """Title and body to begin with: of its kind, else of any."""
    texts = city.data("incidents.toml")["warning_text"]
    text = texts.get(incident.kind, texts["other"])
    account = incident.account
    known = {
        "city": city.facts()["name"],
        "section": incident.department.full_name,
        "account": str(account) if account else f"{city.facts()['name']}の公式アカウント",
        "official": f" {account.url} " if account else "市公式ホームページの一覧にあるものだけ",
    }
    return text["title"].format(**known), text["body"].format(**known).strip()


@dataclass(frozen=True)
class ForService:
    service: Service
    posts: Posts


def posts_of(warning: PublicWarning) -> list[ForService]:
    """For each service the city has an account on, as many posts as the text needs there."""
    version = warning.public_version
    text = f"【注意】{version.title}\n{version.body}"
    running = OfficialAccount.objects.filter(service=OuterRef("pk"), status=AccountStatus.RUNNING)
    used = Service.objects.filter(Exists(running))
    return [ForService(service, posts(text, service.rule)) for service in used]
