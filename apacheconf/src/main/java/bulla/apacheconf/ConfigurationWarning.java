package bulla.apacheconf;

/**
 * Something in a configuration that its author should look at, in httpd's words. The configuration
 * can be used all the same.
 */
public record ConfigurationWarning(Position at, String message) {}
