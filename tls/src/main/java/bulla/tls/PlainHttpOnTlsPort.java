package bulla.tls;

/**
 * User event: the client's first bytes are no TLS record but look like plain HTTP. The handler has
 * left the pipeline; the bytes follow as they came, and what is written goes out unencrypted.
 */
public record PlainHttpOnTlsPort() {}
