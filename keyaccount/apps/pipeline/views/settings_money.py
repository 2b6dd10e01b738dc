"""Settings: currencies, their dated rates, the base currency."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.pipeline.forms.settings_money import BaseCurrencyForm, CurrencyForm, RateForm
from keyaccount.apps.pipeline.services import money
from keyaccount.apps.workspace.models import Currency, ExchangeRate
from keyaccount.apps.workspace.queries.currencies import currencies_with_rates
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import currencies as service
from keyaccount.apps.workspace.views.edge import act_of, today_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form
from keyaccount.ui.htmx import is_part


@require_safe
@administrators
def currencies(request: HttpRequest) -> HttpResponse:
    base, today = workspace().base_currency, today_of(request)
    context = {"base": base, "rows": currencies_with_rates(base, today), "today": today}
    return render(request, "pipeline/settings/currencies.html", context)


@require_safe
@administrators
def rates(request: HttpRequest, code: str) -> HttpResponse:
    """Every rate of a currency, in the drawer or as a page."""
    found = ExchangeRate.objects.filter(currency=code).order_by("-day")
    template = "pipeline/settings/rates.html" if is_part(request) else "pipeline/settings/rates_page.html"
    return render(request, template, {"code": code, "base": workspace().base_currency, "rates": found})


@administrators
def new_currency(request: HttpRequest) -> HttpResponse:
    look = Look(title=_("Add a currency"), back=reverse("pipeline:currencies"), word=_("Add"))
    return answer_form(
        request,
        CurrencyForm(request.POST or None),
        lambda values, seen: service.add_currency(code=values["code"], act=act_of(request)),
        look,
    )


@require_POST
@administrators
def use_currency(request: HttpRequest, code: str) -> HttpResponse:
    is_active = request.POST.get("use") == "1"
    said = _("Offered again.") if is_active else _("No longer offered; amounts in it stay as they are.")
    look = Look(title="", back=reverse("pipeline:currencies"), said=said)
    return answer_act(request, lambda: service.use_currency(code=code, is_active=is_active, act=act_of(request)), look)


@administrators
def new_rate(request: HttpRequest, code: str) -> HttpResponse:
    """Add a rate, or correct the one of the same day."""
    if not Currency.objects.filter(code=code).exists():
        raise Http404
    form = RateForm(request.POST or None, initial={"day": request.GET.get("day") or today_of(request)})
    form.fields["rate"].label = _("1 %(code)s in %(base)s") % {"code": code, "base": workspace().base_currency}
    look = Look(
        title=_("Rate of %(code)s") % {"code": code},
        back=reverse("pipeline:currencies"),
        text=_(
            "Open deals are converted at the newest rate of the day asked for. A closed deal keeps the amount at the "
            "rate it closed with; one that closed before there was any rate is converted now."
        ),
    )

    def save(values: dict[str, object], seen: int | None) -> None:
        _say_filled(request, money.set_rate(code=code, **values, act=act_of(request)).filled)  # type: ignore[arg-type]

    return answer_form(request, form, save, look)


@require_POST
@administrators
def remove_rate(request: HttpRequest, rate_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("pipeline:currencies"), said=_("The rate is removed; the audit trail keeps it."))
    return answer_act(request, lambda: service.remove_rate(rate_id=rate_id, act=act_of(request)), look)


@administrators
def base_currency(request: HttpRequest) -> HttpResponse:
    form = BaseCurrencyForm(request.POST or None, initial={"code": workspace().base_currency})
    look = Look(
        title=_("Base currency"),
        back=reverse("pipeline:currencies"),
        said=_("The base currency is changed. Set the rates anew."),
        text=_(
            "All totals and figures are told in it. Changing it removes all dated rates, since they tell worths in "
            "the old one; once a deal is closed, an order noted or a target set, it stays."
        ),
        word=_("Change it"),
    )
    return answer_form(
        request, form, lambda values, seen: money.change_base_currency(code=values["code"], act=act_of(request)), look
    )


def _say_filled(request: HttpRequest, filled: int) -> None:
    if filled:
        said = ngettext(
            "%(count)d closed deal or order could be converted now.",
            "%(count)d closed deals and orders could be converted now.",
            filled,
        )
        messages.success(request, said % {"count": filled})
