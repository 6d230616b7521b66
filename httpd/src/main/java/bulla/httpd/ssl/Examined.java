package bulla.httpd.ssl;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a configuration leans on, and how it is: a certificate, a file of CRLs.
 *
 * @param name whose it is: a host and its port, a file
 * @param at where the virtual host is written that is to be mended, {@code file:line}; several are
 *     parted by commas; empty where it is told by the name
 * @param about what it is: a subject's or an issuer's name
 * @param ends when it ends; null if it does not say
 */
public record Examined(
    String name,
    String at,
    String about,
    @Nullable Instant ends,
    List<Fact> facts,
    List<Asked> asked) {
  public Examined {
    facts = List.copyOf(facts);
    asked = List.copyOf(asked);
  }

  /** Whether something is wrong with it. */
  public boolean wrong() {
    return facts.stream().anyMatch(Fact::wrong) || asked.stream().anyMatch(Asked::wrong);
  }
}
