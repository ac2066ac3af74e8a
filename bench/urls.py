"""The addresses of the product, and one beside them."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from bench.bare.models import Bare

FIELDS = {field.name: field for field in Bare._meta.concrete_fields}


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """JSON in, every field's own validation, one row through the ORM, its id out."""
    told = json.loads(request.body)
    row = Bare(**{name: FIELDS[name].clean(value, None) for name, value in told.items()})
    row.save(force_insert=True)
    return JsonResponse({"id": str(row.pk)})


urlpatterns = [path("bare", bare), path("", include("yizhan.config.urls"))]
