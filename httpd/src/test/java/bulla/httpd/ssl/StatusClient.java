package bulla.httpd.ssl;

import java.io.IOException;
import java.util.List;

/** {@code openssl s_client -status}: a client that asks for a staple and shows it. */
final class StatusClient {
  static final String STAPLED = "OCSP Response Status: successful (0x0)";
  static final String NO_STAPLE = "OCSP response: no response sent";

  private StatusClient() {}

  /** What it shows of a handshake, and of the answer to a GET if there is one. */
  static String shown(SslServer server, String name, String... options)
      throws IOException, InterruptedException {
    List<String> command = Command.client(server.port(), name, "-status", "-ign_eof");
    command.addAll(List.of(options));
    Command said = Command.run("GET / HTTP/1.0\r\nHost: " + name + "\r\n\r\n", command);
    return said.output() + said.errors();
  }
}
