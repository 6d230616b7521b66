package bulla.httpd.core;

import java.util.ArrayList;
import java.util.List;

/**
 * What the server says it is. The product token is httpd's, with the release whose behaviour is
 * kept: clients and monitoring match on it.
 *
 * @param components what modules add, in order: {@code OpenSSL/3.0.22}
 */
public record ServerSoftware(List<String> components) {
  /** The release of httpd that is kept to. */
  public static final String VERSION = "2.4.57";

  public ServerSoftware {
    components = List.copyOf(components);
  }

  /** With one more component. */
  public ServerSoftware with(String component) {
    List<String> all = new ArrayList<>(components);
    all.add(component);
    return new ServerSoftware(all);
  }

  /** The Server field's value. */
  String text(CoreSettings.ServerTokens tokens) {
    return switch (tokens) {
      case PROD -> "Apache";
      case MAJOR -> "Apache/2";
      case MINOR -> "Apache/2.4";
      case MIN -> "Apache/" + VERSION;
      case OS -> "Apache/" + VERSION + " (Bulla)";
      case FULL -> full();
    };
  }

  /** Everything: for the notice at start. */
  public String full() {
    String own = "Apache/" + VERSION + " (Bulla)";
    return components.isEmpty() ? own : own + " " + String.join(" ", components);
  }
}
