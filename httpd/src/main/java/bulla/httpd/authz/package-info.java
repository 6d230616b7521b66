/** Who may come in: Require (mod_authz_core, mod_authz_host). */
@NullMarked
package bulla.httpd.authz;

import org.jspecify.annotations.NullMarked;
