package bulla.revocation;

import bulla.pki.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Staples on disk: one file for each certificate, named by the SHA-256 of its DER. See {@link
 * WholeFile}.
 *
 * @param directory made if it is missing
 */
public record StapleFiles(Path directory) implements StapleStore {
  private static final Pattern NAME =
      Pattern.compile("([0-9a-f-]{36}-)?[0-9a-f]{64}\\.ocsp(\\.tmp)?");

  Path file(Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.der());
      return directory.resolve(HexFormat.of().formatHex(hash) + ".ocsp");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public byte @Nullable [] read(Certificate certificate) {
    Path file = file(certificate);
    try {
      return Files.isRegularFile(file) && Files.size(file) <= Stapler.LIMIT
          ? Files.readAllBytes(file)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void write(Certificate certificate, Kept kept) throws IOException {
    WholeFile.write(file(certificate), kept.response());
  }

  @Override
  public void delete(Certificate certificate) throws IOException {
    Files.deleteIfExists(file(certificate));
  }

  @Override
  public String place() {
    return directory.toString();
  }

  /**
   * Removes what was written before an instant and is of none of these certificates: they are gone.
   *
   * @throws IOException if the directory cannot be read or a file not removed
   */
  public void deleteOthers(Collection<Certificate> used, Instant before) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Set<Path> ours = used.stream().map(this::file).collect(Collectors.toSet());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (NAME.matcher(file.getFileName().toString()).matches()
            && !ours.contains(file)
            && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
