package bulla.revocation;

import bulla.pki.Certificate;
import bulla.pki.OcspResponse;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Remembers until when the last good answer on each certificate was fresh, for the time when no
 * responder can be reached; in memory, and on disk for the next process. What is read from disk is
 * verified as if it came from the responder. Thread-safe.
 */
final class LastGood implements AutoCloseable {
  private final Cache<Question, Answer> known;
  private final @Nullable AnswerFiles files;

  /**
   * Nothing is known yet but what is on disk.
   *
   * @param directory null for memory alone
   * @param entries how many are remembered
   */
  LastGood(@Nullable Path directory, long entries, Instant now) {
    known = Caffeine.newBuilder().maximumSize(entries).executor(Runnable::run).build();
    files = directory == null ? null : AnswerFiles.open(directory, entries, now);
  }

  /**
   * A good answer.
   *
   * @param until when it stops, or stopped, being fresh
   */
  record Answer(Instant until, OcspEvidence evidence) {}

  /** Keeps a good answer. Does not wait for the disk. */
  void keep(Question question, OcspQuery.Verified verified, Instant until) {
    known.put(question, new Answer(until, verified.evidence().from(OcspEvidence.Source.KEPT)));
    if (files != null) {
      files.write(question.subject(), verified.response());
    }
  }

  /** The last good answer; null if none is known. May read the disk. */
  @Nullable Answer answer(Question question) {
    Answer last = known.getIfPresent(question);
    if (last == null && files != null) {
      OcspResponse kept = files.read(question.subject());
      last = kept == null ? null : AnswerFiles.good(question, kept);
      if (last != null) {
        known.put(question, last);
      }
    }
    return last;
  }

  /** What was good is good no more. */
  void forget(Certificate subject) {
    known.asMap().keySet().removeIf(question -> question.subject().equals(subject));
    if (files != null) {
      files.delete(subject);
    }
  }

  /** The same for every certificate with this serial number, whoever issued it. */
  void forget(BigInteger serial) {
    known.asMap().keySet().removeIf(question -> question.subject().serial().equals(serial));
    if (files != null) {
      files.delete(serial);
    }
  }

  /** Writes what waits to be written. */
  @Override
  public void close() {
    if (files != null) {
      files.close();
    }
  }
}
