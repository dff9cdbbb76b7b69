"""Files as people and attackers bring them, made here: name → bytes."""

import io
import os
import random
import struct
import zipfile
import zlib
from email.message import EmailMessage

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SCRIPT = b"<script>alert(document.domain)</script>"
SECRET = "secret-place-35.63N-139.57E"
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


def image(form="PNG", mode="RGB", size=(60, 40), color=7, **saved):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, form, **saved)
    return file.getvalue()


def noise(form, size, **saved):
    file = io.BytesIO()
    pixels = random.Random(5).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, pixels).save(file, form, **saved)
    return file.getvalue()


def exif(**tags):
    made = Image.Exif()
    made[0x010E] = SECRET
    made[0x0112] = tags.get("orientation", 1)
    made.get_ifd(0x8825)[2] = (35.0, 38.0, 0.0)
    made.get_ifd(0x8769)[0x9003] = tags.get("taken", "2026:11:20 09:30:00")
    return made


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_of(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def png_claiming(width, height, data=b"\0" * 10):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return png_of((b"IHDR", head), (b"IDAT", zlib.compress(data)), (b"IEND", b""))


def with_text(content):
    info = PngInfo()
    info.add_text("Comment", content)
    info.add_itxt("XML:com.adobe.xmp", content)
    return image(pnginfo=info)


def zipped(name="a.txt", content=b"a"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return file.getvalue()


def office(kind="word", *, macros=False):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(f"{kind}/document.xml", "<x/>")
        if macros:
            packed.writestr(f"{kind}/vbaProject.bin", b"Attribute VB_Name")
    return file.getvalue()


def mail(**headers):
    made = EmailMessage()
    made["From"], made["Subject"] = "市民 <a@example.jp>", "偽のアカウントについて"
    for name, value in headers.items():
        made[name] = value
    made.set_content("偽のアカウントから、DMが来ました。")
    return made.as_bytes()


def moving(form):
    frames = [Image.new("RGB", (20, 20), n) for n in (1, 2)]
    return image(form, size=(20, 20), save_all=True, append_images=frames)


def several_pictures():
    """What phones write: a JPEG with a second one for its depth behind it."""
    file = io.BytesIO()
    frames = [Image.new("RGB", (60, 40), n) for n in (1, 2)]
    frames[0].save(file, "MPO", save_all=True, append_images=frames[1:])
    return file.getvalue()


def huge_comment():
    head = struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0)
    bomb = b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9)
    pixels = zlib.compress(b"\0" * 310)
    return png_of((b"IHDR", head), (b"zTXt", bomb), (b"IDAT", pixels), (b"IEND", b""))


def bomb(size):
    """As many pixels as it says, all alike: small on the way, large in memory."""
    return image(mode="1", size=(size, size), color=0)


def heic(brand=b"heic"):
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0mif1" + brand + b"\0" * 200


def honest():
    lf = "一行目\n二行目"
    cjk = "日時,内容\r\n2026-11-20,偽の投稿"
    return {
        "画面.png": image(),
        "スクリーンショット 2026-11-26 12.00.00.png": image(mode="RGBA", color=(1, 2, 3, 200)),
        "白黒.png": image(mode="1", color=1),
        "灰.png": image(mode="L"),
        "灰と透明.png": image(mode="LA", color=(7, 7)),
        "色表.png": image(mode="P", transparency=0),
        "色表二.png": image(mode="P"),
        "深い.png": image(mode="I;16", color=40_000),
        "縦に長い画面.png": image(size=(400, 20_000)),
        "写真.jpg": image("JPEG", exif=exif()),
        "横向き.JPG": image("JPEG", exif=exif(orientation=6)),
        "鏡.jpeg": image("JPEG", exif=exif(orientation=5)),
        "灰.jpg": image("JPEG", "L"),
        "印刷.jpg": image("JPEG", "CMYK", color=(1, 2, 3, 4)),
        "ゆっくり.jpg": noise("JPEG", (800, 600), progressive=True),
        "深度つき.jpg": several_pictures(),
        "名前がjpgのpng.jpg": image(),
        "おかしな日付.jpg": image("JPEG", exif=exif(taken="0000:00:00 99:99:99")),
        "先の日付.jpg": image("JPEG", exif=exif(taken="2999:01:01 00:00:00")),
        "web.webp": noise("WEBP", (300, 200), quality=80),
        "web可逆.webp": image("WEBP", "RGBA", color=(1, 2, 3, 4), lossless=True),
        "注釈つき.png": with_text(SECRET),
        "紙.pdf": PDF,
        "古い紙.pdf": PDF.replace(b"1.7", b"1.3"),
        "メール.eml": mail(),
        "添付つきのメール.eml": mail(**{"X-Mailer": "portal"}),
        "外国のメール.eml": b"From: a@example.fr\r\nSubject: caf\xe9 \x81\r\n\r\nOl\xe1",
        "jisのメール.eml": b"Subject: x\r\n\r\n" + lf.encode("iso-2022-jp"),
        "控え.txt": lf.encode(),
        "bom.txt": lf.encode("utf-8-sig"),
        "sjis.txt": lf.encode("cp932"),
        "euc.txt": lf.encode("euc_jp"),
        "utf16.txt": lf.encode("utf-16"),
        "BMで始まる.txt": "BM会議の記録".encode(),
        "一文字.txt": b"a",
        "ソースの控え.txt": b"<html>" + SCRIPT,  # text, whatever it says
        "表.csv": cjk.encode("utf-8-sig"),
        "表sjis.CSV": cjk.encode("cp932"),
        "ちょうど.txt": b"a" * (10 * 1024 * 1024),
        "..\\..\\画面.png": image(color=8),
        "../../etc/passwd.png": image(color=9),
        "CON.png": image(color=10),
        "aux.txt": b"aux",
        "写真\u202egnp.exe.png": image(color=11),
        "\u200b.png": image(color=12),
        "長" * 300 + ".png": image(color=13),
        "<img src=x onerror=alert(1)>.png": image(color=14),
        "';X-Evil: 1.png": image(color=15),
        "点も名もない": image(color=16),
        ".png": image(color=17),
        "大きい写真.jpg": noise("JPEG", (4900, 5100), quality=20),
        "大きいwebp.webp": noise("WEBP", (2400, 2400), quality=60),
        "面積いっぱい.png": bomb(4999),
    }


def hostile():
    pdf_and_zip = PDF.replace(b"%%EOF\n", b"") + zipped("x", os.urandom(4000))
    return {
        "空.png": b"",
        "一バイト多い.txt": b"a" * (10 * 1024 * 1024 + 1),
        "頁.html": b"<!doctype html>" + SCRIPT,
        "頁.png": b"<!doctype html>" + SCRIPT,
        "絵.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "絵.png": b'<?xml version="1.0"?><svg onload="alert(1)"/>',
        "台本.js": b"alert(1)",
        "共用.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
        "動く.gif": moving("GIF"),
        "止まる.gif": image("GIF", "L"),
        "絵と台本.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
        "動く.png": moving("PNG"),
        "動く.webp": moving("WEBP"),
        "写真.heic": heic(),
        "写真.jpg": heic(b"mif1"),
        "写真.avif": heic(b"avif"),
        "録画.mp4": heic(b"isom"),
        "録画.mov": heic(b"qt  "),
        "絵.bmp": image("BMP"),
        "絵.tiff": image("TIFF"),
        "絵.ico": image("ICO", size=(16, 16)),
        "箱.zip": zipped(),
        "箱.png": zipped(),
        "文書.docx": office(),
        "マクロ.docm": office(macros=True),
        "表.xlsx": office("xl"),
        "古い文書.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "プログラム.exe": b"MZ" + b"\0" * 300,
        "プログラム.png": b"MZ" + b"\0" * 300,
        "プログラム.txt": b"MZ\x90\0\x03" + b"\0" * 300,
        "elf.txt": b"\x7fELF\x02\x01\x01" + b"\0" * 60,
        "台本.sh": b"#!/bin/sh\nrm -rf /\n",
        "頭だけ.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        "途中.png": noise("PNG", (300, 300))[:-4000],
        "途中.jpg": noise("JPEG", (300, 300))[:2000],
        "途中.webp": noise("WEBP", (300, 300))[:500],
        "途中.pdf": b"%PDF-1.7\n1 0 obj",
        "紙と箱.pdf": pdf_and_zip,
        "面積.png": png_claiming(5001, 5000),
        "爆弾.png": png_claiming(60_000, 60_000),
        "うその面積.png": png_claiming(4000, 4000),
        "広がる爆弾.png": bomb(12_000),
        "注釈の爆弾.png": huge_comment(),
        "負の面積.png": png_claiming(0, 10),
        "でたらめ.png": b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000),
        "でたらめ.jpg": b"\xff\xd8\xff\xe0" + random.Random(2).randbytes(5000),
        "でたらめ.webp": b"RIFF\xff\xff\0\0WEBPVP8 " + random.Random(3).randbytes(5000),
        "でたらめ.txt": random.Random(4).randbytes(5000),
        "nul.txt": b"a\0b",
        "鐘.txt": b"a\x01b",
    }
