//! `dapei openapi`: the description of the API, as it is kept beside the code.

use std::io::Write;

use clap::Args;

use crate::api;

/// Print the OpenAPI description of the HTTP service
#[derive(Debug, Args)]
pub(super) struct Openapi {}

impl Openapi {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        Ok(out.write_all(api::openapi::text().as_bytes())?)
    }
}
