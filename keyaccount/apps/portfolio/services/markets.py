"""Writing down a market with the shares of everyone in it: all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import Market, MarketShare
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, archiving, audit, editing
from keyaccount.formulas.market import others
from keyaccount.kernel.errors import Invalid, NotAllowed

FIELDS = ("name", "year", "provinces", "size", "growth", "wanted_share", "key_part", "key_revenue_share", "source")


@dataclass(frozen=True, slots=True)
class Held:
    """A supplier's shares as they are given."""

    supplier: str
    share: Decimal | None
    key_share: Decimal | None
    is_us: bool = False

    def __str__(self) -> str:
        return f"{self.supplier} {self.share}/{self.key_share}"


@transaction.atomic
def create_market(*, values: Mapping[str, Any], shares: Sequence[Held], act: Act) -> Market:
    if not act.actor.role.may_set_targets:
        raise NotAllowed
    market = Market(**{key: values[key] for key in FIELDS if key in values}, created_at=act.now, updated_at=act.now)
    _check(market)
    _check_shares(shares)
    market.save(force_insert=True)
    _write_shares(market, shares)
    audit.record(act, market, AuditAction.CREATED, {"shares": (None, [str(one) for one in shares])})
    return market


@transaction.atomic
def update_market(
    *, market_id: int, values: Mapping[str, Any], shares: Sequence[Held] | None, act: Act, version: int | None = None
) -> Market:
    """shares: of everyone in it; None leaves them as they are."""
    market = access.writable(Market, market_id, act)
    changes = editing.changed_fields(market, {key: values[key] for key in FIELDS if key in values}, version)
    editing.refuse_clashes(market, changes, version)
    for name, (_before, after) in changes.items():
        setattr(market, name, after)
    _check(market)
    _check_shares(shares or ())
    if changes:
        editing.apply(market, changes, act)
    if shares is not None:
        _replace_shares(market, shares, act)
    return market


def _replace_shares(market: Market, shares: Sequence[Held], act: Act) -> None:
    held = [_held(row) for row in market.shares.all()]
    if held != list(shares):
        market.shares.all().delete()
        _write_shares(market, shares)
        told = ([str(one) for one in held], [str(one) for one in shares])
        audit.record(act, market, AuditAction.CHANGED, {"shares": told})


@transaction.atomic
def archive_market(*, market_id: int, act: Act) -> Market:
    market = access.writable(Market, market_id, act)
    archiving.archive(market, act)  # type: ignore[arg-type]
    return market


def _held(row: MarketShare) -> Held:
    return Held(row.supplier, row.share, row.key_share, row.is_us)


def _write_shares(market: Market, shares: Sequence[Held]) -> None:
    MarketShare.objects.bulk_create(
        MarketShare(market=market, supplier=one.supplier, is_us=one.is_us, share=one.share, key_share=one.key_share)
        for one in shares
    )


def _check(market: Market) -> None:
    try:
        market.full_clean(exclude=["created_at", "updated_at"])
    except ValidationError as error:
        fields = {
            ("name" if name == "__all__" else name): " ".join(texts) for name, texts in error.message_dict.items()
        }
        raise Invalid(fields=fields) from error


def _check_shares(shares: Sequence[Held]) -> None:
    names = [one.supplier.casefold() for one in shares]
    if len(set(names)) != len(names):
        raise Invalid(fields={"shares": str(_("Each supplier stands here once."))})
    if sum(one.is_us for one in shares) > 1:
        raise Invalid(fields={"shares": str(_("Only one of them is us."))})
    for told in ([one.share for one in shares], [one.key_share for one in shares]):
        if others([part for part in told if part is not None]) is None:
            raise Invalid(fields={"shares": str(_("The shares make more than 100%."))})
