package bulla.httpd.core;

import java.nio.file.Path;

/**
 * Where a URL path leads.
 *
 * @param file the path to look for
 * @param settings what the directive that leads there says of everything below, such as the handler
 *     of ScriptAlias; laid over all sections
 */
public record Translation(Path file, Settings settings) {}
