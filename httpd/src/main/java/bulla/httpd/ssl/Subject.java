package bulla.httpd.ssl;

import bulla.pki.Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A certificate while it is examined, whoever names it; each of its places is asked once. */
final class Subject {
  private final Certificate certificate;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> at = new LinkedHashSet<>();
  private final Set<Fact> facts = new LinkedHashSet<>();
  private final Map<Place, Supplier<Asked>> places = new LinkedHashMap<>();
  private final List<Function<List<Asked>, List<Fact>>> judges = new ArrayList<>();

  Subject(Certificate certificate) {
    this.certificate = certificate;
  }

  /** Where something of it is to be had. */
  record Place(Asked.Kind kind, String url) {}

  Certificate certificate() {
    return certificate;
  }

  void named(String name) {
    names.add(name);
  }

  /** It is the certificate of a virtual host that is written there. */
  void of(String position) {
    if (!position.isEmpty()) {
      at.add(position);
    }
  }

  void found(List<Fact> more) {
    facts.addAll(more);
  }

  /** Facts that can be told once all places have answered, or failed. */
  void answered(Function<List<Asked>, List<Fact>> judge) {
    judges.add(judge);
  }

  /** A place to ask; {@code question} blocks. */
  void ask(Asked.Kind kind, String url, Supplier<Asked> question) {
    places.putIfAbsent(new Place(kind, url), question);
  }

  Map<Place, Supplier<Asked>> places() {
    return places;
  }

  Examined examined(List<Asked> asked) {
    judges.forEach(judge -> found(judge.apply(asked)));
    return new Examined(
        String.join(", ", names),
        String.join(", ", at),
        certificate.subject().rfc2253(),
        certificate.notAfter(),
        List.copyOf(facts),
        asked);
  }
}
