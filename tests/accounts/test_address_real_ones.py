"""Addresses as Japanese municipalities really publish them, and as people paste them."""

import pytest

from accounts.address import read, rules_from_toml
from komae_sns import city

SERVICES = rules_from_toml(city.folder() / "services.toml")

X = "https://x.com/"
FACEBOOK = "https://www.facebook.com/"
INSTAGRAM = "https://www.instagram.com/"
LINE = "https://line.me/R/ti/p/@"
YOUTUBE = "https://www.youtube.com/"

PUBLISHED = [
    # X, mostly still printed with the old name
    ("http://twitter.com/KomaeCity", "x", "KomaeCity", X + "KomaeCity"),
    ("https://twitter.com/city_Ohtawara", "x", "city_Ohtawara", X + "city_Ohtawara"),
    ("https://twitter.com/mokacityhall", "x", "mokacityhall", X + "mokacityhall"),
    ("https://twitter.com/city_shimotsuke", "x", "city_shimotsuke", X + "city_shimotsuke"),
    ("https://twitter.com/city_utsunomiya", "x", "city_utsunomiya", X + "city_utsunomiya"),
    ("https://twitter.com/YAITA_CITY", "x", "YAITA_CITY", X + "YAITA_CITY"),
    ("https://twitter.com/sakura__city", "x", "sakura__city", X + "sakura__city"),
    ("https://twitter.com/NasushiobaraCit", "x", "NasushiobaraCit", X + "NasushiobaraCit"),
    ("https://twitter.com/Nasu_Karasuyama", "x", "Nasu_Karasuyama", X + "Nasu_Karasuyama"),
    ("https://twitter.com/Tochigi_City_01", "x", "Tochigi_City_01", X + "Tochigi_City_01"),
    ("https://twitter.com/SanoCity_PR", "x", "SanoCity_PR", X + "SanoCity_PR"),
    ("https://twitter.com/kumagayacity(外部サイト)", "x", "kumagayacity", X + "kumagayacity"),
    ("https://twitter.com/minato_city", "x", "minato_city", X + "minato_city"),
    ("X @yokohama_as", "x", "yokohama_as", X + "yokohama_as"),
    # Facebook
    ("http://www.facebook.com/joyocity", "facebook", "joyocity", FACEBOOK + "joyocity"),
    (
        "http://www.facebook.com/negita.yonago",
        "facebook",
        "negita.yonago",
        FACEBOOK + "negita.yonago",
    ),
    (
        "http://www.facebook.com/Yonago.city?v=info",
        "facebook",
        "Yonago.city",
        FACEBOOK + "Yonago.city",
    ),
    (
        "http://www.facebook.com/Tomigusuku.Okinawa",
        "facebook",
        "Tomigusuku.Okinawa",
        FACEBOOK + "Tomigusuku.Okinawa",
    ),
    (
        "https://www.facebook.com/city.edogawa.tokyo/",
        "facebook",
        "city.edogawa.tokyo",
        FACEBOOK + "city.edogawa.tokyo",
    ),
    (
        "https://www.facebook.com/city.minato.akasakashinzentaishi/",
        "facebook",
        "city.minato.akasakashinzentaishi",
        FACEBOOK + "city.minato.akasakashinzentaishi",
    ),
    (
        "https://fr-fr.facebook.com/city.komaki/posts/1215975871778439/",
        "facebook",
        "city.komaki",
        FACEBOOK + "city.komaki",
    ),
    ("https://m.facebook.com/city.tomakomai", "facebook", "city.tomakomai", None),
    # Instagram: three that differ by a sign, all of them genuine
    (
        "https://www.instagram.com/oshu.gikai/",
        "instagram",
        "oshu.gikai",
        INSTAGRAM + "oshu.gikai/",
    ),
    (
        "https://www.instagram.com/oshu_gikai/",
        "instagram",
        "oshu_gikai",
        INSTAGRAM + "oshu_gikai/",
    ),
    ("https://instagram.com/oshushigikai", "instagram", "oshushigikai", None),
    ("https://www.instagram.com/anan.city/", "instagram", "anan.city", INSTAGRAM + "anan.city/"),
    ("https://www.instagram.com/joyo_city/", "instagram", "joyo_city", None),
    ("https://www.instagram.com/minabe_town/?hl=ja", "instagram", "minabe_town", None),
    (
        "ユーザーネームは「@sakuragawa_city」（インスタグラム）",
        "instagram",
        "sakuragawa_city",
        None,
    ),
    # LINE
    ("LINE ID:@otakecity", "line", "otakecity", LINE + "otakecity"),
    ("「友だち追加」→「検索」→「ID」で「@fukushimacity」（LINE）", "line", "fukushimacity", None),
    ("https://page.line.me/ros0356v?openQrModal=true", "line", "ros0356v", LINE + "ros0356v"),
    ("//page.line.me/?accountId=717zajri", "line", "717zajri", LINE + "717zajri"),
    ("https://line.me/R/ti/p/%40981butkb", "line", "981butkb", LINE + "981butkb"),
    # YouTube
    (
        "https://www.youtube.com/channel/UCfrzA8BZ371C9InICYGolRA",
        "youtube",
        "UCfrzA8BZ371C9InICYGolRA",
        YOUTUBE + "channel/UCfrzA8BZ371C9InICYGolRA",
    ),
    (
        "https://www.youtube.com/user/saitamacitypr とする。",
        "youtube",
        "saitamacitypr",
        YOUTUBE + "user/saitamacitypr",
    ),
    (
        "鳥羽市YouTubeチャンネル=https://www.youtube.com/user/kohotoba/=。",
        "youtube",
        "kohotoba",
        YOUTUBE + "user/kohotoba",
    ),
    (
        "https://www.youtube.com/@user-mf3dy4bc2r",
        "youtube",
        "user-mf3dy4bc2r",
        YOUTUBE + "@user-mf3dy4bc2r",
    ),
    # note, TikTok
    (
        "https://nakama-city.note.jp/(外部サイトへリンク)",
        "note",
        "nakama-city.note.jp",
        "https://nakama-city.note.jp/",
    ),
    ("tondabayashi-city.note.jp", "note", "tondabayashi-city.note.jp", None),
    ("https://note.com./note_local/n/n574028012456", "note", "note_local", None),
    (
        "URL:https://www.tiktok.com/@yaita_city_official<外部リンク>",
        "tiktok",
        "yaita_city_official",
        "https://www.tiktok.com/@yaita_city_official",
    ),
]

SPELLINGS = [
    "https://x.com/KomaeCity",
    "https://x.com/KomaeCity/",
    "HTTPS://X.COM/KomaeCity",
    "x.com/KomaeCity",
    "//x.com/KomaeCity",
    "https://x.com./KomaeCity",
    "https://www.x.com/KomaeCity",
    "https://mobile.x.com/KomaeCity",
    "http://www.twitter.com/KomaeCity",
    "https://m.twitter.com/KomaeCity?lang=ja",
    "https://twitter.com/KomaeCity?ref_src=twsrc%5Etfw",
    "https://x.com/KomaeCity?s=20&t=abcDEF",
    "https://x.com/KomaeCity#top",
    "https://twitter.com/#!/KomaeCity",
    "http://twitter.com/#!KomaeCity",
    "https://x.com/@KomaeCity",
    "https://x.com//./about/../KomaeCity",
    "https://x.com/KomaeCity%20",
    "https://x.com/%40KomaeCity",
    "https://x.com/KomaeCity/status/1234567890?s=46",
    "https://x.com/KomaeCity/with_replies",
    "https://x.com/intent/user?screen_name=KomaeCity",
    "https://twitter.com/intent/follow?original_referer=x&screen_name=KomaeCity",
    "twitter://user?screen_name=KomaeCity",
    "ttps://x.com/KomaeCity",
    "ttp://twitter.com/KomaeCity",
    "hhttps://x.com/KomaeCity",
    "https//x.com/KomaeCity",
    "https:/x.com/KomaeCity",
    "https;//x.com/KomaeCity",
    "https: //x.com/KomaeCity",
    "https://https://x.com/KomaeCity",
    "　https://x.com/KomaeCity　",
    "\thttps://x.com/KomaeCity\r\n",
    "\ufeffhttps://x.com/KomaeCity",
    "ｈｔｔｐｓ：／／ｘ．ｃｏｍ／ＫｏｍａｅＣｉｔｙ",
    "https://x。com/KomaeCity",
    "<https://x.com/KomaeCity>",
    "「https://x.com/KomaeCity」",
    "（https://x.com/KomaeCity）",
    "[X](https://x.com/KomaeCity)",
    '<a href="https://x.com/KomaeCity">',
    "公式X：https://x.com/KomaeCity です",
    "公式X：https://x.com/KomaeCityです。",
    "公式X https://x.com/KomaeCity。",
    "https://x.com/KomaeCity、https://x.com/komaecity",
    "公式Xはx.com/KomaeCityです",
    "Follow us at https://x.com/KomaeCity.",
    "X：@KomaeCity",
    "X（旧Twitter）：＠KomaeCity",
    "狛江市公式ツイッター　@ KomaeCity",
    "ツイッターは@KomaeCityをフォロー",
    "X: KomaeCity",
    "狛江市公式X KomaeCity",
    "連絡先 koho@city.komae.lg.jp X @KomaeCity",
]


@pytest.mark.parametrize(("pasted", "service", "handle", "url"), PUBLISHED)
def test_published_addresses_become_service_handle_and_url(pasted, service, handle, url):
    address = read(pasted, SERVICES)

    assert (address.service, address.handle, address.ok) == (service, handle, True)
    assert url is None or address.url == url


@pytest.mark.parametrize("pasted", SPELLINGS)
def test_however_it_is_written_it_is_one_account_with_one_address(pasted):
    address = read(pasted, SERVICES)

    assert (address.service, address.url) == ("x", "https://x.com/KomaeCity")
    assert address.errors == ()


@pytest.mark.parametrize(
    ("pasted", "service", "handle"),
    [
        ("@KomaeCity", "x", "KomaeCity"),
        ("KomaeCity", "x", "KomaeCity"),
        ("＠ＫｏｍａｅＣｉｔｙ", "x", "KomaeCity"),
        ("ユーザー名：KomaeCity", "x", "KomaeCity"),
        ("/KomaeCity/", "x", "KomaeCity"),
        ("i/user/12345", "x", "i/user/12345"),
        ("Komae.City", "facebook", "Komae.City"),
        ("100064842512345", "facebook", "100064842512345"),
        ("Oshu.Gikai", "instagram", "oshu.gikai"),
        ("@123abcde", "line", "123abcde"),
        ("123ABCDE", "line", "123abcde"),
        ("@komaecity", "youtube", "komaecity"),
        ("@狛江市公式", "youtube", "狛江市公式"),
        ("UCfrzA8BZ371C9InICYGolRA", "youtube", "UCfrzA8BZ371C9InICYGolRA"),
        ("@komae_city", "tiktok", "komae_city"),
        ("@komae_city", "threads", "komae_city"),
        ("komae_city", "note", "komae_city"),
        ("komae.example.jp", "blog", "komae.example.jp"),
    ],
)
def test_a_bare_handle_is_read_for_the_service_that_was_chosen(pasted, service, handle):
    address = read(pasted, SERVICES, service=service)

    assert (address.service, address.handle, address.ok) == (service, handle, True)


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://www.facebook.com/profile.php?id=100064842512345&sk=about", "100064842512345"),
        ("https://www.facebook.com/people/狛江市/100064842512345/", "100064842512345"),
        ("https://www.facebook.com/pages/狛江市/176542345678", "176542345678"),
        ("https://www.facebook.com/pages/%E7%8B%9B/176542345678?ref=ts", "176542345678"),
        ("https://www.facebook.com/pages/category/City/狛江市-176542345678/", "176542345678"),
        ("https://www.facebook.com/p/狛江市-100064842512345/", "100064842512345"),
        ("https://www.facebook.com/狛江市-176542345678/", "176542345678"),
        ("https://www.facebook.com/176542345678", "176542345678"),
        ("fb://profile/176542345678", "176542345678"),
    ],
)
def test_facebook_pages_without_a_name_are_known_by_their_number(pasted, url):
    address = read(pasted, SERVICES)

    assert address.url == f"https://www.facebook.com/profile.php?id={url}"
    assert address.handle == url


@pytest.mark.parametrize(
    ("pasted", "handle"),
    [
        ("https://line.me/R/ti/p/@komaecity", "komaecity"),
        ("https://line.me/ti/p/@komaecity", "komaecity"),
        ("https://line.me/ti/p/%40KomaeCity", "komaecity"),
        ("http://line.naver.jp/ti/p/@komaecity", "komaecity"),
        ("https://line.me/R/ti/p/~@komaecity", "komaecity"),
        ("https://line.me/R/home/public/main?id=komaecity", "komaecity"),
        ("https://line.me/R/oaMessage/@komaecity/?hello", "komaecity"),
        ("https://page.line.me/komaecity/profile", "komaecity"),
        ("https://manager.line.biz/account/@123abcde/dashboard", "123abcde"),
        ("line://ti/p/@komaecity", "komaecity"),
    ],
)
def test_every_way_to_a_line_account_leads_to_its_id(pasted, handle):
    address = read(pasted, SERVICES)

    assert (address.service, address.url) == ("line", f"https://line.me/R/ti/p/@{handle}")


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://youtube.com/@KomaeCity?si=a1B2", "@KomaeCity"),
        ("https://m.youtube.com/@KomaeCity/videos", "@KomaeCity"),
        ("https://www.youtube.com/KomaeCity", "@KomaeCity"),
        ("https://www.youtube.com/c/KomaeCity/about", "c/KomaeCity"),
        ("https://www.youtube.com/@狛江市", "@%E7%8B%9B%E6%B1%9F%E5%B8%82"),
        ("https://www.youtube.com/@%E7%8B%9B%E6%B1%9F%E5%B8%82", "@%E7%8B%9B%E6%B1%9F%E5%B8%82"),
    ],
)
def test_youtube_channels(pasted, url):
    assert read(pasted, SERVICES).url == f"https://www.youtube.com/{url}"


@pytest.mark.parametrize(
    ("pasted", "handle", "url"),
    [
        (
            "https://ameblo.jp/komae-city/entry-12767204679.html?frm=theme",
            "ameblo.jp/komae-city",
            "https://ameblo.jp/komae-city",
        ),
        (
            "http://komae.hatenablog.com/entry/2020/07/29/220730",
            "komae.hatenablog.com",
            "https://komae.hatenablog.com/",
        ),
        (
            "https://www.city.komae.tokyo.jp/index.cfm/46,68699,369,html",
            "www.city.komae.tokyo.jp/index.cfm/46,68699,369,html",
            "https://www.city.komae.tokyo.jp/index.cfm/46,68699,369,html",
        ),
    ],
)
def test_blogs_are_known_by_where_they_stand(pasted, handle, url):
    address = read(pasted, SERVICES)

    assert (address.service, address.handle, address.url) == ("blog", handle, url)


def test_a_blog_on_a_server_of_its_own_keeps_what_names_the_page_and_drops_the_tracking():
    address = read("http://blog.example.jp/komae/?utm_source=x&page_id=3", SERVICES, service="blog")

    assert address.ok
    assert address.url == "https://blog.example.jp/komae/?page_id=3"


def test_a_japanese_domain_is_stored_as_the_name_system_knows_it():
    address = read("https://観光.狛江.jp/祭り", SERVICES, service="other")

    assert address.handle.startswith("観光.狛江.jp/")
    assert address.url.startswith("https://xn--54q388k.xn--9sw51l.jp/%E7%A5%AD")
    assert read(address.url, SERVICES, service="other").handle == address.handle


def test_an_account_beside_the_citys_own_page_is_the_account():
    pasted = "詳しくは https://www.city.komae.tokyo.jp/ 公式X https://x.com/KomaeCity"

    assert read(pasted, SERVICES).url == "https://x.com/KomaeCity"


def test_of_several_addresses_the_one_of_the_chosen_service_is_read():
    pasted = "X https://x.com/KomaeCity Instagram https://www.instagram.com/komae_city/"

    assert read(pasted, SERVICES, service="instagram").handle == "komae_city"
    assert [problem.code for problem in read(pasted, SERVICES).problems] == ["several_accounts"]


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("https://x.com/KomaeCity/status/1", "inner_page"),
        ("https://www.instagram.com/komae_city/reel/abc/", "inner_page"),
        ("https://www.tiktok.com/@komae_city/video/7", "inner_page"),
        ("https://x.com/i/user/12345", "old_form"),
        ("https://www.youtube.com/user/saitamacitypr", "old_form"),
        ("https://x.com/Ｋomae", "full_width"),
        ("https://x.com/KomaeCityをフォロー", "words_after"),
        ("https://x.com/Komae City", "words_after"),
        ("https://x.com/nhk", "short_for_new"),
        ("https://note.com/tondabayashi_city", "long_for_new"),
    ],
)
def test_what_was_done_with_the_address_is_said_in_a_note(pasted, code):
    address = read(pasted, SERVICES)

    assert address.ok
    assert [problem.code for problem in address.problems] == [code]
