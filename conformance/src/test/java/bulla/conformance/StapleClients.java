package bulla.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of clients that look at staples, with the anchors that they trust. */
final class StapleClients {
  private StapleClients() {}

  /** Asks for a host's staple and shows it. */
  static List<String> openssl(int port, String host, Path anchors) {
    return List.of(
        "openssl",
        "s_client",
        "-connect",
        "127.0.0.1:" + port,
        "-servername",
        host,
        "-CAfile",
        anchors.toString(),
        "-status");
  }

  /** Asks always, and trusts only what it has verified; the words end with the host. */
  static List<String> gnutls(int port, Path anchors, String... more) {
    return words(
        List.of("gnutls-cli", "--x509cafile", anchors.toString(), "--port", "" + port), more);
  }

  /** Asks with {@code --cert-status}; the words end with the URL. */
  static List<String> curl(Path anchors, String... more) {
    return words(List.of("curl", "-s", "--noproxy", "*", "--cacert", anchors.toString()), more);
  }

  private static List<String> words(List<String> first, String... more) {
    List<String> words = new ArrayList<>(first);
    words.addAll(List.of(more));
    return words;
  }
}
