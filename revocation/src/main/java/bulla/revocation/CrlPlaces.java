package bulla.revocation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that CRLs are read from.
 *
 * @param file read whatever its name is; null for none
 * @param directory of which the files are read that {@code openssl rehash} has linked, {@code
 *     HASH.rN}, and those whose names end in {@code .pem} or {@code .crl}; null for none
 */
record CrlPlaces(@Nullable Path file, @Nullable Path directory) {
  /** A directory of more lists than this is another directory. */
  static final int MOST = 10_000;

  private static final Pattern LINK = Pattern.compile("[0-9a-f]{8}\\.r[0-9]+");
  private static final Pattern OTHER = Pattern.compile(".+\\.(pem|crl)", Pattern.CASE_INSENSITIVE);

  /** All of them, each once whatever links lead to it. */
  Set<Path> list() throws IOException {
    Set<Path> found = new LinkedHashSet<>();
    if (file != null) {
      found.add(real(file));
    }
    if (directory != null) {
      for (Path entry : entries(directory)) {
        found.add(real(entry));
      }
    }
    return found;
  }

  /** Whether a file must hold a CRL: one of a directory may hold certificates alone. */
  boolean mustHold(Path place) {
    return file != null && real(file).equals(place);
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path each : all) {
        String name = each.getFileName().toString();
        boolean named = LINK.matcher(name).matches() || OTHER.matcher(name).matches();
        if (named && Files.isRegularFile(each)) {
          entries.add(each);
        }
        if (entries.size() > MOST) {
          throw new IOException("more than %d files of CRLs in %s".formatted(MOST, directory));
        }
      }
    }
    entries.sort(null);
    return entries;
  }

  /** A link that leads nowhere for a moment is itself. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
