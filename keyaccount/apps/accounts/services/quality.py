"""Accounts as records that may stand twice: what is compared, what a merge asks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.workspace.queries.quality import kinds
from keyaccount.apps.workspace.queries.quality.kinds import Kind, Pair
from keyaccount.formulas.duplicates import (
    Company,
    close_pairs,
    company_name,
    compare_companies,
    edits_allowed,
    host_key,
    is_public_host,
    pairs_sharing,
    phone_keys,
    pieces,
)


def company(values: Mapping[str, Any]) -> Company:
    return Company(
        name=values["name"],
        short_name=values.get("short_name") or "",
        host=host_key(values.get("domain") or values.get("website") or ""),
        phones=phone_keys(values.get("phone") or ""),
        id=values.get("id"),
        parent=values.get("parent_id"),
    )


def pairs(companies: Mapping[int, Company]) -> set[Pair]:
    """Those that share a name, a host or a number, and those whose names are a slip apart."""
    cores = {pk: company_name(one.name).core for pk, one in companies.items()}
    return pairs_sharing({pk: keys(one) for pk, one in companies.items()}) | close_pairs(cores)


def keys(one: Company) -> set[str]:
    return _names(one) | _reach(one)


def lookup(companies: Sequence[Company]) -> Q:
    cores = {company_name(name).core for one in companies for name in (one.name, one.short_name) if name}
    hosts = {one.host for one in companies if one.host and not is_public_host(one.host)}
    phones = {number for one in companies for number in one.phones}
    found = Q(name_key__in=cores) | Q(short_name_key__in=cores)
    return found | (Q(domain__in=hosts) if hosts else Q()) | (Q(phone_key__in=phones) if phones else Q())


def near(one: Company) -> Q:
    core = company_name(one.name).core
    names = {core, company_name(one.short_name).core if one.short_name else core}
    found = Q(name_key__in=names) | Q(short_name_key=core) | Q(phone_key__in=one.phones)
    if one.host and not is_public_host(one.host):
        found |= Q(domain__iexact=one.host) | Q(website__icontains=one.host)
    longest = max(core.split(), key=len, default="") if " " in core else ""
    for piece in {*(pieces(core, edits) if (edits := edits_allowed(len(core))) else ()), longest} - {""}:
        found |= Q(name_key__contains=piece)
    return found


def _names(one: Company) -> set[str]:
    cores = {company_name(name).core for name in (one.name, one.short_name) if name}
    return {form for core in cores for form in (core, core.replace(" ", ""), " ".join(sorted(core.split())))}


def _reach(one: Company) -> set[str]:
    host = {f"@{one.host}"} if one.host and not is_public_host(one.host) else set()
    return host | {f"#{number}" for number in one.phones}


ACCOUNTS = Kind(
    key="accounts",
    title=_("Accounts"),
    model=Account,
    fields=tuple(name for name in accounts.FIELDS if not name.startswith("external_")),
    columns=("name", "short_name", "domain", "website", "phone", "parent_id"),
    subject=company,
    pairs=pairs,
    compare=compare_companies,
    near=near,
    keys=keys,
    lookup=lookup,
    put_words=accounts.put_words,
    check=accounts.check,
    page="accounts:account",
    linked="account",
    filters=frozenset({"account", "parent", "group"}),
)


def add() -> None:
    kinds.add(ACCOUNTS)
