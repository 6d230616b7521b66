/** Signing policy, issuing, revoking, certdb, CRL making. */
@NullMarked
package bulla.ca;

import org.jspecify.annotations.NullMarked;
