/** Environment variables of requests (mod_env, mod_setenvif). */
@NullMarked
package bulla.httpd.setenvif;

import org.jspecify.annotations.NullMarked;
