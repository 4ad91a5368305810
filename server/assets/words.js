// All that the page says itself, in each language that it speaks. What the shop wrote (titles,
// categories) and what the service explains (reasons, problems) is shown as it comes.

/** Where a browser keeps the language chosen on this page. */
const KEPT_AS = "dapei-language";

/** Both languages write counts alike; money they do not. */
export const whole = new Intl.NumberFormat("en");

const en = {
  tag: "en",
  language: "en",
  name: "English",
  short: "EN",

  /** Texts that stand in the page from the start, by their `data-text` or `data-label`. */
  fixed: {
    skip: "Skip to the items",
    pages: "Pages",
    explore: "Explore",
    bundles: "Bundles",
    language: "Language",
    find: "Find an item by title or id",
    itemsFound: "Items found",
    startTitle: "What goes together",
    lead: "Open an item to see what sells with it and how sure that is. Fill a cart to see what to offer next.",
    bestSellers: "Best-sellers to start from",
    goesWithIt: "Goes with it",
    ordersTogether: "orders together",
    byChance: "expected by chance",
    kindsToShow: "Kinds of relation to show",
    cartAndSuggestions: "Cart and suggestions",
    cart: "Cart",
    clear: "Clear",
    cartEmpty: "Nothing yet. Add an item, and suggestions for the whole cart appear below.",
    total: "Total",
    goesWithCart: "Goes with this cart",
    snapshot: "Snapshot",
    forDevelopers: "For developers",
    apiReference: "API reference",
  },

  kinds: {
    complementary: { name: "Complementary", says: "another kind of goods, used together" },
    substitute: { name: "Substitute", says: "bought instead of it" },
    extension: { name: "Extension", says: "the same family of need, another function" },
    hot: { name: "Hot", says: "a best-seller beside a best-seller" },
    latent: { name: "Latent", says: "a rising item beside a rising or hot one" },
    none: { name: "Back-off", says: "no relation is claimed; it is shown because it sells" },
  },
  all: "All",
  momenta: { hot: "Best-seller", latent: "Rising", steady: "Steady" },

  orders: (count) => `${whole.format(count)} ${count === 1 ? "order" : "orders"}`,
  items: (count) => `${whole.format(count)} ${count === 1 ? "item" : "items"}`,

  facts: {
    id: "Id",
    price: "Price",
    soldIn: "Sold in",
    sales: "Sales",
    stock: "Stock",
    brand: "Brand",
    category: "Category",
    inShop: "In the shop",
  },
  outOfStock: "Out of stock",
  openPage: "Open its page",

  // Figures: what stands before the number, the number, what stands behind it.
  together: (both, anchor) => ["", whole.format(both), ` of ${en.orders(anchor)}`],
  expected: (count) => ["", count, " expected by chance"],
  atLeast: (times) => ["at least ", `${times}×`, ""],
  sure: (share) => ["", share, " sure"],
  grade: (grade) => ["evidence ", grade, ""],
  under: (count) => `under ${count}`,

  addToCart: "Add to cart",
  inCart: "In cart",
  addThis: (title) => `Add ${title} to cart`,
  removeThis: (title) => `Remove ${title} from cart`,
  added: (title, count) => `${title} added to the cart, now ${en.items(count)}.`,
  removed: (title, count) => `${title} removed from the cart, now ${en.items(count)}.`,
  emptied: "The cart is empty.",
  goToCart: (count) => `Go to the cart, ${en.items(count)}`,
  leansOn: "Leans on ",

  found: (count) => `${en.items(count)} found. Arrow keys choose, Enter opens.`,
  noMatch: (query) => `No item matches “${query}”.`,
  listed: (count, kind, title) =>
    `${en.items(count)}${kind ? ` of kind ${en.kinds[kind].name}` : ""} for ${title}.`,
  suggested: (count, title) => `${title} leads ${en.items(count)} suggested.`,
  nothingFor: (title) => `Nothing listed for ${title}.`,

  keyNeeded: "This shop asks for a key. Enter one of scope storefront or wider:",

  noneBecause: {
    no_relation: "No item goes with it for certain. Pairs seen too seldom are not claimed.",
    filter: "Items were found, but the filter leaves none of them.",
    stage: "An offer would disturb at this point of the conversation.",
    limit: "The limit is zero, so nothing was listed.",
    nothing_else: "The shop has no other item.",
  },
  noneOfKind: (kind) => `No item of kind ${en.kinds[kind].name} goes with it for certain.`,
  nothingBecause: (code) => `Nothing to list: ${code}.`,
  nothing: "Nothing to list.",
  noItems: "This shop has no items yet.",

  learnedAnew: "The shop was learned anew; answers now come from the new snapshot.",
  refused: "The service refused the request.",
  wentWrong: "Something went wrong",
  answered: (status) => `The service answered ${status}`,
  unreachable: "The service cannot be reached",
  unreachableHint: "Check that it is running, then try again.",
  requestId: "Request ",
  askedAs: (problem, request) => `${problem} (request ${request})`,
  tryAgain: "Try again",
};

const zh = {
  tag: "zh-Hans",
  language: "zh",
  name: "中文",
  short: "中文",

  fixed: {
    skip: "跳到商品",
    pages: "页面",
    explore: "浏览",
    bundles: "套餐",
    language: "语言",
    find: "按标题或编号查找商品",
    itemsFound: "找到的商品",
    startTitle: "哪些商品相配",
    lead: "打开一件商品，看看什么和它一起卖、把握有多大；放入购物车，看看接下来可以推荐什么。",
    bestSellers: "从畅销商品开始",
    goesWithIt: "与它相配",
    ordersTogether: "同单购买",
    byChance: "随机预期",
    kindsToShow: "显示哪些关系",
    cartAndSuggestions: "购物车和推荐",
    cart: "购物车",
    clear: "清空",
    cartEmpty: "还没有商品。加入一件，下面就会出现针对整个购物车的推荐。",
    total: "合计",
    goesWithCart: "与购物车相配",
    snapshot: "快照",
    forDevelopers: "开发者",
    apiReference: "API 参考",
  },

  kinds: {
    complementary: { name: "互补", says: "另一类商品，搭配使用" },
    substitute: { name: "替代", says: "买它就不必买另一件" },
    extension: { name: "延伸", says: "同一类需求，另一种功能" },
    hot: { name: "热卖", says: "畅销品配畅销品" },
    latent: { name: "潜在", says: "销量上升的商品，配上升中或畅销的商品" },
    none: { name: "兜底", says: "未断定有关系，因卖得好而列出" },
  },
  all: "全部",
  momenta: { hot: "畅销", latent: "上升", steady: "平稳" },

  orders: (count) => `${whole.format(count)} 笔订单`,
  items: (count) => `${whole.format(count)} 件商品`,

  facts: {
    id: "编号",
    price: "价格",
    soldIn: "售出",
    sales: "走势",
    stock: "库存",
    brand: "品牌",
    category: "类目",
    inShop: "店铺",
  },
  outOfStock: "缺货",
  openPage: "打开商品页",

  together: (both, anchor) => [`${zh.orders(anchor)}中有 `, whole.format(both), " 笔"],
  expected: (count) => ["随机预期 ", count, " 笔"],
  atLeast: (times) => ["至少 ", times, " 倍"],
  sure: (share) => ["把握 ", share, ""],
  grade: (grade) => ["证据 ", grade, " 级"],
  under: (count) => `不到 ${count}`,

  addToCart: "加入购物车",
  inCart: "已加入",
  addThis: (title) => `加入购物车：${title}`,
  removeThis: (title) => `移出购物车：${title}`,
  added: (title, count) => `${title} 已加入购物车，现有 ${zh.items(count)}。`,
  removed: (title, count) => `${title} 已移出购物车，现有 ${zh.items(count)}。`,
  emptied: "购物车已清空。",
  goToCart: (count) => `前往购物车，${zh.items(count)}`,
  leansOn: "依据：",

  found: (count) => `找到 ${zh.items(count)}。方向键选择，回车打开。`,
  noMatch: (query) => `没有与“${query}”相符的商品。`,
  listed: (count, kind, title) =>
    `${title}：${zh.items(count)}${kind ? `，关系为${zh.kinds[kind].name}` : ""}。`,
  suggested: (count, title) => `推荐 ${zh.items(count)}，首位是 ${title}。`,
  nothingFor: (title) => `${title}：没有列出商品。`,

  keyNeeded: "本店需要密钥。请输入 storefront 或更高权限的密钥：",

  noneBecause: {
    no_relation: "没有确定与它相配的商品。一起出现太少的组合不作断定。",
    filter: "找到了商品，但都被筛选条件排除了。",
    stage: "对话进行到这里，推荐会造成打扰。",
    limit: "数量上限为零，所以没有列出商品。",
    nothing_else: "店里没有其他商品。",
  },
  noneOfKind: (kind) => `没有确定与它${zh.kinds[kind].name}的商品。`,
  nothingBecause: (code) => `没有可列出的商品：${code}。`,
  nothing: "没有可列出的商品。",
  noItems: "店里还没有商品。",

  learnedAnew: "店铺数据已重新学习，现在由新的快照作答。",
  refused: "服务拒绝了请求。",
  wentWrong: "出错了",
  answered: (status) => `服务返回 ${status}`,
  unreachable: "无法连接服务",
  unreachableHint: "请确认服务正在运行，然后重试。",
  requestId: "请求编号 ",
  askedAs: (problem, request) => `${problem}（请求编号 ${request}）`,
  tryAgain: "重试",
};

export const LANGUAGES = { en, zh };

/** What the page says, in the language spoken now. */
export let say = LANGUAGES[preferred()];

/** Speaks another language from now on, and at the next visit. */
export function speak(language) {
  say = LANGUAGES[language];
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // A browser that keeps nothing asks its own preference again next time.
  }
}

/** The language chosen here before, else the first of the browser's that the page speaks. */
function preferred() {
  const wanted = [kept(), ...navigator.languages].map((tag) => tag?.split("-")[0].toLowerCase());
  return wanted.find((language) => Object.hasOwn(LANGUAGES, language ?? "")) ?? "en";
}

function kept() {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}
