"""The asynchronous door. Our pages are synchronous and three to four times slower through it: use wsgi."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
application = get_asgi_application()
