"""Settings: what we sell. Everybody sees the list, those who write everything keep it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.pipeline.forms.settings_money import ProductForm
from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.pipeline.queries.products import keeps_products, products_asked
from keyaccount.apps.pipeline.services import products as service
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form, only
from keyaccount.ui.htmx import render_part

PAGE = 100
keepers = only(keeps_products)


@require_safe
@page
def products(request: HttpRequest) -> HttpResponse:
    words, archived = request.GET.get("q", ""), request.GET.get("archived") == "1"
    pages = Paginator(products_asked(words, archived=archived), PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "total": pages.count,
        "words": words,
        "archived": archived,
        "keeps": keeps_products(viewer(request)),
    }
    return render_part(request, "pipeline/settings/products.html", context, part="rows")


@keepers
def new_product(request: HttpRequest) -> HttpResponse:
    form = ProductForm(request.POST or None, initial={"currency": workspace().base_currency})
    look = Look(title=_("New product"), back=reverse("pipeline:products"), word=_("Add"))
    return answer_form(
        request, form, lambda values, seen: service.create_product(values=values, act=act_of(request)), look
    )


@keepers
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    found = Product.objects.filter(pk=product_id).first()
    if found is None:
        raise Http404
    look = Look(
        title=found.name,
        back=reverse("pipeline:products"),
        text=_("Deals keep the prices that stand on their lines."),
        record=found,
    )
    return answer_form(
        request,
        ProductForm(request.POST or None, instance=found),
        lambda values, seen: service.update_product(
            product_id=product_id, values=values, act=act_of(request), version=seen
        ),
        look,
    )


@require_POST
@keepers
def archive_product(request: HttpRequest, product_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("pipeline:products"), said=_("No longer offered. Deals keep their lines."))
    return answer_act(request, lambda: service.archive_product(product_id=product_id, act=act_of(request)), look)


@require_POST
@keepers
def restore_product(request: HttpRequest, product_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("pipeline:products"), said=_("Offered again."))
    return answer_act(request, lambda: service.restore_product(product_id=product_id, act=act_of(request)), look)
