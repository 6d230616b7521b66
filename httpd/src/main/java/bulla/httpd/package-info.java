/** The web server that reads Apache httpd configuration. */
@NullMarked
package bulla.httpd;

import org.jspecify.annotations.NullMarked;
