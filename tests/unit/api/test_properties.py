"""Whatever is sent, the API answers as its OpenAPI document says, and never with a fault of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from keyaccount.apps.accounts.models import PortraitQuestion
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.accounts.services.rivals import add_note, create_rival
from keyaccount.apps.accounts.services.signals import record_signal
from keyaccount.apps.accounts.services.units import add_unit
from keyaccount.apps.collaboration.services.comments import post_comment
from keyaccount.apps.collaboration.services.files import attach_file
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.models import Pipeline
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.apps.pipeline.services.products import create_product
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.apps.portfolio.services.markets import create_market
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services import cleaning_up, jobs
from keyaccount.surfaces.api.openapi import openapi
from keyaccount.surfaces.exchange import services
from tests.conftest import People
from tests.unit.api.conftest import Caller

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
]  # and the schema of the answer, where it was not asked to leave fields out
EXAMPLES = 8
handler = cache(WSGIHandler)  # made by the first request: its middleware needs what test settings bring


def app(environ: Any, start_response: Any) -> Any:
    return handler()(environ, start_response)


schema = schemathesis.openapi.from_dict(openapi())
schema.app = app
schema.config.phases.coverage.enabled = False  # every boundary of every parameter: minutes


@pytest.fixture(scope="module")
def one_connection() -> Iterator[None]:
    """A server ends its connection with the request; here that would end the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, one_connection: None) -> Iterator[dict[str, Any]]:
    """One for all operations: what a test sends is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> dict[str, Any]:
    """A workspace with one of everything, and an administrator's token."""
    people = People()
    act = Act(actor=people.admin, now=timezone.now())
    account = create_account(values={"name": "Acme"}, act=act)
    order = {"description": "Toner", "ordered_on": date(2026, 11, 1), "amount": Decimal(9)}
    target = set_target(owner=people.east, year=2026, quarter=4, amount=Decimal(1000), act=act)
    assert target is not None
    product = create_product(values={"name": "GTX"}, act=act)
    rival = create_rival(values={"name": "Bolt"}, act=act)
    return {
        "question_id": PortraitQuestion.objects.order_by("id").values_list("pk", flat=True)[0],
        "signal_id": record_signal(values={"account": account, "kind": "people", "text": "Hires"}, act=act).pk,
        "rival_id": rival.pk,
        "note_id": add_note(account_id=account.pk, values={"rival": rival, "text": "Cheap"}, act=act).pk,
        "unit_id": add_unit(account_id=account.pk, name="Plant", act=act).pk,
        "market_id": create_market(values={"name": "Wuxi", "year": 2026}, shares=[], act=act).pk,
        "caller": Caller(people.admin),
        "account_id": account.pk,
        "contact_id": create_contact(values={"name": "Mei", "account": account}, act=act).pk,
        "opportunity_id": create_opportunity(values={"name": "Deal", "account": account}, act=act).pk,
        "product_id": product.pk,
        "order_id": record_order(values=order, act=act).pk,
        "target_id": target.pk,
        "pipeline_id": Pipeline.objects.order_by("id").values_list("pk", flat=True)[0],
        "user_id": people.lin.pk,
        "team_id": people.east.pk,
        "import_id": _import(act),
        "comment_id": post_comment(kind="account", object_id=account.pk, text="Hello", act=act).pk,
        "attachment_id": _file(account.pk, act),
        "job_id": jobs.enqueue(kind=cleaning_up.KIND, title="Clean up", payload={}, act=act).pk,
        "key": "pipeline.funnel",
    }


def _file(account_id: int, act: Act) -> int:
    content = BytesIO(b"Hello")
    return attach_file(kind="account", object_id=account_id, name="a.txt", content=content, size=5, act=act).pk


def _import(act: Any) -> int:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "accounts.csv"
        file.write_text("name,industry\nHuawei,telecoms\n", encoding="utf-8")
        return services.start_import(paths=[file], preset="generic", act=act).pk


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_every_answer_is_as_described(case: schemathesis.Case, world: dict[str, Any], settings: Any) -> None:
    settings.API_RATE = "1000000/m"
    for name, value in case.path_parameters.items():
        if name in world and isinstance(value, int) and value % 3:
            case.path_parameters[name] = world[name]
    caller: Caller = world["caller"]
    checks = CHECKS if "fields" in (case.query or {}) else [*CHECKS, response_schema_conformance]
    case.call_and_validate(headers={"Authorization": f"Bearer {caller.secret}"}, checks=checks)
