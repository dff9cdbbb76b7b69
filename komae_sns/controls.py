"""Controls of a form drawn without templates: a list of departments has a hundred options.

The same markup as Django's own templates for its widgets.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    written = "" if value is None else format_html(' value="{}"', value)
    kind, name, more = widget["type"], widget["name"], _attributes(widget)
    return format_html('<input type="{}" name="{}"{}{}>', kind, name, written, more)


def _textarea(widget: Widget) -> SafeString:
    name, text = widget["name"], widget["value"] or ""
    return format_html('<textarea name="{}"{}>\n{}</textarea>', name, _attributes(widget), text)


def _select(widget: Widget) -> SafeString:
    groups = SafeString("".join(_group(*group[:2]) for group in widget["optgroups"]))
    return format_html(
        '<select name="{}"{}>{}</select>', widget["name"], _attributes(widget), groups
    )


def _group(name: str | None, options: Iterable[Widget]) -> str:
    inside = "".join(map(_option, options))
    return f'<optgroup label="{conditional_escape(name)}">{inside}</optgroup>' if name else inside


def _option(widget: Widget) -> str:
    value, label = conditional_escape(str(widget["value"])), conditional_escape(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


def _attributes(widget: Widget) -> SafeString:
    """True stands as a bare name, False is left out."""
    return SafeString(
        "".join(
            f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
            for name, value in widget["attrs"].items()
            if value is not False
        )
    )


_INPUTS = ("text", "search", "number", "email", "url", "password", "hidden", "date")
_INPUTS += ("datetime", "checkbox")
DRAWN: Mapping[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
