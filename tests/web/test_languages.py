"""A catalogue in a folder of LOCALE_PATHS turns the pages into its language; without one they stay Chinese."""

import struct
from pathlib import Path

import pytest
from django.conf import settings as real
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings


def catalogue(folder: Path, words: dict[str, str]) -> None:
    """A compiled catalogue, as msgfmt writes it."""
    head = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    pairs = sorted((key.encode(), said.encode()) for key, said in ({"": head} | words).items())
    at, tables, texts = 28 + 16 * len(pairs), [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<II", len(pair[side]), at + len(texts))
            texts += pair[side] + b"\0"
    path = folder / "en" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(
        struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
        + b"".join(tables)
        + texts
    )


def test_the_folder_of_catalogues_is_there() -> None:
    assert [path for path in real.LOCALE_PATHS if not Path(path).is_dir()] == []


@pytest.mark.django_db
def test_a_browser_that_asks_for_a_language_gets_it_where_there_is_a_catalogue(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    def sign_in_page(language: str) -> str:
        page: str = client.get(
            reverse("account_login"), headers={"Accept-Language": language}
        ).content.decode()
        return page

    assert "登录" in sign_in_page("en")
    catalogue(tmp_path, {"登录": "Sign in to the station"})
    settings.LANGUAGES = [*real.LANGUAGES, ("en", "English")]
    settings.LOCALE_PATHS = [tmp_path]
    assert "Sign in to the station" in sign_in_page("en")
    assert "Sign in to the station" not in sign_in_page("zh-hans")
