"""Which two records are probably one: companies by name, mail domain and phone; people by reach and by name.

A pair gets a score from 0 to 100 and the reasons for it. Nothing here decides: from LISTED on a pair is shown to
people, from SURE on they are told so plainly.
"""

from keyaccount.formulas.duplicates.candidates import close_pairs, pairs_sharing
from keyaccount.formulas.duplicates.companies import (
    Company,
    CompanyName,
    company_name,
    compare_companies,
    edits_allowed,
    is_public_host,
)
from keyaccount.formulas.duplicates.likeness import LISTED, SURE, Likeness, Reason
from keyaccount.formulas.duplicates.people import Person, compare_people, person_name
from keyaccount.formulas.duplicates.text import email_key, first_phone, host_key, phone_key, phone_keys, pieces

__all__ = [
    "LISTED",
    "SURE",
    "Company",
    "CompanyName",
    "Likeness",
    "Person",
    "Reason",
    "close_pairs",
    "company_name",
    "compare_companies",
    "compare_people",
    "edits_allowed",
    "email_key",
    "first_phone",
    "host_key",
    "is_public_host",
    "pairs_sharing",
    "person_name",
    "phone_key",
    "phone_keys",
    "pieces",
]
