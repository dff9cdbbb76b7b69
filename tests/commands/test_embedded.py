"""The servers themselves run under every test; here is what surrounds them."""

import pytest

from komae_sns import embedded
from komae_sns.embedded import ServerMissing


def test_what_a_killed_owner_left_is_cleared_away(tmp_path):
    left = tmp_path / "komae-left"
    left.mkdir()
    (left / embedded.OWNER_LOCK).touch()

    embedded.private_folder(tmp_path)

    assert not left.exists()


def test_a_folder_in_use_and_folders_of_others_stay(tmp_path):
    used = embedded.private_folder(tmp_path)
    (tmp_path / "komae-other").mkdir()

    embedded.private_folder(tmp_path)

    assert used.exists()
    assert (tmp_path / "komae-other").exists()


def test_a_private_folder_is_private(tmp_path):
    assert embedded.private_folder(tmp_path).stat().st_mode & 0o777 == 0o700


def test_every_process_of_a_checkout_finds_the_same_folder(tmp_path):
    assert embedded.lasting_folder(tmp_path) == embedded.lasting_folder(tmp_path / "." / "")
    assert embedded.lasting_folder(tmp_path) != embedded.lasting_folder(tmp_path / "other")


def test_a_link_put_in_the_place_of_the_folder_is_refused(tmp_path):
    folder = embedded.lasting_folder(tmp_path)
    folder.symlink_to(tmp_path)

    try:
        with pytest.raises(ServerMissing, match="ほかの人"):
            embedded.take_lasting_folder(tmp_path)
    finally:
        folder.unlink()


def test_a_path_too_long_for_a_socket_is_named_before_anything_starts(tmp_path):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()

    with pytest.raises(ServerMissing, match="長すぎます"):
        embedded.start_valkey(deep)


def test_a_server_given_by_name_is_the_one_used(monkeypatch, tmp_path):
    monkeypatch.setenv("REDIS_SERVER_BIN", str(tmp_path / "redis-server"))

    with pytest.raises(FileNotFoundError):
        embedded.start_valkey(tmp_path)
