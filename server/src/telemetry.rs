//! Spans of requests, for those who look at many services at once; with the feature `otel` only.
//!
//! In: what was answered. Out: spans, sent in batches by a thread of their own, which holds up no request. Deliberately
//! absent: items, customers and paths with their names in them.

use thiserror::Error;

#[cfg(feature = "otel")]
pub(crate) use sending::Spans;
#[cfg(not(feature = "otel"))]
pub(crate) use silent::Spans;

/// Why no spans can be sent.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The feature was left out when this was built.
    #[error(
        "`telemetry.otlp_endpoint` is set, and this build sends no traces: build it with `--features otel`, or leave it out"
    )]
    NotBuilt,
    /// Nothing could be sent to the address.
    #[error("`telemetry.otlp_endpoint` `{endpoint}` cannot be used: {problem}")]
    Endpoint {
        /// The address.
        endpoint: String,
        /// Why.
        problem: String,
    },
}

#[cfg(feature = "otel")]
mod sending {
    use std::time::{Duration, SystemTime};

    use actix_web::HttpRequest;
    use actix_web::http::StatusCode;
    use actix_web::http::header::HeaderMap;
    use opentelemetry::propagation::{Extractor, TextMapPropagator};
    use opentelemetry::trace::{Span, SpanKind, Status, Tracer, TracerProvider};
    use opentelemetry::{Context, KeyValue};
    use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
    use tracing::warn;

    use super::TelemetryError;
    use crate::config::TelemetrySettings;

    /// Where spans go.
    #[derive(Debug)]
    pub(crate) struct Spans {
        provider: SdkTracerProvider,
        tracer: SdkTracer,
        callers: TraceContextPropagator,
    }

    impl Spans {
        /// Spans that go where `settings` say; none where they say nothing.
        pub(crate) fn open(
            settings: Option<&TelemetrySettings>,
        ) -> Result<Option<Self>, TelemetryError> {
            let Some(TelemetrySettings { otlp_endpoint, sample_percent }) = settings else {
                return Ok(None);
            };
            let exporter = SpanExporter::builder()
                .with_http()
                .with_protocol(Protocol::HttpBinary)
                .with_endpoint(otlp_endpoint)
                .build()
                .map_err(|error| TelemetryError::Endpoint {
                    endpoint: otlp_endpoint.clone(),
                    problem: error.to_string(),
                })?;
            let share = Sampler::TraceIdRatioBased(f64::from(*sample_percent) / 100.0);
            let provider = SdkTracerProvider::builder()
                .with_batch_exporter(exporter)
                .with_sampler(Sampler::ParentBased(Box::new(share)))
                .with_resource(Resource::builder().with_service_name("dapei").build())
                .build();
            let tracer = provider.tracer("dapei");
            Ok(Some(Self { provider, tracer, callers: TraceContextPropagator::new() }))
        }

        /// `request` was answered with `status` a moment ago, after `duration`.
        pub(crate) fn answered(
            &self,
            request: &HttpRequest,
            status: StatusCode,
            request_id: &str,
            duration: Duration,
        ) {
            let caller =
                self.callers.extract_with_context(&Context::new(), &Headers(request.headers()));
            let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
            let method = request.method().as_str().to_owned();
            let ended = SystemTime::now();
            let mut span = self
                .tracer
                .span_builder(format!("{method} {route}"))
                .with_kind(SpanKind::Server)
                .with_start_time(ended.checked_sub(duration).unwrap_or(ended))
                .with_attributes([
                    KeyValue::new("http.request.method", method),
                    KeyValue::new("http.route", route),
                    KeyValue::new("http.response.status_code", i64::from(status.as_u16())),
                    KeyValue::new("dapei.request_id", request_id.to_owned()),
                ])
                .start_with_context(&self.tracer, &caller);
            if status.is_server_error() {
                span.set_status(Status::error(""));
            }
            span.end_with_timestamp(ended);
        }

        /// Sends what waits, and no more after that. Waits for the collector: never call it on a thread that answers.
        pub(crate) fn close(&self) {
            if let Err(error) = self.provider.shutdown() {
                warn!(%error, "Some traces were not sent");
            }
        }
    }

    struct Headers<'a>(&'a HeaderMap);

    impl Extractor for Headers<'_> {
        fn get(&self, name: &str) -> Option<&str> {
            self.0.get(name)?.to_str().ok()
        }

        fn keys(&self) -> Vec<&str> {
            self.0.keys().map(|name| name.as_str()).collect()
        }
    }
}

#[cfg(not(feature = "otel"))]
mod silent {
    use std::time::Duration;

    use actix_web::HttpRequest;
    use actix_web::http::StatusCode;

    use super::TelemetryError;
    use crate::config::TelemetrySettings;

    /// Spans that nobody makes.
    #[derive(Debug)]
    pub(crate) enum Spans {}

    impl Spans {
        /// None; a failure where `settings` ask for some.
        pub(crate) fn open(
            settings: Option<&TelemetrySettings>,
        ) -> Result<Option<Self>, TelemetryError> {
            match settings {
                Some(_) => Err(TelemetryError::NotBuilt),
                None => Ok(None),
            }
        }

        pub(crate) fn answered(&self, _: &HttpRequest, _: StatusCode, _: &str, _: Duration) {
            match *self {}
        }

        pub(crate) fn close(&self) {
            match *self {}
        }
    }
}
