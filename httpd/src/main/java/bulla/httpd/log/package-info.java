/** Access logs (mod_log_config). */
@NullMarked
package bulla.httpd.log;

import org.jspecify.annotations.NullMarked;
