//! How many decimals amounts in a currency have.

/// Decimals of an amount where no currency is told: as in most.
pub const DEFAULT_DECIMALS: u8 = 2;

/// The currencies whose minor unit is no hundredth.
///
/// Source: ISO 4217, list one, column "minor unit", 2024.
const EXCEPTIONS: [(&[&str], u8); 3] = [
    (
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
            "VND", "VUV", "XAF", "XOF", "XPF",
        ],
        0,
    ),
    (&["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    (&["CLF", "UYW"], 4),
];

/// Decimals of an amount in the currency with that ISO 4217 code.
///
/// ```
/// use server::currency::decimals;
/// assert_eq!(["GBP", "JPY", "KWD"].map(decimals), [2, 0, 3]);
/// ```
#[must_use]
pub fn decimals(code: &str) -> u8 {
    let exception = EXCEPTIONS.iter().find(|(codes, _)| codes.contains(&code));
    exception.map_or(DEFAULT_DECIMALS, |&(_, decimals)| decimals)
}
