// The demo of the snippet: a product page of the shop's best-seller, or of `?item=…`, in English or Chinese (`?lang=zh`).
// It does what a shop's own page does: shows an item, and puts one script tag below it.

const WORDS = {
  en: {
    tag: "en",
    shop: "A shop",
    language: "Language",
    buy: "Add to basket",
    note: "A page as a shop might have it, to show the list below. Nothing can be bought here.",
    howTitle: "The tag that draws the list",
    how: "One script tag, where the list shall stand. It takes font and colour from the page, and moves nothing where the page reserves its height.",
    sold: (orders) => `In ${new Intl.NumberFormat("en").format(orders)} orders`,
    noItem: "This shop has no items yet.",
    keyNeeded: "This shop asks for a key. Enter it on the page that explores the shop, at /, then load this page again.",
    title: (item) => `${item} · Storefront`,
  },
  zh: {
    tag: "zh-Hans",
    shop: "示例商店",
    language: "语言",
    buy: "加入购物车",
    note: "示例商品页，用来展示下方的列表，不能真正下单。",
    howTitle: "生成列表的标签",
    how: "在想要显示列表的位置放一个 script 标签即可。字体和颜色随页面；页面预留了高度，内容就不会跳动。",
    sold: (orders) => `${new Intl.NumberFormat("en").format(orders)} 个订单中有它`,
    noItem: "这家店还没有商品。",
    keyNeeded: "这家店需要密钥。请先在首页（/）输入，再重新加载本页。",
    title: (item) => `${item} · 示例商店`,
  },
};
const LANGUAGES = [["en", "English"], ["zh", "中文"]];

const byId = (id) => document.getElementById(id);
const parameters = new URLSearchParams(location.search);
const language = LANGUAGES.some(([code]) => code === parameters.get("lang"))
  ? parameters.get("lang")
  : navigator.language.startsWith("zh") ? "zh" : "en";
const say = WORDS[language];
/** The key that the page at `/` was given, kept until the tab is closed. */
const key = sessionStorage.getItem("key");

async function ask(path) {
  const response = await fetch(path, { headers: key ? { Authorization: `Bearer ${key}` } : {} });
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Error(response.status === 401 ? say.keyNeeded : `${answer.title}: ${answer.detail}`);
}

/** The item asked for, or the one that sells best. */
async function product() {
  const wanted = parameters.get("item");
  if (wanted !== null) return ask(`/v1/items/${encodeURIComponent(wanted)}`);
  const { items } = await ask("/v1/items?limit=1");
  if (items.length === 0) throw new Error(say.noItem);
  return items[0];
}

function price({ price, currency, currency_decimals: decimals }) {
  if (price === null) return "";
  const style = currency ? { style: "currency", currency } : {};
  const format = { ...style, minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(say.tag, format).format(price / 10 ** decimals);
}

/** The tag that a shop writes into its page for this item. */
function tagFor(item) {
  const tag = document.createElement("script");
  tag.src = "/storefront.js";
  tag.async = true;
  tag.dataset.item = item.item_id;
  tag.dataset.limit = "4";
  tag.dataset.lang = language;
  tag.dataset.link = `/storefront?item={item_id}&lang=${language}`;
  return tag;
}

/** The same as text, without the key. */
function written(tag) {
  const attribute = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const settings = Object.entries(tag.dataset).map(([name, value]) => `        data-${name}="${attribute(value)}"`);
  return [`<script src="${location.origin}/storefront.js"`, ...settings, "        async></script>"].join("\n");
}

function dress() {
  document.documentElement.lang = say.tag;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say[node.dataset.text];
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say[node.dataset.label]);
  byId("home").href = `/storefront?lang=${language}`;
  for (const [code, name] of LANGUAGES) {
    const link = document.createElement("a");
    const there = new URLSearchParams(parameters);
    there.set("lang", code);
    link.href = `/storefront?${there}`;
    link.textContent = name;
    link.lang = WORDS[code].tag;
    if (code === language) link.setAttribute("aria-current", "true");
    byId("languages").append(link);
  }
}

dress();
try {
  const item = await product();
  const title = item.title || item.item_id;
  document.title = say.title(title);
  byId("title").textContent = title;
  byId("price").textContent = price(item);
  byId("sold").textContent = say.sold(item.orders);
  const tag = tagFor(item);
  byId("tag").textContent = written(tag);
  if (key) tag.dataset.key = key;
  // Seen first, as in a page that came whole.
  byId("main").classList.remove("waiting");
  byId("goes-with").append(tag);
} catch (error) {
  byId("problem").textContent = error.message;
  for (const part of byId("main").children) part.hidden = part !== byId("problem");
  byId("main").classList.remove("waiting");
}
