/** Names, keys, PEM, certificates, CSRs, CRLs, OCSP messages: values only. */
@NullMarked
package bulla.pki;

import org.jspecify.annotations.NullMarked;
