"""What tiers, grounds, classes, segments and stances are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.figures.figure import Text
from keyaccount.formulas.effort import Effort
from keyaccount.formulas.resources import Resource
from keyaccount.formulas.scorecard import Perspective
from keyaccount.formulas.segments import Segment, Stance
from keyaccount.formulas.standing import Ground, Potential
from keyaccount.formulas.tiers import Part

PARTS: Mapping[Part, Text] = {
    Part.CONTRIBUTION: _("Contribution"),
    Part.POTENTIAL: _("Potential"),
    Part.DEPTH: _("Depth"),
}
WHY_UNKNOWN: Mapping[Part, Text] = {
    Part.CONTRIBUTION: _("Contribution is not known: there is no other account to compare with."),
    Part.POTENTIAL: _("Potential is not known: what they buy a year is not estimated, or nobody else's is."),
    Part.DEPTH: _("Depth is not known: neither products nor buying roles nor years of custom are."),
}
GROUNDS: Mapping[Ground, Text] = {
    Ground.REVENUE: _("revenue of 12 months at or above the threshold"),
    Ground.STRATEGIC: _("strategic"),
}
CLASSES: Mapping[Potential, Text] = {
    Potential.CORE: _("Core"),
    Potential.GROWTH: _("Growing"),
    Potential.LAGGARD: _("Laggard"),
}
SEGMENTS: Mapping[str, Text] = {
    Segment.ACQUIRE: _("Acquire"),
    Segment.HARASS: _("Harass"),
    Segment.ABANDON: _("Abandon"),
    Segment.RETAIN: _("Retain"),
    Segment.MAINTAIN: pgettext_lazy("segment", "Maintain"),
    "unknown": _("Not known yet"),
}
STANCES: Mapping[str, Text] = {
    Stance.ATTACK: _("Attack"),
    Stance.DEFEND: _("Defend"),
    Stance.MAINTAIN: pgettext_lazy("stance", "Maintain"),
    Stance.NONE: pgettext_lazy("stance", "None"),
    "unknown": _("Not known yet"),
}
ADVICE: Mapping[str, Text] = {
    Segment.ACQUIRE: _("They buy much and little of it from us: put time and people here."),
    Segment.HARASS: _("Tie the rival down at small cost; do not win at any price."),
    Segment.ABANDON: _("Answer when they call; spend nothing to win them."),
    Segment.RETAIN: _("They buy much and most of it from us: keep the rival out."),
    Segment.MAINTAIN: _("Keep what is there with little effort."),
    "unknown": _("Nobody has said yet what they buy: add an estimate."),
}
RESOURCES: Mapping[Resource, Text] = {
    Resource.TIME: _("Time"),
    Resource.PEOPLE: pgettext_lazy("resource", "People"),
    Resource.MONEY: pgettext_lazy("resource", "Money"),
}
PERSPECTIVES: Mapping[Perspective, Text] = {
    Perspective.FINANCIAL: _("Financial"),
    Perspective.CUSTOMER: _("Customers"),
    Perspective.PROCESS: _("Processes"),
    Perspective.PEOPLE: pgettext_lazy("perspective", "People and growth"),
}
EFFORTS: Mapping[Effort, Text] = {
    Effort.SELLING: _("Selling process"),
    Effort.MANAGING: _("Sales management"),
    Effort.SUPPORT: _("Support resources"),
}
