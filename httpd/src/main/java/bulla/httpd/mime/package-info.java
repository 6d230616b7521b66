/** Types by file name (mod_mime). */
@NullMarked
package bulla.httpd.mime;

import org.jspecify.annotations.NullMarked;
