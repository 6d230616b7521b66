package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;

/** The refusals that a server keeps where it keeps them by itself, each to be told once. */
final class KeptRefusals {
  private final RefusalFiles files;
  private String told = "";

  KeptRefusals(Path root) {
    files = new RefusalFiles(root.resolve("logs/httpd-refusals"));
  }

  /** The newest one, as soon as there is one. */
  Refusal newest() throws Exception {
    for (int i = 0; i < 500 && files.latest(1).isEmpty(); i++) {
      Thread.sleep(10);
    }
    return files.latest(1).getFirst();
  }

  /** The next one, which must be for this cause, and its sentence hold these words. */
  Refusal explained(RefusalCause cause, String words) throws Exception {
    Refusal refusal = newest();
    for (int i = 0; i < 500 && (refusal.id().equals(told) || refusal.cause() != cause); i++) {
      Thread.sleep(10);
      refusal = newest();
    }
    told = refusal.id();
    assertThat(refusal.cause()).isEqualTo(cause);
    assertThat(new Explanation(refusal, Instant.now()).sentence())
        .startsWith("Refused because ")
        .contains(words);
    return refusal;
  }

  /** The next one, which must be of a client who has not signed with its certificate's key. */
  Refusal badSignature() throws Exception {
    Refusal refusal =
        explained(
            RefusalCause.HANDSHAKE_BROKEN,
            "the handshake broke after the client had shown its certificate: error:");
    assertThat(refusal.detail()).contains("bad signature");
    return refusal;
  }

  /** What {@code bulla explain} prints of it. */
  static String text(Refusal refusal) {
    return String.join("\n", new Explanation(refusal, Instant.now()).lines());
  }
}
