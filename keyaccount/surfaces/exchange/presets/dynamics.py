"""Microsoft Dynamics 365 Sales: accounts, contacts, opportunities and products as its views export them to Excel."""

from __future__ import annotations

from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate, StageTemplate
from keyaccount.surfaces.exchange.presets.preset import FileRule, Preset, StageRule

PIPELINE = PipelineTemplate(
    "dynamics",
    "Dynamics 365",
    "",
    (
        StageTemplate("1-Qualify", "鉴定", 10),
        StageTemplate("2-Develop", "开发", 30),
        StageTemplate("3-Propose", "提案", 50),
        StageTemplate("4-Close", "成交", 80),
    ),
)
ASIDE = {"(Do Not Modify) Row Checksum": "", "(Do Not Modify) Modified On": ""}

DYNAMICS = Preset(
    key="dynamics",
    title="Dynamics 365",
    source="dynamics",
    files=(
        FileRule(
            "accounts",
            ("accounts", "active accounts", "all accounts", "my active accounts"),
            signs=("Account Name", "Main Phone"),
            columns={
                "(Do Not Modify) Account": "external_id", **ASIDE, "Account Name": "name", "Account Number": "",
                "Parent Account": "parent", "Main Phone": "phone", "Address 1: City": "city",
                "Address 1: State/Province": "province", "Address 1: Country/Region": "country",
                "Address 1: Street 1": "address", "Industry": "industry", "Annual Revenue": "yearly_revenue",
                "Number of Employees": "employees", "Website": "website", "Owner": "owner", "Primary Contact": "",
                "Email (Primary Contact)": "", "Description": "notes", "Status": "",
            },
        ),
        FileRule(
            "contacts",
            ("contacts", "active contacts", "all contacts", "my active contacts"),
            signs=("Full Name", "Business Phone"),
            columns={
                "(Do Not Modify) Contact": "external_id", **ASIDE, "Full Name": "name", "First Name": "first_name",
                "Last Name": "last_name", "Email": "email", "Company Name": "account", "Account Name": "account",
                "Business Phone": "phone", "Mobile Phone": "mobile", "Job Title": "title", "Department": "department",
                "Manager": "", "Owner": "owner", "Role": "", "Status": "",
            },
        ),
        FileRule(
            "products",
            ("products", "active products", "all products families bundles"),
            signs=("Product ID", "List Price"),
            columns={"(Do Not Modify) Product": "external_id", **ASIDE, "Name": "name", "Product ID": "code",
                     "List Price": "list_price", "Default Unit": "unit", "Description": "description",
                     "Hierarchy Path": "series", "Currency": "currency"},
        ),
        FileRule(
            "opportunities",
            ("opportunities", "open opportunities", "all opportunities", "my open opportunities",
             "closed opportunities"),
            signs=("Topic", "Potential Customer"),
            columns={
                "(Do Not Modify) Opportunity": "external_id", **ASIDE, "Topic": "name", "Potential Customer": "account",
                "Account": "account", "Contact": "contact", "Est. Close Date": "expected_close",
                "Actual Close Date": "closed_on", "Est. Revenue": "amount", "Actual Revenue": "",
                "Currency": "currency",
                "Probability": "win_rate", "Rating": "", "Pipeline Phase": "stage", "Sales Stage": "stage",
                "Status": "status", "Status Reason": "close_reason", "Created On": "opened_on", "Owner": "owner",
                "Customer Need": "needs", "Current Situation": "", "Proposed Solution": "wants",
                "Source Campaign": "source",
            },
            values={"stage": {"Qualify": "1-Qualify", "Develop": "2-Develop", "Propose": "3-Propose",
                              "Close": "4-Close"}},
        ),
    ),
    pipelines=(PIPELINE,),
    pipeline="Dynamics 365",
    stages={"Won": StageRule(status="won"), "Lost": StageRule(status="lost")},
)  # fmt: skip
