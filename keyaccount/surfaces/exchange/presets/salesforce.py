"""Salesforce's standard report and data exports: Accounts, Contacts, Opportunities, Products."""

from __future__ import annotations

from keyaccount.apps.pipeline.pipeline_templates import PipelineTemplate, StageTemplate
from keyaccount.surfaces.exchange.presets.preset import NO_STAGES, FileRule, Preset, StageRule

PIPELINE = PipelineTemplate(
    "salesforce",
    "Salesforce",
    "",
    (
        StageTemplate("Prospecting", "寻找客户", 10),
        StageTemplate("Qualification", "确认资格", 10),
        StageTemplate("Needs Analysis", "需求分析", 20),
        StageTemplate("Value Proposition", "价值主张", 50),
        StageTemplate("Id. Decision Makers", "识别决策人", 60),
        StageTemplate("Perception Analysis", "认知分析", 70),
        StageTemplate("Proposal/Price Quote", "方案报价", 75),
        StageTemplate("Negotiation/Review", "谈判审核", 90),
    ),
)

SALESFORCE = Preset(
    key="salesforce",
    title="Salesforce",
    source="salesforce",
    files=(
        FileRule(
            "people",
            ("users", "user"),
            signs=("Username", "ProfileId"),
            columns={"Id": "", "Username": "username", "Name": "name", "Email": "email", "FirstName": "",
                     "LastName": "", "Department": "team", "IsActive": "", "Profile": "", "ProfileId": ""},
        ),
        FileRule(
            "accounts",
            ("accounts", "account"),
            signs=("Account Name", "Billing City"),
            columns={
                "Account ID": "external_id", "Id": "external_id", "Account Name": "name", "Name": "name",
                "Parent Account": "parent", "Parent Account ID": "parent", "ParentId": "parent", "Industry": "industry",
                "Billing Country": "country", "BillingCountry": "country", "Billing State/Province": "province",
                "BillingState": "province", "Billing City": "city", "BillingCity": "city", "Billing Street": "address",
                "BillingStreet": "address", "Employees": "employees", "NumberOfEmployees": "employees",
                "Annual Revenue": "yearly_revenue", "AnnualRevenue": "yearly_revenue", "Website": "website",
                "Phone": "phone", "Account Source": "source", "AccountSource": "source", "Description": "notes",
                "Account Owner": "owner", "Owner": "owner", "Ownership": "ownership", "Year Started": "founded",
                "Type": "",
            },
            values={"ownership": {"Public": "listed", "Private": "private", "Subsidiary": "private", "Other": ""}},
        ),
        FileRule(
            "contacts",
            ("contacts", "contact"),
            signs=("First Name", "Last Name", "Account Name"),
            columns={
                "Contact ID": "external_id", "Id": "external_id", "First Name": "first_name", "FirstName": "first_name",
                "Last Name": "last_name", "LastName": "last_name", "Full Name": "name", "Name": "name",
                "Account Name": "account", "Account ID": "account", "AccountId": "account", "Title": "title",
                "Department": "department", "Reports To": "reports_to", "ReportsToId": "reports_to", "Email": "email",
                "Mobile": "mobile", "MobilePhone": "mobile", "Phone": "phone", "Business Phone": "phone",
                "Mailing Street": "address", "MailingStreet": "address", "Lead Source": "source",
                "LeadSource": "source",
                "Contact Owner": "owner", "Description": "notes",
            },
        ),
        FileRule(
            "products",
            ("products", "product2", "product"),
            signs=("Product Name", "Product Code"),
            columns={"Product ID": "external_id", "Id": "external_id", "Product Name": "name", "Name": "name",
                     "Product Code": "code", "ProductCode": "code", "Product Family": "series", "Family": "series",
                     "List Price": "list_price", "Product Description": "description", "Description": "description"},
        ),
        FileRule(
            "opportunities",
            ("opportunities", "opportunity"),
            signs=("Opportunity Name", "Stage"),
            columns={
                "Opportunity ID": "external_id", "Id": "external_id", "Opportunity Name": "name", "Name": "name",
                "Account Name": "account", "Account ID": "account", "AccountId": "account", "Stage": "stage",
                "StageName": "stage", "Amount": "amount", "Opportunity Currency": "currency",
                "CurrencyIsoCode": "currency", "Close Date": "close_date", "CloseDate": "close_date",
                "Created Date": "opened_on", "CreatedDate": "opened_on", "Probability (%)": "win_rate",
                "Probability": "win_rate", "Opportunity Owner": "owner", "Owner": "owner", "Lead Source": "source",
                "LeadSource": "source", "Next Step": "next_step", "NextStep": "next_step",
                "Loss Reason": "close_reason",
                "Main Competitor(s)": "rivals", "Description": "needs", "Type": "", "Expected Revenue": "", "Age": "",
                "Fiscal Period": "",
            },
        ),
    ),
    pipelines=(PIPELINE,),
    pipeline="Salesforce",
    stages={"Closed Won": StageRule(status="won"), "Closed Lost": StageRule(status="lost")},
    notes=(NO_STAGES,),
)  # fmt: skip
