from accounts.services.addresses import AddressTaken, FormerlyOurs, former_of, set_address
from accounts.services.badges import record_badge
from accounts.services.city_data import load_services
from accounts.services.domains import add_domain, renew_domain, update_domain
from accounts.services.facts import (
    EditedMeanwhile,
    changeable,
    followed,
    mark_city_pr,
    update_facts,
)
from accounts.services.links import check_links
from accounts.services.opening import confirm_check, opening_gaps, withdraw_check
from accounts.services.operators import add_operator, end_operator
from accounts.services.platforms import keep_service
from accounts.services.register import prepare, register_existing
from accounts.services.succession import follow_posts

__all__ = [
    "AddressTaken",
    "EditedMeanwhile",
    "FormerlyOurs",
    "add_domain",
    "add_operator",
    "changeable",
    "check_links",
    "confirm_check",
    "end_operator",
    "follow_posts",
    "followed",
    "former_of",
    "keep_service",
    "load_services",
    "mark_city_pr",
    "opening_gaps",
    "prepare",
    "record_badge",
    "register_existing",
    "renew_domain",
    "set_address",
    "update_domain",
    "update_facts",
    "withdraw_check",
]
