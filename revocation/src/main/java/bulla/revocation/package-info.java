/** Is this certificate revoked? And the stapler. */
@NullMarked
package bulla.revocation;

import org.jspecify.annotations.NullMarked;
