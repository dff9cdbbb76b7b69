import io
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pypdf
import pytest

from komae_sns.documents.press import Limits, Press, PressFailed

CSS = """
@page { @bottom-center { font-family: Mincho; content: counter(page) "／" counter(pages) } }
body { font-family: Mincho, Rare } h1 { font-family: Gothic, Mincho, Rare }
"""
POLICY = "<html lang=ja><title>t</title><h1>運用ポリシー</h1><p>第1条　このポリシーは、</p>"


@pytest.fixture(scope="module")
def press():
    press = Press()
    yield press
    press.stop()


@pytest.fixture
def small_press():
    presses = []

    def start(**limits):
        presses.append(Press(Limits(**limits)))
        return presses[-1]

    yield start
    for press in presses:
        press.stop()


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    return "".join(page.extract_text() for page in read(pdf).pages)


def is_alive(pid):
    """Zombies have ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_a_paper_is_a_tagged_titled_japanese_pdf(press):
    printed = press.print_pdf(POLICY, css=CSS, title="運用ポリシー")

    pdf = read(printed.pdf)
    assert (printed.pages, printed.missing) == (1, ())
    assert pdf.metadata.title == "運用ポリシー"
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert pdf.root_object["/Lang"] == "ja"
    assert [entry.title for entry in pdf.outline] == ["運用ポリシー"]
    assert "このポリシーは" in text_of(printed.pdf)
    assert "1／1" in text_of(printed.pdf)


def test_every_font_is_embedded(press):
    pdf = read(press.print_pdf(POLICY, css=CSS, title="t").pdf)

    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert len(descriptors) == 2
    assert all("/FontFile3" in descriptor for descriptor in descriptors)


def test_the_same_paper_is_printed_in_the_same_bytes(press):
    first, second = (press.print_pdf(POLICY, css=CSS, title="t").pdf for _ in range(2))

    assert first == second


def test_a_character_no_font_has_is_reported_and_set_as_geta(press):
    printed = press.print_pdf("<p>こまえ😀公式&#128077;</p>", css=CSS, title="t")

    assert printed.missing == ("😀", "👍")
    assert "こまえ〓公式〓" in text_of(printed.pdf)


def test_rare_characters_are_printed(press):
    printed = press.print_pdf("<p>髙﨑𠮷㋿鿋</p>", css=CSS, title="t")

    assert "髙﨑𠮷" in text_of(printed.pdf)
    assert printed.missing == ()


class Recorder(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def neighbour():
    """A web server the press must never call; yields its address and what was asked of it."""
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    Recorder.asked = []
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Recorder.asked
    server.shutdown()
    thread.join()
    server.server_close()


WAYS_IN = [
    "<img src='{url}'>",
    "<link rel=stylesheet href='{url}'>",
    "<link rel=attachment href='{url}'>",
    "<a rel=attachment href='{url}'>a</a>",
    "<object data='{url}'>x</object>",
    "<embed src='{url}'>",
    "<iframe src='{url}'></iframe>",
    "<base href='{url}'><img src='x.png'>",
    "<style>@import url('{url}');</style>",
    "<style>@font-face {{ font-family: F; src: url('{url}') }} p {{ font-family: F }}</style><p>x",
    "<p style=\"background: url('{url}')\">x</p>",
    "<p style=\"list-style-image: url('{url}'); display: list-item\">x</p>",
    "<style>p::before {{ content: url('{url}') }}</style><p>x</p>",
    "<svg width='9' height='9' xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>",
    "<svg xmlns='http://www.w3.org/2000/svg'><use href='{url}#a'/></svg>",
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
    "<image href='{url}'/></svg>\">",
    "<?xml-stylesheet href='{url}'?><p>x</p>",
]


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_nothing_is_fetched_over_the_network(press, neighbour, way_in):
    address, asked = neighbour

    press.print_pdf(way_in.format(url=f"{address}/secret"), css=CSS, title="t")

    assert asked == []


@pytest.mark.parametrize("spelling", ["file://{}", "FILE://{}", "file:{}", "{}"])
@pytest.mark.parametrize("way_in", WAYS_IN)
def test_no_file_of_the_machine_enters_a_paper(press, tmp_path, way_in, spelling):
    secret = tmp_path / "secret.css"
    secret.write_text("@page { @top-left { font-family: Mincho; content: 'SECRET' } } /*SECRET*/")

    pdf = press.print_pdf(way_in.format(url=spelling.format(secret)), css=CSS, title="t").pdf

    assert "SECRET" not in text_of(pdf)
    assert not any(b"SECRET" in content for content in embedded(pdf))


def embedded(pdf):
    """Every stream of the PDF, unpacked."""
    reader = read(pdf)
    for number in range(1, len(reader.xref[0]) + 1):
        thing = reader.get_object(number)
        if hasattr(thing, "get_data"):
            yield thing.get_data()


def test_an_entity_names_no_file(press):
    html = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>&x;</p>"

    assert "root:" not in text_of(press.print_pdf(html, css=CSS, title="t").pdf)


def test_a_paper_too_slow_fails_alone_and_the_next_one_is_printed(small_press):
    press = small_press()
    press.warm()
    slow = "<table>" + "<tr><td>行</td></tr>" * 60_000 + "</table>"

    with pytest.raises(PressFailed, match="PDFを作れませんでした"):
        press.print_pdf(slow, css=CSS, title="t", seconds=1)

    assert press.print_pdf(POLICY, css=CSS, title="t").pages == 1


def test_a_paper_too_large_fails_alone_and_the_next_one_is_printed(small_press):
    press = small_press(memory_bytes=330 << 20, seconds=60, cpu_seconds=60)
    large = " " * 80_000_000

    with pytest.raises(PressFailed):
        press.print_pdf(large, css=CSS, title="t")

    assert press.print_pdf(POLICY, css=CSS, title="t").pages == 1


def test_a_press_that_runs_in_circles_is_stopped_by_the_kernel(small_press):
    press = small_press(cpu_seconds=2, seconds=60)

    with pytest.raises(PressFailed) as failure:
        press.print_pdf("<table>" + "<tr><td>行</td></tr>" * 60_000, css=CSS, title="t")

    assert failure.value.cause == f"the press ended with {-signal.SIGXCPU}"


def test_a_killed_press_is_replaced(press):
    press.print_pdf(POLICY, css=CSS, title="t")
    killed = press.pid

    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not is_alive(killed))

    assert press.print_pdf(POLICY, css=CSS, title="t").pages == 1
    assert press.pid != killed


def test_a_press_that_idled_away_is_replaced(small_press):
    press = small_press(idle_seconds=1)
    press.warm()
    idle = press.pid

    wait_until(lambda: not is_alive(idle))

    assert press.print_pdf(POLICY, css=CSS, title="t").pages == 1


def test_a_press_is_renewed_after_its_number_of_papers(small_press):
    press = small_press(documents=2)

    pids = [press.print_pdf(POLICY, css=CSS, title="t") and press.pid for _ in range(4)]

    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_threads_share_one_press_and_each_gets_its_own_paper(press):
    def title(n):
        return read(press.print_pdf(f"<p>{n}", css=CSS, title=f"第{n}号").pdf).metadata.title

    with ThreadPoolExecutor(8) as pool:
        titles = list(pool.map(title, range(16)))

    assert titles == [f"第{n}号" for n in range(16)]


def test_a_forked_child_starts_its_own_press(press):
    press.print_pdf(POLICY, css=CSS, title="t")
    inherited = press.pid
    received, sent = os.pipe()

    if not os.fork():
        press.forget()
        press.print_pdf(POLICY, css=CSS, title="t")
        os.write(sent, str(press.pid).encode())
        press.stop()
        os._exit(0)

    assert int(os.read(received, 20)) != inherited
    assert press.print_pdf(POLICY, css=CSS, title="t").pages == 1
    assert press.pid == inherited


def test_the_press_ends_when_the_portal_is_killed():
    script = "from komae_sns.documents import press; press.warm(); print(press.pid())"
    portal = subprocess.Popen(
        [sys.executable, "-c", f"{script}; import time; time.sleep(60)"],
        stdout=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
        cwd=Path(__file__).resolve().parents[2],
    )
    pid = int(portal.stdout.readline())

    portal.kill()
    portal.communicate()

    assert wait_until(lambda: not is_alive(pid))


def test_the_press_holds_no_django_and_no_secrets(press):
    press.warm()

    maps = Path(f"/proc/{press.pid}/maps").read_text()
    environment = Path(f"/proc/{press.pid}/environ").read_text()
    assert "psycopg" not in maps
    assert "DATABASE_URL" not in environment
    assert "SECRET" not in environment


def test_nothing_is_left_in_the_temporary_folder(small_press, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    press = small_press()
    press.warm()

    press.stop()

    assert list(tmp_path.iterdir()) == []
