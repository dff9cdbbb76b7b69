"""Throttling counts callers, not the proxy; and nobody chooses the address they are counted as."""

import pytest

from komae_sns.proxies import ClientBehindProxy


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ({"HTTP_X_FORWARDED_FOR": "10.1.2.3"}, "10.1.2.3"),
        ({"HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.1.2.3"}, "10.1.2.3"),
        ({"HTTP_X_FORWARDED_FOR": "6.6.6.6,2001:db8::1"}, "2001:db8::1"),
        ({"HTTP_X_FORWARDED_FOR": ""}, "127.0.0.1"),
        ({}, "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_our_proxy_wrote(rf, forwarded, expected):
    seen = []
    middleware = ClientBehindProxy(lambda request: seen.append(request.META["REMOTE_ADDR"]))

    middleware(rf.get("/", **forwarded))

    assert seen == [expected]
