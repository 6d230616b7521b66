package bulla.tls;

import bulla.pki.Certificate;
import java.util.List;

/**
 * The chain that a client sent, and what libcrypto made of it.
 *
 * @param certificates leaf first, as far as a chain could be built; when libcrypto found an anchor
 *     it is the last. Empty if libcrypto has read one that we cannot read: nothing is to be
 *     believed that we cannot look at
 * @param error the X509_V_ERR_ number, 0 for a good chain: the first that says more than that no
 *     anchor was found (2, 18, 19, 20, 21, 27), otherwise the first. 22 also stands for a chain
 *     with more certificates above its leaf than the depth that was asked for allows
 * @param errorDepth the index in {@code certificates} at which the error arose, 0 is the leaf
 * @param octets DER of the same certificates, also where one cannot be read
 */
public record ClientChain(
    List<Certificate> certificates, int error, int errorDepth, List<byte[]> octets) {
  public ClientChain {
    certificates = List.copyOf(certificates);
    octets = List.copyOf(octets);
  }
}
