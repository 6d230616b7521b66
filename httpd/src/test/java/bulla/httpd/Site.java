package bulla.httpd;

import bulla.httpd.core.ErrorLog;
import bulla.httpd.core.Generation;
import bulla.httpd.core.GenerationReader;
import bulla.httpd.core.InvalidConfigurationException;
import bulla.httpd.core.ProcessState;
import bulla.httpd.core.StartupException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * A server on a free port of 127.0.0.1 with a folder for its files: {@code www} is served, {@code
 * logs} takes the logs.
 */
final class Site implements AutoCloseable {
  /** What most tests load. */
  static final String MODULES =
      """
      LoadModule authz_core_module modules/mod_authz_core.so
      LoadModule authz_host_module modules/mod_authz_host.so
      LoadModule dir_module modules/mod_dir.so
      LoadModule mime_module modules/mod_mime.so
      LoadModule autoindex_module modules/mod_autoindex.so
      LoadModule alias_module modules/mod_alias.so
      LoadModule env_module modules/mod_env.so
      LoadModule setenvif_module modules/mod_setenvif.so
      AddType text/plain .txt
      AddType text/html .html
      ServerName www.example
      Listen 127.0.0.1:0
      """;

  private final Path root;
  private final WebServer server;

  private Site(Path root, WebServer server) {
    this.root = root;
    this.server = server;
  }

  /** Starts a server; {@code @ROOT@} in the configuration stands for the folder. */
  static Site start(Path root, String configuration)
      throws IOException, InvalidConfigurationException, StartupException {
    return new Site(root, WebServer.start(read(root, configuration)));
  }

  /** Reads a configuration without starting it. */
  static Generation read(Path root, String configuration)
      throws IOException, InvalidConfigurationException {
    Files.createDirectories(root.resolve("www"));
    Files.createDirectories(root.resolve("logs"));
    Path file = root.resolve("httpd.conf");
    String text = MODULES + "DocumentRoot @ROOT@/www\n" + configuration;
    Files.writeString(file, text.replace("@ROOT@", root.toString()));
    return new GenerationReader(
            Modules.all(), Modules.BUILT_IN, InstantSource.system(), new ProcessState())
        .read(
            new GenerationReader.From(file, root, List.of(), List.of(), List.of(), Map.of()),
            ErrorLog.on(new ByteArrayOutputStream(), InstantSource.system()));
  }

  /** The line of the configuration's text, counted in the file. */
  static int line(int ofText) {
    return (int) MODULES.lines().count() + 1 + ofText;
  }

  WebServer server() {
    return server;
  }

  /** Writes a file below www. */
  Site with(String name, String content) throws IOException {
    Path file = root.resolve("www").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  int port() {
    return server.addresses().getFirst().getPort();
  }

  /** An answer: the head without its last empty line, and the content. */
  record Answer(String head, String content) {
    String statusLine() {
      return head.lines().findFirst().orElse("");
    }

    String field(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    List<String> fieldNames() {
      return head.lines().skip(1).map(line -> line.substring(0, line.indexOf(':'))).toList();
    }
  }

  Answer get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nHost: www.example\r\n");
  }

  /** Sends a request's head, to which the end is added, and reads to the end of the connection. */
  Answer ask(String head) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server.addresses().getFirst(), 5_000);
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      int end = all.indexOf("\r\n\r\n");
      return new Answer(all.substring(0, end), all.substring(end + 4));
    }
  }

  /** A log file's text as soon as it holds {@code text}: a client may know before the log does. */
  String log(String name, String text) throws IOException, InterruptedException {
    Path file = root.resolve("logs").resolve(name);
    String found = "";
    for (int i = 0; i < 300; i++) {
      found = Files.exists(file) ? Files.readString(file) : "";
      if (found.contains(text)) {
        return found;
      }
      Thread.sleep(10);
    }
    return found;
  }

  @Override
  public void close() {
    server.close();
  }
}
