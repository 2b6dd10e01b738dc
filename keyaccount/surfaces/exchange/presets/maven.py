"""The Maven Analytics “CRM + Sales + Opportunities” set: a computer-hardware seller, 2016-10 to 2017-12, in US dollars.

Its figures are in US dollars and only make sense in them, so a workspace that holds nothing counted in money yet is
given US dollars as its base currency, and the report says so. A workspace with figures of its own keeps its currency:
the deals come in as US dollars, converted at the rates that the workspace keeps.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate, StageTemplate
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.exchange.parsing.dates import DateFormat
from keyaccount.surfaces.exchange.presets.preset import FileRule, Preset, StageRule

PIPELINE = PipelineTemplate(
    "maven",
    "Maven",
    "",
    (StageTemplate("Prospecting", "寻找客户", 10), StageTemplate("Engaging", "接洽", 30)),
)

MAVEN = Preset(
    key="maven",
    title=_("Maven CRM sample"),
    source="maven",
    files=(
        FileRule(
            "people",
            ("sales teams",),
            signs=("sales_agent", "manager", "regional_office"),
            columns={"sales_agent": "name", "manager": "team", "regional_office": "team_region"},
        ),
        FileRule(
            "accounts",
            ("accounts",),
            signs=("account", "sector", "subsidiary_of"),
            columns={
                "account": "name",
                "sector": "industry",
                "year_established": "founded",
                "revenue": "yearly_revenue",
                "employees": "employees",
                "office_location": "country",
                "subsidiary_of": "parent",
            },
            values={"industry": {"technolgy": "technology"}, "country": {"Philipines": "Philippines"}},
            times={"yearly_revenue": Decimal(1_000_000)},
        ),
        FileRule(
            "products",
            ("products",),
            signs=("product", "series", "sales_price"),
            columns={"product": "name", "series": "series", "sales_price": "list_price"},
        ),
        FileRule(
            "opportunities",
            ("sales pipeline",),
            signs=("opportunity_id", "deal_stage", "close_value"),
            columns={
                "opportunity_id": "external_id",
                "sales_agent": "owner",
                "product": "product",
                "account": "account",
                "deal_stage": "stage",
                "engage_date": "opened_on",
                "close_date": "closed_on",
                "close_value": "amount",
            },
            values={"product": {"GTXPro": "GTX Pro"}},
        ),
        FileRule("", ("data dictionary",), why_not=gettext_noop("It describes the other files and holds no records.")),
    ),
    currency="USD",
    base_currency="USD",
    pipelines=(PIPELINE,),
    pipeline="Maven",
    stages={
        "Prospecting": StageRule("Prospecting"),
        "Engaging": StageRule("Engaging"),
        "Won": StageRule("Engaging", "won", open_stage="Engaging"),
        "Lost": StageRule("Engaging", "lost", open_stage="Engaging"),
    },
    date_format=DateFormat.YMD,
    named_by=("product", "account"),
    list_price_until_won=True,
)
