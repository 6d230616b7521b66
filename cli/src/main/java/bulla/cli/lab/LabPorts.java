package bulla.cli.lab;

import java.util.List;

/** The ports that the lab's parts listen on, all on 127.0.0.1. */
record LabPorts(int https, int site, int ocspRoot, int ocspIssuing, int multirootca) {

  /** What is used when no base is given: the article's ports, those below 1024 moved up by 8000. */
  static LabPorts usual() {
    return new LabPorts(8443, 8080, 9400, 9401, 8888);
  }

  /** The ports above a base: N+443, N+80, N+400, N+401, N+888. */
  static LabPorts above(int base) {
    return new LabPorts(base + 443, base + 80, base + 400, base + 401, base + 888);
  }

  List<Integer> all() {
    return List.of(https, site, ocspRoot, ocspIssuing, multirootca);
  }

  /** One line, in {@link #parse}'s form. */
  String text() {
    return "%d %d %d %d %d".formatted(https, site, ocspRoot, ocspIssuing, multirootca);
  }

  /** Reads what {@link #text} wrote. */
  static LabPorts parse(String text) {
    String[] ports = text.strip().split(" ");
    return new LabPorts(
        Integer.parseInt(ports[0]),
        Integer.parseInt(ports[1]),
        Integer.parseInt(ports[2]),
        Integer.parseInt(ports[3]),
        Integer.parseInt(ports[4]));
  }
}
