/** Paths that lead elsewhere: Alias, Redirect (mod_alias). */
@NullMarked
package bulla.httpd.alias;

import org.jspecify.annotations.NullMarked;
