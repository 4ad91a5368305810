//! Stock codes of Online Retail that are fees, samples or tests and no items.
//!
//! An item's code starts with five digits. All other codes are no items; those of the raw export:

/// Known codes, as they begin; the longer of two that fit stands first.
const KNOWN: [(&str, Extent); 14] = [
    ("AMAZONFEE", Extent::Whole),    // what a marketplace charges
    ("BANK CHARGES", Extent::Whole), // what a bank charges
    ("CRUK", Extent::Whole),         // commission to a charity
    ("C2", Extent::Whole),           // carriage
    ("DCGS", Extent::Start),         // boxes and bags of another shop, most at no price
    ("DOT", Extent::Whole),          // postage of the online shop
    ("PADS", Extent::Whole),         // pads to match all cushions, at a tenth of a penny
    ("POST", Extent::Whole),         // postage
    ("TEST", Extent::Start),         // tests of the till
    ("gift_", Extent::Start),        // vouchers
    ("B", Extent::Whole),            // bad debt
    ("D", Extent::Whole),            // discount
    ("M", Extent::Whole),            // entered by hand; also written m
    ("S", Extent::Whole),            // samples
];

/// What all other codes are counted under.
const OTHER: &str = "a code that does not start with five digits";

/// How much of a code must be the known one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Start,
}

/// Under which name `code` is counted where it is no item.
pub(super) fn not_an_item(code: &str) -> Option<&'static str> {
    let n_digits = code.bytes().take(5).take_while(u8::is_ascii_digit).count();
    if n_digits == 5 {
        return None;
    }
    let known = KNOWN.iter().find(|(name, extent)| match extent {
        Extent::Whole => code.eq_ignore_ascii_case(name),
        Extent::Start => {
            code.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        }
    });
    Some(known.map_or(OTHER, |&(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_with_five_digits_are_items() {
        for code in ["85123A", "22423", "15056BL", "85123a", "123456"] {
            assert_eq!(not_an_item(code), None, "{code}");
        }
    }

    #[test]
    fn all_other_codes_are_counted_under_a_few_names() {
        assert_eq!(not_an_item("POST"), Some("POST"));
        assert_eq!(not_an_item("m"), Some("M"));
        assert_eq!(not_an_item("DCGS0076"), Some("DCGS"));
        assert_eq!(not_an_item("DCGSSBOY"), Some("DCGS"));
        assert_eq!(not_an_item("gift_0001_20"), Some("gift_"));
        assert_eq!(not_an_item("1234"), Some(OTHER));
        assert_eq!(not_an_item("茶"), Some(OTHER));
    }
}
