package bulla.apacheconf;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a configuration, in httpd's words where httpd has words for it.
 *
 * @param at where, or null when no line can be named
 * @param message what is wrong, httpd's text
 * @param remedy what to do next, in our words; may be empty
 */
public record ConfigurationError(@Nullable Position at, String message, String remedy) {}
