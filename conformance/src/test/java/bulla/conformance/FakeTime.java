package bulla.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Debian's faketime: programs that run with its variables see the clock that a file sets, which may
 * be set anew while they run. Time that is only measured goes on as it does.
 */
final class FakeTime {
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Path file;

  /** A clock that is right, until it is shifted. */
  FakeTime(Path file) throws IOException {
    this.file = file;
    shift("+0");
  }

  /** Shifts the clock, {@code +6d} from what it is in truth; seen within two seconds. */
  void shift(String offset) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, offset + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The variables of a program that lives by it. */
  Map<String, String> variables() throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("LD_PRELOAD", library().toString());
    variables.put("FAKETIME_TIMESTAMP_FILE", file.toString());
    variables.put("FAKETIME_CACHE_DURATION", "1");
    variables.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    variables.put("NO_FAKE_STAT", "1");
    return variables;
  }

  /** A command that lives by it. */
  List<String> of(List<String> command) throws IOException {
    List<String> words = new ArrayList<>(List.of("env"));
    variables().forEach((name, value) -> words.add(name + "=" + value));
    words.addAll(command);
    return words;
  }

  private static Path library() throws IOException {
    try (var folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve(LIBRARY))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IOException("Debian's package faketime is missing"));
    }
  }
}
