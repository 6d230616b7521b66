/** Measurements for Prometheus. */
@NullMarked
package bulla.httpd.metrics;

import org.jspecify.annotations.NullMarked;
