"""Does a sentence say that a thing is done, that it is not done, or only that it might be?"""

import re
from enum import Enum


class Said(Enum):
    DONE = "する"
    CONDITIONAL = "する場合"
    FORBIDDEN_ITEM = "すること"  # of a list of what must not be done
    NOT = "しない"


# 「削除せざるを得ない」「しなければならない」 deny nothing.
_DUTY = re.compile(
    r"(?:し|行わ|せ)?(?:なければ|なくては|ねば|ないと)(?:なら(?:ない|ぬ|ず)|なりません|いけ(?:ない|ません))"
    r"|ざるを得(?:ない|ません|ず)|(?:の|に)みならず|だけでなく|ばかりでなく|にかかわらず|かかわらず|必要が?な(?:い|くなっ)"
    r"|にほかなら(?:ない|ず)|(?:に|と)違いない|少なくとも|(?:やむを得|止むを得)(?:ず|ない|なく|ません)|問わず|絶えず"
    r"|間違いなく|遅滞なく|滞りなく|漏れなく|もれなく|必ず|まず|予告なく"
)
_NOT = re.compile(
    r"(?:し|行わ|行え|おこなわ|いたさ|致さ|され|られ|れ|せ|き|み|け|げ|べ|め|え|か|さ|た|な|ば|ま|ら|わ|来|ことは|ことも|ものでは|わけでは|では)"
    r"(?:ない|なく(?!な)|ず(?=[、に。]|$|、|と|もの|こと))"
    r"|ません|まい(?:$|。)|せず|禁止|禁[じず]|避け|控え|慎[むみ]|差し?控え|かねま|かねる|不可|ご遠慮|お断り|断る"
    r"|限らない|限りません|困難(?:です|である|だ|な場合が|$|。)|ことなく|ことはな|ことがないよう|ないよう|しない|しな(?:かっ|く)|防[ぎぐ止]|なし(?:とする|です|$)"
)
_NEXT_STATEMENT = re.compile(
    r"(?:[しりいみびちき]|って|して|り)(?:、|たうえ|た上)|ますが、|ですが、|るが、|ないが、|とともに、?|一方|ただし|、また|、かつ"
)
_IF = re.compile(
    r"^(?:を|が|は|も|の)?(?:し|する|した|行う|行った|なった|なる|される|いたします?|致します?|させる|すべき)?"
    r"(?:こととなった|こととした|ことになった|ことを決定した)?"
    r"(?:場合(?!が|も|は?あ|による)|とき(?:は|に|、)|際(?:は|に|、|の)|に当たって|にあたって|にあたり|に当たり|前に|まで)"
)
_ITEM_END = re.compile(
    r"(?:こと|とき|もの|行為|場合|者|投稿|内容|情報|発言|コメント|返信)[。）)]*$"
)
_NOUN_END = re.compile(r"[一-龥ァ-ヶー々A-Za-z0-9）)」]$")
_STATES = re.compile(
    r"(?:する|します|した|行う|行います|ある|あります|とする|できる|できます|いく|いきます|なる|なります|いる|います|おります"
    r"|る|ます|う|く|す|つ|む|ぶ|です|だ|である|可|要|こと(?:とする|ができる|がある|があります))[。）)]*$"
)


def said(sentence: str, end: int, *, in_a_forbidding_list: bool = False) -> Said:
    """Of what ends at `end` in the sentence."""
    tail = _until_the_next_statement(sentence[end:])
    if _IF.match(tail):
        return Said.CONDITIONAL
    if _denies(tail):
        return Said.NOT
    ending = sentence.rstrip("。 　")
    if in_a_forbidding_list and not _is_statement(ending):
        return Said.FORBIDDEN_ITEM
    return Said.DONE


def _until_the_next_statement(tail: str) -> str:
    found = _NEXT_STATEMENT.search(tail)
    return tail[: found.start() + 1] if found else tail


def _denies(text: str) -> bool:
    return bool(_NOT.search(_DUTY.sub("", text)))


def _is_statement(ending: str) -> bool:
    """する。 and します。 state; 「…すること」「…の投稿」 are items of a list."""
    return not _ITEM_END.search(ending) and bool(_STATES.search(ending))


def denies(sentence: str) -> bool:
    """Anywhere."""
    return _denies(sentence)


def is_item(sentence: str) -> bool:
    """「同じ内容を繰り返し投稿するもの」: names a thing, states nothing."""
    ending = sentence.rstrip("。 　")
    return bool(_ITEM_END.search(ending)) and not ending.endswith("こと")
