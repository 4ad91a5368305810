//! The made-up shop's constants: how large, how skewed, how noisy, how strongly tied.
//!
//! They are fixed: figures about a made-up shop name these defaults. They are chosen so that
//! neither words nor counts alone tell the functions apart (`datasets/tests/synthetic/hard.rs`),
//! and so that what is planted can be found (`datasets/tests/synthetic/found.rs`).

macro_rules! defaults {
    ($($(#[doc = $doc:literal])+ $name:ident = $value:expr;)*) => {
        $($(#[doc = $doc])+ pub(super) const $name: f64 = $value;)*

        /// Every constant: name, value, meaning.
        pub(super) const ALL: &[(&str, f64, &str)] =
            &[$((stringify!($name), $value, concat!($($doc),+))),*];
    };
}

defaults! {
    /// Orders for each item of the catalogue.
    ORDERS_AN_ITEM = 50.0;
    /// Fewest items, unless asked for.
    FEWEST_ITEMS = 300.0;
    /// Most items, unless asked for.
    MOST_ITEMS = 200_000.0;
    /// Orders for each customer.
    ORDERS_A_CUSTOMER = 5.0;
    /// Fewest customers.
    FEWEST_CUSTOMERS = 50.0;
    /// Of n customers the one numbered n · u^this comes, u being evenly distributed from 0 to 1: how much
    /// oftener some come than others. A multiple of a half.
    CUSTOMER_SKEW = 1.5;

    /// Days from the first order, on 6 May 2024, to the last.
    DAYS = 548.0;
    /// How much more is ordered at the end than at the beginning, as a share.
    GROWTH = 0.3;
    /// Hour of the day before which nobody orders.
    OPENING_HOUR = 7.0;
    /// How many times more is ordered on a Saturday or Sunday.
    WEEKEND_PEAK = 1.2;
    /// How many times more is ordered from 1 to 15 June, in the season of 618.
    MID_YEAR_SEASON_PEAK = 1.2;
    /// How many times more is ordered from 16 to 18 June, in the season of 618.
    MID_YEAR_PEAK = 3.0;
    /// How many times more is ordered from 1 to 9 November, in the season of Double 11.
    DOUBLE_ELEVEN_SEASON_PEAK = 1.3;
    /// How many times more is ordered on 10 and 11 November, in the season of Double 11.
    DOUBLE_ELEVEN_PEAK = 4.0;
    /// How many times more is ordered from 24 to 30 November, in the season of Christmas.
    CHRISTMAS_SEASON_PEAK = 1.2;
    /// How many times more is ordered from 1 to 24 December, in the season of Christmas.
    CHRISTMAS_PEAK = 1.6;
    /// All is discounted on days of the year on which so many times more is ordered, or more yet.
    DISCOUNT_PEAK = 3.0;
    /// Part of the price that is paid on such days.
    DISCOUNTED_PRICE = 0.85;

    /// Share of items that sell a few times and relate to nothing.
    SLOW_SHARE = 0.25;
    /// Share of items for each of the three seasons: Christmas, 618, Double 11.
    SEASONAL_SHARE = 0.01;
    /// Share of items that are threshold fillers.
    FILLER_SHARE = 0.004;
    /// Share of items that are free gifts.
    GIFT_SHARE = 0.002;
    /// Fewest slow items.
    FEWEST_SLOW = 1.0;
    /// Fewest items for each season.
    FEWEST_SEASONAL = 4.0;
    /// Fewest threshold fillers.
    FEWEST_FILLERS = 3.0;
    /// Fewest free gifts.
    FEWEST_GIFTS = 2.0;
    /// Share of items that are hot.
    HOT_SHARE = 0.1;
    /// How many times more a hot item sells than its place in the popularity gives it.
    HOT_BOOST = 2.8;
    /// Share of items that rise in the last days.
    LATENT_SHARE = 0.03;
    /// How many times more a rising item sells in the last days.
    LATENT_BOOST = 8.0;
    /// Rising items are drawn from this quantile of the popularity in their leaf on.
    LATENT_QUANTILE_LEAST = 0.35;
    /// No rising items are drawn from this quantile on.
    LATENT_QUANTILE_MOST = 0.8;
    /// How long rising items have been rising, in days.
    LATENT_DAYS = 28.0;
    /// An item that sells more than so many times more in the last days only because rising items
    /// bring it along: the truth leaves open whether it rises.
    CARRIED_RISE = 1.25;
    /// Popularity of the item at quantile x of its leaf is 1 / (x + this): the skew.
    SKEW_HEAD = 0.08;
    /// Popularity of a slow item, where the average of the others is 1.
    SLOW_WEIGHT = 0.06;
    /// Popularity of a seasonal item outside of its season, where the average of the others is 1.
    OFF_SEASON_WEIGHT = 0.15;
    /// Popularity within its season of the item at place x of it, from 0 to 1, is 1 / (x + this).
    SEASON_SKEW_HEAD = 0.3;

    /// Items of a department for each of its brands.
    ITEMS_A_BRAND = 40.0;
    /// Fewest brands of a department.
    FEWEST_BRANDS = 6.0;
    /// Parts of the items and customers that are of the cheap price tier.
    CHEAP_PARTS = 2.0;
    /// Parts of the items and customers that are of the middle price tier.
    MIDDLE_PARTS = 2.0;
    /// Parts of the items and customers that are of the dear price tier.
    DEAR_PARTS = 1.0;
    /// Price of a cheap item, where that of the leaf is 1.
    CHEAP_PRICE = 0.65;
    /// Price of a middle item, where that of the leaf is 1.
    MIDDLE_PRICE = 1.0;
    /// Price of a dear item, where that of the leaf is 1.
    DEAR_PRICE = 1.7;
    /// Lowest price of an item, where that of its leaf and tier is 1.
    PRICE_LEAST = 0.8;
    /// From the lowest to the highest of these prices.
    PRICE_SPAN = 0.4;
    /// Lowest price of a filler, as a share of the sum for free shipping.
    FILLER_PRICE_LEAST = 0.04;
    /// From the lowest to the highest of these shares.
    FILLER_PRICE_SPAN = 0.08;
    /// Cents that all prices end in.
    PRICE_ENDING_CENTS = 90.0;
    /// Lowest cost of an item, as a share of its price.
    COST_LEAST = 0.4;
    /// From the lowest to the highest of these shares.
    COST_SPAN = 0.35;
    /// Share of items that are sold out.
    SOLD_OUT_SHARE = 0.03;
    /// Most pieces of an item in stock.
    MOST_STOCK = 500.0;

    /// Fewest interchangeable items of a need.
    FEWEST_OF_A_NEED = 2.0;
    /// Most interchangeable items of a need.
    MOST_OF_A_NEED = 4.0;
    /// Share of needs with an extension.
    EXTENSION_SHARE = 0.8;
    /// Share of needs that look for a complement; others are found by one.
    COMPLEMENT_SHARE = 0.6;
    /// Most complementary needs of a need.
    MOST_COMPLEMENTS_OF_A_NEED = 2.0;
    /// Most partners of an item, extensions and complements together.
    MOST_PARTNERS = 10.0;
    /// Most partners of an item within one other need.
    PARTNERS_IN_A_NEED = 2.0;
    /// How often another need is tried where a complement cannot be tied.
    COMPLEMENT_TRIES = 8.0;
    /// Share of extensions whose brand is the anchor's.
    SAME_BRAND_SHARE = 0.6;
    /// How often a chosen item brings one of its partners along or later.
    PARTNER_SHARE = 0.65;
    /// A partner less popular than the anchor by more than this is brought along less often, in
    /// proportion: a best-seller does not make best-sellers of all its partners.
    PARTNER_BALANCE = 2.0;
    /// How often a partner brings its anchor along, as a share of the way there.
    REVERSE_SHARE = 0.3;
    /// Weakest of the shares of an extension that are bought in the same order.
    EXTENSION_TOGETHER_LEAST = 0.35;
    /// Strongest of the shares of an extension that are bought in the same order.
    EXTENSION_TOGETHER_MOST = 0.8;
    /// How many such shares there are, the weakest and the strongest among them, evenly apart.
    EXTENSION_TOGETHER_STEPS = 3.0;
    /// Below this share an extension is mostly bought later.
    MOSTLY_LATER = 0.5;
    /// Share of a complement that is bought in the same order, not later.
    COMPLEMENT_TOGETHER = 0.85;
    /// Soonest that a later purchase follows, in days.
    LATER_LEAST_DAYS = 10.0;
    /// Latest that a later purchase falls due, in days.
    LATER_MOST_DAYS = 45.0;

    /// Share of orders that choose a second item of their own.
    SECOND_CHOICE_SHARE = 0.5;
    /// Share of those that choose one more; and again.
    FURTHER_CHOICE_SHARE = 0.4;
    /// Most choices of an order.
    MOST_CHOICES = 5.0;
    /// Parts of the lines with one piece.
    ONE_PIECE_PARTS = 17.0;
    /// Parts of the lines with two pieces.
    TWO_PIECES_PARTS = 2.0;
    /// Parts of the lines with three pieces.
    THREE_PIECES_PARTS = 1.0;
    /// Share of choices made within the customer's three favourite families.
    TASTE_SHARE = 0.4;
    /// Share of items outside of the customer's price tier that are not taken.
    TIER_SHARE = 0.5;
    /// Share of second choices for a need already met that are taken all the same.
    SAME_NEED_SHARE = 0.1;
    /// Share of choices that take another item of the same need along: one of each colour.
    TWIN_SHARE = 0.015;
    /// Share of choices in a season that fall on the season's items.
    SEASON_SHARE = 0.35;
    /// Share of orders with an item out of the blue: noise.
    IMPULSE_SHARE = 0.25;
    /// Share of orders that repeat an item of the customer's last order.
    REPEAT_SHARE = 0.12;
    /// Share of orders by resellers, of many unrelated items.
    BULK_SHARE = 0.002;
    /// Fewest items that a reseller looks for.
    FEWEST_OF_BULK = 15.0;
    /// A reseller looks for fewer items than this.
    BULK_BELOW = 40.0;
    /// Share of orders that name no customer.
    GUEST_SHARE = 0.03;
    /// Share of lines that come back.
    RETURN_SHARE = 0.03;
    /// Days until a return.
    RETURN_DAYS = 7.0;
    /// From this sum on shipping is free, in yuan.
    FREE_SHIPPING_YUAN = 199.0;
    /// Orders of at least this share of the sum for free shipping are filled up.
    NEARLY_FREE = 0.6;
    /// How often they are.
    FILL_SHARE = 0.45;
    /// From this sum on a gift may be added, in yuan.
    GIFT_YUAN = 999.0;
    /// How often it is.
    GIVE_SHARE = 0.3;

    /// Share of orders that are made by click farms, unless asked for.
    CLICK_FARM_SHARE = 0.02;
    /// Click-farm orders for each pair that they push.
    CLICK_FARM_ORDERS_A_PAIR = 40.0;
    /// Click-farm orders in one minute.
    CLICK_FARM_BURST = 10.0;
    /// Seconds from one of them to the next.
    CLICK_FARM_SECONDS = 5.0;
    /// Share of click-farm orders with an item out of the blue for a disguise.
    CLICK_FARM_DISGUISE_SHARE = 0.2;
    /// Fewest items that serve a need for each pair that click farms push.
    CLICK_FARM_ITEMS_A_PAIR = 4.0;
    /// Buyers that a click farm uses for a pair.
    CLICK_FARM_BUYERS = 3.0;

    /// Share of orders whose visit is known.
    VISIT_SHARE = 0.8;
    /// How long a visitor looks at an item, in seconds.
    VIEW_SECONDS = 40.0;
    /// Visits without an order for each order.
    BROWSING_SHARE = 0.6;
    /// How often a substitute of a wanted item is looked at, too.
    VIEW_SUBSTITUTE_SHARE = 0.4;
    /// How often a bought partner was looked at.
    VIEW_PARTNER_SHARE = 0.4;
    /// How often another item of the same leaf is looked at: noise.
    VIEW_LEAF_SHARE = 0.35;
    /// How often any item is looked at: noise.
    VIEW_NOISE_SHARE = 0.3;

    /// Share of chosen items that are put into the cart, as far as that is known.
    CART_SHARE = 0.3;
    /// Share of visits without an order that mark the item as a favorite.
    FAVORITE_SHARE = 0.1;
    /// Share of visits without an order whose customer is known.
    SIGNED_IN_SHARE = 0.5;

    /// Share of titles with the item's brand.
    TITLE_BRAND_SHARE = 0.6;
    /// Share of titles with the word for what the item is for.
    TITLE_USE_SHARE = 0.4;
    /// Share of titles with a word of the item's family.
    TITLE_FAMILY_SHARE = 0.4;
    /// Share of titles with the name of the need's series.
    TITLE_SERIES_SHARE = 0.25;
    /// Share of titles with the colour.
    TITLE_COLOUR_SHARE = 0.5;
    /// Share of titles with a first word of praise, which unrelated items share; and a second.
    TITLE_PRAISE_SHARE = 0.6;
    /// Most words of praise of a title.
    TITLE_PRAISE_WORDS = 2.0;
    /// Share of titles with the size.
    TITLE_SIZE_SHARE = 0.4;

    /// Unrelated pairs of the same two leaves for each planted extension or complement.
    NONE_SHARE = 0.7;
    /// Unrelated pairs of one leaf for each planted extension or complement.
    NONE_SAME_LEAF_SHARE = 0.25;
    /// Unrelated pairs of a season, of fillers and gifts, each, for each planted extension or complement.
    NONE_TRAP_SHARE = 0.05;
    /// Unrelated pairs with alike titles, and of hot items, each, for each pair of fillers and gifts.
    NONE_COMMON_TRAPS = 2.0;
    /// How often another pair is tried where one is related, or taken already.
    NONE_TRIES = 8.0;
    /// How many pairs are drawn at most for each unrelated one of a season, of fillers and gifts, of hot items.
    NONE_DRAWS = 20.0;
    /// Items about as popular stand at most so many places apart in their leaf.
    NONE_ALIKE_PLACES = 3.0;
    /// Fewest words that alike titles share.
    NONE_SHARED_WORDS = 3.0;
    /// How many of the items that share a word are looked at for an alike title.
    NONE_SHARERS = 20.0;
}
