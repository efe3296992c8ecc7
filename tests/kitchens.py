"""A small industry of window frames and a small kitchen, regular enough to be learnt from."""

import csv
from collections.abc import Sequence
from pathlib import Path

METALS = (
    "铝合 不锈 钛镁 黄铜 碳素 锰铁 铬钼 镍基 锌锡 钨钴 "
    "铅锑 钒氮 锆铪 铍青 银镉 硅钢 稀土 磁钴 铸铁 硼铝"
).split()
FORMS = {
    "门窗": "玻璃片",
    "护栏": "焊接条",
    "机架": "螺栓组",
    "管件": "密封圈",
    "轴承": "润滑脂",
    "齿轮": "淬火液",
    "阀体": "石墨环",
    "线槽": "绝缘漆",
    "弹簧": "盘条丝",
    "锁具": "锁芯件",
    "散热器": "导热膏",
    "货架": "横梁扣",
    "模具": "脱模剂",
    "支座": "减震垫",
}
FOODS = (
    "香菇 豆腐 牛肉 番茄 土豆 鸡蛋 虾仁 玉米 茄子 冬瓜 "
    "鳕鱼 菠菜 腊肠 木耳 海带 南瓜 芹菜 羊排 莲藕 山药"
).split()
DISHES = {
    "水饺": "面粉皮",
    "炒饭": "粳米粒",
    "浓汤": "高汤底",
    "披萨": "奶酪丝",
    "沙拉": "橄榄汁",
    "包子": "发酵面",
    "米线": "籼米线",
    "火锅": "辣椒酱",
    "蛋糕": "低筋粉",
    "烩面": "手擀条",
    "焗饭": "马苏里",
    "春卷": "薄饼皮",
    "蒸糕": "糯米浆",
    "煎饼": "杂粮糊",
}


def upstream() -> list[tuple[str, str]]:
    frames = [(m + f, u) for m in METALS for f, base in FORMS.items() for u in (m, base)]
    meals = [(m + f, u) for m in FOODS for f, base in DISHES.items() for u in (m, base)]
    return frames + meals


def kinds() -> list[tuple[str, str]]:
    return [(form, metal + form) for form in FORMS for metal in METALS]


def makes() -> list[tuple[str, str, str]]:
    """Each metal works makes two products of its metal, two others its material; so do kitchens."""
    rows = []
    for number, (one, other) in enumerate(zip(METALS, FOODS, strict=True)):
        rows += [(f"60{number:04}SH", one + form, "0.6") for form in list(FORMS)[:3]]
        rows += [(f"30{number:04}SZ", one, "0.9"), (f"00{number:04}SZ", "其他", "0.2")]
        rows += [(f"00{number:04}SZ", other + dish, "0.7") for dish in list(DISHES)[:3]]
    for number, base in enumerate(FORMS.values()):
        rows.append((f"68{number:04}SH", base, "1.0"))
    return rows


def folder(path: Path, edges: list[tuple[str, str]] | None = None) -> Path:
    """The A-share graph's files, of this little world."""
    made, materials = makes(), upstream() if edges is None else edges
    codes = sorted({code for code, _, _ in made})
    between = [(product, "上游材料", material) for product, material in materials]
    between += [(form, "产品小类", product) for form, product in kinds()]
    food = {code for code in codes if code.startswith("00")}
    tables: dict[str, Sequence[Sequence[str]]] = {
        "company": [("code", "name", "fullname", "exchange", "listed")]
        + [(code, code, f"{code}股份有限公司", "上交所", "2001-01-01") for code in codes],
        "company_product": [("company", "product", "share"), *made],
        "company_industry": [("company", "industry")]
        + [(code, "340100" if code in food else "640100") for code in codes],
        "industry": [("code", "name"), ("340100", "食品"), ("640100", "机械")],
        "industry_parent": [("industry", "parent")],
        "product_product": [("from", "rel", "to"), *between],
    }
    path.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return path
