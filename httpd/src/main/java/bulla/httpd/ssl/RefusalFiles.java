package bulla.httpd.ssl;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of refusals on disk: a line of JSON each, in files of which the oldest go when all
 * together are too large. Only their owner can read them, from the first octet. One thread writes;
 * any process may read meanwhile.
 */
public final class RefusalFiles {
  static final String SUFFIX = ".refusals";

  /** The budget, octets: some thousand refusals. */
  static final long BUDGET = 16L << 20;

  private static final int FILES = 16;
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Path directory;
  private final long budget;
  private @Nullable Path current;

  /** The records of a directory, which need not be there. */
  public RefusalFiles(Path directory) {
    this(directory, BUDGET);
  }

  RefusalFiles(Path directory, long budget) {
    this.directory = directory;
    this.budget = budget;
  }

  Path directory() {
    return directory;
  }

  /** Adds a record; the directory is made if it is missing. */
  void append(Refusal refusal) throws IOException {
    byte[] line = (JSON.writeValueAsString(refusal) + "\n").getBytes(StandardCharsets.UTF_8);
    Path file = current(line.length);
    try (FileChannel channel = open(file)) {
      ByteBuffer octets = ByteBuffer.wrap(line);
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
    }
  }

  /**
   * The record of an id.
   *
   * @throws IOException if a file cannot be read
   */
  public Optional<Refusal> find(RefusalId id) throws IOException {
    String wanted = "\"id\":\"" + id.text() + "\"";
    for (Path file : newestFirst()) {
      for (String line : Files.readAllLines(file)) {
        Refusal refusal = line.contains(wanted) ? parse(line) : null;
        if (refusal != null && refusal.id().equals(id.text())) {
          return Optional.of(refusal);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The newest records, the newest first.
   *
   * @throws IOException if a file cannot be read
   */
  public List<Refusal> latest(int most) throws IOException {
    List<Refusal> found = new ArrayList<>();
    for (Path file : newestFirst()) {
      for (String line : Files.readAllLines(file).reversed()) {
        if (found.size() == most) {
          return found;
        }
        Refusal refusal = parse(line);
        if (refusal != null) {
          found.add(refusal);
        }
      }
    }
    return found;
  }

  /** A record as it is kept. */
  public static String json(Refusal refusal) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(refusal);
    } catch (JacksonException e) {
      throw new IllegalStateException("a record is made of texts and numbers", e);
    }
  }

  /** Null for what a crash has left half-written, or another version has made. */
  private static @Nullable Refusal parse(String line) {
    try {
      return JSON.readValue(line, Refusal.class);
    } catch (JacksonException unreadable) {
      return null;
    }
  }

  private Path current(int more) throws IOException {
    Path file = current == null ? continued() : current;
    if (file == null || Files.notExists(file) || Files.size(file) + more > budget / FILES) {
      file = next();
      current = file;
      trim();
    }
    current = file;
    return file;
  }

  /** The newest file, of an earlier process perhaps; null if there is none to go on with. */
  private @Nullable Path continued() throws IOException {
    List<Path> all = files();
    Path last = all.isEmpty() ? null : all.getLast();
    return last != null
            && Files.isRegularFile(last, LinkOption.NOFOLLOW_LINKS)
            && Files.isWritable(last)
            && endsWhole(last)
        ? last
        : null;
  }

  private static boolean endsWhole(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.read(last, channel.size() - 1) == 1
          && last.get(0) == '\n';
    }
  }

  private Path next() throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    List<Path> all = files();
    long number = all.isEmpty() ? 1 : number(all.getLast()) + 1;
    return directory.resolve("%010d".formatted(number) + SUFFIX);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Leaves room for one whole file. */
  private void trim() throws IOException {
    List<Path> newest = files().reversed();
    long together = budget / FILES;
    for (Path file : newest) {
      together += Files.size(file);
      if (together > budget) {
        Files.deleteIfExists(file);
      }
    }
  }

  private List<Path> newestFirst() throws IOException {
    return files().reversed();
  }

  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "[0-9]*" + SUFFIX)) {
        for (Path file : all) {
          if (number(file) > 0) {
            found.add(file);
          }
        }
      }
    }
    Collections.sort(found);
    return found;
  }

  /** 0 for a file that is not ours. */
  private static long number(Path file) {
    String name = file.getFileName().toString();
    String digits = name.substring(0, name.length() - SUFFIX.length());
    return digits.matches("[0-9]{10}") ? Long.parseLong(digits) : 0;
  }
}
