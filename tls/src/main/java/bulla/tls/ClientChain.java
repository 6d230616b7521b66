package bulla.tls;

import java.util.List;

/**
 * The chain that a client sent, and what libcrypto made of it.
 *
 * @param certificates DER, leaf first, as far as a chain could be built; when libcrypto found an
 *     anchor it is the last
 * @param error the X509_V_ERR_ number of X509_STORE_CTX_get_error(3), 0 for a good chain
 * @param errorDepth the index in {@code certificates} at which the error arose, 0 is the leaf
 */
public record ClientChain(List<byte[]> certificates, int error, int errorDepth) {
  public ClientChain {
    certificates = List.copyOf(certificates);
  }
}
