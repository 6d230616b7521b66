/** The user and group to run as (mod_unixd). */
@NullMarked
package bulla.httpd.unixd;

import org.jspecify.annotations.NullMarked;
