"""Making the demo workspace: people, companies and surroundings first, then the story from its first day to now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Surface
from keyaccount.apps.workspace.queries.settings import system_user, workspace
from keyaccount.surfaces.cli.demo.close_up import tell_close_up
from keyaccount.surfaces.cli.demo.companies import found_companies
from keyaccount.surfaces.cli.demo.days import Days
from keyaccount.surfaces.cli.demo.estimates import tell_estimates
from keyaccount.surfaces.cli.demo.events import tell_events
from keyaccount.surfaces.cli.demo.feeds import tell_feeds
from keyaccount.surfaces.cli.demo.forecasts import tell_forecasts
from keyaccount.surfaces.cli.demo.knowledge import tell_knowledge
from keyaccount.surfaces.cli.demo.markets import tell_markets
from keyaccount.surfaces.cli.demo.own_fields import define_own_fields, fill_own_fields
from keyaccount.surfaces.cli.demo.past import tell_past
from keyaccount.surfaces.cli.demo.people import hire
from keyaccount.surfaces.cli.demo.people_maps import tell_people_maps
from keyaccount.surfaces.cli.demo.pool import look_after_today, tell_pool
from keyaccount.surfaces.cli.demo.referrals import tell_referrals
from keyaccount.surfaces.cli.demo.serving import tell_serving
from keyaccount.surfaces.cli.demo.standings import review, tell_margins, tell_standings
from keyaccount.surfaces.cli.demo.story import Story, stages_and_reasons
from keyaccount.surfaces.cli.demo.surroundings import arrange, list_products, save_views, set_rates, tell_targets
from keyaccount.surfaces.cli.demo.tags import put_tags
from keyaccount.surfaces.cli.demo.talk import tell_talk
from keyaccount.surfaces.cli.demo.twins import look_for_twins, tell_twins
from keyaccount.surfaces.cli.demo.worked_example import tell_worked_example

PAST = (
    tell_past,
    tell_knowledge,
    tell_standings,
    tell_estimates,
    tell_serving,
    tell_markets,
    tell_feeds,
    tell_talk,
    tell_pool,
    tell_forecasts,
)
AFTERWARDS = (tell_referrals, tell_events, tell_margins)  # when all people and deals are known


@transaction.atomic
def tell_demo(now: datetime, *, past: bool = True) -> Story:
    """All of it or nothing, through the services that people use, at the moments it is said to happen.

    Without `past`: the worked example alone.
    """
    days = Days(now, workspace().zone) if past else Days(now, workspace().zone, quarters_back=0)
    act = Act(system_user(), days.opening, Surface.SYSTEM)
    people, teams = hire(act)
    arrange(act)
    set_rates(days, act)
    products = list_products(act)
    accounts = found_companies(people, act, days.opening)
    define_own_fields(act)
    if past:
        fill_own_fields(accounts, people, days, act)
        put_tags(accounts, act)
    stages, reasons = stages_and_reasons()
    story = Story(days, act, people, teams, accounts, products, stages, reasons)
    tell_targets(story)
    if past:
        for tell in PAST:
            tell(story)
    tell_worked_example(story)
    tell_people_maps(story)
    tell_close_up(story)
    tell_twins(story)
    story.tell()
    look_for_twins(now)
    save_views(story)
    if past:
        for tell in AFTERWARDS:
            tell(story)
    review(story)
    if past:
        look_after_today(story)
    return story
