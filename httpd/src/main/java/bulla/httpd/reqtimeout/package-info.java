/** How long clients may take to send their requests (mod_reqtimeout). */
@NullMarked
package bulla.httpd.reqtimeout;

import org.jspecify.annotations.NullMarked;
