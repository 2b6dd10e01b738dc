"""What deals and targets are about."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.models import Product
from tests.conftest import NOW


@pytest.fixture
def account(act: Any) -> Account:
    """Acme, of lin."""
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def product(db: None) -> Product:
    return Product.objects.create(name="Lamp", currency="CNY", created_at=NOW, updated_at=NOW)
