package bulla.httpd.core;

import bulla.apacheconf.Position;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One Listen directive.
 *
 * @param address null for every address
 * @param port the port; 0 takes any free one, which only tests want
 * @param protocol the second argument, or {@code https} for port 443, else {@code http}
 * @param at where it stands
 */
public record Listen(@Nullable InetAddress address, int port, String protocol, Position at) {}
