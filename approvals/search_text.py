"""What of an application is searched: the words, not the codes. Plain values, no database."""

from collections.abc import Mapping
from typing import Any

from approvals import plan_form
from approvals.snapshots import article_text

_WORDS = frozenset({"text", "longtext", "choice", "choices", "address"})


def answers_text(answers: Mapping[str, Any]) -> str:
    """One answer a line, in the order of the form."""
    written = (answers.get(f.key) or "" for f in plan_form.fields() if f.kind in _WORDS)
    return "\n".join(v if isinstance(v, str) else "、".join(map(str, v)) for v in written if v)


def snapshot_text(snapshot: Mapping[str, Any]) -> str:
    """A frozen round as its readers see it: the form, then the policy."""
    policy = snapshot.get("policy", {})
    articles = map(article_text, policy.get("articles", ()))
    shown = snapshot.get("shown", {})
    known = [f.key for f in plan_form.fields() if f.key in shown]
    others = sorted(shown.keys() - set(known))  # asked for when the form was another one
    texts = (shown[key] for key in [*known, *others])
    return "\n".join(filter(None, [*texts, policy.get("title", ""), *articles]))
