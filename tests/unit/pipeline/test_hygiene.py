"""The hygiene list: what each domain answers, who sees it, and a figure whose rows sum to it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from keyaccount.apps.accounts.models import Account, PortraitQuestion
from keyaccount.apps.accounts.queries import hygiene
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.contacts.services import contacts, visits
from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.figures import Question, Scope, ScopeKind, compute
from keyaccount.formulas.hygiene import Kept, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_nine")]
TODAY = date(2026, 11, 19)
PART = {"HX-Request": "true"}


def states(account: Account, user: Any, day: date = TODAY) -> dict[str, State]:
    judged = hygiene.Judged(user, Account.objects.filter(pk=account.pk), day)
    return {finding.check.key: finding.state for finding in judged.of(account.pk)}


def lose(account: Account, act: Any, *, note: str = "", name: str = "Lost") -> None:
    deal = opportunities.create_opportunity(
        values={"name": name, "account": account, "amount": Decimal(5), "opened_on": TODAY - timedelta(9)}, act=act
    )
    reason = CloseReason.objects.filter(outcome="lost").first()
    stages.lose_opportunity(opportunity_id=deal.pk, reason=reason, note=note, act=act)


def visit(account: Account, act: Any, made_on: date, purpose: str) -> None:
    person = contacts.create_contact(values={"name": f"Li {made_on}", "account": account}, act=act)
    visits.record_visit(contact_id=person.pk, values={"made_on": made_on, "purpose": purpose}, act=act)


def test_a_new_account_has_no_file_and_nothing_else_to_judge(account: Account, act: Any) -> None:
    assert states(account, act("lin").actor) == {
        "file": State.BROKEN,
        "books": State.NOT_RECORDED,
        "rules": State.NOT_RECORDED,
        "objective": State.NOT_RECORDED,
        "complaints": State.NOT_RECORDED,
        "losses": State.NOT_RECORDED,
    }


def test_an_answer_in_the_portrait_is_a_file_from_that_day_on(account: Account, act: Any) -> None:
    question = PortraitQuestion.objects.first()
    answer_question(account_id=account.pk, question_id=question.pk, text="Steel", learnt_on=TODAY, act=act("lin"))
    assert states(account, act("lin").actor)["file"] is State.HELD
    assert states(account, act("lin").actor, TODAY - timedelta(1))["file"] is State.BROKEN


def test_visits_of_a_year_need_an_objective(account: Account, act: Any) -> None:
    lin = act("lin")
    visit(account, lin, TODAY - timedelta(365), "")  # a day too long ago
    assert states(account, lin.actor)["objective"] is State.NOT_RECORDED
    visit(account, lin, TODAY - timedelta(364), "price")
    assert states(account, lin.actor)["objective"] is State.HELD
    visit(account, lin, TODAY, "")
    assert states(account, lin.actor)["objective"] is State.BROKEN


def test_a_loss_needs_a_reason_and_what_was_learnt(account: Account, act: Any) -> None:
    lose(account, act("lin"), note="Start earlier")
    assert states(account, act("lin").actor)["losses"] is State.HELD
    lose(account, act("lin"), name="Again")
    assert states(account, act("lin").actor)["losses"] is State.BROKEN
    assert states(account, act("lin").actor, TODAY - timedelta(1))["losses"] is State.NOT_RECORDED
    assert states(account, act("stranger").actor)["losses"] is State.NOT_RECORDED


def test_a_higher_domain_answers_what_was_not_recorded(account: Account, act: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hygiene, "_checks", dict(hygiene._checks))
    hygiene.add(hygiene.Check("books", "Books", 20, judge=lambda viewer, rows, day: {account.pk: Kept(1, 1)}))
    assert states(account, act("lin").actor)["books"] is State.HELD


def test_the_figure_is_the_share_of_what_is_recorded_and_its_rows_sum(account: Account, act: Any) -> None:
    lose(account, act("lin"), note="Start earlier")
    accounts.create_account(values={"name": "Bolt"}, act=act("lin"))
    found = compute("accounts.hygiene", Question(act("lin").actor, TODAY, TODAY))
    assert found.value == Decimal(1) / 3  # one loss reviewed; two accounts without a file
    rows = found.rows.fetch(100)
    assert len(rows) == found.rows.total() == 12
    assert sum(row["held"] for row in rows) == found.rows.sum_of_rows == 1
    bare = Question(act("lin").actor, TODAY, TODAY, Scope(ScopeKind.USER, act("wang").actor.pk, "wang"))
    assert compute("accounts.hygiene", bare).value is None


def test_the_pages_lead_to_where_it_is_put_right(account: Account, act: Any, client: Client) -> None:
    lose(account, act("lin"))
    client.force_login(act("lin").actor)
    page = client.get(reverse("accounts:hygiene")).content.decode()
    assert "2 checks are broken" in page
    assert reverse("accounts:portrait", args=[account.pk]) in page
    assert "1 check is broken" in client.get(f"{reverse('accounts:hygiene')}?check=losses&whose=mine").content.decode()
    part = client.get(reverse("accounts:late", args=[account.pk]), headers=PART).content.decode()
    assert part.count("not yet recorded") == 4
    assert f"account={account.pk}" in part
    client.force_login(act("stranger").actor)
    assert "Acme" not in client.get(reverse("accounts:hygiene")).content.decode()


def test_more_accounts_ask_no_more_queries(account: Account, act: Any, client: Client) -> None:
    client.force_login(act("lin").actor)
    counts = []
    for more in (1, 60):
        for n in range(more):
            accounts.create_account(values={"name": f"More {more} {n}"}, act=act("lin"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"{reverse('accounts:hygiene')}?page=1")
        counts.append(len(asked))
    assert counts[0] == counts[1]
