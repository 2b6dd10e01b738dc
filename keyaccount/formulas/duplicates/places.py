"""Places that stand in company names: the same firm in another city is another company, most of the time."""

PROVINCES = (
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 "
    "湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
).split()
CITIES = (
    "深圳 广州 杭州 南京 苏州 武汉 成都 西安 青岛 大连 宁波 厦门 长沙 郑州 济南 合肥 福州 "
    "无锡 佛山 东莞 沈阳 长春 哈尔滨 昆明 石家庄 太原 南昌 南宁 贵阳 兰州 海口 银川 西宁 呼和浩特 "
    "乌鲁木齐 拉萨 常州 温州 绍兴 嘉兴 珠海 中山 惠州 烟台 潍坊 唐山 徐州 南通 扬州 泉州 洛阳 "
    "襄阳 宜昌 芜湖 三亚 保定"
).split()
COUNTRIES = ("中国", "大中华区", "亚太")
SPELT = {
    "beijing": "北京", "shanghai": "上海", "tianjin": "天津", "chongqing": "重庆", "shenzhen": "深圳",
    "guangzhou": "广州", "hangzhou": "杭州", "nanjing": "南京", "suzhou": "苏州", "wuhan": "武汉",
    "chengdu": "成都", "xian": "西安", "qingdao": "青岛", "dalian": "大连", "ningbo": "宁波",
    "xiamen": "厦门", "changsha": "长沙", "zhengzhou": "郑州", "jinan": "济南", "hefei": "合肥",
    "fuzhou": "福州", "wuxi": "无锡", "shenyang": "沈阳", "kunming": "昆明", "jiangsu": "江苏",
    "zhejiang": "浙江", "guangdong": "广东", "shandong": "山东", "sichuan": "四川", "hainan": "海南",
    "taiwan": "台湾", "macau": "澳门", "china": "中国", "prc": "中国",
}  # fmt: skip
CHINESE = sorted([*PROVINCES, *CITIES, *COUNTRIES], key=len, reverse=True)
ENDINGS = ("特别行政区", "自治区", "省", "市")


def place_at_start(name: str) -> tuple[str, str]:
    """(place, rest): a place that the name begins with, with 省 or 市 behind it; none where nothing would remain."""
    for place in CHINESE:
        if name.startswith(place):
            rest = _without_ending(name.removeprefix(place))
            return (place, rest) if len(rest) > 1 else ("", name)
    first, _space, rest = name.partition(" ")
    return (SPELT[first], rest) if first in SPELT and len(rest) > 1 else ("", name)


def place_at_end(name: str) -> tuple[str, str]:
    """The same for one that the name ends with."""
    bare = next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), name)
    for place in CHINESE:
        if bare.endswith(place):
            rest = bare.removesuffix(place)
            return (place, rest) if len(rest) > 1 else ("", name)
    rest, _space, last = name.rpartition(" ")
    return (SPELT[last], rest) if last in SPELT and len(rest) > 1 else ("", name)


def place_of(text: str) -> str:
    """The place that a text is, as a whole; empty when it is something else."""
    bare = next((text.removesuffix(ending) for ending in ENDINGS if text.endswith(ending)), text)
    return bare if bare in CHINESE else SPELT.get(text, "")


def _without_ending(rest: str) -> str:
    return next((rest.removeprefix(ending) for ending in ENDINGS if rest.startswith(ending)), rest)
