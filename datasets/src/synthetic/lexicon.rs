//! What the shop sells: departments, families, leaves, and the words for them in both languages.
//!
//! A leaf's family is its category path without the last level. `goes_with` names the families
//! whose goods are used together with this one's.

/// The three departments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Department {
    Clothing,
    Health,
    Electronics,
}

impl Department {
    pub(super) const ALL: [Self; 3] = [Self::Clothing, Self::Health, Self::Electronics];
}

/// Goods of one family of needs.
pub(super) struct Family {
    pub(super) path: &'static str,
    pub(super) department: Department,
    /// A word that any item of the family may bear: English, Chinese.
    pub(super) words: [&'static str; 2],
    pub(super) leaves: &'static [Leaf],
    /// Paths of other families.
    pub(super) goes_with: &'static [&'static str],
}

/// Goods of one kind.
pub(super) struct Leaf {
    /// The last level of the category path.
    pub(super) name: &'static str,
    /// What it is called: English, Chinese.
    pub(super) nouns: [&'static [&'static str]; 2],
    /// Price in the middle. Unit: yuan.
    pub(super) price_yuan: u32,
    pub(super) sizes: &'static [&'static str],
}

use Department::{Clothing, Electronics, Health};

const CLOTHES: &[&str] = &["S", "M", "L", "XL"];
const SHOES: &[&str] = &["36", "38", "40", "42", "44"];
const ONE: &[&str] = &["one size"];
const TABLETS: &[&str] = &["30", "60", "90", "120"];
const AMOUNTS: &[&str] = &["100 ml", "200 ml", "500 ml"];
const WEIGHTS: &[&str] = &["250 g", "500 g", "1 kg"];
const MEMORY: &[&str] = &["64 GB", "128 GB", "256 GB"];
const LENGTHS: &[&str] = &["1 m", "2 m", "3 m"];

macro_rules! leaf {
    ($name:literal, [$($en:literal),+], [$($zh:literal),+], $price:literal, $sizes:ident) => {
        Leaf { name: $name, nouns: [&[$($en),+], &[$($zh),+]], price_yuan: $price, sizes: $sizes }
    };
}

/// All families.
pub(super) const FAMILIES: &[Family] = &[
    Family {
        path: "Clothing > Women > Bottoms",
        department: Clothing,
        words: ["womens bottoms", "女士下装"],
        leaves: &[
            leaf!(
                "Trousers",
                ["trousers", "pants", "slacks"],
                ["长裤", "西裤", "阔腿裤"],
                159,
                CLOTHES
            ),
            leaf!(
                "Skirts",
                ["skirt", "midi", "wrap skirt"],
                ["半身裙", "短裙", "百褶裙"],
                139,
                CLOTHES
            ),
            leaf!(
                "Leggings",
                ["leggings", "tights", "yoga pants"],
                ["打底裤", "紧身裤", "瑜伽裤"],
                79,
                CLOTHES
            ),
        ],
        goes_with: &["Clothing > Women > Tops", "Clothing > Shoes", "Clothing > Accessories"],
    },
    Family {
        path: "Clothing > Women > Tops",
        department: Clothing,
        words: ["womens top", "女士上衣"],
        leaves: &[
            leaf!(
                "Blouses",
                ["blouse", "shirt", "tunic"],
                ["衬衫", "雪纺衫", "罩衫"],
                119,
                CLOTHES
            ),
            leaf!(
                "Sweaters",
                ["sweater", "pullover", "jumper"],
                ["毛衣", "针织衫", "套头衫"],
                189,
                CLOTHES
            ),
            leaf!(
                "T-shirts",
                ["t-shirt", "tee", "crew neck"],
                ["T恤", "短袖", "圆领衫"],
                69,
                CLOTHES
            ),
        ],
        goes_with: &["Clothing > Women > Outerwear", "Clothing > Accessories"],
    },
    Family {
        path: "Clothing > Women > Outerwear",
        department: Clothing,
        words: ["womens outerwear", "女士外套"],
        leaves: &[
            leaf!(
                "Jackets",
                ["jacket", "blazer", "bomber"],
                ["夹克", "西装外套", "短外套"],
                299,
                CLOTHES
            ),
            leaf!(
                "Coats",
                ["coat", "overcoat", "trench"],
                ["大衣", "风衣", "呢子大衣"],
                499,
                CLOTHES
            ),
            leaf!(
                "Rainwear",
                ["raincoat", "poncho", "rain shell"],
                ["雨衣", "雨披", "防雨外套"],
                129,
                CLOTHES
            ),
        ],
        goes_with: &["Clothing > Women > Bottoms", "Clothing > Accessories"],
    },
    Family {
        path: "Clothing > Men > Bottoms",
        department: Clothing,
        words: ["mens bottoms", "男士下装"],
        leaves: &[
            leaf!(
                "Trousers",
                ["trousers", "chinos", "slacks"],
                ["长裤", "休闲裤", "西裤"],
                169,
                CLOTHES
            ),
            leaf!(
                "Jeans",
                ["jeans", "denims", "dungarees"],
                ["牛仔裤", "丹宁裤", "直筒裤"],
                199,
                CLOTHES
            ),
            leaf!(
                "Shorts",
                ["shorts", "bermudas", "trunks"],
                ["短裤", "五分裤", "沙滩裤"],
                89,
                CLOTHES
            ),
        ],
        goes_with: &["Clothing > Men > Tops", "Clothing > Shoes", "Clothing > Accessories"],
    },
    Family {
        path: "Clothing > Men > Tops",
        department: Clothing,
        words: ["mens top", "男士上衣"],
        leaves: &[
            leaf!(
                "Shirts",
                ["shirt", "oxford", "button-down"],
                ["衬衫", "衬衣", "商务衫"],
                149,
                CLOTHES
            ),
            leaf!(
                "T-shirts",
                ["t-shirt", "tee", "crew neck"],
                ["T恤", "短袖", "圆领衫"],
                69,
                CLOTHES
            ),
            leaf!(
                "Hoodies",
                ["hoodie", "sweatshirt", "zip top"],
                ["卫衣", "连帽衫", "运动衫"],
                179,
                CLOTHES
            ),
        ],
        goes_with: &["Clothing > Men > Outerwear", "Clothing > Accessories"],
    },
    Family {
        path: "Clothing > Men > Outerwear",
        department: Clothing,
        words: ["mens outerwear", "男士外套"],
        leaves: &[
            leaf!(
                "Jackets",
                ["jacket", "blazer", "bomber"],
                ["夹克", "西装外套", "飞行服"],
                329,
                CLOTHES
            ),
            leaf!(
                "Parkas",
                ["parka", "down coat", "anorak"],
                ["羽绒服", "派克大衣", "棉衣"],
                599,
                CLOTHES
            ),
            leaf!(
                "Vests",
                ["vest", "gilet", "body warmer"],
                ["马甲", "背心", "羽绒马甲"],
                189,
                CLOTHES
            ),
        ],
        goes_with: &["Clothing > Men > Bottoms", "Clothing > Shoes"],
    },
    Family {
        path: "Clothing > Shoes",
        department: Clothing,
        words: ["footwear", "鞋类"],
        leaves: &[
            leaf!(
                "Sneakers",
                ["sneakers", "trainers", "runners"],
                ["运动鞋", "跑鞋", "板鞋"],
                329,
                SHOES
            ),
            leaf!(
                "Boots",
                ["boots", "ankle boots", "chelseas"],
                ["靴子", "短靴", "马丁靴"],
                429,
                SHOES
            ),
            leaf!(
                "Sandals",
                ["sandals", "slides", "flip-flops"],
                ["凉鞋", "拖鞋", "人字拖"],
                119,
                SHOES
            ),
            leaf!(
                "Shoe care",
                ["shoe polish", "shoe cream", "shoe brush"],
                ["鞋油", "鞋蜡", "鞋刷"],
                29,
                ONE
            ),
        ],
        goes_with: &["Clothing > Accessories", "Health > Sports nutrition"],
    },
    Family {
        path: "Clothing > Accessories",
        department: Clothing,
        words: ["accessory", "配饰"],
        leaves: &[
            leaf!("Belts", ["belt", "waistband", "strap belt"], ["皮带", "腰带", "裤带"], 99, ONE),
            leaf!("Scarves", ["scarf", "shawl", "wrap"], ["围巾", "披肩", "丝巾"], 89, ONE),
            leaf!("Hats", ["hat", "cap", "beanie"], ["帽子", "棒球帽", "针织帽"], 59, ONE),
            leaf!(
                "Socks",
                ["socks", "ankle socks", "stockings"],
                ["袜子", "短袜", "长筒袜"],
                25,
                SHOES
            ),
        ],
        goes_with: &["Clothing > Women > Outerwear", "Clothing > Men > Outerwear"],
    },
    Family {
        path: "Health > Vitamins",
        department: Health,
        words: ["vitamin", "维生素"],
        leaves: &[
            leaf!(
                "Vitamin B",
                ["b complex", "b12", "biotin"],
                ["B族", "B12片", "生物素"],
                89,
                TABLETS
            ),
            leaf!(
                "Vitamin C",
                ["c effervescent", "ascorbic acid", "c chewable"],
                ["C泡腾片", "抗坏血酸", "C咀嚼片"],
                59,
                TABLETS
            ),
            leaf!(
                "Vitamin D",
                ["d3", "d drops", "cholecalciferol"],
                ["D3", "D滴剂", "胆钙化醇"],
                79,
                TABLETS
            ),
            leaf!(
                "Multivitamins",
                ["multi", "daily pack", "a to z"],
                ["复合片", "每日包", "多维片"],
                129,
                TABLETS
            ),
        ],
        goes_with: &["Health > Supplements", "Health > Devices"],
    },
    Family {
        path: "Health > Supplements",
        department: Health,
        words: ["supplement", "保健品"],
        leaves: &[
            leaf!(
                "Fish oil",
                ["fish oil", "omega-3", "krill oil"],
                ["鱼油", "欧米伽3", "磷虾油"],
                149,
                TABLETS
            ),
            leaf!(
                "Probiotics",
                ["probiotic", "lactobacillus", "gut flora"],
                ["益生菌", "乳酸菌", "双歧杆菌"],
                169,
                TABLETS
            ),
            leaf!(
                "Collagen",
                ["collagen", "peptide drink", "gelatine"],
                ["胶原蛋白", "肽饮", "明胶"],
                199,
                WEIGHTS
            ),
            leaf!(
                "Calcium",
                ["calcium", "magnesium", "zinc"],
                ["钙片", "镁片", "锌片"],
                69,
                TABLETS
            ),
        ],
        goes_with: &["Health > Devices", "Health > Skin care"],
    },
    Family {
        path: "Health > Sports nutrition",
        department: Health,
        words: ["sports nutrition", "运动营养"],
        leaves: &[
            leaf!(
                "Whey",
                ["whey", "protein powder", "isolate"],
                ["乳清蛋白", "蛋白粉", "分离蛋白"],
                259,
                WEIGHTS
            ),
            leaf!(
                "Creatine",
                ["creatine", "pre-workout", "bcaa"],
                ["肌酸", "氮泵", "支链氨基酸"],
                119,
                WEIGHTS
            ),
            leaf!(
                "Bars",
                ["energy bar", "protein bar", "oat bar"],
                ["能量棒", "蛋白棒", "燕麦棒"],
                45,
                WEIGHTS
            ),
            leaf!(
                "Electrolytes",
                ["electrolyte", "isotonic", "salt tabs"],
                ["电解质", "等渗饮料", "盐丸"],
                55,
                AMOUNTS
            ),
        ],
        goes_with: &["Clothing > Shoes", "Electronics > Wearables", "Health > Devices"],
    },
    Family {
        path: "Health > Oral care",
        department: Health,
        words: ["oral care", "口腔护理"],
        leaves: &[
            leaf!(
                "Toothbrushes",
                ["toothbrush", "sonic brush", "brush heads"],
                ["牙刷", "电动牙刷", "刷头"],
                69,
                ONE
            ),
            leaf!(
                "Toothpaste",
                ["toothpaste", "tooth gel", "whitening paste"],
                ["牙膏", "牙胶", "美白膏"],
                25,
                AMOUNTS
            ),
            leaf!(
                "Mouthwash",
                ["mouthwash", "oral rinse", "breath spray"],
                ["漱口水", "含漱液", "口喷"],
                39,
                AMOUNTS
            ),
            leaf!(
                "Floss",
                ["floss", "interdental brush", "water jet"],
                ["牙线", "牙缝刷", "冲牙器"],
                29,
                LENGTHS
            ),
        ],
        goes_with: &["Health > Skin care", "Health > First aid"],
    },
    Family {
        path: "Health > Skin care",
        department: Health,
        words: ["skin care", "护肤"],
        leaves: &[
            leaf!(
                "Cleansers",
                ["cleanser", "face wash", "foam"],
                ["洁面乳", "洗面奶", "洁面泡沫"],
                79,
                AMOUNTS
            ),
            leaf!(
                "Moisturisers",
                ["moisturiser", "day cream", "lotion"],
                ["面霜", "日霜", "乳液"],
                129,
                AMOUNTS
            ),
            leaf!(
                "Sunscreen",
                ["sunscreen", "sun milk", "spf 50"],
                ["防晒霜", "防晒乳", "隔离霜"],
                99,
                AMOUNTS
            ),
            leaf!(
                "Masks",
                ["sheet mask", "clay mask", "sleeping pack"],
                ["面膜", "泥膜", "睡眠膜"],
                59,
                ONE
            ),
        ],
        goes_with: &["Health > Supplements", "Clothing > Accessories"],
    },
    Family {
        path: "Health > First aid",
        department: Health,
        words: ["first aid", "急救"],
        leaves: &[
            leaf!(
                "Plasters",
                ["plasters", "bandages", "blister pads"],
                ["创可贴", "绷带", "水泡贴"],
                19,
                ONE
            ),
            leaf!(
                "Antiseptics",
                ["antiseptic", "iodine", "alcohol wipes"],
                ["消毒液", "碘伏", "酒精棉片"],
                22,
                AMOUNTS
            ),
            leaf!(
                "Compresses",
                ["cold pack", "heat patch", "ice bag"],
                ["冰敷袋", "暖贴", "冷敷贴"],
                35,
                ONE
            ),
        ],
        goes_with: &["Health > Devices", "Health > Sports nutrition"],
    },
    Family {
        path: "Health > Devices",
        department: Health,
        words: ["health device", "健康仪器"],
        leaves: &[
            leaf!(
                "Thermometers",
                ["thermometer", "ear thermometer", "fever stick"],
                ["体温计", "耳温枪", "额温枪"],
                99,
                ONE
            ),
            leaf!(
                "Pressure monitors",
                ["pressure monitor", "upper arm cuff", "wrist cuff"],
                ["血压计", "臂式袖带", "腕式袖带"],
                259,
                ONE
            ),
            leaf!(
                "Scales",
                ["scale", "body analyser", "bathroom scale"],
                ["体重秤", "体脂秤", "电子秤"],
                129,
                ONE
            ),
            leaf!(
                "Massagers",
                ["massager", "massage gun", "neck massager"],
                ["按摩器", "筋膜枪", "颈部按摩仪"],
                299,
                ONE
            ),
        ],
        goes_with: &["Electronics > Wearables", "Health > Vitamins"],
    },
    Family {
        path: "Electronics > Phones",
        department: Electronics,
        words: ["mobile", "手机通讯"],
        leaves: &[
            leaf!(
                "Smartphones",
                ["smartphone", "phone", "handset"],
                ["智能手机", "手机", "5G手机"],
                2499,
                MEMORY
            ),
            leaf!(
                "Tablets",
                ["tablet", "pad", "reader"],
                ["平板电脑", "平板", "阅读器"],
                1799,
                MEMORY
            ),
            leaf!(
                "Simple phones",
                ["feature phone", "flip phone", "senior phone"],
                ["老人机", "翻盖机", "按键机"],
                199,
                ONE
            ),
        ],
        goes_with: &["Electronics > Phone accessories", "Electronics > Audio"],
    },
    Family {
        path: "Electronics > Phone accessories",
        department: Electronics,
        words: ["for phone", "手机配件"],
        leaves: &[
            leaf!("Cases", ["case", "cover", "bumper"], ["手机壳", "保护套", "边框壳"], 49, ONE),
            leaf!(
                "Screen protectors",
                ["screen protector", "tempered glass", "film"],
                ["钢化膜", "屏幕膜", "水凝膜"],
                29,
                ONE
            ),
            leaf!(
                "Chargers",
                ["charger", "power adapter", "power bank"],
                ["充电器", "电源适配器", "充电宝"],
                89,
                ONE
            ),
            leaf!(
                "Cables",
                ["cable", "usb-c cable", "charging cord"],
                ["数据线", "充电线", "快充线"],
                35,
                LENGTHS
            ),
        ],
        goes_with: &["Electronics > Phones", "Electronics > Wearables"],
    },
    Family {
        path: "Electronics > Audio",
        department: Electronics,
        words: ["audio", "音频"],
        leaves: &[
            leaf!(
                "Earphones",
                ["earphones", "earbuds", "headset"],
                ["耳机", "入耳式", "头戴式"],
                299,
                ONE
            ),
            leaf!(
                "Speakers",
                ["speaker", "soundbar", "boombox"],
                ["音箱", "回音壁", "小音响"],
                399,
                ONE
            ),
            leaf!(
                "Microphones",
                ["microphone", "lavalier", "podcast mic"],
                ["麦克风", "领夹麦", "话筒"],
                259,
                ONE
            ),
        ],
        goes_with: &["Electronics > Computers", "Electronics > Phones"],
    },
    Family {
        path: "Electronics > Cameras",
        department: Electronics,
        words: ["photo", "摄影"],
        leaves: &[
            leaf!(
                "Cameras",
                ["camera", "mirrorless", "action cam"],
                ["相机", "微单", "运动相机"],
                3299,
                ONE
            ),
            leaf!(
                "Lenses",
                ["lens", "prime lens", "zoom lens"],
                ["镜头", "定焦镜头", "变焦镜头"],
                1599,
                ONE
            ),
            leaf!(
                "Tripods",
                ["tripod", "monopod", "gimbal"],
                ["三脚架", "独脚架", "云台"],
                259,
                ONE
            ),
        ],
        goes_with: &["Electronics > Computer accessories", "Electronics > Computers"],
    },
    Family {
        path: "Electronics > Computers",
        department: Electronics,
        words: ["computer", "电脑"],
        leaves: &[
            leaf!(
                "Laptops",
                ["laptop", "notebook", "ultrabook"],
                ["笔记本", "轻薄本", "游戏本"],
                4999,
                MEMORY
            ),
            leaf!(
                "Monitors",
                ["monitor", "display", "4k screen"],
                ["显示器", "曲面屏", "4K屏"],
                1299,
                ONE
            ),
            leaf!(
                "Docks",
                ["dock", "docking station", "kvm switch"],
                ["扩展坞", "底座", "切换器"],
                459,
                ONE
            ),
        ],
        goes_with: &["Electronics > Computer accessories", "Electronics > Audio"],
    },
    Family {
        path: "Electronics > Computer accessories",
        department: Electronics,
        words: ["for pc", "电脑配件"],
        leaves: &[
            leaf!(
                "Mice",
                ["mouse", "trackball", "wireless mouse"],
                ["鼠标", "轨迹球", "无线鼠标"],
                89,
                ONE
            ),
            leaf!(
                "Keyboards",
                ["keyboard", "mechanical keyboard", "numpad"],
                ["键盘", "机械键盘", "小键盘"],
                199,
                ONE
            ),
            leaf!(
                "Sleeves",
                ["sleeve", "laptop bag", "backpack"],
                ["内胆包", "电脑包", "双肩包"],
                99,
                ONE
            ),
            leaf!(
                "Storage",
                ["usb stick", "memory card", "ssd"],
                ["优盘", "存储卡", "固态硬盘"],
                129,
                MEMORY
            ),
        ],
        goes_with: &["Electronics > Computers", "Electronics > Cameras"],
    },
    Family {
        path: "Electronics > Smart home",
        department: Electronics,
        words: ["smart home", "智能家居"],
        leaves: &[
            leaf!(
                "Bulbs",
                ["bulb", "led strip", "night light"],
                ["灯泡", "灯带", "小夜灯"],
                49,
                ONE
            ),
            leaf!(
                "Sensors",
                ["sensor", "door sensor", "motion detector"],
                ["传感器", "门窗感应", "人体感应"],
                79,
                ONE
            ),
            leaf!(
                "Plugs",
                ["plug", "power strip", "socket"],
                ["智能插座", "插线板", "插头"],
                59,
                ONE
            ),
        ],
        goes_with: &["Electronics > Audio", "Electronics > Wearables"],
    },
    Family {
        path: "Electronics > Wearables",
        department: Electronics,
        words: ["wearable", "穿戴"],
        leaves: &[
            leaf!(
                "Watches",
                ["smart watch", "sports watch", "watch"],
                ["智能手表", "运动手表", "手表"],
                899,
                ONE
            ),
            leaf!(
                "Trackers",
                ["tracker", "fitness band", "step counter"],
                ["手环", "健身手环", "计步器"],
                199,
                ONE
            ),
            leaf!(
                "Straps",
                ["strap", "watch band", "bracelet strap"],
                ["表带", "腕带", "替换带"],
                45,
                ONE
            ),
        ],
        goes_with: &["Electronics > Phone accessories", "Health > Sports nutrition"],
    },
];

/// What an item is for: a need within a leaf. English, Chinese.
pub(super) const USES: [[&str; 2]; 12] = [
    ["office", "办公"],
    ["outdoor", "户外"],
    ["travel", "旅行"],
    ["kids", "儿童"],
    ["senior", "中老年"],
    ["sports", "运动"],
    ["home", "家用"],
    ["student", "学生"],
    ["professional", "专业"],
    ["sensitive", "敏感"],
    ["night", "夜间"],
    ["party", "派对"],
];

/// Words that say nothing of what an item is. English, Chinese.
pub(super) const PRAISE: [[&str; 2]; 10] = [
    ["new 2025", "2025新款"],
    ["official store", "官方旗舰"],
    ["premium", "高端"],
    ["classic", "经典"],
    ["free shipping", "包邮"],
    ["best price", "特价"],
    ["top rated", "热评"],
    ["limited", "限量"],
    ["upgraded", "升级款"],
    ["gift box", "礼盒装"],
];

/// English, Chinese.
pub(super) const COLOURS: [[&str; 2]; 8] = [
    ["black", "黑色"],
    ["white", "白色"],
    ["grey", "灰色"],
    ["blue", "蓝色"],
    ["red", "红色"],
    ["green", "绿色"],
    ["pink", "粉色"],
    ["beige", "米色"],
];

/// Words that a season's items bear, in the sequence of the seasons. English, Chinese.
pub(super) const SEASON_WORDS: [[&str; 2]; 3] =
    [["christmas", "圣诞"], ["618 deal", "618大促"], ["double 11", "双11"]];

/// What made-up names are built from.
pub(super) const SYLLABLES: [[&str; 2]; 20] = [
    ["nor", "诺"],
    ["vi", "维"],
    ["lan", "兰"],
    ["mo", "莫"],
    ["ka", "卡"],
    ["tes", "特"],
    ["bri", "博"],
    ["sun", "桑"],
    ["ya", "雅"],
    ["ze", "泽"],
    ["lo", "洛"],
    ["fen", "芬"],
    ["dar", "达"],
    ["mi", "米"],
    ["ro", "罗"],
    ["su", "苏"],
    ["bel", "贝"],
    ["hu", "华"],
    ["qi", "奇"],
    ["an", "安"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_goes_with_other_families_that_there_are() {
        for family in FAMILIES {
            assert!(family.leaves.len() > 1, "{}: an extension needs another leaf", family.path);
            for path in family.goes_with {
                assert_ne!(*path, family.path);
                assert!(FAMILIES.iter().any(|other| other.path == *path), "{path}");
            }
        }
    }

    #[test]
    fn no_cell_needs_quotes() {
        let is_plain = |text: &str| !text.contains([',', '"', '\n', '\r']);
        for family in FAMILIES {
            assert!(is_plain(family.path) && family.words.iter().all(|words| is_plain(words)));
            for leaf in family.leaves {
                assert!(is_plain(leaf.name) && leaf.sizes.iter().all(|size| is_plain(size)));
                assert!(
                    leaf.nouns.iter().flat_map(|nouns| nouns.iter()).all(|noun| is_plain(noun))
                );
            }
        }
        let words = USES.iter().chain(&PRAISE).chain(&COLOURS).chain(&SEASON_WORDS);
        assert!(words.chain(&SYLLABLES).flatten().all(|text| is_plain(text)));
    }
}
