"""The overlap list: time at 1,000 and 35,000 accounts, and quality beside plain character pairs.

Run by hand: `.venv/bin/python -m tests.bench.overlap`. Times are medians on this machine;
what to compare across machines is the last column (times the plain pairs of the same run).
"""

import random
import resource
import tomllib
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from approvals.overlap import Index, Profile, Vocabulary

HERE = Path(__file__).resolve()
GOLD = HERE.parents[1] / "approvals" / "overlap_gold.toml"
WORDS = HERE.parents[2] / "komae_sns" / "city" / "komae" / "words.toml"


def gold() -> tuple[list[Profile], dict[str, list[str]]]:
    table = tomllib.loads(GOLD.read_text("utf-8"))
    accounts = [
        Profile(key, name, service, department, audience, purpose, topics)
        for key, (name, service, department, audience, purpose, topics) in table["accounts"].items()
    ]
    return accounts, table["asked"]


def register(size: int, seed: int = 7) -> list[Profile]:
    """Realistic accounts of many cities: clauses of the gold set, recombined and renamed."""
    accounts, _ = gold()
    draw = random.Random(seed)
    topics = [topic for account in accounts for topic in account.topics.split("、")]
    places = [
        a + b for a in "東西南北中上下大小新" for b in ("山", "川", "野", "田", "原", "浜", "里")
    ]

    def one(number: int) -> Profile:
        base, other = draw.sample(accounts, 2)
        place = draw.choice(places)
        purpose = f"{place}市の{base.purpose}{other.purpose if draw.random() < 0.3 else ''}"
        mixed = "、".join(draw.sample(topics, 4))
        return Profile(
            number, place + base.name, base.service, base.department, base.audience, purpose, mixed
        )

    return [one(number) for number in range(size)]


class PlainPairs:
    """What it must beat: Jaccard over character pairs, nothing known about words."""

    def __init__(self, profiles: list[Profile]) -> None:
        self._pairs = [(p.id, self._of(p.text)) for p in profiles]

    @staticmethod
    def _of(text: str) -> frozenset[str]:
        plain = unicodedata.normalize("NFKC", text).casefold()
        return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))

    def scores(self, asked: str) -> dict:
        mine = self._of(asked)
        return {key: len(mine & other) / len(mine | other or {""}) for key, other in self._pairs}


def quality(scores: Callable[[str], dict]) -> tuple[float, float]:
    """(AUC, part of the expected accounts among the first three)."""
    accounts, asked = gold()
    areas, found = [], []
    for text, expected in asked.items():
        score = scores(text)
        others = [score.get(a.id, 0) for a in accounts if a.id not in expected]
        first = sorted(accounts, key=lambda a: -score.get(a.id, 0))[:3]
        for key in expected:
            mine = score.get(key, 0)
            areas.append(sum((mine > o) + 0.5 * (mine == o) for o in others) / len(others))
            found.append(key in {a.id for a in first})
    return sum(areas) / len(areas), sum(found) / len(found)


def milliseconds(work: Callable[[str], object], texts: list[str]) -> list[float]:
    times = []
    for text in texts:
        start = perf_counter()
        work(text)
        times.append((perf_counter() - start) * 1000)
    return times


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    vocabulary = Vocabulary.from_table(tomllib.loads(WORDS.read_text("utf-8"))["overlap"])
    accounts, asked = gold()
    index = Index(vocabulary, accounts)
    by_words = quality(
        lambda t: {s.id: s.score for s in index.most_similar(Profile(purpose=t), len(accounts))}
    )
    print(f"AUC, top 3   words {by_words}   plain pairs {quality(PlainPairs(accounts).scores)}")
    for size in (1_000, 35_000):
        profiles = register(size)
        start = perf_counter()
        index = Index(vocabulary, profiles)
        built = perf_counter() - start
        # Texts of every length, from a single word to two whole purposes.
        texts = [
            *asked,
            *(a.purpose + b.purpose for a, b in pairwise(accounts)),
        ]
        peak = memory()
        ask = milliseconds(lambda t, i=index: i.most_similar(Profile(purpose=t)), texts)
        plain = milliseconds(PlainPairs(profiles).scores, texts[:10])
        print(
            f"{size:6} accounts: built in {built:.1f} s, {peak} MB peak; asked "
            f"{median(ask):.0f} ms, worst {max(ask):.0f} ms = "
            f"{median(ask) / median(plain):.2f} x plain pairs"
        )


if __name__ == "__main__":
    main()
