"""伏せ字 (4(4)イ): names hidden behind marks, letters or 某."""

import re
from collections.abc import Iterator

from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded
from approvals.post_check.hit import Hit

_MARK = "○〇◯●◎×✕✖■□△▲▽▼☆★◇◆*＊※"
_WHO = (
    "氏|さん|様|君|くん|ちゃん|市|区|町|村|県|都|課|部|店|社|会社|会|党|議員|市長|小学校|中学校|小|中|高校|大学|学校|病院|医院|団体|組合|"
    "教授|先生|選手|容疑者|被告|夫妻|家|駅|地区|マンション|アパート|銀行|スーパー|公園|号室"
)
# Of a name, one mark may do: ○野さん. Two of a kind hide a word. 〇月〇日 and ○× hide nothing.
_RUN = re.compile(r"([○〇◯●×✕✖■□△▲*])\1+")
_BEFORE_WHO = re.compile(rf"^(?:{_WHO})")
_LETTER = re.compile(
    r"(?<![A-Za-z0-9#@&/.・-])([A-Z])(氏|さん|君|くん|ちゃん|社(?!会)|店(?!舗)|議員|市長|市(?![場民街内])|町(?!内)|県|小学校|中学校|病院|団体|容疑者|教授|先生|課長|部長)"
)
_AS_EXAMPLE = re.compile(
    r"例えば|たとえば|例[:)]|の例|例として|事例|ケース|モデル|の場合|架空|イメージ|クイズ|問題|ストーリー|体験談|相談例|匿名|仮名"
)
_NEAR = 70  # characters
_CERTAIN = re.compile(
    r"某(?:所|氏|市|区|町|村|県|国|社|店|課|部署|団体|議員|企業|会社|大学|高校|学校|病院|施設|スーパー|有名|大手|人|職員|放送局|テレビ局|新聞|事務所|政党|芸能人|[○〇◯●])"
    r"|\d{2,4}-?(?:\*{2,}|[×xX●○]{2,})-?(?:\*{2,}|[×xX●○]{2,}|\d{2,4})|匿名希望の[一-龥]{1,4}氏"
)
_PART_OF_NAME = re.compile(
    r"[一-龥][○〇◯●×■*](?=(?:氏|さん|議員|容疑者)(?!\w*[○〇]))|[○〇◯●■](?=[一-龥](?:氏|さん|議員|容疑者))"
)
_TEMPLATE = re.compile(
    r"[○〇◯●×]+ ?(?:年度?|月|日|時|分|曜|円|名|人|回|組|番|号|丁目)|○×|×○|○か×|マル|しるし"
)
_KEYPAD = re.compile(r"\*(?:印|キー|ボタン|は|\(|を押)|「\*+」|\*\*[^*\n]{1,60}\*\*")


def of_masked(text: Folded) -> Iterator[Hit]:
    bare = text.bare
    for found in _CERTAIN.finditer(bare):
        yield Hit("masked", Severity.CONFIRM, *found.span())
    for found in _PART_OF_NAME.finditer(bare):
        if not _TEMPLATE.search(bare[found.start() : found.end() + 3]):
            yield Hit("masked", Severity.CONFIRM, *found.span())
    for found in _LETTER.finditer(bare):
        near = bare[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        is_example = _AS_EXAMPLE.search(near)
        severity = Severity.ADVICE if is_example else Severity.CONFIRM
        yield Hit("masked", severity, *found.span(), said="advice" if is_example else "message")
    yield from _runs(text)


def _runs(text: Folded) -> Iterator[Hit]:
    bare = text.bare
    for found in _RUN.finditer(bare):
        start, end = found.span()
        before, after = bare[max(0, start - 1) : start], bare[end : end + 4]
        if _TEMPLATE.match(bare[start : end + 3]) or _is_decoration(text, start, end):
            continue
        if "*" in found.group() and _KEYPAD.search(text.around(start, end, 62, 62)):
            continue
        if who := _BEFORE_WHO.match(after):
            yield Hit("masked", Severity.CONFIRM, start, end + who.end())
        elif found.group()[0] in "×✕■*●" and re.match(r"[一-龥ぁ-んァ-ヶー「、]", before + after):
            yield Hit("masked", Severity.CONFIRM, start, end)
        else:
            yield Hit("masked", Severity.ADVICE, start, end, said="advice")


def _is_decoration(text: Folded, start: int, end: int) -> bool:
    """A line of marks, or marks on both sides of a heading."""
    line = text.line_at(start).strip()
    mark = text.bare[start]
    if not line.replace(mark, "").strip():
        return True
    alone = text.bare[max(0, start - 1) : start] in ("", " ", "\n")
    followed = text.bare[end : end + 1] in ("", " ", "\n")
    return (line.startswith(mark) and line.endswith(mark)) or (alone and followed)
