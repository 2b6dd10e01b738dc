"""What goes out as a file and comes back in changes nothing, in whatever language it was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import RelationshipStage
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.contacts.services.personal import add_day, set_personal
from keyaccount.apps.contacts.services.visits import record_visit
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.entities.registry import ENTITIES
from keyaccount.surfaces.exchange.exports.companies import ACCOUNTS
from keyaccount.surfaces.exchange.exports.persons import CONTACTS
from tests.conftest import TODAY
from tests.unit.exchange.conftest import counts, reasons
from tests.unit.exchange.dumps import dump

pytestmark = pytest.mark.django_db
COMPUTED = {"last_visit_on", "next_visit_by"}  # an import does not write them
ACME = {
    "name": "Acme", "short_name": "AC", "industry": "Retail", "country": "中国", "province": "江苏", "city": "无锡",
    "address": "1, High St", "ownership": "joint_venture", "employees": 1200, "founded": 1999,
    "yearly_revenue": Decimal("1234567.89"), "website": "www.acme.cn", "domain": "acme.cn", "phone": "007",
    "source": "Fair", "notes": "Two\nlines", "collective": True, "level": 3, "lifecycle": "decline", "loyalty": "lost",
    "selling_mode": "consultative", "is_strategic": True, "strategic_reason": "Opens cars",
    "next_plan": date(2026, 12, 1), "external_id": "A-1", "tags": ["hot", "展会"],
}  # fmt: skip
AN = {
    "name": "安", "name_latin": "An", "title": "Buyer", "department": "采购部", "email": "an@x.cn", "mobile": "+86 139",
    "phone": "0510", "wechat": "an", "address": "-1 Side St", "source": "Fair", "notes": "n",
    "visits_a_month": Decimal("0.5"), "first_concern": "price", "external_id": "C-1",
}  # fmt: skip
SIDE = {
    "interests": "chess", "family": "son", "quotes": "=Quality", "proud_moments": "IPO", "features": "tall",
    "name_said": "ān", "thinking_style": "B", "temperament": "ill_intentioned",
}  # fmt: skip


@pytest.fixture
def full(act: Any, people: Any) -> None:
    """A company in a group, a person of whom everything is known, one with little, one who left."""
    group = create_account(values={"name": "Group"}, act=act())
    acme = create_account(values={**ACME, "parent": group}, act=act())
    estimate = {"amount": Decimal("0.10"), "currency": "USD", "source": "report, p. 3", "confidence": "high"}
    add_estimate(account_id=acme.pk, values={**estimate, "on": date(2026, 3, 4)}, act=act())
    add_member(account_id=acme.pk, user=people.zhao, act=act())
    boss = create_contact(values={"name": "Boss", "account": acme, "title": "Head"}, act=act())
    related = {"account": acme, "reports_to": boss, "relationship_stage": RelationshipStage.objects.last()}
    roles = ["influencer_b", "technical_gatekeeper"]
    an = create_contact(values={**AN, **related}, roles=roles, act=act())
    set_personal(contact_id=an.pk, values=SIDE, act=act())
    leap = {"kind": "birthday", "lunar": True, "leap": True, "month": 6, "day": 9}
    add_day(contact_id=an.pk, values=leap, act=act())
    add_day(contact_id=boss.pk, values={"kind": "birthday", "month": 2, "day": 29, "year": 1968}, act=act())
    record_visit(contact_id=an.pk, values={"made_on": date(2026, 11, 1)}, act=act())
    create_contact(values={"name": "Left", "account": acme, "left_on": date(2026, 5, 6)}, act=act())


@pytest.fixture
def send_back(act: Callable[..., Any], people: Any, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """send_back("zhao", "en", "csv"): what they export, imported by them."""

    def run(who: str, language: str, form: str) -> dict[str, Any]:
        with translation.override(language):
            for place in ("accounts", "contacts"):
                stream = services.export_rows(place, viewer=getattr(people, who), filters={}, format=form, today=TODAY)
                (tmp_path / f"{place}.{form}").write_bytes(b"".join(stream.chunks))
        imp = services.start_import(paths=[tmp_path], preset="generic", act=act(who))
        services.run_import(imp.pk, act=act(who))
        return services.report(imp.pk)

    return run


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("who", ["zhao", "admin"])
def test_an_export_can_be_imported_and_changes_nothing(send_back: Any, who: str, language: str, form: str) -> None:
    """Zhao tends the account and brings the personal side back; for the administrator those cells are empty."""
    before = dump()
    report = send_back(who, language, form)
    assert counts(report) == (0, 0, 5, 0), reasons(report)
    assert dump() == before


@pytest.mark.parametrize("export", [ACCOUNTS, CONTACTS], ids=lambda export: export.place)
def test_an_import_knows_every_column_of_an_export(export: Any) -> None:
    """And an export has every column that an import fills, but the parts of a name, and the second calendar."""
    known = {one.key for one in ENTITIES[export.place].fields} - {"first_name", "last_name", "lunar_birthday"}
    written = {{"roles": "role"}.get(column.key, column.key) for column in export.columns}
    assert (written - COMPUTED) | {"tags"} == known  # written beside the record's own columns


@pytest.mark.usefixtures("full")
def test_what_is_personal_goes_out_to_those_who_tend_the_account(people: Any) -> None:
    def of_an(who: str) -> list[str]:
        stream = services.export_rows("contacts", viewer=getattr(people, who), filters={}, today=TODAY)
        (row,) = [line for line in b"".join(stream.chunks).decode().splitlines() if "安" in line]
        return [word for word in ("lunar leap 06-09", "chess", "IPO", "Ill-intentioned") if word in row]

    assert len(of_an("lin")) == len(of_an("zhao")) == 4
    assert of_an("admin") == of_an("wang") == of_an("auditor") == []
