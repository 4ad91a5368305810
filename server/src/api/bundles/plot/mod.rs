//! `POST /v1/bundles/plot`: what the best bundle earns at each discount that the shop gives, as a picture.
//!
//! In: the same as for `POST /v1/bundles`. Out: SVG, in the colour of the text around it. Deliberately absent: the bundles.

mod words;
mod drawing;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use askama::Template;

use self::drawing::{Amounts, AtDiscount, Drawing};
use super::body::{Asked, BundlesBody, currency};
use super::elsewhere;
use crate::api::body::Body;
use crate::api::error::{ApiError, Problem};
use crate::currency::{DEFAULT_DECIMALS, decimals};
use crate::scratch::with_scratch;
use crate::shop::{Begun, ShopSettings};

/// Opened by itself, the picture loads nothing and stands in no frame.
const CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// What the best bundle earns at each discount
///
/// The expected incremental margin of the best bundle at each discount of the shop's grid: of those discounted by more than the step before and by
/// no more than this one, since prices are rounded. What the body asks of discounts is marked and limits nothing; all its other limits hold, and a step at which no bundle keeps
/// them is a gap. A cart is brought to a `threshold` at list prices, so that there is nothing to plot beside one.
#[utoipa::path(
    post,
    path = "/v1/bundles/plot",
    operation_id = "plot_bundles",
    tag = "bundles",
    security(("key" = ["manager"])),
    request_body = BundlesBody,
    responses(
        (status = 200, description = "The plot", body = String, content_type = "image/svg+xml"),
        (status = 400, description = "`json_malformed`, `body_unreadable`", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`media_type_unsupported`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`body_invalid`, `cart_empty`, `too_many_items`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(in crate::api) async fn plot(
    served: Begun,
    body: Body<BundlesBody>,
) -> Result<HttpResponse, ApiError> {
    let settings = served.settings();
    let asked = body.0.asked(&served, &settings)?;
    if asked.is_to_a_threshold() {
        return Err(ApiError::BodyInvalid(
            "`threshold`: a cart is brought to it at list prices, so that there is nothing to plot; leave it out".to_owned(),
        ));
    }
    // A search for each discount.
    let picture = elsewhere(move || drawn(&served, &settings, &asked)).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, "image/svg+xml"));
    response.insert_header((CONTENT_SECURITY_POLICY, CONTENT_POLICY));
    Ok(response.body(picture))
}

fn drawn(begun: &Begun, settings: &ShopSettings, asked: &Asked) -> Result<String, ApiError> {
    let terms = &settings.bundles;
    let at = |(least, discount): (i64, i64)| {
        let found =
            with_scratch(|scratch| asked.find_between([least, discount], begun, terms, scratch));
        let found = found.map_err(|error| ApiError::Internal(error.into()))?;
        let margin = found.offers.first().map(|(offer, _)| offer.added_margin);
        Ok(AtDiscount { discount, margin })
    };
    let points = steps(terms.shop.pricing.discounts()).into_iter().map(at);
    let points: Vec<AtDiscount> = points.collect::<Result<_, ApiError>>()?;
    let currency = currency(begun, settings);
    let amounts = Amounts { currency, decimals: currency.map_or(DEFAULT_DECIMALS, decimals) };
    let drawing = Drawing::new(&points, asked.discounts(), amounts, asked.language);
    drawing.render().map_err(|error| ApiError::Internal(error.into()))
}

/// Each discount that is plotted with the least that counts to it: the list price, and the steps of `grid`, which rise. Unit:
/// hundredths of a percent.
fn steps(grid: &[i64]) -> Vec<(i64, i64)> {
    let rising = grid.iter().copied().filter(|&discount| discount > 0);
    let mut steps = vec![(0, 0)];
    for discount in rising {
        let (_, before) = steps[steps.len() - 1];
        steps.push((before + 1, discount));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_discount_counts_to_one_step_and_the_list_price_is_the_first() {
        assert_eq!(steps(&[0, 300, 550]), [(0, 0), (1, 300), (301, 550)]);
        assert_eq!(steps(&[500]), [(0, 0), (1, 500)]);
        assert_eq!(steps(&[]), [(0, 0)]);
    }
}
