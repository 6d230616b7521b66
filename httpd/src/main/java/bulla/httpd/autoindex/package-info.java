/** Listings of directories (mod_autoindex). */
@NullMarked
package bulla.httpd.autoindex;

import org.jspecify.annotations.NullMarked;
