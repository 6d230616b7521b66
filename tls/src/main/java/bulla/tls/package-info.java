/** TLS on Netty channels over openssl. */
@NullMarked
package bulla.tls;

import org.jspecify.annotations.NullMarked;
