package bulla.revocation;

import bulla.pki.CrlIndex;
import bulla.pki.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Gets a list from disk or from its place, and says whether it may be believed. Blocks.
 * Thread-safe.
 */
final class CrlDownload {
  /** Octets: two million entries and more. */
  static final long BODY_LIMIT = 128L << 20;

  /** Lists that are in memory with their encoding at one time. */
  private static final int AT_ONCE = 8;

  private static final String SUFFIX = ".crl";

  private final PlainHttp http;
  private final @Nullable Path directory;
  private final InstantSource clock;
  private final RenewalTime renewal;
  private final CrlEvents events;
  private final CrlSuccession succession;
  private final Semaphore places = new Semaphore(AT_ONCE);

  CrlDownload(
      PlainHttp http,
      @Nullable Path directory,
      CrlSuccession succession,
      InstantSource clock,
      RenewalTime renewal,
      CrlEvents events) {
    this.succession = succession;
    this.http = http;
    this.directory = directory;
    this.clock = clock;
    this.renewal = renewal;
    this.events = events;
  }

  /**
   * What there is.
   *
   * @param digest of its encoding
   * @param due when to look again
   */
  record Result(HeldCrl list, String digest, Instant due) {}

  /** There was nothing that may be believed; it has been told of. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Instant due;

    FailedException(Instant due) {
      super("no CRL", null, false, false);
      this.due = due;
    }

    /** When to try again. */
    Instant due() {
      return due;
    }
  }

  /**
   * Gets the list of a place.
   *
   * @param before what was got last, null for the first time: disk is looked at then
   * @param failures how often it failed in a row
   */
  Result run(HttpUrl url, CrlSigners signers, @Nullable Result before, int failures)
      throws FailedException {
    places.acquireUninterruptibly();
    try {
      byte[] kept = before == null && failures == 0 ? kept(url) : null;
      HeldCrl known = kept == null ? null : stillBelieved(url, kept, signers);
      if (kept != null && known != null) {
        return taken(url, known, digest(kept), null);
      }
      byte[] body = Measured.exchange(url, events, () -> http.get(url)).body();
      HeldCrl fresh = believed(url, body, signers);
      keep(url, body);
      return taken(url, fresh, digest(body), before);
    } catch (OcspException e) {
      throw failed(url, text(e.failure()), failures);
    } catch (MalformedException e) {
      throw failed(url, String.valueOf(e.getMessage()), failures);
    } finally {
      places.release();
    }
  }

  private FailedException failed(HttpUrl url, String why, int failures) {
    events.refused(place(url), why);
    return new FailedException(renewal.afterFailure(failures + 1, clock.instant()));
  }

  /** The list that is there already stays in the place of one that is the same. */
  private Result taken(HttpUrl url, HeldCrl fresh, String digest, @Nullable Result before) {
    CrlIndex index = fresh.index();
    HeldCrl used = fresh;
    if (before != null && before.digest().equals(digest)) {
      used = before.list();
    } else {
      events.taken(place(url), index);
    }
    Instant now = clock.instant();
    Instant latest = now.plus(Duration.ofHours(CrlFetcher.LONGEST_LIFE_HOURS));
    Instant end = index.nextUpdate();
    Instant half = end == null ? latest : renewal.afterSuccess(index.thisUpdate(), end, now);
    return new Result(used, digest, half.isBefore(latest) ? half : latest);
  }

  private HeldCrl believed(HttpUrl url, byte[] body, CrlSigners signers) {
    HeldCrl list = one(body, CrlOrigin.Source.FETCHED, url);
    CrlFailure failure = signers.failure(list);
    if (failure == null) {
      failure = CrlSuccession.failure(list, List.of(), signers.now());
    }
    if (failure != null) {
      throw new MalformedException(failure.text());
    }
    String lower = succession.lower(list);
    if (lower != null) {
      throw new MalformedException(lower);
    }
    succession.taken(List.of(list));
    return list;
  }

  private static HeldCrl one(byte[] body, CrlOrigin.Source source, HttpUrl url) {
    List<CrlIndex.Read> lists = CrlReader.of(body);
    if (lists.size() != 1) {
      throw new MalformedException("expected one CRL, got " + lists.size());
    }
    return new HeldCrl(lists.getFirst(), new CrlOrigin(source, place(url)));
  }

  private byte @Nullable [] kept(HttpUrl url) {
    Path file = file(url);
    try {
      return file == null || !Files.isRegularFile(file) || Files.size(file) > BODY_LIMIT
          ? null
          : Files.readAllBytes(file);
    } catch (IOException e) {
      return null;
    }
  }

  /** What an earlier process kept, if it still may be believed; its number counts in any case. */
  private @Nullable HeldCrl stillBelieved(HttpUrl url, byte[] kept, CrlSigners signers) {
    try {
      HeldCrl list = one(kept, CrlOrigin.Source.DISK, url);
      if (signers.failure(list) != null) {
        return null;
      }
      succession.taken(List.of(list));
      return CrlSuccession.failure(list, List.of(), signers.now()) == null ? list : null;
    } catch (MalformedException e) {
      return null;
    }
  }

  /** Deletes what crashes have left half-written. */
  void tidy() {
    if (directory != null) {
      try {
        WholeFile.deleteLeft(directory, SUFFIX, clock.instant());
      } catch (IOException e) {
        events.notKept("what is left of earlier lists", directory, e);
      }
    }
  }

  private void keep(HttpUrl url, byte[] body) {
    Path file = file(url);
    if (file != null) {
      try {
        WholeFile.write(file, body);
      } catch (IOException e) {
        events.notKept(place(url), file, e);
      }
    }
  }

  private @Nullable Path file(HttpUrl url) {
    return directory == null
        ? null
        : directory.resolve(digest(place(url).getBytes(StandardCharsets.UTF_8)) + SUFFIX);
  }

  private static String digest(byte[] octets) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String place(HttpUrl url) {
    return url.text();
  }

  private static String text(OcspFailure failure) {
    return switch (failure) {
      case OcspFailure.NotAllowed(_, String where) ->
          "BullaRevocationAllow does not cover " + where;
      case OcspFailure.NoAddress none -> none.responder() + " has no address";
      case OcspFailure.CannotConnect refused -> refused.text();
      case OcspFailure.TimedOut late -> "no answer in time";
      case OcspFailure.Broken broken -> broken.text();
      case OcspFailure.BadStatus bad -> "HTTP status " + bad.statusLine();
      case OcspFailure.TooLarge large -> "more than " + large.limit() + " octets";
      default -> failure.toString();
    };
  }
}
