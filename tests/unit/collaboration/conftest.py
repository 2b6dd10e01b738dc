"""Files as people bring them, and records to bring them to."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.collaboration.services import files

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def package(**parts: bytes) -> bytes:
    """A ZIP; `_` in a name stands for `/`, `__` for `.`."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", ".").replace("_", "/"), content)
    return written.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, (39, 72, 176)).save(written, kind)
    return written.getvalue()


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def account(act: Any) -> Any:
    return accounts.create_account(values={"name": "Huawei"}, act=act("lin"))


@pytest.fixture
def attach(account: Any, act: Any) -> Any:
    """attach("plan.pdf", content, who="lin"): a file on the account."""

    def bring(name: str = "plan.pdf", content: bytes = PDF, *, who: str = "lin", **given: Any) -> Any:
        return files.attach_file(
            kind="account",
            object_id=account.pk,
            name=name,
            content=BytesIO(content),
            size=len(content),
            act=act(who, **given),
        )

    return bring
