"""Every address of the product: the surfaces first, then each domain's own pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from keyaccount.config.domains import modules

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("keyaccount.surfaces.web.urls")),
    path("", include("keyaccount.surfaces.exchange.urls")),
    path("api/", include("keyaccount.surfaces.api.urls")),
    path("account/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    *[path("", include(module.__name__)) for module in modules("urls")],
]

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()
