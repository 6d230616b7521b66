/**
 * Apache's mod_ssl: TLS of virtual hosts, clients' certificates per path, their revocation,
 * staples, and the SSL_ variables.
 */
@NullMarked
package bulla.httpd.ssl;

import org.jspecify.annotations.NullMarked;
