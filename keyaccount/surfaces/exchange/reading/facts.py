"""Why a file cannot be read, and what to do about it. Nothing has been changed when one of these is raised."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.kernel.errors import Fact


class UnreadableFile(Fact):
    """Base of all of them; `name` is the file as its owner calls it."""

    message = _("“%(name)s” cannot be read.")


class FileTooLarge(UnreadableFile):
    message = _(
        "“%(name)s” is %(size)s; files up to %(limit)s are taken. Split it into several files, or ask an administrator "
        "to raise the limit (KEYACCOUNT_UPLOAD_LIMIT_MB). Nothing was changed."
    )


class FileEmpty(UnreadableFile):
    message = _("“%(name)s” is empty. Export it again and bring that file. Nothing was changed.")


class FileMissing(UnreadableFile):
    message = _("There is no file “%(name)s”. Check the path.")


class NotATable(UnreadableFile):
    message = _(
        "“%(name)s” is no table: it looks like %(looks_like)s. Save it as CSV (UTF-8) or as XLSX. Nothing was changed."
    )


class UnsafeArchive(UnreadableFile):
    message = _(
        "“%(name)s” unpacks to far more than it should (%(why)s), as files made to harm do, so it was not opened. Open "
        "it in a spreadsheet and save it as CSV (UTF-8). Nothing was changed."
    )


class DamagedWorkbook(UnreadableFile):
    message = _(
        "“%(name)s” is damaged or protected by a password. Open it in a spreadsheet and save it again as XLSX or CSV. "
        "Nothing was changed."
    )


class UnknownEncoding(UnreadableFile):
    message = _(
        "The characters of “%(name)s” are in an encoding that is not recognised (UTF-8 and GB18030 are). Save it as "
        "CSV UTF-8, or say which encoding it has. Nothing was changed."
    )


class WrongEncoding(UnreadableFile):
    message = _("“%(name)s” is not in the encoding %(encoding)s. Choose another one. Nothing was changed.")


class NoHeading(UnreadableFile):
    message = _(
        "“%(name)s” has no headings: its first row must name the columns. Add a row of headings. Nothing was changed."
    )


class RepeatedHeading(UnreadableFile):
    message = _(
        "“%(name)s” has the heading “%(heading)s” twice, in columns %(first)d and %(second)d. Rename or remove one of "
        "them. Nothing was changed."
    )


class BrokenQuotes(UnreadableFile):
    message = _(
        "“%(name)s” cannot be taken apart at line %(line)d: a quotation mark there is not closed or stands in the "
        "wrong place. Mend that line. Nothing was changed."
    )


class NoRows(UnreadableFile):
    message = _("“%(name)s” has headings but no rows below them. Nothing was changed.")
