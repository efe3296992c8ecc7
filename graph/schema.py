"""
The vocabulary of industry chains: every kind of node and relationship, once.

Constraints, upserts, the mapping of spreadsheet headers, the blank workbook, the API's schema,
the legend and docs/schema.md are derived from here. A new property is one line. What the words
mean, and the laws that go with them, is in docs/model.md.
"""
# fmt: off
# This file is a table, read by row: a property, with the headers it goes by, is one line.

from graph.model import Choice, Lane, Link, NodeType, Prop, RelType, Schema, Sensitivity

# ---------------------------------------------------------------- what every fact carries

AS_OF = Prop("as_of", "数据日期", "date", aliases=("截至日期", "统计日期", "数据截止日期"))
SOURCE = Prop("source", "来源", aliases=("数据来源", "出处", "信息来源"))
NOTE = Prop("note", "备注", aliases=("说明", "备注说明"))
DATA_CLASS = Prop("data_class", "数据类别")
SYNTHETIC = Prop("synthetic", "是否示例", "boolean", aliases=("示例数据",))
ORIGIN = Prop("origin", "出自", system=True)  # see graph.origin; one line for each table that says it
NAMES = Prop("names", "检索名", system=True)  # |name|alias|…, normalised; see graph.names
PINYIN = Prop("pinyin", "检索拼音", system=True)  # |full pinyin|initials|…; see graph.names
SINCE = Prop("since", "起始日期", "date", aliases=("start", "开始时间", "开始日期", "起始时间", "签约时间", "共建时间"))
UNTIL = Prop("until", "终止日期", "date", aliases=("end", "结束时间", "截止日期", "终止时间"))

FACT = (AS_OF, SOURCE, NOTE, DATA_CLASS, SYNTHETIC, ORIGIN)
REL_FACT = (SINCE, UNTIL, *FACT)


def _node(
    label: str,
    zh: str,
    color: str,
    *props: Prop,
    ids: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    id_required: bool = False,
    named: bool = True,
    links: tuple[Link, ...] = (),
    code: str = "",
    lane: Lane = "",
    family: str = "",
    sensitivity: Sensitivity = "public",
    tables: tuple[str, ...] = (),
    doc: str = "",
    template: bool = True,
    by_name: bool = False,
) -> NodeType:
    """A node type with the properties every node has: id, name, and those of a fact."""
    id_ = Prop("id", "编号", required=id_required, aliases=("编码", "ID", *ids))
    name = Prop("name", "名称", required=named, aliases=("name_zh", *names), sensitivity="sensitive" if sensitivity == "sensitive" else "public")
    return NodeType(label, zh, color, (id_, name, *props, *FACT, NAMES, PINYIN), links, code, lane, family, sensitivity, (zh, label, *tables), doc, template, by_name)


SHORT_NAME = Prop("short_name", "简称")
ALIASES = Prop("aliases", "别名", "texts", aliases=("又名",))

# ---------------------------------------------------------------- columns that name other nodes

GB2260 = r"\d{6}(\d{3}){0,2}"  # GB/T 2260 for districts; statistical codes of 9 and 12 digits below
REGION_CODE = Link("region_code", "行政区划代码", "LOCATED_IN", ("Region",), ("区划代码",), unresolved="create", pattern=GB2260, named_by="region", example="441284")
REGION = Link(
    "region",
    "所属县（市、区）",
    "LOCATED_IN",
    ("Region",),
    ("region_name", "city", "县区", "所属区县", "所在地", "行政区划", "单位所在行政区划", "注册地行政区划", "属地"),
    unresolved="keep",
    example="四会市",
)
CHAIN_COLUMN = Link("chain", "所属产业链", "IN_CHAIN", ("Chain",), ("chain_id", "产业链", "链条", "产业链名称", "所属链条"), carries=("role",), example="NEV")
SERVES_CHAINS = Link("chains", "服务产业链", "SERVES", ("Chain",), ("chain_ids", "chain_id", "所属产业链", "产业链", "对接产业链"))
DISCIPLINES = Link("disciplines", "学科代码", "RELATES_TO", ("Discipline",), ("gbt13745_2009", "discipline_gbt13745", "学科", "对应学科"), unresolved="create", pattern=r"\d{3,7}", example="460；580")
INDUSTRY_CODES = Link("industries", "行业代码", "IN_INDUSTRY", ("Industry",), ("gb4754_2017", "国民经济行业代码"), unresolved="create", pattern=r"[A-T]?\d{2,4}", example="3670")

# ---------------------------------------------------------------- nodes

CHAIN = _node(
    "Chain",
    "产业链",
    "#1f4e86",
    Prop("name_en", "英文名称"),
    Prop("kind", "类型", aliases=("产业链类型",), choices=(Choice("主导", ("主导产业",)), Choice("特色", ("特色产业",)))),
    Prop("started_on", "启动日期", "date"),
    Prop("batch", "批次", aliases=("first_nine_status", "入库情况")),
    Prop("committee_exists", "是否成立产业链党委", "boolean"),
    Prop("committee_name", "产业链党委名称"),
    Prop("area", "所在区域"),
    ids=("chain_id", "产业链编号", "产业链编码"),
    names=("产业链名称", "链条名称"),
    links=(Link("area_code", "区域代码", "LOCATED_IN", ("Region",), unresolved="create", pattern=GB2260, named_by="area"),),
    tables=("chains",),
    doc="一条产业链，如新能源汽车产业链。",
)
SEGMENT = _node(
    "Segment",
    "环节",
    "#17624a",
    Prop("name_en", "英文名称"),
    Prop("position", "位置", required=True, aliases=("上中下游", "所处位置"), choices=(Choice("上游"), Choice("中游"), Choice("下游"), Choice("配套")), open_choices=False),
    Prop("order", "顺序", "integer", aliases=("排序",)),
    Prop("needed", "是否必需", "boolean", aliases=("必需环节",)),
    ids=("segment_id", "环节编号", "环节编码"),
    names=("环节名称",),
    links=(Link("chain", "所属产业链", "IN_CHAIN", ("Chain",), ("chain_id", "产业链", "链条", "产业链名称", "所属链条")), INDUSTRY_CODES, DISCIPLINES),
    tables=("segments", "产业链环节"),
    doc="产业链的一个环节；不注明“否”即为必需环节，无企业时为断点。",
)
PRODUCT = _node(
    "Product",
    "产品",
    "#7a4b06",
    ALIASES,
    Prop("junk", "非产品", "boolean"),  # an accounting line such as 平衡项目 in public data
    ids=("product_id", "产品编号"),
    names=("产品名称",),
    links=(
        Link("segment", "所属环节", "OF", ("Segment",), ("segment_id", "产业链环节", "环节")),
        Link("feeds", "下游产品", "FEEDS", ("Product",), ("feeds_product_ids", "用于产品")),
        Link("materials", "上游材料", "FEEDS", ("Product",), ("原材料",), reverse=True),
    ),
    tables=("products",),
    by_name=True,
    doc="产品或服务；没有编号时以规范化名称为编号。",
)
REGION_NODE = _node(
    "Region",
    "区域",
    "#5a6b85",
    Prop("level", "级别", choices=(Choice("省", ("省级",)), Choice("市", ("地级市",)), Choice("县", ("县级", "县级市", "区")), Choice("镇街", ("乡级", "镇", "街道", "乡级(统计)")), Choice("园区"))),
    Prop("kind", "编码依据"),
    ALIASES,
    ids=("code", "区划代码", "行政区划代码"),
    links=(Link("parent", "上级区域", "WITHIN", ("Region",), ("上级区划代码",), unresolved="create", pattern=GB2260),),
    tables=("regions", "行政区划"),
    doc="行政区划或园区；GB/T 2260 代码，高新区等用统计用代码。",
)

STATUS = Prop(
    "status",
    "经营状态",
    observed=True,
    aliases=("operating_status", "企业状态", "登记状态", "存续状态", "是否正常经营", "运营情况", "是否实体运营"),
    choices=(
        Choice("在营", ("实体运营", "存续", "在业", "开业", "正常", "正常经营", "是"), {"operating": True}),
        Choice("停业", ("歇业", "停产", "否"), {"operating": False}),
        Choice("注销", (), {"operating": False}),
        Choice("吊销", (), {"operating": False}),
        Choice("迁出", (), {"operating": False}),
        Choice("清算", (), {"operating": False}),
    ),
)
ENTERPRISE = _node(
    "Enterprise",
    "企业",
    "#2b6cb0",
    Prop(
        "credit_code",
        "统一社会信用代码",
        aliases=("uscc", "社会信用代码", "信用代码", "统一信用代码", "社会统一信用代码", "社会统一信用代码 主键", "统一代码", "法人单位统一社会信用代码", "纳税人识别号", "税号"),
        example="91441299MA0000015N",
    ),
    Prop("short_name", "企业简称", aliases=("简称", "公司简称", "字号")),
    Prop("former_names", "曾用名", "texts", aliases=("former_name", "原名称", "更名前名称")),
    ALIASES,
    Prop("org_code", "组织机构代码", aliases=("机构代码", "组织机构代码证号")),
    Prop("industry_code", "行业", aliases=("所属行业", "行业类别", "行业分类", "国民经济行业", "经济行业")),
    Prop("address", "注册地址", sensitivity="internal", aliases=("地址", "企业地址", "公司地址", "住所", "经营地址", "办公地址", "详细地址")),
    Prop("staff", "从业人数", "integer", "人", "internal", observed=True, aliases=("employees", "职工人数", "员工人数", "在岗职工人数", "职工总数", "企业人数", "人数", "从业人员", "员工数")),
    Prop("staff_basis", "从业人数口径", aliases=("employees_basis",)),
    Prop("revenue", "营业收入（万元）", "number", "万元", "internal", observed=True, aliases=("主营业务收入", "年营收", "营业收入", "年营业收入", "产值（万元）", "工业总产值")),
    Prop("registered_capital", "注册资本（万元）", "number", "万元", aliases=("注册资本", "注册资金")),
    Prop("on_scale", "是否规上", "boolean", aliases=("规上企业", "规模以上", "是否四上", "是否规上企业", "在库情况")),
    Prop("tags", "资质荣誉", "texts", aliases=("企业资质", "高新技术企业", "专精特新", "小巨人", "荣誉称号", "认定情况")),
    Prop("ownership", "企业性质", aliases=("企业类型", "单位性质", "单位性质类别", "经济类型", "登记注册类型", "所有制")),
    Prop("parent_group", "所属集团", aliases=("母公司", "集团")),
    Prop("listed_code", "证券代码", aliases=("股票代码",)),
    Prop("listed_on", "上市日期", "date"),
    Prop("exchange", "交易所"),
    Prop("shares_overlap", "营收占比有重叠", "boolean"),  # raw shares stem from several breakdowns
    STATUS,
    Prop("operating", "是否在营", "boolean", observed=True),
    Prop("founded_on", "成立日期", "date", aliases=("established", "注册日期", "成立时间", "开业时间", "注册时间")),
    Prop("surveyed", "是否摸排", "boolean", observed=True, aliases=("摸排情况", "是否已摸排")),
    Prop("surveyed_on", "摸排日期", "date", aliases=("摸排时间",)),
    Prop(
        "formal_affiliated",
        "组织关系在本单位正式党员数",
        "integer",
        "人",
        "internal",
        observed=True,
        aliases=("formal_members_affiliated", "组织关系在本单位党员数", "组织关系在企业党员数", "关系在本单位", "正式党员数", "正式党员", "正式党员人数", "其中：正式党员"),
    ),
    Prop("formal_on_site", "在岗正式党员数", "integer", "人", "internal", observed=True, aliases=("formal_members_on_site", "实际在岗党员数")),
    Prop(
        "members_reported",  # on site or affiliated: the header does not say, so no rule reads it
        "党员人数",
        "integer",
        "人",
        "internal",
        observed=True,
        aliases=("党员数", "党员总数", "现有党员", "企业党员人数", "从业党员数", "职工党员数"),
    ),
    Prop("probationary_members", "预备党员数", "integer", "人", "internal", observed=True, aliases=("预备党员", "其中：预备党员")),
    Prop("union_members", "工会会员数", "integer", "人", "internal", observed=True, aliases=("会员人数", "工会会员")),
    Prop("league_members", "团员数", "integer", "人", "internal", observed=True, aliases=("团员人数", "共青团员")),
    Prop("has_union", "工会组织", "boolean", observed=True, aliases=("是否建立工会", "工会组建情况", "有无工会", "是否建立工会组织")),
    Prop("has_league", "团组织", "boolean", observed=True, aliases=("has_league_branch", "是否建立团组织", "共青团组织", "有无团支部", "团支部")),
    Prop("has_women", "妇女组织", "boolean", observed=True, aliases=("是否建立妇联组织", "妇委会", "妇联组织", "女职工委员会")),
    Prop("has_instructor", "是否选派党建指导员", "boolean", observed=True, aliases=("instructor_assigned", "是否选派党建工作指导员或联络员")),
    Prop(
        "has_organisation_reported",  # what the enterprise says; coverage is counted from COVERS
        "是否建立党组织",
        "boolean",
        observed=True,
        aliases=("是否组建党组织", "党组织组建情况", "有无党组织", "已建党组织", "是否成立党组织", "单位建立党组织情况", "法人单位建立党组织情况"),
    ),
    Prop("organisation_form", "组建形式", aliases=("党组织组建形式", "组建方式", "建立方式")),
    Prop("no_organisation_reason", "未建立党组织原因", sensitivity="internal", aliases=("未组建原因", "未建原因")),
    Prop("legal_representative", "法定代表人", sensitivity="sensitive", aliases=("法人代表", "法人", "负责人", "当前法人姓名", "企业负责人")),
    Prop("contact", "联系人", sensitivity="sensitive", aliases=("企业联系人", "对接人")),
    Prop("phone", "联系电话", sensitivity="sensitive", aliases=("电话", "手机", "联系方式", "手机号码", "联系人电话")),
    ids=("enterprise_id", "企业编号"),
    names=("企业名称", "单位名称", "公司名称", "公司全称", "企业全称", "单位全称", "主体名称", "法人名称", "机构名称", "商户名称", "单位名称（全称）"),
    code="credit_code",
    links=(
        REGION_CODE,
        REGION,
        Link("park", "所在园区", "LOCATED_IN", ("Region",), ("园区", "产业园", "所属园区", "坐落地", "楼宇名称"), unresolved="keep"),
        Link("town", "所属镇街", "LOCATED_IN", ("Region",), ("镇（街）", "镇街", "乡镇（街道）", "所属街镇"), unresolved="keep"),
        CHAIN_COLUMN,
        Link("segments", "所处环节", "AT", ("Segment",), ("segment_ids", "产业链环节", "环节", "链上位置", "产业链位置"), carries=("role",), example="NEV-M1"),
        Link("product_ids", "产品编号", "MAKES", ("Product",)),
        Link("products", "主要产品", "MAKES", ("Product",), ("主营产品", "产品名称", "主导产品", "产品及服务", "主营业务"), unresolved="create", example="座椅电机；线束"),
        Link("suppliers", "上游供应商", "SUPPLIES", ("Enterprise",), ("主要供应商", "供应商", "原材料来源"), reverse=True, unresolved="keep", sensitivity="internal"),
        Link("customers", "下游客户", "SUPPLIES", ("Enterprise",), ("主要客户", "客户", "销售对象", "配套企业"), unresolved="keep", sensitivity="internal"),
        Link(
            "instructor",
            "党建指导员",
            "ASSIGNED_TO",
            ("Cadre",),
            ("党建工作指导员", "指导员姓名", "党建联络员", "联络员"),
            reverse=True,
            unresolved="create",
            yes_no="has_instructor",
            fixed={"role": "党建指导员"},
            sensitivity="sensitive",
        ),
        Link(
            "leader",
            "挂点联系领导",
            "ASSIGNED_TO",
            ("Cadre",),
            ("挂点领导", "联系领导", "包联领导", "挂钩联系领导", "县（区）领导"),
            reverse=True,
            unresolved="create",
            fixed={"role": "挂点领导"},
            sensitivity="sensitive",
        ),
        Link(
            "service_officer",
            "党员服务专员",
            "ASSIGNED_TO",
            ("Cadre",),
            ("服务专员", "企业服务专员", "首席服务官", "助企专员"),
            reverse=True,
            unresolved="create",
            fixed={"role": "党员服务专员"},
            sensitivity="sensitive",
        ),
        INDUSTRY_CODES,
    ),
    lane="midstream",
    tables=("enterprises", "企业名单", "企业台账"),
    doc="一家企业、合作社、市场或民宿。",
)
PARTY_ORG = _node(
    "PartyOrg",
    "党组织",
    "#c8161d",
    Prop("short_name", "党组织简称", aliases=("党内统计用党组织简称", "简称")),
    Prop(
        "kind",
        "党组织类别",
        required=True,
        aliases=("org_type", "组织类别", "类别", "党组织类型"),
        choices=(
            Choice("产业链党委", (), {"functional": True}, {"role": "产业链党委", "mode": "功能型"}, {"IN_CHAIN": "LEADS"}),
            Choice("商圈党委", (), {"functional": False}, {"mode": "区域"}),
            Choice("基层党委", ("党委",), {"functional": False}, {"mode": "单独"}),
            Choice("党工委", (), {"functional": False}, {"mode": "区域"}),
            Choice("党总支", (), {"functional": False}, {"mode": "单独"}),
            Choice("党支部", (), {"functional": False}, {"mode": "单独"}),
            Choice("联合党支部", (), {"functional": False}, {"mode": "联合"}),
            Choice("临时党支部", (), {"functional": False}, {"mode": "临时"}),
            Choice("功能型", ("功能型党组织",), {"functional": True}, {"mode": "功能型"}),
            Choice("流动党员党支部", (), {"functional": False}, {"mode": "区域"}),
        ),
        open_choices=False,
    ),
    Prop("functional", "功能型党组织", "boolean", aliases=("是否功能型党组织", "功能型")),
    Prop("org_code", "党组织编码", sensitivity="internal", aliases=("党组织代码", "组织编码", "UUID", "党组织唯一标识")),
    Prop("established_on", "成立日期", "date", aliases=("建立党组织日期", "成立时间", "批复时间", "建立时间")),
    Prop("elected_on", "本届产生日期", "date", observed=True, aliases=("换届日期", "当选日期", "上次换届时间", "换届时间", "选举时间")),
    Prop("term_years", "任期（年）", "integer", "年", aliases=("任期", "任期年限")),
    Prop("term_basis", "任期依据"),
    Prop("term_end", "届满日期", "date", aliases=("本届届满日期", "应换届时间", "任期届满时间", "到期时间")),
    Prop("total_members", "党员总数", "integer", "人", "internal", observed=True, aliases=("党员人数", "党员数", "党组织党员人数")),
    Prop("formal_members", "正式党员数", "integer", "人", "internal", observed=True, aliases=("正式党员",)),
    Prop("probationary_members", "预备党员数", "integer", "人", "internal", observed=True, aliases=("预备党员",)),
    Prop("count_basis", "人数口径"),
    Prop("has_committee", "是否设支委会", "boolean", observed=True, aliases=("是否设委员会",)),
    Prop("committee_size", "委员人数", "integer", "人", observed=True, aliases=("支委人数", "委员职数")),
    Prop("has_secretary", "是否有书记", "boolean", observed=True),
    Prop("secretary", "党组织书记", sensitivity="sensitive", observed=True, aliases=("书记", "支部书记", "书记姓名", "党组织负责人")),
    Prop("status", "运行状态", observed=True, aliases=("状态",)),
    Prop("counts_as", "计入口径", aliases=("counts_in_seed_total",)),
    Prop("venue", "活动阵地", aliases=("阵地", "活动场所", "党群服务中心", "党员活动室")),
    ids=("org_id",),
    names=("党组织全称", "党组织名称", "组织名称", "支部名称", "党支部名称", "党组织"),
    links=(
        Link("parent", "上级党组织", "UNDER", ("PartyOrg",), ("parent_org_id", "上级党组织名称", "隶属党组织", "隶属关系", "所属上级", "批准成立的上级党组织", "上一级党组织")),
        CHAIN_COLUMN,
        Link("covers", "覆盖企业", "COVERS", ("Enterprise",), ("covers_enterprise_ids", "联合支部所在单位", "覆盖单位", "涵盖企业", "联合单位", "成员单位"), carries=("mode",)),
        REGION_CODE,
        REGION,
    ),
    lane="party",
    family="organisation",
    tables=("organisations", "党组织台账"),
    doc="党组织；产业链党委等功能型组织只统筹协调，不计入组织覆盖（law 3）。",
)
MASS_ORG = _node(
    "MassOrg",
    "群团组织",
    "#b4572a",
    Prop(
        "kind",
        "类别",
        required=True,
        aliases=("org_type", "群团类别"),
        choices=(Choice("工会", ("工会委员会",)), Choice("共青团", ("团支部", "团总支", "团委")), Choice("妇联", ("妇女组织", "妇委会"))),
        open_choices=False,
    ),
    Prop("members", "成员数", "integer", "人", "internal", observed=True),
    Prop("established_on", "成立日期", "date"),
    Prop("status", "运行状态", observed=True, aliases=("状态",)),
    Prop("counts_as", "计入口径", aliases=("counts_in_seed_total",)),
    ids=("org_id",),
    names=("群团组织名称",),
    links=(CHAIN_COLUMN, Link("covers", "所在企业", "IN_ENTERPRISE", ("Enterprise",), ("covers_enterprise_ids",)), REGION_CODE, REGION),
    lane="party",
    family="organisation",
    doc="工会、共青团、妇联组织。",
)
ASSOCIATION = _node(
    "Association",
    "商会协会",
    "#8a5a00",
    Prop("kind", "类别", required=True, aliases=("org_type",), choices=(Choice("商会"), Choice("行业协会", ("协会",))), open_choices=False),
    Prop("status", "运行状态", observed=True, aliases=("状态",)),
    Prop("counts_as", "计入口径", aliases=("counts_in_seed_total",)),
    ids=("org_id",),
    names=("协会名称", "商会名称"),
    links=(CHAIN_COLUMN, REGION_CODE, REGION),
    lane="party",
    family="organisation",
    doc="行业协会和商会：联系企业的桥梁，本身不是党组织。",
)
MEMBER = _node(
    "Member",
    "党员",
    "#e0787c",
    Prop("gender", "性别", sensitivity="sensitive"),
    Prop("birth", "出生年月", "date", sensitivity="sensitive", aliases=("birth_month", "出生日期", "出生年月日", "生日")),
    Prop("education", "学历", sensitivity="sensitive", aliases=("文化程度", "最高学历")),
    Prop("joined_on", "入党时间", "date", sensitivity="sensitive", aliases=("join_date", "入党日期", "加入党组织日期", "加入中共日期", "成为预备党员日期")),
    Prop("formal_on", "转正时间", "date", sensitivity="sensitive", aliases=("regular_date", "转正日期", "转为正式党员日期")),
    Prop(
        "status",
        "人员类别",
        sensitivity="sensitive",
        aliases=("党员类别", "党员类型", "政治面貌", "党员身份"),
        choices=(Choice("正式", ("正式党员",)), Choice("预备", ("预备党员",)), Choice("发展对象"), Choice("入党积极分子"), Choice("入党申请人")),
    ),
    Prop("floating", "是否流动党员", "boolean", sensitivity="sensitive", aliases=("流动党员", "是否流动", "流动情况")),
    Prop("membership_state", "党籍状态", sensitivity="sensitive"),
    Prop("post", "党内职务", sensitivity="sensitive", aliases=("职务（党内）", "党内任职")),
    Prop("phone", "联系电话", sensitivity="sensitive", aliases=("手机号码", "手机", "电话")),
    Prop("id_number", "身份证号", sensitivity="refused", aliases=("公民身份号码", "身份证号码", "公民身份证号", "身份证", "证件号码")),
    Prop("native_place", "籍贯", sensitivity="refused", aliases=("户籍所在地",)),
    Prop("home_address", "家庭住址", sensitivity="refused", aliases=("现居住地", "住址")),
    ids=("member_id", "党员编号"),
    names=("display_name", "姓名", "党员姓名", "名字"),
    links=(
        Link("branch", "所在党支部", "MEMBER_OF", ("PartyOrg",), ("org_id", "组织关系所在党支部", "所属支部", "支部", "隶属党组织", "组织关系所在单位"), sensitivity="sensitive"),
        Link("enterprise", "工作单位", "WORKS_AT", ("Enterprise",), ("enterprise_id", "工作单位及职务", "单位职务", "工作岗位", "现任职务", "岗位"), unresolved="keep", sensitivity="sensitive"),
    ),
    sensitivity="sensitive",
    tables=("members", "党员名册"),
    doc="党员（敏感）：默认只计数，不列名。",
)
TALENT = _node(
    "Talent",
    "人才",
    "#6b46c1",
    Prop("talent_class", "人才类别", aliases=("人才类型", "人才分类", "人才层次", "认定层次", "类别")),
    Prop("title", "职称", aliases=("title_or_skill_level", "专业技术职务", "职称等级", "专业技术资格")),
    Prop("skill", "技能等级", aliases=("职业技能等级", "职业资格", "技能证书")),
    Prop("specialties", "专业领域", "texts", aliases=("specialty_tags", "专长", "研究方向", "擅长领域", "专业方向", "所学专业", "从事专业")),
    Prop("results", "主要成果", aliases=("业绩", "科研成果", "专利", "代表性成果")),
    Prop("available_for", "可提供服务", "texts", aliases=("服务意愿", "可服务内容", "可开展合作")),
    Prop("party_member", "是否党员", sensitivity="refused", aliases=("is_member", "政治面貌")),
    ids=("talent_id", "人才编号"),
    names=("display_name", "姓名", "人才姓名", "专家姓名"),
    links=(Link("unit", "工作单位", "WORKS_AT", ("Enterprise",), ("affiliation", "所在单位", "单位", "用人单位"), unresolved="keep"), SERVES_CHAINS, DISCIPLINES),
    lane="service",
    sensitivity="sensitive",
    tables=("talents", "人才库"),
    doc="人才共享资源库中的人才（敏感）。",
)
CADRE = _node(
    "Cadre",
    "干部",
    "#a33b20",
    Prop("rank", "职级", sensitivity="sensitive"),
    Prop("unit", "单位", sensitivity="internal"),
    ids=("cadre_id", "干部编号"),
    names=("干部姓名", "姓名"),
    sensitivity="sensitive",
    tables=("cadres",),
    by_name=True,
    doc="挂点领导、党建指导员、党员服务专员（敏感）。",
)
DEPARTMENT = _node(
    "Department",
    "部门",
    "#33415c",
    Prop("duties", "职责"),
    ids=("department_id", "部门编号"),
    names=("部门名称",),
    links=(Link("chains", "牵头产业链", "LEADS", ("Chain",), ("主管产业链",), carries=("role",)), REGION_CODE, REGION),
    lane="service",
    tables=("departments",),
    by_name=True,
    doc="牵头部门、属地主管部门等。",
)
UNIVERSITY = _node(
    "University",
    "高校院所",
    "#2f8f5b",
    Prop("kind", "类型"),
    Prop("city", "所在城市"),
    Prop("level", "层次"),
    Prop("disciplines_named", "优势学科", "texts", aliases=("学科名称",)),
    Prop("platforms", "平台", "texts", aliases=("科研平台", "创新平台")),
    Prop("evidence", "合作依据"),
    ALIASES,
    ids=("university_id", "高校编号"),
    names=("高校名称", "院校名称", "院校名", "学校名称"),
    links=(
        Link("disciplines", "学科代码", "STRONG_IN", ("Discipline",), ("gbt13745_2009", "优势学科代码"), unresolved="create", pattern=r"\d{3,7}"),
        SERVES_CHAINS,
        REGION_CODE,
        Link("region", "所属县（市、区）", "LOCATED_IN", ("Region",), ("所在地", "行政区划"), unresolved="keep"),
    ),
    lane="service",
    tables=("universities", "高校"),
    doc="高校、科研院所、科创平台。",
)
DISCIPLINE = _node(
    "Discipline",
    "学科",
    "#4d8a6a",
    Prop("group", "门类", aliases=("学科门类",)),
    ids=("code", "discipline_id", "学科代码"),
    names=("学科名称",),
    tables=("gbt13745", "学科目录"),
    doc="GB/T 13745 学科分类与代码。",
)
INDUSTRY = _node(
    "Industry",
    "行业",
    "#76839a",
    Prop("level", "层级"),
    Prop("section", "门类代码"),
    ids=("code", "industry_id"),
    names=("行业名称",),
    links=(Link("parent", "上级行业", "WITHIN", ("Industry",), ("上级行业代码",)),),
    tables=("gb4754", "行业分类"),
    doc="国民经济行业分类（GB/T 4754）的一个行业；其他分类的代码带前缀，如 SW:110101。",
)
OFFER = _node(
    "Offer",
    "科技成果",
    "#3d8f8f",
    Prop("kind", "类型", required=True, aliases=("成果类型",)),
    Prop("text", "内容", aliases=("成果简介", "简介")),
    Prop("maturity", "成熟度", aliases=("TRL", "技术成熟度")),
    ids=("offer_id", "成果编号"),
    names=("成果名称", "专利名称", "团队名称", "实验室名称"),
    links=(Link("provider", "持有单位", "OFFERS", ("University", "Enterprise", "PartyOrg", "Department"), ("所属单位", "完成单位"), reverse=True), DISCIPLINES),
    lane="service",
    tables=("offers",),
    doc="成果、专利、团队、实验室。",
)
NEED = _node(
    "Need",
    "需求",
    "#b7791f",
    Prop("kind", "需求类别", aliases=("诉求类别", "问题类别", "需求类型", "所属领域")),
    Prop("text", "需求描述", aliases=("需求内容", "问题描述")),
    Prop("state", "需求状态", aliases=("是否解决",)),
    Prop("raised_on", "提出日期", "date", aliases=("提出时间",)),
    Prop("common", "是否共性需求", "boolean", aliases=("共性需求",)),
    Prop("budget", "拟投入资金（万元）", "number", "万元", "internal", aliases=("拟投入资金", "预算（万元）", "投入资金", "拟投入（万元）")),
    Prop("mode", "合作方式", aliases=("合作意向", "对接方式")),
    ids=("need_id", "需求编号"),
    names=("需求名称", "技术需求名称", "难题名称"),
    links=(
        Link("proposer", "提出单位", "HAS_NEED", ("Enterprise",), ("需求单位", "企业名称", "填报单位"), reverse=True),
        Link("concerns", "涉及环节或产品", "CONCERNS", ("Segment", "Product"), ("涉及产品", "涉及环节")),
        DISCIPLINES,
    ),
    tables=("needs", "企业需求"),
    doc="企业的技术、人才、融资等需求。",
)
ORDER = _node(
    "Order",
    "服务诉求",
    "#975a16",
    Prop("category", "诉求类别", required=True, aliases=("问题类别",)),
    Prop("level", "诉求级别", aliases=("紧急程度",)),
    Prop("channel", "来源渠道", aliases=("反映渠道",)),
    Prop("state", "办理状态", aliases=("status", "是否办结", "销号情况", "是否解决", "状态")),
    Prop("submitted_at", "提交时间", "datetime", aliases=("吹哨时间", "反映时间")),
    Prop("accepted_at", "受理时间", "datetime", aliases=("响应时间",)),
    Prop("due_at", "办理时限", "datetime", aliases=("完成时限", "办结时限", "计划完成时间", "解决问题时限", "时限要求")),
    Prop("resolved_at", "办结时间", "datetime", aliases=("解决时间",)),
    Prop("progress", "办理情况", aliases=("进展情况", "当前进展情况", "落实情况", "办理进度", "推进情况")),
    Prop("satisfaction", "企业满意度", aliases=("满意度", "回访情况", "评价", "是否满意")),
    Prop("reopened", "重办次数", "integer", "次", aliases=("reopen_count",)),
    ids=("order_no", "诉求编号", "工单编号"),
    names=("title", "诉求标题", "诉求事项", "问题诉求", "存在问题"),
    named=False,
    links=(
        Link("enterprise", "诉求企业", "RAISES", ("Enterprise",), ("enterprise_id", "反映单位", "提出单位"), reverse=True),
        Link("chain", "所属产业链", "IN_CHAIN", ("Chain",), ("chain_id", "产业链")),
        Link(
            "lead_department",
            "主办单位",
            "HANDLES",
            ("Department", "PartyOrg", "University"),
            ("lead_dept", "责任单位", "牵头单位", "责任部门", "问题交办单位", "承办单位", "认领单位"),
            reverse=True,
            unresolved="create",
            fixed={"role": "主办"},
        ),
        Link(
            "co_departments",
            "协办单位",
            "HANDLES",
            ("Department", "PartyOrg", "University"),
            ("co_depts", "配合单位", "协助单位", "分办单位"),
            reverse=True,
            unresolved="create",
            fixed={"role": "协办"},
        ),
        Link("meeting", "所属会议", "DECIDES", ("Meeting",), ("meeting_id",), reverse=True, unresolved="create"),
    ),
    tables=("service_orders", "orders", "诉求台账"),
    doc="“企业吹哨”形成的服务诉求。",
)
RESOURCE = _node(
    "Resource",
    "资源",
    "#6b46c1",
    Prop("library", "资源库类别", required=True, aliases=("库别", "资源类别")),
    Prop("kind", "资源类型", aliases=("类型", "类别")),
    Prop("capacity", "可提供数量", aliases=("数量", "规模", "可用时段", "容量")),
    Prop("free", "剩余数量"),
    Prop("description", "资源说明"),
    Prop("valid", "有效期", aliases=("开放时间", "可用时间", "截止时间")),
    ids=("resource_id", "资源编号"),
    names=("资源名称", "服务名称", "资源内容", "资源项目"),
    links=(
        Link("provider", "提供单位", "OFFERS", ("Enterprise", "PartyOrg", "University", "Department"), ("资源提供方", "责任单位", "所属单位", "供给单位"), reverse=True, unresolved="keep"),
        SERVES_CHAINS,
        REGION_CODE,
    ),
    lane="service",
    tables=("resources", "资源库"),
    doc="产业发展、人才共享、服务保障三个资源库中的资源。",
)
PROJECT = _node(
    "Project",
    "项目",
    "#9f0f15",
    Prop("kind", "项目类型"),
    Prop("content", "项目内容", aliases=("共建内容", "主要内容", "活动内容")),
    Prop("state", "项目状态", aliases=("进展", "完成情况", "建设进度")),
    Prop("level", "示范级别", aliases=("项目级别", "示范点级别", "命名级别")),
    Prop("started_on", "启动时间", "date", aliases=("开工时间", "签约时间", "共建时间")),
    Prop("finished_on", "完成时间", "date", aliases=("投产时间", "竣工时间")),
    Prop("year", "年度", "integer", "年"),
    ids=("project_id", "项目编号"),
    names=("项目名称", "共建项目", "示范项目名称", "项目"),
    links=(Link("parties", "参与单位", "ATTENDS", ("PartyOrg", "Enterprise", "University", "Department"), ("结对单位", "联建单位", "共建双方"), reverse=True, unresolved="keep"), SERVES_CHAINS),
    tables=("projects",),
    doc="产业红链项目库、示范、攻关、建设项目。",
)
MEETING = _node(
    "Meeting",
    "联席会议",
    "#7b5ea7",
    Prop("held_on", "会议时间", "date", aliases=("召开时间", "开会时间")),
    Prop("kind", "会议类型"),
    Prop("agenda", "议题", "texts", aliases=("议事清单", "议题清单")),
    Prop("decisions", "议定事项", "texts", aliases=("会议决定", "任务清单")),
    ids=("meeting_id", "会议编号"),
    names=("会议名称",),
    links=(Link("attendees", "参会单位", "ATTENDS", ("PartyOrg", "Enterprise", "University", "Department"), ("参加单位",), reverse=True, unresolved="keep"), SERVES_CHAINS),
    tables=("meetings",),
    by_name=True,
    doc="联席会议、党政企沟通座谈会、专题协调会。",
)
ACTIVITY = _node(
    "Activity",
    "活动",
    "#b83280",
    Prop("kind", "活动类型"),
    Prop("held_on", "活动时间", "date"),
    Prop("people", "参加人次", "integer", "人次"),
    ids=("activity_id", "活动编号"),
    names=("活动名称", "活动主题"),
    links=(Link("organisers", "主办组织", "ATTENDS", ("PartyOrg", "Enterprise", "University", "Department"), ("参加组织",), reverse=True, unresolved="keep"), SERVES_CHAINS),
    tables=("activities",),
    doc="主题党日、培训、联建活动。",
)
POLICY = _node(
    "Policy",
    "政策",
    "#2c5282",
    Prop("eligibility", "适用条件", aliases=("申报条件",)),
    Prop("until", "有效期至", "date"),
    ids=("policy_id", "政策编号", "文号"),
    names=("政策名称",),
    tables=("policies",),
    doc="惠企政策。",
)
FIGURE = _node(
    "Figure",
    "指标",
    "#718096",
    Prop("value", "数值", required=True),
    Prop("qualifier", "限定", choices=(Choice("exact", ("确数", "等于")), Choice("more than", ("多于", "超过")), Choice("about", ("约",)), Choice("range", ("区间",)))),
    Prop("unit", "单位"),
    Prop("quote", "原文"),
    ids=("fact_id", "指标编号"),
    names=("metric_zh", "指标名称", "指标"),
    links=(Link("chain", "所属产业链", "IN_CHAIN", ("Chain",), ("chain_id", "产业链"), unresolved="keep"),),
    tables=("seed_facts", "figures"),
    doc="公开报道的数字，带原文和限定（确数、多于、约）。",
)
INGEST_RUN = NodeType(
    "IngestRun",
    "入库批次",
    "#a0aec0",
    tuple(Prop(name, zh, system=True) for name, zh in (("id", "批次号"), ("started_at", "开始时间"), ("files", "文件"), ("fingerprint", "指纹"), ("counts", "计数"), ("vocabulary", "词汇版本"))),
    in_template=False,
    doc="一次入库：读了哪些文件，写了多少；与数据在同一事务中写入。",
)
_NODES = (
    CHAIN,
    SEGMENT,
    PRODUCT,
    REGION_NODE,
    ENTERPRISE,
    PARTY_ORG,
    MASS_ORG,
    ASSOCIATION,
    MEMBER,
    TALENT,
    CADRE,
    DEPARTMENT,
    UNIVERSITY,
    DISCIPLINE,
    INDUSTRY,
    OFFER,
    NEED,
    ORDER,
    RESOURCE,
    PROJECT,
    MEETING,
    ACTIVITY,
    POLICY,
    FIGURE,
)
_OBSERVED = {p.name: p for node in _NODES for p in node.props if p.observed}
OBSERVATION = NodeType(
    "Observation",
    "观测",
    "#cbd5e0",
    (
        Prop("id", "编号", system=True),
        Prop("on", "观测日期", "date", system=True),
        Prop("until", "失效日期", "date", system=True),  # exclusive; 9999 while in force
        Prop("stated", "当日填报项", "texts", system=True),  # the others were in force before
        *_OBSERVED.values(),
        *FACT,
    ),
    in_template=False,
    doc="某一天的数值：自 on 起，至 until 前有效；最近一次同时记在对象上。",
)

VOCABULARY = NodeType(
    "Vocabulary",
    "词汇",
    "#a0aec0",
    (Prop("id", "编号", system=True), Prop("version", "版本", system=True), Prop("run", "最近批次", system=True), Prop("writer", "正在写入的批次", system=True)),
    in_template=False,
    doc="图库的标记：按哪一版词汇建立，最近一次入库是哪一批；同时是写入的锁。",
)

# ---------------------------------------------------------------- relationships

ROLE = Prop("role", "链上角色", aliases=("企业类型（链主/骨干/配套）", "是否链主", "是否龙头", "企业定位"))
DUTY = Prop(
    "role",
    "联系角色",
    aliases=("角色",),
    choices=(Choice("挂点领导", ("挂点联系领导", "联系领导", "包联领导")), Choice("党建指导员", ("指导员", "党建工作指导员", "党建联络员")), Choice("党员服务专员", ("服务专员", "企业服务专员"))),
)
MODE = Prop("mode", "覆盖方式", choices=tuple(map(Choice, ("单独", "联合", "区域", "行业"))))
IN_CHAIN_FROM = ("Segment", "Enterprise", "PartyOrg", "MassOrg", "Association", "Order", "Figure")
SERVERS = ("Resource", "Activity", "Project", "Meeting", "University", "Talent")
BODIES = ("PartyOrg", "Enterprise", "University", "Department")


def _rel(
    name: str,
    zh: str,
    ends: tuple[tuple[str, str], ...],
    *props: Prop,
    key: tuple[str, ...] = (),
    color: str = "#5b7aa6",
    source: Link | None = None,
    target: Link | None = None,
    tables: tuple[str, ...] = (),
    doc: str = "",
) -> RelType:
    """A relationship type with the properties every one has: since, until, those of a fact."""
    return RelType(name, zh, ends, (*props, *REL_FACT), key, color, source, target, tables, doc)


def _ends(sources: tuple[str, ...], *targets: str) -> tuple[tuple[str, str], ...]:
    return tuple((source, target) for source in sources for target in targets)


def _end(name: str, zh: str, rel: str, targets: tuple[str, ...], *aliases: str) -> Link:
    return Link(name, zh, rel, targets, aliases)


_RELS = (
    _rel("IN_CHAIN", "属于产业链", _ends(IN_CHAIN_FROM, "Chain"), ROLE),
    _rel("AT", "处于环节", _ends(("Enterprise",), "Segment"), ROLE),
    _rel(
        "MAKES",
        "生产",
        _ends(("Enterprise",), "Product"),
        Prop("share", "营收占比", "number", "1", aliases=("占比",)),
        Prop("raw_share", "原始占比", "number", "1"),
        Prop("year", "年份", "integer", "年"),
        source=_end("enterprise", "企业", "MAKES", ("Enterprise",), "enterprise_id", "企业名称"),
        target=Link("product", "产品", "MAKES", ("Product",), ("product_id", "产品名称"), unresolved="create"),
        tables=("MAKES", "企业产品"),
    ),
    _rel("OF", "产品属于环节", _ends(("Product",), "Segment")),
    _rel("FEEDS", "用于", _ends(("Product",), "Product"), doc="上游产品 → 下游产品"),
    _rel("KIND_OF", "细分于", _ends(("Product",), "Product"), doc="细分产品 → 大类产品"),
    _rel(
        "SUPPLIES",
        "供应",
        _ends(("Enterprise",), "Enterprise"),
        Prop("product", "供应产品", aliases=("产品",)),
        color="#5b7aa6",
        source=_end("supplier", "供应企业", "SUPPLIES", ("Enterprise",), "供应商", "supplier_id"),
        target=_end("customer", "采购企业", "SUPPLIES", ("Enterprise",), "客户", "customer_id"),
        tables=("SUPPLIES", "供应关系"),
        doc="已知的供应关系：供方 → 需方",
    ),
    _rel("WITHIN", "隶属区域", (("Region", "Region"), ("Industry", "Industry"))),
    _rel("LOCATED_IN", "位于", _ends(("Enterprise", "PartyOrg", "MassOrg", "Association", "University", "Resource", "Chain", "Department"), "Region")),
    _rel("IN_INDUSTRY", "属于行业", _ends(("Enterprise", "Segment"), "Industry")),
    _rel("LEADS", "牵头", _ends(("PartyOrg", "Department"), "Chain"), Prop("role", "牵头角色"), color="#c8161d"),
    _rel("UNDER", "隶属", _ends(("PartyOrg",), "PartyOrg"), color="#c8161d"),
    _rel("COVERS", "覆盖", _ends(("PartyOrg",), "Enterprise"), MODE, color="#c8161d"),
    _rel(
        "JOINT_BUILDS",
        "联建共建",
        _ends(("PartyOrg",), "PartyOrg", "University", "Department", "Association", "Enterprise"),
        Prop("basis", "共建依据", aliases=("协议名称", "共建协议")),
        Prop("matters", "共建事项", aliases=("共建内容",)),
        Prop("state", "共建状态", choices=tuple(map(Choice, ("意向", "签约", "实施", "完成", "终止", "休眠"))), open_choices=False),
        color="#c8161d",
        source=_end("party_a", "共建甲方", "JOINT_BUILDS", ("PartyOrg",), "from", "甲方", "牵头党组织"),
        target=_end("party_b", "共建乙方", "JOINT_BUILDS", ("PartyOrg", "University", "Department", "Association", "Enterprise"), "to", "乙方", "共建单位", "结对单位"),
        tables=("JOINT_BUILDS", "joint_building", "共建台账"),
    ),
    _rel("MEMBER_OF", "所在党组织", _ends(("Member",), "PartyOrg")),
    _rel("WORKS_AT", "任职于", _ends(("Member", "Talent"), "Enterprise")),
    _rel(
        "ASSIGNED_TO",
        "联系服务",
        _ends(("Cadre",), "Enterprise", "Chain", "PartyOrg"),
        DUTY,
        Prop("last_visit", "最近走访", "date", aliases=("最近走访时间",)),
        Prop("visits", "走访次数", "integer", "次", aliases=("visits_this_year", "本年走访次数")),
        Prop("link_id", "联系编号"),
        key=("role",),
        color="#a33b20",
        source=Link("cadre", "干部姓名", "ASSIGNED_TO", ("Cadre",), ("person_display", "姓名", "指导员"), unresolved="create", sensitivity="sensitive"),
        target=_end("target_id", "联系对象", "ASSIGNED_TO", ("Enterprise", "Chain", "PartyOrg"), "联系企业", "联系单位", "挂点企业"),
        tables=("ASSIGNED_TO", "assignments", "挂点联系", "指导员选派"),
    ),
    _rel("IN_ENTERPRISE", "设在企业", _ends(("MassOrg",), "Enterprise")),
    _rel("OFFERS", "提供", _ends(BODIES, "Resource", "Offer")),
    _rel("SERVES", "服务产业链", _ends(SERVERS, "Chain")),
    _rel("STRONG_IN", "优势学科", _ends(("University",), "Discipline"), Prop("level", "学科等级"), Prop("evidence", "依据")),
    _rel("RELATES_TO", "涉及学科", _ends(("Segment", "Need", "Offer", "Talent"), "Discipline")),
    _rel(
        "COOPERATES",
        "产学研合作",
        _ends(("University",), "Enterprise"),
        Prop("kind", "合作类型"),
        Prop("evidence", "合作依据"),
        color="#2f8f5b",
        source=_end("university", "高校院所", "COOPERATES", ("University",), "university_id", "高校"),
        target=_end("enterprise", "合作企业", "COOPERATES", ("Enterprise",), "enterprise_id", "企业"),
        tables=("COOPERATES", "产学研合作"),
    ),
    _rel("HAS_NEED", "有需求", _ends(("Enterprise",), "Need")),
    _rel("CONCERNS", "涉及", _ends(("Need",), "Product", "Segment")),
    _rel("RAISES", "提出诉求", _ends(("Enterprise",), "Order")),
    _rel("HANDLES", "办理", _ends(("Department", "University", "PartyOrg"), "Order"), Prop("role", "办理角色"), key=("role",)),
    _rel("ATTENDS", "参加", _ends(BODIES, "Meeting", "Project", "Activity")),
    _rel("DECIDES", "议定", _ends(("Meeting",), "Order", "Project")),
    _rel("OBSERVED", "观测", _ends(("Enterprise", "PartyOrg", "MassOrg", "Association"), "Observation")),
)

SCHEMA = Schema(nodes=(*_NODES, OBSERVATION, INGEST_RUN, VOCABULARY), rels=_RELS, version="1")
