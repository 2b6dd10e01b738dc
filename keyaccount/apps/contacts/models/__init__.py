"""Contact records."""

from keyaccount.apps.contacts.models.advice import AdviceCard, Animal, Subject
from keyaccount.apps.contacts.models.contact import BuyingRole, Contact, ContactRole
from keyaccount.apps.contacts.models.history import ContactState
from keyaccount.apps.contacts.models.people_map import (
    CommitmentReading,
    InfluenceLink,
    LinkKind,
    MapPlace,
    MapRules,
    Observed,
    RoleRule,
)
from keyaccount.apps.contacts.models.personal import (
    DayKind,
    Personal,
    PersonalQuerySet,
    SpecialDay,
    Temperament,
    ThinkingStyle,
)
from keyaccount.apps.contacts.models.plan import ContactPlan
from keyaccount.apps.contacts.models.referral import Referral
from keyaccount.apps.contacts.models.rival_notes import RivalNotePerson
from keyaccount.apps.contacts.models.stages import RelationshipStage
from keyaccount.apps.contacts.models.visit import Visit

__all__ = [
    "AdviceCard",
    "Animal",
    "BuyingRole",
    "CommitmentReading",
    "Contact",
    "ContactPlan",
    "ContactRole",
    "ContactState",
    "DayKind",
    "InfluenceLink",
    "LinkKind",
    "MapPlace",
    "MapRules",
    "Observed",
    "Personal",
    "PersonalQuerySet",
    "Referral",
    "RelationshipStage",
    "RivalNotePerson",
    "RoleRule",
    "SpecialDay",
    "Subject",
    "Temperament",
    "ThinkingStyle",
    "Visit",
]
