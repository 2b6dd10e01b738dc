"""HubSpot's standard exports: companies (known by domain), contacts and deals. Owners are e-mail addresses."""

from __future__ import annotations

from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate, StageTemplate
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.exchange.presets.preset import NO_STAGES, FileRule, Preset, StageRule

STAGES = (
    StageTemplate("Appointment Scheduled", "已约见", 20),
    StageTemplate("Qualified to Buy", "确认有意购买", 40),
    StageTemplate("Presentation Scheduled", "已约演示", 60),
    StageTemplate("Decision Maker Bought-In", "决策人认可", 80),
    StageTemplate("Contract Sent", "已发合同", 90),
)

HUBSPOT = Preset(
    key="hubspot",
    title="HubSpot",
    source="hubspot",
    files=(
        FileRule(
            "accounts",
            ("companies", "hubspot companies", "hubspot crm exports all companies"),
            signs=("Company Name", "Company Domain Name"),
            columns={
                "Company ID": "external_id",
                "Record ID": "external_id",
                "Company Name": "name",
                "Name": "name",
                "Company Domain Name": "domain",
                "Industry": "industry",
                "Number of Employees": "employees",
                "Annual Revenue": "yearly_revenue",
                "Phone Number": "phone",
                "Website": "website",
                "Website URL": "website",
                "Street Address": "address",
                "City": "city",
                "State/Region": "province",
                "Country": "country",
                "Country/Region": "country",
                "Company Owner": "owner",
                "Year Founded": "founded",
                "Parent Company": "parent",
            },
        ),
        FileRule(
            "contacts",
            ("contacts", "hubspot contacts", "hubspot crm exports all contacts"),
            signs=("First Name", "Last Name", "Lifecycle Stage"),
            columns={
                "Contact ID": "external_id",
                "Record ID": "external_id",
                "First Name": "first_name",
                "Last Name": "last_name",
                "Email": "email",
                "Phone Number": "phone",
                "Mobile Phone Number": "mobile",
                "Job Title": "title",
                "Contact Owner": "owner",
                "Lead Source": "source",
                "Street Address": "address",
                "Associated Company Domain": "account",
                "Associated Company": "account",
            },
        ),
        FileRule(
            "opportunities",
            ("deals", "hubspot deals", "hubspot crm exports all deals"),
            signs=("Deal Name", "Deal Stage"),
            columns={
                "Deal ID": "external_id",
                "Record ID": "external_id",
                "Deal Name": "name",
                "Deal Stage": "stage",
                "Pipeline": "pipeline",
                "Amount": "amount",
                "Close Date": "close_date",
                "Create Date": "opened_on",
                "Deal Owner": "owner",
                "Deal Type": "source",
                "Closed Lost Reason": "close_reason",
                "Closed Won Reason": "close_reason",
                "Associated Company Domain": "account",
                "Associated Company": "account",
                "Associated Contact Email": "contact",
                "Associated Contact": "contact",
            },
        ),
        FileRule("", ("activities", "hubspot activities"), why_not=gettext_noop("Activities cannot be imported yet.")),
        FileRule("", ("tickets", "hubspot tickets"), why_not=gettext_noop("Tickets cannot be imported yet.")),
    ),
    pipelines=(
        PipelineTemplate("hubspot_sales", "Sales Pipeline", "销售管道", STAGES),
        PipelineTemplate("hubspot_renewals", "Renewals Pipeline", "续约管道", STAGES),
    ),
    pipeline="Sales Pipeline",
    stages={"Closed Won": StageRule(status="won"), "Closed Lost": StageRule(status="lost")},
    missing={"person": "create", "account": "empty"},
    notes=(NO_STAGES,),
)
