package bulla.revocation;

import bulla.pki.Certificate;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The CRLs of some files, and what they tell of certificates. Files that change are read again
 * within two seconds and take the place of what they held before as one, or not at all: a list that
 * is broken, not signed by its issuer, out of date or older than one that was there leaves the
 * former in force. So does a file that vanishes.
 *
 * <p>Thread-safe. Checks never wait for a file.
 */
public final class CrlStore implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final CrlPlaces places;
  private final @Nullable CrlFetcher fetcher;
  private final InstantSource clock;
  private final CrlEvents events;
  private final Map<Path, Place> held = new LinkedHashMap<>();
  private final Set<Certificate> known = new LinkedHashSet<>();
  private final CrlSuccession succession;
  private final AtomicLong news = new AtomicLong();
  private final Thread watcher = Thread.ofVirtual().name("crl-watch").unstarted(this::watch);
  private volatile CrlSet lists = CrlSet.EMPTY;
  private volatile Union union = new Union(CrlSet.EMPTY, CrlSet.EMPTY, CrlSet.EMPTY);
  private @Nullable String trouble;

  /**
   * A store that has read nothing yet.
   *
   * @param file of PEM or DER, null for none
   * @param directory of such files, by the names that {@code openssl rehash} gives, or {@code
   *     *.pem} and {@code *.crl}; null for none
   * @param fetcher gets what the files do not have; null for nobody. Not closed with the store
   * @param succession knows the lists that the process has had
   */
  public CrlStore(
      @Nullable Path file,
      @Nullable Path directory,
      @Nullable CrlFetcher fetcher,
      CrlSuccession succession,
      InstantSource clock,
      CrlEvents events) {
    this.fetcher = fetcher;
    this.succession = succession;
    this.places = new CrlPlaces(file, directory);
    this.clock = clock;
    this.events = events;
  }

  /** The lists of the files, those that were fetched, and both. */
  private record Union(CrlSet files, CrlSet fetched, CrlSet all) {}

  /** What a file held when it was taken last, and what was seen of it. */
  private static final class Place {
    FileStamp taken = FileStamp.UNSEEN;
    FileStamp seen = FileStamp.UNSEEN;
    List<HeldCrl> lists = List.of();
  }

  /**
   * Reads all files, for the start. Lists that cannot be used at this moment are taken and told of.
   *
   * @throws IOException if a file cannot be read, holds what is no CRL, or a CRL with a number that
   *     has gone back; its text has a line for each
   */
  public synchronized void load() throws IOException {
    List<String> problems = new ArrayList<>();
    for (Path path : places.list()) {
      Place place = new Place();
      place.taken = FileStamp.of(path);
      place.seen = place.taken;
      try {
        place.lists = read(path);
        held.put(path, place);
        place.lists.stream()
            .map(succession::lower)
            .filter(Objects::nonNull)
            .forEach(lower -> problems.add(path + ": " + lower));
      } catch (IOException e) {
        problems.add(path + ": " + text(e));
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(String.join("\n", problems));
    }
    held.values().forEach(place -> succession.taken(place.lists));
    use();
  }

  /**
   * Makes certificates known of those who may have signed lists, and tells of the lists that cannot
   * be used.
   */
  public synchronized void know(Collection<Certificate> authorities) {
    if (known.addAll(authorities)) {
      held.forEach(this::tell);
    }
  }

  /** Starts to look at the files once a second. At most once, after {@link #load}. */
  public void start() {
    watcher.start();
  }

  /**
   * What the lists tell of a certificate. The first time that a list is asked for it may verify the
   * list's signature. Waits if a list has to be fetched.
   *
   * @param chain leaf first
   * @param at which of its certificates
   * @param authorities certificates beside the chain that may have signed the list, if one of the
   *     chain has issued them
   * @param anchored whether the chain ends at a trust anchor and is good: only then are its keys
   *     tried on signatures, and is anybody asked for its lists
   */
  public CrlVerdict check(
      List<Certificate> chain, int at, List<Certificate> authorities, boolean anchored) {
    return examine(chain, at, authorities, anchored).verdict();
  }

  /** The same as {@link #check}, with the lists that it rests on. */
  public CrlFinding examine(
      List<Certificate> chain, int at, List<Certificate> authorities, boolean anchored) {
    CrlSigners signers = new CrlSigners(authorities, chain, at, anchored, clock.instant());
    CrlFinding found = all().examine(chain.get(at), signers);
    if (fetcher == null || !anchored || !(found.verdict() instanceof CrlVerdict.Undetermined)) {
      return found;
    }
    boolean asked = fetcher.fetch(chain.get(at), signers);
    CrlFinding after = all().examine(chain.get(at), signers);
    boolean nothing = after.verdict().equals(new CrlVerdict.Undetermined(CrlFailure.NO_CRL));
    return asked && nothing
        ? new CrlFinding(new CrlVerdict.Undetermined(CrlFailure.NOT_FETCHED), after.consulted())
        : after;
  }

  private CrlSet all() {
    if (fetcher == null) {
      return lists;
    }
    CrlSet files = lists;
    CrlSet fetched = fetcher.lists();
    Union known = union;
    if (known.files() != files || known.fetched() != fetched) {
      known = new Union(files, fetched, files.with(fetched));
      union = known;
    }
    return known.all();
  }

  /** The lists of the files, as they are at this moment. */
  public synchronized List<CrlInForce> inForce() {
    return held.entrySet().stream()
        .flatMap(
            each ->
                each.getValue().lists.stream()
                    .map(list -> new CrlInForce(each.getKey().toString(), list.index())))
        .toList();
  }

  /** Changes when lists were taken: what was found out before may be true no more. */
  public long news() {
    return news.get() + (fetcher == null ? 0 : fetcher.news());
  }

  /** Ends the looking; what was read stays. */
  @Override
  public void close() {
    watcher.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        look();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at all files once; what has changed is taken when it has stood still for one look. */
  synchronized void look() {
    Set<Path> all = new LinkedHashSet<>(held.keySet());
    try {
      all.addAll(places.list());
      trouble = null;
    } catch (IOException | DirectoryIteratorException e) {
      // Told once, not every second.
      String text = text(e);
      if (!text.equals(trouble)) {
        trouble = text;
        events.refused(String.valueOf(places.directory()), text);
      }
    }
    all.forEach(path -> look(path, held.computeIfAbsent(path, _ -> new Place())));
  }

  private void look(Path path, Place place) {
    FileStamp now = FileStamp.of(path);
    boolean still = now.equals(place.seen);
    place.seen = now;
    if (!still || now.equals(place.taken)) {
      return;
    }
    place.taken = now;
    try {
      List<HeldCrl> fresh = now.equals(FileStamp.UNSEEN) ? gone(place) : read(path);
      String objection = succession.objection(fresh, lists(), known, clock.instant());
      if (objection != null) {
        throw new IOException(objection);
      }
      place.lists = fresh;
      succession.taken(fresh);
      use();
      tell(path, place);
    } catch (IOException e) {
      events.refused(path.toString(), text(e));
    }
  }

  /** Only what told nothing is let go of with its file. */
  private List<HeldCrl> gone(Place place) throws IOException {
    if (!place.lists.isEmpty()) {
      throw new IOException("the file is gone");
    }
    return List.of();
  }

  private List<HeldCrl> read(Path path) throws IOException {
    CrlOrigin origin = new CrlOrigin(CrlOrigin.Source.FILE, path.toString());
    List<HeldCrl> found =
        CrlReader.read(path).stream().map(list -> new HeldCrl(list, origin)).toList();
    if (found.isEmpty() && places.mustHold(path)) {
      throw new IOException("there is no CRL in it");
    }
    return found;
  }

  private void tell(Path path, Place place) {
    for (HeldCrl list : place.lists) {
      CrlFailure failure = CrlSuccession.failure(list, known, clock.instant());
      if (failure == null) {
        events.taken(path.toString(), list.index());
      } else {
        events.unusable(path.toString(), list.index(), failure);
      }
    }
  }

  private List<HeldCrl> lists() {
    return held.values().stream().flatMap(place -> place.lists.stream()).toList();
  }

  private void use() {
    lists = new CrlSet(lists());
    news.incrementAndGet();
  }

  private static String text(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
