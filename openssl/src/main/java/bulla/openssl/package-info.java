/** libssl and libcrypto through the Foreign Function and Memory API. */
@NullMarked
package bulla.openssl;

import org.jspecify.annotations.NullMarked;
