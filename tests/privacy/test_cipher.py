"""What lies in the database says nothing without the key."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.privacy import cipher, keys
from yizhan.privacy.files import open_file, seal_file


@given(st.text())
def test_what_was_sealed_opens_again_and_only_in_its_place(text: str) -> None:
    stored = cipher.seal(text, place="clients_client.name")
    assert cipher.unseal(stored, place="clients_client.name") == text
    with pytest.raises(cipher.Unreadable):
        cipher.unseal(stored, place="clients_client.phone")


def test_the_same_name_never_looks_the_same_twice() -> None:
    assert cipher.seal("测试奶奶", place="t.c") != cipher.seal("测试奶奶", place="t.c")


@pytest.mark.parametrize("damage", ["", "x", "9:AAAA", "1:AAAA", "nonsense"])
def test_a_damaged_value_is_refused_and_not_guessed(damage: str) -> None:
    with pytest.raises(cipher.Unreadable):
        cipher.unseal(damage, place="t.c")


def test_one_flipped_bit_is_noticed() -> None:
    stored = cipher.seal("测试", place="t.c")
    with pytest.raises(cipher.Unreadable):
        cipher.unseal(stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:], place="t.c")


def test_a_new_key_writes_and_the_old_one_still_reads() -> None:
    before = dict(keys._field_keys)
    stored = cipher.seal("测试", place="t.c")
    try:
        keys.open_keyring(field_keys={**before, 99: b"k" * 16}, digest_key=keys.digest_key())
        assert cipher.seal("测试", place="t.c").startswith("99:")
        assert cipher.unseal(stored, place="t.c") == "测试"
    finally:
        keys.open_keyring(field_keys=before, digest_key=keys.digest_key())


@pytest.mark.parametrize(
    ("field_keys", "digest_key"),
    [({}, b"d" * 16), ({1: b"short"}, b"d" * 16), ({0: b"k" * 16}, b"d" * 16), ({1: b"k" * 16}, b"")],
)
def test_a_poor_key_is_refused_at_start_up(field_keys: dict[int, bytes], digest_key: bytes) -> None:
    with pytest.raises(ValueError, match="key"):
        keys.open_keyring(field_keys=field_keys, digest_key=digest_key)


def test_an_unopened_key_ring_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_digest_keys", [])
    with pytest.raises(RuntimeError, match="not opened"):
        keys.digest_key()


def test_digests_find_equal_values_of_one_purpose_only() -> None:
    assert cipher.digest("示例", purpose="name") == cipher.digest("示例", purpose="name")
    assert cipher.digest("示例", purpose="name") != cipher.digest("示例", purpose="phone")
    assert cipher.digest("", purpose="name") == ""
    assert len(cipher.digest("示例", purpose="name")) == 32


def test_sm3_is_the_national_one() -> None:
    """The example of GM/T 0004-2012, appendix A.1."""
    assert cipher.sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == cipher.sm3(b"abc")


@given(st.lists(st.text(), max_size=4))
def test_many_values_are_sealed_each_for_itself(texts: list[str]) -> None:
    sealed = cipher.seal_all([*texts, *texts], place="t.c")
    assert [cipher.unseal(each, place="t.c") for each in sealed] == [*texts, *texts]
    assert len(set(sealed)) == len(sealed)


@pytest.mark.parametrize("length", [16, 64, 65, 200])
@given(value=st.text(min_size=1))
def test_a_digest_is_hmac_sm3_of_purpose_and_value(length: int, value: str) -> None:
    kept, key = keys.digest_key(), bytes(range(length))
    keys._digest_keys[:] = [key]
    try:
        whole = hmac.digest(key, f"a.b\0{value}".encode(), "sm3").hex()
        assert cipher.digest(value, purpose="a.b") == whole[:32]
    finally:
        keys._digest_keys[:] = [kept]


@given(st.binary(max_size=2000))
def test_a_sealed_file_opens_again_and_only_for_its_row(content: bytes) -> None:
    stored = seal_file(content, place="services_photo.file 1")
    assert open_file(stored, place="services_photo.file 1") == content
    for wrong in (
        stored[:-1],
        stored[:-1] + bytes([stored[-1] ^ 1]),
        b"9:" + stored[2:],
        b"",
        b"no file of ours",
    ):
        with pytest.raises(cipher.Unreadable):
            open_file(wrong, place="services_photo.file 1")
    with pytest.raises(cipher.Unreadable):
        open_file(stored, place="services_photo.file 2")
