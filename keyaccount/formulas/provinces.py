"""The provinces of China: their names, their codes, and a place for each in a grid of equal tiles.

The grid is our own drawing: roughly where each province lies, no coastline and no border, so that nothing is asserted
and the small ones are as easy to hit as the large.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

STEPS = 4


@dataclass(frozen=True, slots=True)
class Province:
    """code: two letters; column, row: the tile, from the north-west."""

    code: str
    chinese: str
    english: str
    column: int
    row: int


PROVINCES = tuple(
    Province(code, chinese, english, column, row)
    for code, chinese, english, column, row in (
        ("HL", "黑龙江", "Heilongjiang", 7, 0),
        ("NM", "内蒙古", "Inner Mongolia", 4, 1),
        ("JL", "吉林", "Jilin", 7, 1),
        ("XJ", "新疆", "Xinjiang", 0, 2),
        ("GS", "甘肃", "Gansu", 1, 2),
        ("NX", "宁夏", "Ningxia", 2, 2),
        ("SN", "陕西", "Shaanxi", 3, 2),
        ("SX", "山西", "Shanxi", 4, 2),
        ("BJ", "北京", "Beijing", 5, 2),
        ("TJ", "天津", "Tianjin", 6, 2),
        ("LN", "辽宁", "Liaoning", 7, 2),
        ("XZ", "西藏", "Tibet", 0, 3),
        ("QH", "青海", "Qinghai", 1, 3),
        ("SC", "四川", "Sichuan", 2, 3),
        ("CQ", "重庆", "Chongqing", 3, 3),
        ("HA", "河南", "Henan", 4, 3),
        ("HE", "河北", "Hebei", 5, 3),
        ("SD", "山东", "Shandong", 6, 3),
        ("YN", "云南", "Yunnan", 1, 4),
        ("GZ", "贵州", "Guizhou", 2, 4),
        ("HB", "湖北", "Hubei", 3, 4),
        ("AH", "安徽", "Anhui", 4, 4),
        ("JS", "江苏", "Jiangsu", 5, 4),
        ("SH", "上海", "Shanghai", 6, 4),
        ("GX", "广西", "Guangxi", 2, 5),
        ("HN", "湖南", "Hunan", 3, 5),
        ("JX", "江西", "Jiangxi", 4, 5),
        ("ZJ", "浙江", "Zhejiang", 5, 5),
        ("HI", "海南", "Hainan", 2, 6),
        ("GD", "广东", "Guangdong", 3, 6),
        ("FJ", "福建", "Fujian", 4, 6),
        ("TW", "台湾", "Taiwan", 6, 6),
        ("MO", "澳门", "Macao", 3, 7),
        ("HK", "香港", "Hong Kong", 4, 7),
    )
)
_ENDINGS = ("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "省", "市")
_NAMES: Mapping[str, Province] = {
    name: province for province in PROVINCES for name in (province.chinese, province.english.lower())
}


BY_CODE: Mapping[str, Province] = {province.code: province for province in PROVINCES}
_BETWEEN = re.compile(r"[,，、;；\n]")


def province_of(text: str) -> Province | None:
    """The province a text names, with or without its ending, in either language; None for any other place.

    Invariant: a province's own names, with any of the endings, lead back to it.
    """
    plain = text.strip()
    ending = next((one for one in _ENDINGS if plain.endswith(one)), "")
    return _NAMES.get(plain.removesuffix(ending)) or _NAMES.get(plain.lower().removesuffix(" province"))


def provinces_of(text: str) -> tuple[tuple[Province, ...], tuple[str, ...]]:
    """What a list of names means (北京、天津 or "Beijing, Tianjin"): the provinces, each once, and what is none."""
    names = [name.strip() for name in _BETWEEN.split(text) if name.strip()]
    found = {name: province_of(name) or BY_CODE.get(name.upper()) for name in names}
    known = dict.fromkeys(province for province in found.values() if province is not None)
    return tuple(known), tuple(name for name, province in found.items() if province is None)


def steps(amounts: Sequence[Decimal]) -> list[int]:
    """For each amount its step: 0 for nothing, else 1 to 4 by its place among the amounts above 0.

    Invariants: a larger amount never has a lower step; equal amounts have equal steps; the largest has the highest.
    """
    ranked = sorted(amount for amount in amounts if amount > 0)
    return [_step(amount, ranked) for amount in amounts]


def _step(amount: Decimal, ranked: Sequence[Decimal]) -> int:
    if amount <= 0:
        return 0
    reached = sum(1 for other in ranked if other <= amount)
    return -(-STEPS * reached // len(ranked))
