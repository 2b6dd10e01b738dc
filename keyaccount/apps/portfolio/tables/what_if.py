"""An imagined place in the matrix: the segment it would be, and what it would need. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.accounts import account_seen, may_write
from keyaccount.apps.portfolio.queries.segment_rules import thresholds_at
from keyaccount.apps.portfolio.queries.segments import standings
from keyaccount.apps.portfolio.words import ADVICE, SEGMENTS, STANCES
from keyaccount.apps.workspace.fields import MOST
from keyaccount.figures import Question, Scope, ScopeKind
from keyaccount.formulas.segments import Need, Standing, need, standing
from keyaccount.kernel.errors import Invalid

CENT = Decimal("0.01")
TWICE = Decimal(200)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """now: as it stands; then: as imagined; kept: where it will stand once the purchasing alone is saved."""

    account: Account
    may_write: bool
    now: Standing
    then: Standing
    kept: Standing
    need: Need

    @property
    def from_segment(self) -> str:
        return str(SEGMENTS[str(self.now.segment or "unknown")])

    @property
    def to_segment(self) -> str:
        return str(SEGMENTS[str(self.then.segment)])

    @property
    def kept_segment(self) -> str:
        return str(SEGMENTS[str(self.kept.segment)])

    @property
    def stance(self) -> str:
        return str(STANCES[self.then.stance]) if self.then.stance else ""

    @property
    def advice(self) -> str:
        return str(ADVICE[str(self.then.segment)])

    @property
    def share_percent(self) -> Decimal:
        return ((self.then.share or Decimal(0)) * 100).quantize(CENT)

    @property
    def purchasing(self) -> Decimal:
        return (self.then.purchasing or Decimal(0)).quantize(CENT)


def what_if(question: Question, account_id: int, given: Mapping[str, str]) -> WhatIf:
    """share in percent, purchasing in the base currency; either left out stays as it is now."""
    account = account_seen(question.viewer, account_id)
    alone = replace(question, scope=Scope(ScopeKind.ACCOUNT, account_id, str(account)), filters={})
    now = next(one.standing for one in standings(alone))
    cuts = thresholds_at(question.as_of)
    bought = _number(given, "purchasing", _("Yearly purchasing"), MOST, now.purchasing or cuts.medium_from)
    share = _number(given, "share", _("Share of wallet"), TWICE, (now.share or Decimal(0)) * 100) / 100
    wanted = need(now, share, bought)
    return WhatIf(
        account=account,
        may_write=account.archived_at is None and may_write(question.viewer, account),
        now=now,
        then=replace(standing(share * bought, bought, cuts), share=share),
        kept=standing(now.revenue, bought, cuts),
        need=wanted,
    )


def _number(given: Mapping[str, str], key: str, title: str, most: Decimal, usual: Decimal) -> Decimal:
    text = given.get(key, "").replace(",", "").replace("，", "").replace("%", "").strip()
    if not text:
        return usual
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Invalid(_("“%(title)s” needs a number, not “%(text)s”."), title=title, text=text) from error
    if not number.is_finite() or not 0 <= number <= most:
        raise Invalid(_("“%(title)s” lies between 0 and %(most)s."), title=title, most=f"{most:,f}")
    return number
