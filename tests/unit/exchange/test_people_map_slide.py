"""The people map as a slide: every card a shape, every line a joined connector, for those who may export."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.services import contacts, links, readings
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.apps.workspace.models import Role
from tests.conftest import TODAY


@pytest.fixture
def account(act: Any) -> Any:
    """Liang decides; Wei, who reports to him, obstructs and sways him."""
    found = create_account(values={"name": "澜石重工"}, act=act("lin"))
    liang = contacts.create_contact(
        values={"name": "梁伯钧", "title": "总经理", "account": found}, roles=["decision_maker"], act=act("lin")
    )
    wei = contacts.create_contact(values={"name": "魏启明", "account": found, "reports_to": liang}, act=act("lin"))
    secret = Seen(dynamics_high=True, receptivity_high=False, evidence="Told us over dinner")
    readings.record_reading(contact_id=wei.pk, seen=secret, act=act("lin"))
    links.draw_link(source_id=wei.pk, target_id=liang.pk, strength=3, act=act("lin"))
    return found


def slide_of(answer: Any) -> Any:
    assert answer.status_code == 200
    return Presentation(BytesIO(answer.content)).slides[0]


def test_shapes_and_joined_connectors(page_of: Any, account: Any) -> None:
    answer = page_of("lin", f"/accounts/{account.pk}/map.pptx")
    shapes = slide_of(answer).shapes
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    assert any("梁伯钧" in text and "总经理" in text and "Decision maker" in text for text in texts)
    assert any("魏启明" in text and "Obstructionist" in text for text in texts)
    connectors = [shape._element for shape in shapes if shape._element.tag == qn("p:cxnSp")]
    assert len(connectors) == 2
    for line in connectors:
        assert line.find(f".//{qn('a:stCxn')}") is not None
        assert line.find(f".//{qn('a:endCxn')}") is not None
    assert sum(line.find(f".//{qn('a:tailEnd')}") is not None for line in connectors) == 1
    assert b"dinner" not in answer.content


def test_of_a_past_day_and_of_nobody(page_of: Any, account: Any) -> None:
    empty = slide_of(page_of("lin", f"/accounts/{account.pk}/map.pptx?day=2026-01-01"))
    assert len(empty.shapes) == 1
    assert (
        str(TODAY.year) in slide_of(page_of("lin", f"/accounts/{account.pk}/map.pptx?day=x")).shapes[0].text_frame.text
    )


@pytest.mark.django_db
def test_not_for_roles_that_may_not_export(page_of: Any, account: Any) -> None:
    Role.objects.filter(code="kam").update(may_export=False)
    assert page_of("lin", f"/accounts/{account.pk}/map.pptx").status_code == 403
    assert page_of("stranger", f"/accounts/{account.pk}/map.pptx").status_code == 404
