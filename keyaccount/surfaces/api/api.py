"""The REST API as one object: who may call it, how it reads, its operations."""

from __future__ import annotations

from ninja import NinjaAPI, Router

from keyaccount.surfaces.api import problems
from keyaccount.surfaces.api.callers import AccessTokenAuth, SessionAuth
from keyaccount.surfaces.api.once import once
from keyaccount.surfaces.api.reading import ExactParser
from keyaccount.surfaces.api.resources import (
    accounts,
    bulk,
    comments,
    contacts,
    costs,
    custom_fields,
    data_subjects,
    deal_people,
    estimates,
    figures,
    files,
    forecast,
    imports,
    jobs,
    ledger,
    markets,
    me,
    news,
    opportunities,
    opportunity_acts,
    orders,
    people,
    people_map,
    personal,
    pipelines,
    plans,
    pool,
    portrait,
    products,
    quality,
    referrals,
    rivals,
    scorecards,
    signals,
    targets,
    ties,
    visits,
    white_space,
)
from keyaccount.surfaces.api.throttle import CallerThrottle

ROUTERS: tuple[tuple[str, Router], ...] = (
    ("", me.router),
    ("", bulk.router),  # before the records: `bulk` is no id
    ("accounts", accounts.router),
    ("accounts", estimates.of_account),
    ("accounts", pool.of_account),
    ("accounts", costs.of_account),
    ("costs", costs.router),
    ("accounts", ties.of_account),
    ("accounts", portrait.of_account),
    ("accounts", rivals.of_account),
    ("accounts", white_space.of_account),
    ("pool", pool.router),
    ("relationship-ledger", ledger.router),
    ("comments", comments.router),
    ("files", files.router),
    ("estimates", estimates.router),
    ("portrait-answers", portrait.router),
    ("signals", signals.router),
    ("signal-rules", signals.of_rules),
    ("feeds", news.router),
    ("found-signals", news.of_found),
    ("scorecards", scorecards.router),
    ("measure-readings", scorecards.of_readings),
    ("rivals", rivals.router),
    ("rival-notes", rivals.of_notes),
    ("business-units", white_space.of_units),
    ("markets", markets.router),
    ("contacts", contacts.router),
    ("contacts", personal.router),
    ("contacts", plans.of_contact),
    ("contact-plans", plans.router),
    ("contacts", data_subjects.router),
    ("contacts", visits.of_contact),
    ("visits", visits.router),
    ("referrals", referrals.router),
    ("contacts", people_map.of_contact),
    ("readings", people_map.of_readings),
    ("influence-links", people_map.of_links),
    ("opportunities", opportunities.router),
    ("opportunities", opportunity_acts.router),
    ("opportunities", deal_people.router),
    ("custom-fields", custom_fields.router),
    ("products", products.router),
    ("targets", targets.router),
    ("orders", orders.router),
    ("pipelines", pipelines.router),
    ("close-reasons", pipelines.reasons),
    ("users", people.users),
    ("teams", people.teams),
    ("figures", figures.router),
    ("forecast", forecast.router),
    ("imports", imports.router),
    ("duplicates", quality.duplicates),
    ("merges", quality.merges),
    ("jobs", jobs.router),
)

api = NinjaAPI(
    title="KeyAccount",
    version="1",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=[AccessTokenAuth(), SessionAuth()],
    throttle=CallerThrottle(),
    parser=ExactParser(),
)
api.add_decorator(once)
problems.handle_on(api)
for prefix, router in ROUTERS:
    api.add_router(prefix, router)
