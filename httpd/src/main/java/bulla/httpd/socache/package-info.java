/** Apache's mod_socache_redis: where servers share what they keep. */
@NullMarked
package bulla.httpd.socache;

import org.jspecify.annotations.NullMarked;
