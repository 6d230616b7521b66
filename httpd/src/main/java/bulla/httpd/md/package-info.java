/** Apache's mod_md, as far as it staples. */
@NullMarked
package bulla.httpd.md;

import org.jspecify.annotations.NullMarked;
