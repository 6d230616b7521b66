package bulla.httpd.ssl;

import java.util.List;

/** A host cannot speak TLS with its configuration: mod_ssl's lines, and what to do. */
final class HostFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final String remedy;
  private final transient List<String> libraryErrors;

  HostFailure(String text, String remedy, List<String> libraryErrors) {
    super(text);
    this.text = text;
    this.remedy = remedy;
    this.libraryErrors = List.copyOf(libraryErrors);
  }

  String text() {
    return text;
  }

  String remedy() {
    return remedy;
  }

  List<String> libraryErrors() {
    return libraryErrors;
  }
}
