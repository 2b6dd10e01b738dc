"""The demo's calendar: everything happens relative to today and to the quarter that today lies in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from keyaccount.apps.workspace import clock
from keyaccount.kernel.period import Period

WEEK = 7


@dataclass(frozen=True, slots=True)
class Days:
    """quarters_back: how many quarters before the present one are told."""

    now: datetime
    zone: ZoneInfo
    quarters_back: int = 12

    @property
    def today(self) -> date:
        return clock.day_of(self.now, self.zone)

    @property
    def quarter(self) -> Period:
        return Period.containing(self.today, "quarter")

    @property
    def quarters(self) -> list[Period]:
        """Those of the story, the present one last."""
        told = [self.quarter]
        for _back in range(self.quarters_back):
            told.insert(0, told[0].previous())
        return told

    @property
    def opening(self) -> datetime:
        """When everybody came: a year before the first quarter of the story."""
        return self.at(self.quarters[0].start - timedelta(days=365))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def at(self, day: date, hour: int = 10) -> datetime:
        """An hour of that day; never later than now."""
        return min(clock.start_of(day, self.zone) + timedelta(hours=hour), self.now)

    def before_quarter_end(self, days: int, most: int) -> date:
        """`days` before the quarter ends, drawn together when fewer than `most` days are left: never before today."""
        left = (self.quarter.end - self.today).days
        return self.quarter.end - timedelta(days=days if left >= most else days * left // most)

    def earlier_this_quarter(self, part: float) -> date:
        """A day of this quarter that `part` (0 to 1) of the way lies between its first day and a week ago; in the
        quarter's first week, between its first day and today."""
        last = max(self.ago(WEEK), self.quarter.start) if self.a_week_ago_is_in_quarter else self.today
        return self.quarter.start + timedelta(days=int((last - self.quarter.start).days * part))

    @property
    def a_week_ago_is_in_quarter(self) -> bool:
        return self.ago(WEEK) >= self.quarter.start

    def lately(self, days: int) -> date:
        """So many days ago, but not before this quarter began."""
        return max(self.ago(days), self.quarter.start)
