"""Doors that people opened: customers who brought the next one, and colleagues who knew somebody there."""

from __future__ import annotations

from collections.abc import Iterator

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services.referrals import record_referral
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story

NOTES = ("行业年会上引荐", "老同事，电话介绍", "项目验收会后推荐", "")
ALSO = 11  # so many accounts after the first were opened by somebody
BY_US = 4  # every how many of them by one of ours


def tell_referrals(story: Story) -> None:
    """At the end of the story, when all these people are known."""
    act = Act(story.people["admin"], story.days.at(story.days.ago(1), 10), story.act.surface)
    companies = list(story.accounts.values())
    people = _people_of(companies)
    for place, (account, introducer) in enumerate(zip(companies[1 : ALSO + 1], people, strict=False), start=1):
        by = {"by_user": account.owner} if place % BY_US == 0 else {"by_contact": introducer}
        values = {**by, "on": story.days.ago(330 - 25 * place), "note": NOTES[place % len(NOTES)]}
        if by.get("by_user", introducer) is not None:
            record_referral(kind="account", object_id=account.pk, values=values, act=act)


def _people_of(companies: list[Account]) -> Iterator[Contact]:
    """The first two people of each company, which has them come before the companies they open."""
    for company in companies:
        yield from Contact.objects.filter(account=company, archived_at=None).order_by("pk")[:2]
