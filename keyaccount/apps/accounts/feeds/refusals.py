"""Why a feed was not read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.kernel.errors import Fact


class NotPublic(Fact):
    message = _("“%(host)s” is no public address. Only feeds on the public internet are fetched.")


class NotAnAddress(Fact):
    message = _("A feed’s address begins with http:// or https:// and names a host, without a password.")


class NotAnswered(Fact):
    message = _("“%(host)s” did not answer as it should (%(why)s). It is tried again at the next round.")


class TooLarge(Fact):
    message = _("The feed is larger than %(most)d KB.")


class TooManyRedirects(Fact):
    message = _("“%(host)s” leads on and on to other addresses.")


class NotAFeed(Fact):
    message = _("This is neither an RSS nor an Atom feed.")
