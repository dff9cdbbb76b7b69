"""What the editor shows of a draft: each line beside the sample's, what is open, what departs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.forms.boundfield import BoundField

from komae_sns.city.sample_policy import Sample, SampleArticle
from policies.articles import (
    Article,
    Articles,
    Departure,
    Gap,
    Line,
    Offer,
    departures,
    gaps,
    offers,
    places,
)
from policies.articles.blanks import pieces
from policies.articles.edits import why_article_stays, why_line_stays
from policies.articles.structure import LEVELS
from policies.check import Finding
from policies.forms import ArticleForm, TitleForm
from policies.models import PolicyVersion
from policies.permitted import register_of_policy


@dataclass(frozen=True)
class LineRow:
    line: Line
    place: str
    number: str
    level: int
    field: BoundField
    sample: str  # the sample's wording, filled; "" for a line of one's own
    stays: str
    blanks: tuple[str, ...]
    theirs: str | None  # another person's words, where they and what was typed differ
    is_first: bool
    is_last: bool

    @property
    def departs(self) -> bool:
        return bool(self.sample) and self.sample != self.line.text

    @property
    def may_have_items(self) -> bool:
        return self.level + 1 < len(LEVELS)


@dataclass(frozen=True)
class Block:
    article: Article
    number: str
    form: ArticleForm
    rows: tuple[LineRow, ...]
    stays: str
    departs: bool
    is_first: bool
    is_last: bool
    has_conflict: bool = False
    lost: Sequence[str] = ()

    @property
    def is_own(self) -> bool:
        return not self.article.sample

    @property
    def is_open(self) -> bool:
        return any(row.blanks for row in self.rows)

    @property
    def html_id(self) -> str:
        return f"article-{self.article.key}"


@dataclass(frozen=True)
class Editor:
    version: PolicyVersion
    title_form: TitleForm
    blocks: tuple[Block, ...]
    removed: tuple[SampleArticle, ...]
    gaps: tuple[Gap, ...]
    departures: tuple[Departure, ...]
    findings: tuple[Finding, ...]

    @property
    def offers(self) -> list[tuple[Offer, list[str]]]:
        """文例 with their texts as they would stand."""
        record = self.version.record
        return [(offer, offer.texts(record)) for offer in offers(self.version.contents, record)]

    def block(self, key: str) -> Block:
        return next(block for block in self.blocks if block.article.key == key)


def editor_of(
    version: PolicyVersion,
    *,
    form: ArticleForm | None = None,
    title_form: TitleForm | None = None,
    has_conflict: bool = False,
) -> Editor:
    """`form`: the article's form that was sent and not saved."""
    city_sample, articles = version.sample, version.contents
    departed = departures(city_sample, articles, version.record)
    there = {article.sample for article in articles}
    blocks = []
    for article in articles:
        own = form if form and form.article.key == article.key else None
        blocks.append(_block(city_sample, version, articles, article, departed, own, has_conflict))
    return Editor(
        version=version,
        title_form=title_form or _title_form(version),
        blocks=tuple(blocks),
        removed=tuple(a for a in city_sample.articles if a.name not in there),
        gaps=gaps(city_sample, version.title, articles, version.record),
        departures=departed,
        findings=version.findings(register_of_policy(version.policy_id)),
    )


def _title_form(version: PolicyVersion) -> TitleForm:
    now = {
        "title": version.title,
        "seen": version.title,
        "notice_number": version.notice_number,
        "seen_number": version.notice_number,
    }
    return TitleForm(initial=now, prefix="title")


def _block(
    city_sample: Sample,
    version: PolicyVersion,
    articles: Articles,
    article: Article,
    departed: Sequence[Departure],
    sent: ArticleForm | None,
    has_conflict: bool,
) -> Block:
    form = sent or ArticleForm(article=article, articles=articles)
    compared = sent if has_conflict else None
    rows = _rows(city_sample, version, article.paragraphs, places(articles), form, compared, 0)
    return Block(
        article=article,
        number=places(articles)[article.key],
        form=form,
        rows=tuple(rows),
        stays=why_article_stays(city_sample, article),
        departs=any(departure.article == article.key for departure in departed),
        is_first=article == articles[0],
        is_last=article == articles[-1],
        has_conflict=bool(sent and has_conflict),
        lost=sent.orphans() if sent else (),
    )


def _rows(
    city_sample: Sample,
    version: PolicyVersion,
    lines: Sequence[Line],
    where: dict[str, str],
    form: ArticleForm,
    compared: ArticleForm | None,
    level: int,
) -> Iterator[LineRow]:
    for index, line in enumerate(lines):
        source = city_sample.line(line.sample)
        cut = pieces(city_sample, line, version.record)
        mine = compared.data.get(compared.add_prefix(line.key), line.text) if compared else ""
        yield LineRow(
            line=line,
            place=where[line.key],
            number=LEVELS[level](index),
            level=level,
            field=form[line.key],
            sample=source.wording.filled(version.record) if source else "",
            stays=why_line_stays(city_sample, line),
            blanks=tuple(dict.fromkeys(piece.blank for piece in cut if piece.blank)),
            theirs=line.text if compared and mine.strip() != line.text else None,
            is_first=index == 0,
            is_last=index == len(lines) - 1,
        )
        yield from _rows(city_sample, version, line.items, where, form, compared, level + 1)
