"""What tiers, grounds and classes are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from keyaccount.figures.figure import Text
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
