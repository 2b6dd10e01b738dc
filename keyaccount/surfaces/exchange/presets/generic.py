"""Any table: columns are matched by their headings, in English and Chinese."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.surfaces.exchange.presets.preset import Preset

GENERIC = Preset(key="generic", title=_("Any table"))
