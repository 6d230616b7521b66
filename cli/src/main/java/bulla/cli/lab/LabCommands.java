package bulla.cli.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The article's commands, for this lab's ports and paths. */
record LabCommands(LabLayout layout, LabPorts ports) {

  static final String HOST = "www.lab.carcano.corp";

  /** {@code curl} for a URL path of the article's host. */
  List<String> curl(String path, String... more) {
    List<String> words = new ArrayList<>();
    words.add("curl");
    words.addAll(List.of(more));
    words.addAll(
        List.of(
            "--resolve",
            HOST + ":" + ports.https() + ":127.0.0.1",
            "--cacert",
            layout.clientTrust().toString(),
            "https://" + HOST + ":" + ports.https() + path));
    return words;
  }

  /** {@code curl} with a client's certificate. */
  List<String> curlAs(String client, String path, String... more) {
    List<String> words = new ArrayList<>(List.of(more));
    words.addAll(
        List.of("--cert", certificate(client).toString(), "--key", key(client).toString()));
    return curl(path, words.toArray(String[]::new));
  }

  /** {@code curl} for a file of the CA's site; {@code path} is {@code LABEL/FILE}. */
  List<String> site(String path) {
    return List.of(
        "curl",
        "-sS",
        "--resolve",
        "ca01.lab.carcano.corp:" + ports.site() + ":127.0.0.1",
        "http://ca01.lab.carcano.corp:" + ports.site() + "/" + path);
  }

  /** The article's look at the staple. */
  List<String> sClient() {
    return List.of(
        "openssl",
        "s_client",
        "-connect",
        "127.0.0.1:" + ports.https(),
        "-servername",
        HOST,
        "-CAfile",
        layout.clientTrust().toString(),
        "-tlsextdebug",
        "-status");
  }

  /** Bulla's look at what the web server asks; the lab's names are in no DNS. */
  String doctor() {
    return "BULLA_JAVA_OPTIONS="
        + LabPart.names(layout)
        + " "
        + typed(
            List.of(
                layout.bin().resolve("bulla").toString(),
                "doctor",
                "-f",
                layout.httpdConf().toString()));
  }

  Path certificate(String client) {
    return layout.home().resolve(client + ".crt");
  }

  Path key(String client) {
    return layout.home().resolve(client + ".key");
  }

  /** A command as one would type it. */
  static String typed(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      line.append(line.isEmpty() ? "" : " ");
      line.append(word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word + "'");
    }
    return line.toString();
  }
}
