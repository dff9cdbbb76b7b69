"""Numbers in addresses: ASCII digits that every database can look up."""

from django.urls import register_converter


class Id:
    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(Id, "id")
