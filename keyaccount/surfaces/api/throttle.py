"""How often one caller may ask: KEYACCOUNT_API_RATE requests in each period, counted by each server process."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from keyaccount.surfaces.api.callers import caller_of

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"(\d+)/(\d*)([smhd])")


@dataclass(frozen=True, slots=True)
class Rate:
    most: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Rate:
        """`600/m` is 600 a minute, `50/10s` is 50 in ten seconds."""
        found = RATE.fullmatch(text)
        if found is None:
            raise ValueError(f"KEYACCOUNT_API_RATE is {text!r}; write it like 600/m")
        return cls(int(found[1]), int(found[2] or 1) * SECONDS[found[3]])


class TooManyRequests(Exception):
    def __init__(self, rate: Rate, wait: int) -> None:
        super().__init__()
        self.rate = rate
        self.wait = wait


class CallerThrottle(BaseThrottle):
    """Counts in windows that begin at multiples of the period. Threads share it: it keeps nothing of a request."""

    def allow_request(self, request: HttpRequest) -> bool:
        rate = Rate.parse(settings.API_RATE)
        window, passed = divmod(int(time.time()), rate.seconds)
        caller = caller_of(request)
        ident = f"token:{caller.token.pk}" if caller.token else f"user:{caller.user.pk}"
        if _counted(f"api-rate:{ident}:{window}", rate.seconds) > rate.most:
            raise TooManyRequests(rate, rate.seconds - passed)
        return True


def _counted(key: str, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, seconds)
        return 1
