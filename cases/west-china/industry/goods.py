"""The goods and the families of plants: names, chains, places of new plants. All figures are facts; here are only words."""

from __future__ import annotations

from dataclasses import dataclass

Names = tuple[str, str]

# good: zh, en, unit of its balance
GOODS: dict[str, tuple[str, str, str]] = {
    "alumina": ("氧化铝", "alumina", "Mt/yr"),
    "aluminium": ("电解铝", "aluminium", "Mt/yr"),
    "aluminium-product": ("铝材", "aluminium products", "Mt/yr"),
    "copper": ("精炼铜", "refined copper", "kt/yr"),
    "copper-product": ("铜材", "copper products", "Mt/yr"),
    "silicon": ("工业硅", "industrial silicon", "kt/yr"),
    "polysilicon": ("多晶硅", "polysilicon", "kt/yr"),
    "pv-module": ("光伏电池组件", "solar cells and modules", "GW/yr"),
    "lithium-salt": ("锂盐（折碳酸锂）", "lithium salts, as carbonate", "kt/yr"),
    "battery-material": ("磷酸铁锂正极材料", "iron-phosphate battery material", "kt/yr"),
    "phosphate-fertiliser": ("磷肥（折五氧化二磷）", "phosphate fertiliser, as P2O5", "Mt/yr"),
    "rare-earth-metal": ("稀土冶炼产品（折氧化物）", "separated rare earths, as oxides", "kt/yr"),
    "steel": ("粗钢", "crude steel", "Mt/yr"),
    "cement": ("水泥", "cement", "Mt/yr"),
    "methanol": ("煤制甲醇", "methanol from coal", "Mt/yr"),
    "olefin": ("煤（甲醇）制烯烃", "olefins from coal and methanol", "Mt/yr"),
    "computing": ("算力（IT设备用电功率）", "computing, as power drawn by its machines", "GW"),
    "equipment": ("汽车等装备（按出厂值）", "vehicles and equipment, at works value", "yiCNY/yr"),
    "yarn": ("纱", "yarn", "Mt/yr"),
    "dairy": ("乳制品", "dairy products", "Mt/yr"),
    "meat-product": ("肉制品", "packed and cooked meat", "Mt/yr"),
    "food-product": ("果品等特色食品", "fruit and specialty food", "Mt/yr"),
    "tourism": ("旅游住宿餐饮（增加值）", "tourism: stays and meals, as value added", "yiCNY/yr"),
}  # fmt: skip
PRICE_UNIT = {"Mt/yr": "CNY/t", "kt/yr": "CNY/t", "GW/yr": "CNY/W", "yiCNY/yr": "CNY/CNY", "GW": "CNY/kW/yr"}
LOCAL = ("alumina", "aluminium", "methanol")  # balanced in provinces too: what is made next door is not carried
AT_HOME = ("cement",)  # asked for where it is made
ENERGY = ("electricity", "coal", "gas", "water")
LEVELS = {"": ("", ""), "-upgraded": ("（改造）", ", upgraded"), "-new": ("（新建）", ", new")}
WEST = tuple(f"CN-{p}" for p in "NM GX CQ SC GZ YN XZ SN GS QH NX XJ".split())


@dataclass(frozen=True)
class Family:
    """Plants that make one good in one way, at the levels that are told apart.

    ``uses`` what it draws · ``levels`` as stands, upgraded, new · ``new`` provinces where a new plant may be built ·
    ``closes`` old plants may close, so that others take their place · ``like`` the family whose figures stand for missing ones.
    """

    zh: str
    en: str
    good: str
    uses: tuple[str, ...]
    levels: tuple[str, ...] = ("",)
    new: str = ""
    closes: bool = False
    like: str = ""
    tags: str = ""
    pooled_east: bool = False


OLD_NEW, ALL, OLD_UP = ("", "-new"), ("", "-upgraded", "-new"), ("", "-upgraded")
FAMILIES: dict[str, Family] = {
    "alumina": Family("氧化铝厂", "alumina refinery", "alumina", ("electricity", "coal", "gas", "water", "ore:bauxite")),
    "aluminium": Family("电解铝厂", "aluminium smelter", "aluminium", ("electricity", "water", "alumina"), ALL,
                        "NM GX SC GZ GS QH NX XJ", closes=True, tags="smelting"),
    "aluminium-hydro": Family("水电铝厂", "aluminium smelter on hydro power", "aluminium", ("electricity", "water", "alumina"), OLD_NEW,
                              "YN", like="aluminium", tags="smelting"),
    "aluminium-product": Family("铝材厂", "aluminium mill", "aluminium-product", ("electricity", "gas", "water", "aluminium"), OLD_NEW,
                                "NM GX CQ SC YN GS QH XJ HA", tags="deep-processing"),
    "copper": Family("铜冶炼厂", "copper smelter", "copper", ("electricity", "coal", "water", "ore:copper"), ALL,
                     "NM GX YN GS", tags="smelting"),
    "copper-product": Family("铜材厂", "copper mill", "copper-product", ("electricity", "gas", "copper"), OLD_NEW,
                             "GX SC YN GS JX", tags="deep-processing"),
    "silicon": Family("工业硅厂", "silicon smelter", "silicon", ("electricity", "coal"), OLD_NEW, "NM SC YN GS XJ", tags="smelting"),
    "polysilicon": Family("多晶硅厂", "polysilicon plant", "polysilicon", ("electricity", "water", "silicon"), ALL,
                          "NM SC YN QH XJ", closes=True, tags="deep-processing;emerging"),
    "pv-module": Family("光伏电池组件厂", "solar cell and module works", "pv-module",
                        ("electricity", "water", "polysilicon", "aluminium-product"), OLD_NEW,
                        "NM SC YN SN QH NX XJ", closes=True, tags="deep-processing;emerging;moving"),
    "lithium-salt": Family("矿石提锂厂", "lithium plant on ore", "lithium-salt", ("electricity", "coal", "gas", "water", "ore:lithium"),
                           OLD_NEW, "SC XJ JX GX", tags="deep-processing;emerging"),
    "lithium-brine": Family("盐湖提锂厂", "lithium plant on brine", "lithium-salt", ("electricity", "water", "ore:lithium"),
                            OLD_NEW, "QH XZ", like="lithium-salt", tags="deep-processing;emerging"),
    "battery-material": Family("电池材料厂", "battery material works", "battery-material",
                               ("electricity", "gas", "water", "lithium-salt", "ore:phosphate"), OLD_NEW,
                               "NM GX SC GZ YN QH HB", tags="deep-processing;emerging"),
    "phosphate-fertiliser": Family("磷肥厂", "phosphate works", "phosphate-fertiliser", ("electricity", "coal", "water", "ore:phosphate")),
    "rare-earth-metal": Family("稀土冶炼分离厂", "rare-earth works", "rare-earth-metal", ("electricity", "coal", "water", "ore:rare-earth"),
                               OLD_NEW, "NM SC JX", tags="deep-processing;emerging"),
    "steel": Family("高炉转炉钢厂", "blast-furnace steelworks", "steel", ("electricity", "coal", "water", "ore:iron"), OLD_UP, closes=True),
    "steel-eaf": Family("电炉钢厂", "electric-arc steelworks", "steel", ("electricity", "water"), OLD_NEW,
                        "SC YN GX", like="steel"),
    "cement": Family("水泥厂", "cement works", "cement", ("electricity", "coal", "water"), OLD_UP, pooled_east=True),
    "methanol": Family("煤制甲醇厂", "coal-to-methanol plant", "methanol", ("electricity", "coal", "water"), ALL, "NM SN NX XJ",
                       tags="coal-chemical"),
    "olefin": Family("烯烃厂", "olefin plant", "olefin", ("electricity", "coal", "water", "methanol"), ALL, "NM SN NX XJ",
                     tags="coal-chemical;deep-processing"),
    "computing": Family("数据中心", "data centre", "computing", ("electricity", "water"), OLD_NEW,
                        "CQ SC SN GX HE JS ZJ GD AH SH", tags="data-centre;emerging"),
    "computing-cool": Family("冷凉地区数据中心", "data centre in cool air", "computing", ("electricity", "water"), ("-new",),
                             "NM GZ GS QH NX XJ", like="computing", tags="data-centre;emerging"),
    "equipment": Family("汽车等装备厂", "vehicle and equipment works", "equipment",
                        ("electricity", "water", "steel", "aluminium-product", "battery-material"), OLD_NEW,
                        "GX CQ SC GZ SN XJ AH", closes=True, tags="moving;emerging"),
    "yarn": Family("纺纱厂", "spinning mill", "yarn", ("electricity", "water", "cotton"), OLD_NEW, "SC SN XJ GX",
                   closes=True, tags="moving"),
    "dairy": Family("乳品厂", "dairy", "dairy", ("electricity", "coal", "water", "milk"), OLD_NEW, "NM SN NX XJ GS",
                    tags="food", pooled_east=True),
    "meat-product": Family("肉制品厂", "meat works", "meat-product", ("electricity", "water", "meat"), OLD_NEW, "NM SC GZ YN XJ",
                           tags="food", pooled_east=True),
    "food-product": Family("果品加工厂", "fruit works", "food-product", ("electricity", "coal", "water", "fruit"), OLD_NEW,
                           "GX SC YN SN XJ", tags="food", pooled_east=True),
    "tourism": Family("旅游住宿餐饮", "tourism", "tourism", ("electricity", "water"), OLD_NEW,
                      "NM GX CQ SC GZ YN XZ SN GS QH NX XJ", tags="tourism", pooled_east=True),
}  # fmt: skip


def unit_of(family: str) -> str:
    """Unit of a family's capacity: that of its good."""
    return GOODS[FAMILIES[family].good][2]


def new_places(family: str) -> tuple[str, ...]:
    """Provinces in which a new plant of a family may be built."""
    return tuple(f"CN-{p}" for p in FAMILIES[family].new.split())


def kinds_of(good: str) -> list[str]:
    """All kinds of process that make a good."""
    return [f"{name}{level}" for name, f in FAMILIES.items() if f.good == good for level in f.levels]


def stem(kind: str) -> tuple[str, str]:
    """Family and level of a kind."""
    for level in ("-upgraded", "-new"):
        if kind.endswith(level):
            return kind.removesuffix(level), level
    return kind, ""
