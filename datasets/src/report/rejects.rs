//! Refused rows, written out.
