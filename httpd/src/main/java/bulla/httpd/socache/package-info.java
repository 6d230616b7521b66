/** Apache's mod_socache_redis and mod_socache_memcache: where servers share what they keep. */
@NullMarked
package bulla.httpd.socache;

import org.jspecify.annotations.NullMarked;
