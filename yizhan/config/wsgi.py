"""The door of the web server (Granian, WSGI)."""

import os
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
MOST_UNANNOUNCED = 16 * 1024 * 1024
"""Of a body that does not say how long it is; clients are asked for parcels of 10 MB (api/openrosa.py)."""

App = Callable[[dict[str, Any], Any], Iterable[bytes]]


def measured(app: App) -> App:
    """OpenRosa clients may send a body in chunks, without its length; Django would read nothing of it."""

    def enter(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        if (
            chunked
            and not environ.get("CONTENT_LENGTH")
            and environ["PATH_INFO"].startswith("/api/openrosa/")
        ):
            body = environ["wsgi.input"].read(MOST_UNANNOUNCED + 1)
            size = (
                len(body) if len(body) <= MOST_UNANNOUNCED else settings.UPLOAD_LIMIT_BYTES * 2
            )  # told: too large
            environ = {**environ, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(size)}
        return app(environ, start_response)

    return enter


application = measured(get_wsgi_application())
