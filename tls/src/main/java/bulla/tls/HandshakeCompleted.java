package bulla.tls;

/** User event: the first handshake is done; decrypted bytes follow. */
public record HandshakeCompleted(TlsConnection connection) {}
