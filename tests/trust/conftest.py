import pytest

from tests.factories import TODAY
from tests.trust import world as city
from tests.trust.world import World


@pytest.fixture
def world(db, settings, time_machine, tmp_path, caplog) -> World:
    caplog.set_level("CRITICAL", "django.request")  # hundreds of refusals are asked for
    time_machine.move_to(f"{TODAY}T10:00:00+09:00", tick=False)
    settings.PAPERS_ROOT = settings.EXPORTS_ROOT = tmp_path
    return city.build()
