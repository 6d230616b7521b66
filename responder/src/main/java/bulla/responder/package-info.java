/** The OCSP responder and the CRL, AIA and CPS site. */
@NullMarked
package bulla.responder;

import org.jspecify.annotations.NullMarked;
