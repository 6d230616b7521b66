/** Apache's mod_http2: HTTP/2's directives. */
@NullMarked
package bulla.httpd.http2;

import org.jspecify.annotations.NullMarked;
