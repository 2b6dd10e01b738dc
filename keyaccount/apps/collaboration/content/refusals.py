"""Why a file is not taken, in words for whoever brought it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.kernel.errors import Fact


class FileNotTaken(Fact):
    """Base of all refusals of one file; nothing of it is kept."""


class NoFileName(FileNotTaken):
    message = _("The file has no name. Give it one with an ending, such as contract.pdf.")


class AttachmentEmpty(FileNotTaken):
    message = _("“%(name)s” is empty. Nothing of it was kept.")


class AttachmentTooLarge(FileNotTaken):
    message = _("“%(name)s” has %(size)s; a file may have %(limit)s. Make it smaller, or ask an administrator.")


class TypeNotTaken(FileNotTaken):
    message = _("Files like “%(name)s” are not taken. Taken are: %(known)s.")


class NotWhatItSays(FileNotTaken):
    message = _("“%(name)s” does not hold what its ending says. Save it again in its own program, then bring it.")


class HoldsMacros(FileNotTaken):
    message = _("“%(name)s” holds macros, which could run on a colleague's machine. Save it without them.")


class UnsafePackage(FileNotTaken):
    message = _("“%(name)s” unpacks to far more than it should, or outside its folder. It was not kept.")


class PictureDamaged(FileNotTaken):
    message = _("“%(name)s” is a picture that cannot be opened. Save it again, then bring it.")


class PictureTooLarge(FileNotTaken):
    message = _("“%(name)s” has more than %(most)d million pixels. Make it smaller, then bring it.")
