package bulla.ca;

import java.time.Instant;

/**
 * One row of certdb's {@code ocsp_responses}.
 *
 * @param serial decimal digits
 * @param authorityKeyIdentifier lower-case hexadecimal digits
 * @param body the response's DER
 * @param expiry until when the row is of use
 */
public record OcspRow(String serial, String authorityKeyIdentifier, byte[] body, Instant expiry) {}
