"""For `up` and for production alike; what differs is given on the command line."""

import gc
from pathlib import Path

from komae_sns.processes import die_with_parent

workers = 2
timeout = 60  # seconds
graceful_timeout = 10
limit_request_line = 8190  # as nginx; what a citizen asks is nine bytes a character in an address
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"  # a busy disk must not look like a hanging worker


def post_fork(server, worker):
    die_with_parent()


def post_worker_init(worker):
    """What the portal is made of stays for good: to look it through for rubbish would hold up a
    page for a tenth of a second now and then."""
    gc.collect()
    gc.freeze()
