"""Zoho CRM's standard module exports: Accounts, Contacts, Deals (Potentials), Products."""

from __future__ import annotations

from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate, StageTemplate
from keyaccount.surfaces.exchange.presets.preset import NO_STAGES, FileRule, Preset, StageRule

PIPELINE = PipelineTemplate(
    "zoho",
    "Zoho",
    "",
    (
        StageTemplate("Qualification", "确认资格", 10),
        StageTemplate("Needs Analysis", "需求分析", 20),
        StageTemplate("Value Proposition", "价值主张", 40),
        StageTemplate("Identify Decision Makers", "识别决策人", 60),
        StageTemplate("Proposal/Price Quote", "方案报价", 75),
        StageTemplate("Negotiation/Review", "谈判审核", 90),
    ),
)
ASIDE = {"Created By": "", "Modified By": "", "Modified Time": "", "Last Activity Time": "", "Tag": ""}

ZOHO = Preset(
    key="zoho",
    title="Zoho CRM",
    source="zoho",
    files=(
        FileRule(
            "accounts",
            ("accounts",),
            signs=("Account Name", "Account Owner"),
            columns={
                **ASIDE, "Record Id": "external_id", "ACCOUNTID": "external_id", "Account Name": "name",
                "Account Owner": "owner", "Parent Account": "parent", "Industry": "industry", "Website": "website",
                "Phone": "phone", "Employees": "employees", "Annual Revenue": "yearly_revenue",
                "Ownership": "ownership",
                "Billing Country": "country", "Billing State": "province", "Billing City": "city",
                "Billing Street": "address", "Description": "notes", "Account Type": "", "Rating": "",
            },
            values={"ownership": {"Public Company": "listed", "Privately Held": "private", "Government": "government",
                                  "Partnership": "private", "Subsidiary": "private", "Other": "", "-None-": ""}},
        ),
        FileRule(
            "contacts",
            ("contacts",),
            signs=("First Name", "Last Name", "Contact Owner"),
            columns={
                **ASIDE, "Record Id": "external_id", "CONTACTID": "external_id", "First Name": "first_name",
                "Last Name": "last_name", "Contact Name": "name", "Account Name": "account", "Title": "title",
                "Department": "department", "Email": "email", "Mobile": "mobile", "Phone": "phone",
                "Reporting To": "reports_to", "Lead Source": "source", "Mailing Street": "address",
                "Contact Owner": "owner", "Description": "notes", "Salutation": "",
            },
        ),
        FileRule(
            "products",
            ("products",),
            signs=("Product Name", "Product Code"),
            columns={**ASIDE, "Record Id": "external_id", "Product Name": "name", "Product Code": "code",
                     "Product Category": "series", "Unit Price": "list_price", "Usage Unit": "unit",
                     "Description": "description", "Product Owner": ""},
        ),
        FileRule(
            "opportunities",
            ("deals", "potentials"),
            signs=("Stage", "Closing Date"),
            columns={
                **ASIDE, "Record Id": "external_id", "DEALID": "external_id", "POTENTIALID": "external_id",
                "Deal Name": "name", "Potential Name": "name", "Account Name": "account", "Contact Name": "contact",
                "Stage": "stage", "Pipeline": "", "Amount": "amount", "Currency": "currency",
                "Closing Date": "close_date", "Created Time": "opened_on", "Probability": "win_rate",
                "Probability (%)": "win_rate", "Deal Owner": "owner", "Potential Owner": "owner",
                "Lead Source": "source",
                "Next Step": "next_step", "Reason For Loss": "close_reason", "Description": "needs", "Type": "",
                "Expected Revenue": "",
            },
        ),
    ),
    pipelines=(PIPELINE,),
    pipeline="Zoho",
    stages={
        "Closed Won": StageRule(status="won"),
        "Closed Lost": StageRule(status="lost"),
        "Closed Lost to Competition": StageRule(status="lost"),
        "Closed-Lost to Competition": StageRule(status="lost"),
    },
    notes=(NO_STAGES,),
)  # fmt: skip
