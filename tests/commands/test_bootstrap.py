"""`python3 manage.py …` outside `.venv`. That it installs at all is seen by every CI run."""

import os
import sys
import threading

import pytest

from komae_sns import bootstrap
from komae_sns.bootstrap import RUN, TEST, Environment


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "requirements.txt").write_text("django==5.2.19 --hash=sha256:1\n")
    (tmp_path / "requirements-dev.txt").write_text("pytest==9.2.0 --hash=sha256:2\n")
    return tmp_path


class Rehearsal(Environment):
    """Everything but the download."""

    def __init__(self, root):
        super().__init__(root)
        self.done = []

    def _create(self):
        self.done.append("create")
        self.python.parent.mkdir(parents=True, exist_ok=True)
        self.python.unlink(missing_ok=True)
        self.python.symlink_to(sys.executable)
        (self.folder / "pyvenv.cfg").write_text("version = {}.{}.7\n".format(*bootstrap.WANTED))
        self.unfinished.unlink(missing_ok=True)

    def _install(self, lists):
        self.done.append(lists)


def test_a_bare_checkout_is_made_complete_once(checkout):
    environment = Rehearsal(checkout)

    environment.complete(RUN)
    environment.complete(RUN)

    assert environment.done == ["create", RUN]
    assert environment.holds(RUN)


def test_tests_need_more_than_running_does(checkout):
    environment = Rehearsal(checkout)
    environment.complete(RUN)

    environment.complete(TEST)

    assert environment.done == ["create", RUN, TEST]
    assert environment.holds(RUN)


@pytest.mark.parametrize("changed", ["requirements.txt", "requirements-dev.txt"])
def test_a_changed_lock_file_is_installed_again(checkout, changed):
    environment = Rehearsal(checkout)
    environment.complete(TEST)

    (checkout / changed).write_text("django==5.2.20 --hash=sha256:3\n")

    assert not environment.holds(TEST)


def test_another_python_in_the_environment_is_not_taken_for_the_installed_one(checkout):
    environment = Rehearsal(checkout)
    environment.complete(RUN)

    (environment.folder / "pyvenv.cfg").write_text("version = 3.12.1\n")

    assert not environment.holds(RUN)


def test_an_installation_killed_half_way_is_made_anew(checkout):
    environment = Rehearsal(checkout)
    environment.complete(RUN)
    environment.unfinished.touch()

    environment.complete(RUN)

    assert environment.done == ["create", RUN] * 2
    assert not environment.unfinished.exists()


def test_a_failed_installation_is_not_taken_for_a_finished_one(checkout):
    class Failing(Rehearsal):
        def _install(self, lists):
            raise SystemExit("no network")

    environment = Failing(checkout)

    with pytest.raises(SystemExit):
        environment.complete(RUN)

    assert not environment.holds(RUN)


def test_two_started_together_install_once(checkout):
    both = threading.Barrier(2, timeout=10)
    environments = [Rehearsal(checkout), Rehearsal(checkout)]

    def complete(environment):
        both.wait()
        environment.complete(RUN)

    threads = [threading.Thread(target=complete, args=[each]) for each in environments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(environments[0].done + environments[1].done, key=str) == [RUN, "create"]


def test_inside_the_environment_nothing_is_done(monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", bootstrap.Path(sys.prefix).parent)
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("started again"))

    assert bootstrap.enter(["manage.py", "up"]) is None


@pytest.fixture
def only_folder_on_path(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "WANTED", (3, 99))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_without_the_wanted_python_a_sentence_says_which_one(only_folder_on_path):
    with pytest.raises(SystemExit, match=r"(?s)Python 3\.99 が必要です.*Python 3\.99 is needed"):
        bootstrap._continue_with_wanted_python(["manage.py", "up"])


def test_a_stand_in_with_no_python_behind_it_is_passed_over(only_folder_on_path):
    stand_in = only_folder_on_path / "python3.99"
    stand_in.write_text("#!/bin/sh\nexit 127\n")
    stand_in.chmod(0o755)

    with pytest.raises(SystemExit, match="is needed"):
        bootstrap._continue_with_wanted_python(["manage.py", "up"])


def test_the_wanted_python_on_the_path_takes_over_with_the_same_words(
    only_folder_on_path, monkeypatch
):
    found = only_folder_on_path / "python3.99"
    found.write_text("#!/bin/sh\nexit 0\n")
    found.chmod(0o755)
    started = []
    monkeypatch.setattr(os, "execv", lambda *words: started.append(words))

    bootstrap._continue_with_wanted_python(["manage.py", "up", "--port", "9"])

    assert started == [(str(found), [str(found), "manage.py", "up", "--port", "9"])]


def test_without_root_nothing_is_installed_on_the_machine(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert not bootstrap.apt_install("libpango-1.0-0")


def test_without_pango_the_site_goes_on_and_says_what_pdfs_need(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "_has_pango", lambda: False)

    bootstrap.provide_pango()

    assert "apt-get install libpango-1.0-0" in capsys.readouterr().err
