"""The job that fits the methods, while it waits or runs; and how it ended last."""

from __future__ import annotations

from keyaccount.apps.workspace.models import Job

KIND = "forecast.methods"


def newest_fitting() -> Job | None:
    return Job.objects.filter(kind=KIND).select_related("owner").order_by("-id").first()
