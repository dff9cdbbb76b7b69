"""Keep, rename and remove one's own selections."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from komae_sns.documents.listings.download import conditions, read_conditions
from komae_sns.home.saved.lists import LISTS
from komae_sns.home.saved.models import SavedView
from komae_sns.staff.actors import Actor

MOST = 20  # for one list


@transaction.atomic
def keep(place: str, query: str, name: str, *, by: Actor) -> SavedView:
    """Under a name that is taken, the selection is replaced."""
    if place not in LISTS:
        raise ValidationError("この一覧の条件は、残せません。")
    kept = conditions(read_conditions(query))
    if len(kept) > SavedView.LONGEST_QUERY:
        raise ValidationError("条件が長すぎるので、残せません。ことばを減らしてください。")
    mine = SavedView.objects.of(by.user).filter(place=place)
    if mine.exclude(name=name).count() >= MOST:
        raise ValidationError(
            f"1つの一覧に残せる条件は{MOST}個までです。使わないものを外してください。"
        )
    view, _ = SavedView.objects.update_or_create(
        person=by.user,
        place=place,
        name=name,
        defaults={"query": kept},
        create_defaults={"query": kept, "created_at": timezone.now()},
    )
    return view


def rename(view: SavedView, name: str) -> None:
    view.name = name
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        raise ValidationError("同じ名前の条件が、もうあります。") from None
