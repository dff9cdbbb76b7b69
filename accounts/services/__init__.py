from accounts.services.addresses import AddressTaken, set_address
from accounts.services.city_data import load_services
from accounts.services.facts import (
    EditedMeanwhile,
    changeable,
    mark_city_pr,
    record_badge,
    update_facts,
)
from accounts.services.opening import confirm_check, opening_gaps, withdraw_check
from accounts.services.operators import add_operator, end_operator
from accounts.services.platforms import keep_service
from accounts.services.register import prepare, register_existing

__all__ = [
    "AddressTaken",
    "EditedMeanwhile",
    "add_operator",
    "changeable",
    "confirm_check",
    "end_operator",
    "keep_service",
    "load_services",
    "mark_city_pr",
    "opening_gaps",
    "prepare",
    "record_badge",
    "register_existing",
    "set_address",
    "update_facts",
    "withdraw_check",
]
