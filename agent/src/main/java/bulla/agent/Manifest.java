package bulla.agent;

import bulla.cfssl.AuthKey;
import bulla.cfssl.CsrJson;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One file of the manifest folder: what to keep, where, from whom.
 *
 * @param file where it was read
 * @param modified the file's time when it was read
 * @param pair the certificate with its key; null when only the CA's certificate is kept
 * @param ca where the issuer's certificate is kept; null for nowhere
 * @param authority whom to ask
 * @param action what runs after files were changed
 * @param before how long before its end the certificate is renewed
 * @param interval time between checks
 * @param intervalSplay upper bound of what is added to each interval by chance
 * @param initialSplay upper bound of the first wait; zero waits an interval
 */
public record Manifest(
    Path file,
    FileTime modified,
    @Nullable Pair pair,
    @Nullable FileSpec ca,
    Authority authority,
    ServiceAction action,
    Duration before,
    Duration interval,
    Duration intervalSplay,
    Duration initialSplay) {

  /**
   * A certificate and its key.
   *
   * @param request what is asked for
   * @param key the private key's file
   * @param certificate the certificate's file
   * @param usages dotted extended key usages of which the certificate must allow one
   */
  record Pair(CsrJson request, FileSpec key, FileSpec certificate, List<String> usages) {}

  /**
   * The CA.
   *
   * @param remotes comma list of servers
   * @param label which CA of the server's; empty for its default
   * @param profile the signing profile; empty for the default
   * @param key the shared secret; null when only the CA's certificate is kept
   * @param rootsPem what an https server's chain must end in; null for the platform's own
   */
  record Authority(
      String remotes,
      String label,
      String profile,
      @Nullable AuthKey key,
      @Nullable String rootsPem) {}

  /** The manifest's name in logs and metrics: its path as given. */
  public String name() {
    return file.toString();
  }

  /** All files that it owns, in the order in which they are written. */
  List<FileSpec> files() {
    Stream<@Nullable FileSpec> all =
        pair == null ? Stream.of(ca) : Stream.of(ca, pair.certificate(), pair.key());
    return all.flatMap(Stream::ofNullable).toList();
  }
}
