package bulla.revocation;

import bulla.pki.CrlIndex;

/**
 * A CRL that is used at the moment.
 *
 * @param place its file or URL
 */
public record CrlInForce(String place, CrlIndex list) {}
