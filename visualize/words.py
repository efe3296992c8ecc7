"""The words that pages say themselves, in Chinese and in English. Data is shown as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a lanes page says; `{}` fields are filled with `str.format`."""

    html_lang: str
    title: str
    subtitle: str
    chain_kind: str
    positions: Mapping[str, str]
    unplaced: str
    no_segments: str
    no_segments_in_chain: str
    no_committee: str
    loose_committees: str
    gap: str
    idle: str
    covered_of: str
    unsurveyed_n: str
    nobody: str
    enterprises_n: str
    gaps_n: str
    more: str
    more_covered: str
    times: str
    folded: str
    resting: str
    flow: str
    broken_flow: str
    known_supplies: str
    covers: str
    functional: str
    fits: str
    cover: Mapping[str, str]
    marks: Mapping[str, str]
    kpi: Mapping[str, str]
    legend: Mapping[str, str]
    fields: Mapping[str, str]
    table: tuple[str, ...]
    ui: Mapping[str, str]
    definition: str
    as_of: str
    sources: str


ZH = Words(
    html_lang="zh-CN",
    title="{stem}产业红链图谱",
    chain_kind="{kind}产业链",
    subtitle="上中下游全景 · 党组织覆盖与断点",
    positions={"上游": "上游", "中游": "中游", "下游": "下游", "配套": "配套"},
    unplaced="环节待定",
    no_segments="尚未登记{position}环节",
    no_segments_in_chain="本链尚未划分环节：登记环节表后，企业将归入上中下游",
    no_committee="尚未登记产业链党委",
    loose_committees=("有 {n} 个产业链党委未注明所属产业链：{names}；请在党组织表填“所属产业链”"),
    gap="断点：本地无在营企业 → 招商／引才",
    idle="暂无登记企业（非必需环节）",
    covered_of="覆盖 {covered}/{surveyed}",
    unsurveyed_n="未摸排 {n}",
    nobody="无在营企业",
    enterprises_n="{n} 家在营",
    gaps_n="断点 {n}",
    more="＋{n} 家",
    more_covered="＋{n} 家 ★{covered}",
    times="{lane}{kind} ×{n}",
    folded="其余{kind} ＋{n}",
    resting="其余 {n} 家",
    flow="供应：{source} → {target}\n{products}",
    broken_flow="供应中断：{source} → {target}\n{products}",
    known_supplies="已知企业供应 {n} 对：{pairs}",
    covers="{source} 覆盖 {target}",
    functional="功能型",
    fits="{source} 可服务 {target}",
    cover={"covered": "已覆盖", "uncovered": "未覆盖", "unsurveyed": "未摸排", "closed": "已停业"},
    marks={"covered": "★", "uncovered": "", "unsurveyed": "？", "closed": ""},
    kpi={
        "segments": "环节",
        "enterprises": "在营企业",
        "covered": "党组织覆盖",
        "surveyed": "在营且已摸排",
        "unsurveyed": "未摸排",
        "gaps": "断点",
        "weak": "薄弱环节",
    },
    legend={
        "covered": "★ 已覆盖企业",
        "uncovered": "未覆盖企业",
        "unsurveyed": "？未摸排企业",
        "closed": "已停业",
        "gap": "断点（无企业的环节）",
        "committee": "产业链党委",
        "organisation": "★ 党组织",
        "functional": "☆ 功能型（不计覆盖）",
        "flow": "供应关系",
        "broken": "供应中断",
        "supply": "企业间供应",
        "party": "党组织覆盖",
        "fit": "可服务环节",
    },
    fields={
        "id": "编号",
        "kind": "类别",
        "position": "位置",
        "role": "角色",
        "region": "区域",
        "cover": "党组织",
        "mode": "覆盖方式",
        "segments": "所在环节",
        "covered": "覆盖情况",
        "parent": "隶属",
        "enterprises": "覆盖企业",
        "serves": "可服务环节",
        "functional": "性质",
        "n_enterprises": "{n} 家",
        "functional_yes": "功能型：协调，不计入组织覆盖",
        "inputs": "上游供给",
        "outputs": "供给下游",
    },
    table=("位置", "环节", "企业", "角色", "区域", "覆盖", "覆盖方式"),
    ui={
        "chains": "产业链",
        "home": "本链页面",
        "search": "查找企业、环节、组织",
        "found": "{n} 处",
        "none": "没有找到",
        "close": "关闭",
        "zoom_in": "放大",
        "zoom_out": "缩小",
        "fit": "全图",
        "legend": "图例",
        "lines": "显示连线",
        "details": "详情",
        "table": "表格：环节、企业与覆盖",
        "canvas": (
            "{title}，图形。方向键选择相邻的框，回车看详情，加减号缩放，Esc 取消；"
            "下方有同样内容的表格"
        ),
        "download": "下载",
        "hint": "点击企业或环节看详情 · 拖动平移 · Ctrl＋滚轮或双指缩放",
        "no_script": "浏览器未启用脚本，以下为静态图。",
        "members": "包含",
        "definitions": "口径与来源",
    },
    definition=(
        "组织覆盖率＝已覆盖企业数（单独、联合、区域、行业）÷ 在营且已摸排的企业数；"
        "未摸排的企业不计入分母，单列；产业链党委等功能型党组织负责协调，不计入组织覆盖。"
        "断点＝本链需要而本地没有在营企业的环节。薄弱环节＝覆盖率低于三分之一的环节。"
    ),
    as_of="数据截至 {as_of}",
    sources="来源：{sources}",
)

EN = Words(
    html_lang="en",
    title="{stem} · industry chain",
    chain_kind="{kind}",
    subtitle="Upstream to downstream · party organisation coverage and missing segments",
    positions={"上游": "Upstream", "中游": "Midstream", "下游": "Downstream", "配套": "Supporting"},
    unplaced="Segment unknown",
    no_segments="No {position} segment yet",
    no_segments_in_chain=(
        "This chain has no segments yet: load the table of segments to place its enterprises"
    ),
    no_committee="No chain committee registered",
    loose_committees=(
        "{n} chain committees of which nobody told the chain: {names}; fill in 所属产业链"
    ),
    gap="Missing: none here → attract one",
    idle="No enterprise (segment not required)",
    covered_of="covered {covered}/{surveyed}",
    unsurveyed_n="unsurveyed {n}",
    nobody="none operating",
    enterprises_n="{n} operating",
    gaps_n="{n} missing",
    more="+{n} more",
    more_covered="+{n} more, ★{covered}",
    times="{lane} {kind} ×{n}",
    folded="{kind} +{n} more",
    resting="{n} more enterprises",
    flow="Supplies: {source} → {target}\n{products}",
    broken_flow="Supply broken: {source} → {target}\n{products}",
    known_supplies="{n} known between enterprises: {pairs}",
    covers="{source} covers {target}",
    functional="functional",
    fits="{source} can serve {target}",
    cover={
        "covered": "covered",
        "uncovered": "not covered",
        "unsurveyed": "not surveyed",
        "closed": "closed",
    },
    marks={"covered": "★", "uncovered": "", "unsurveyed": "？", "closed": ""},
    kpi={
        "segments": "segments",
        "enterprises": "operating enterprises",
        "covered": "covered by organisations",
        "surveyed": "of those operating and surveyed",
        "unsurveyed": "unsurveyed",
        "gaps": "missing segments",
        "weak": "weak segments",
    },
    legend={
        "covered": "★ covered",
        "uncovered": "not covered",
        "unsurveyed": "？ not surveyed",
        "closed": "closed",
        "gap": "missing segment",
        "committee": "chain committee",
        "organisation": "★ party organisation",
        "functional": "☆ functional (not coverage)",
        "flow": "supply",
        "broken": "supply broken",
        "supply": "between firms",
        "party": "coverage",
        "fit": "can serve",
    },
    fields={
        "id": "Id",
        "kind": "Kind",
        "position": "Position",
        "role": "Role",
        "region": "Region",
        "cover": "Party organisation",
        "mode": "Mode",
        "segments": "Segments",
        "covered": "Coverage",
        "parent": "Under",
        "enterprises": "Covers",
        "serves": "Can serve",
        "functional": "Nature",
        "n_enterprises": "{n} enterprises",
        "functional_yes": "functional: coordinates, does not count as coverage",
        "inputs": "Fed by",
        "outputs": "Feeds",
    },
    table=("Position", "Segment", "Enterprise", "Role", "Region", "Coverage", "Mode"),
    ui={
        "chains": "Chains",
        "home": "Page of the chain",
        "search": "Find enterprises, segments, organisations",
        "found": "{n} found",
        "none": "nothing found",
        "close": "Close",
        "zoom_in": "Zoom in",
        "zoom_out": "Zoom out",
        "fit": "Whole picture",
        "legend": "Legend",
        "lines": "Lines shown",
        "details": "Details",
        "table": "Table: segments, enterprises, coverage",
        "canvas": (
            "{title}, a drawing. Arrow keys move between boxes, Enter shows details, plus and "
            "minus zoom, Escape clears; the table below says the same"
        ),
        "download": "Download",
        "hint": "Click an enterprise or a segment · drag to pan · Ctrl + wheel or pinch to zoom",
        "no_script": "Scripts are off: this is a still picture.",
        "members": "Holds",
        "definitions": "Definitions and sources",
    },
    definition=(
        "Organisation coverage = enterprises covered (alone, jointly, by area or by trade) ÷ "
        "enterprises operating and surveyed; the unsurveyed are not counted and stand beside it. "
        "Functional organisations such as the chain committee coordinate and do not count. A "
        "missing segment is one the chain needs and no operating local enterprise fills; a weak "
        "one is covered under a third."
    ),
    as_of="Data as of {as_of}",
    sources="Sources: {sources}",
)

WORDS: Mapping[Lang, Words] = {"zh": ZH, "en": EN}
