"""Where somebody lives or is: addresses to the 番地, coordinates, and the plate of a car."""

import re
from collections.abc import Iterator
from functools import cache

from approvals.post_check.finding import Severity
from approvals.post_check.folded import Folded
from approvals.post_check.hit import Hit
from approvals.post_check.rules import Rules, address_key

_N = "[0-9〇一二三四五六七八九十百]{1,5}"
_PLACE = r"[一-龥々ヶケァ-ヶーぁ-ん]{1,12}"
_LONG_FORM = (
    rf"{_N} ?丁目 ?{_N} ?(?:番地?|-) ?(?:の? ?{_N} ?号?)?(?:-[0-9]{{1,4}})?"
    rf"|{_N} ?番地(?: ?の? ?{_N})?|{_N} ?番 ?{_N} ?号|{_N} ?丁目 ?{_N}(?:-[0-9]{{1,4}})+"
)
_SHORT_FORM = r"[0-9]{1,2}[-の][0-9]{1,3}(?:[-の][0-9]{1,4}){0,2}(?!丁)"
_K = "[〇一二三四五六七八九十百廿]{1,5}"
# 二-三-四, 二ノ三ノ四, 四の十五の六
_COUNTS = "(?![つ回人件年月日時丁班組区])"
_IN_KANJI = (
    rf"(?:{_K}-{_K}(?:-{_K}){{0,2}}|{_K}ノ{_K}(?:ノ{_K}){{1,2}}"
    rf"|{_K}の{_K}の{_K}(?:の{_K})?){_COUNTS}"
)
_OF_A_HOME = re.compile(
    r"自宅|お宅|宅(?:に|の|へ|は|で|を|まで)|住まい|お住い|住所|在住|住んで|居住|暮ら(?:す|して)"
    r"|引っ越|実家|"
    r"マンション|アパート|ハイツ|コーポ|メゾン|荘|[0-9]{3,4}号室|さん方|様方"
)
_COORDINATES = re.compile(
    r"(?<![\d.])(?:2[0-9]|3[0-9]|4[0-5])\.\d{4,}[°度]?\s*[,、 ]\s*1(?:2[2-9]|[34]\d|5[0-4])\.\d{4,}"
    r"|(?:北緯|緯度)[^\n]{0,20}?\d{2}[.°度]\d+[^\n]{0,20}?(?:東経|経度)[^\n]{0,8}?\d{3}[.°度]\d+"
)
_MAP_ADDRESS = re.compile(
    r"@-?\d{1,2}\.\d{3,},-?\d{1,3}\.\d{3,}|[?&](?:q|ll|center)=-?\d{1,2}\.\d{3,}(?:,"
    r"|%2C)\d{1,3}\.\d{3,}"
)
_PLATE_AREAS = (
    "札幌|函館|旭川|室蘭|苫小牧|釧路|知床|帯広|北見|青森|弘前|八戸|岩手|盛岡|平泉|宮城|仙台|秋田|山形|庄内|福島|会津|郡山|白河|いわき"
    "|水戸|土浦|つくば|宇都宮|那須|とちぎ|群馬|前橋|高崎|大宮|川口|所沢|川越|熊谷|春日部|越谷|千葉|成田|習志野|市川|船橋|袖ヶ浦|市原|野田|柏|松戸"
    "|品川|世田谷|練馬|杉並|板橋|足立|江東|葛飾|八王子|多摩|横浜|川崎|湘南|相模|山梨|富士山|新潟|長岡|上越|長野|松本|諏訪|富山|石川|金沢|福井"
    "|岐阜|飛騨|静岡|浜松|沼津|伊豆|名古屋|豊橋|三河|岡崎|豊田|尾張小牧|一宮|春日井|三重|鈴鹿|四日市|伊勢志摩"
    "|滋賀|京都|大阪|なにわ|和泉|堺|神戸|姫路|奈良|飛鳥|和歌山"
    "|鳥取|島根|出雲|岡山|倉敷|広島|福山|下関|山口|徳島|香川|高松|愛媛|高知|福岡|北九州|筑豊|久留米|佐賀|長崎|佐世保|熊本|大分|宮崎|鹿児島|奄美|沖縄"
)
_FOUR = (
    r"(?:[・.…]{1,3} ?[0-9]{1,3}|[0-9]{1,2} ?- ?[0-9]{2}|[0-9]{4})"
    r"(?![0-9A-Za-z人円名件個台回号年月日時分%]|-[0-9])"
)
_CLASS = "[0-9][0-9A-Z]{0,2}"
_LETTER = r"[「(]?[あ-をA-Z][」)]?"
# Without the class number (二輪): no letter that is a particle too.
_OF_A_TWO_WHEELER = "[あ-えき-こさ-そたちつてなぬねふほまみむめゆよら-ろわ]"
_PLATE = re.compile(
    rf"(?:{_PLATE_AREAS})(?:ナンバー)?の? ?[「(]?{_CLASS} ?{_LETTER} ?{_FOUR}"
    rf"|(?:[0-9] ?)?(?:{_PLATE_AREAS}) ?{_OF_A_TWO_WHEELER} ?{_FOUR}"
    r"|(?:(?<!マイ)ナンバー|車両番号)[^\d\n]{0,8}[0-9]{2} ?- ?[0-9]{2}(?![0-9])"
    rf"|(?:(?<!マイ)ナンバー(?:プレート)?|車両番号|車番)[^\d\n。]{{0,8}}"
    rf"(?:{_CLASS} ?{_LETTER}|[「(]?{_OF_A_TWO_WHEELER}[」)]?) ?{_FOUR}"
)
_OF_A_TOWN = re.compile(
    rf"[一-龥]{{1,5}}[市区町村] ?{_OF_A_TWO_WHEELER} ?(?:[0-9]{{1,5}})(?![0-9人円名件])"
)
_PARKED = re.compile(r"原付|バイク|二輪|スクーター|ナンバー|プレート|駐車|停車|駐輪|車")


def addresses(text: Folded, rules: Rules) -> Iterator[tuple[int, int]]:
    """Of a house: with the town's name, as far as it is one."""
    for found in _house(rules.parts["towns"]).finditer(text.bare):
        yield found.span()


@cache
def _house(towns: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:〒? ?[0-9]{{3}}-[0-9]{{4}} ?)?(?:東京都)?(?:{_PLACE}[市区郡])?"
        rf"(?:{towns}) ?(?:{_LONG_FORM}|{_SHORT_FORM}|{_IN_KANJI})(?![0-9-])"
        rf"|{_PLACE}(?:{_LONG_FORM})(?![0-9-])"
        rf"|{_PLACE}[市区町村]{_PLACE} ?{_SHORT_FORM}(?![0-9時:日月/-])"
        rf"|{_PLACE}[市区町村]{_PLACE}{_K}[ノ-]{_K}[ノ-]{_K}{_COUNTS}"
    )


def of_addresses(text: Folded, rules: Rules) -> Iterator[Hit]:
    for start, end in addresses(text, rules):
        if is_known(text.bare[start:end], rules):
            continue
        near = text.around(start, end, 30, 30)
        if _OF_A_HOME.search(near):
            yield Hit("address", Severity.MEND, start, end)
        elif not rules.part("facility").search(near + _line_above(text, start)):
            yield Hit("address", Severity.CONFIRM, start, end)


def is_known(typed: str, rules: Rules) -> bool:
    key = address_key(typed)
    return any(key.endswith(known) for known in rules.known.addresses)


def _line_above(text: Folded, place: int) -> str:
    start = text.bare.rfind("\n", 0, place)
    return text.line_at(start - 1) if start > 0 else ""


def of_coordinates(text: Folded) -> Iterator[Hit]:
    for found in _COORDINATES.finditer(text.text):
        yield Hit("coordinates", Severity.CONFIRM, *found.span())
    for start, end in text.addresses:
        if _MAP_ADDRESS.search(text.text[start:end]):
            yield Hit("coordinates", Severity.CONFIRM, start, end)


def of_plates(text: Folded) -> Iterator[Hit]:
    for found in _PLATE.finditer(text.bare):
        yield Hit("plate", Severity.MEND, *found.span())
    for found in _OF_A_TOWN.finditer(text.bare):
        if _PARKED.search(text.around(*found.span(), 20, 20)):
            yield Hit("plate", Severity.MEND, *found.span())
