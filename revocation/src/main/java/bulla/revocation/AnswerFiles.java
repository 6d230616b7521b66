package bulla.revocation;

import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.MalformedException;
import bulla.pki.OcspResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Good answers about clients' certificates on disk: one file for each certificate, named by its
 * serial number and the SHA-256 of its DER. Written and deleted in order, on a thread of its own;
 * when that cannot keep up, writing is left out and deleting is not. Thread-safe.
 */
final class AnswerFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerFiles.class);
  private static final String SUFFIX = ".ocsp";
  private static final int WAITING = 1_000;
  private static final int LIMIT = 65_535;

  private final Path directory;
  private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
  private final ExecutorService disk =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          waiting,
          Thread.ofPlatform().daemon().name("ocsp-answers").factory());

  private AnswerFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Opens the folder; made when something is written.
   *
   * @param most files that stay, the newest
   */
  static AnswerFiles open(Path directory, long most, Instant now) {
    AnswerFiles files = new AnswerFiles(directory);
    files.disk.execute(() -> files.attempt(() -> files.trim(most, now)));
    return files;
  }

  /** Writes an answer, soon. */
  void write(Certificate subject, OcspResponse answer) {
    byte[] der = answer.der();
    if (der.length <= LIMIT && waiting.size() < WAITING) {
      disk.execute(() -> attempt(() -> WholeFile.write(file(subject), der)));
    }
  }

  /** What was kept, not verified; null if there is nothing that can be read. */
  @Nullable OcspResponse read(Certificate subject) {
    Path file = file(subject);
    try {
      return Files.isRegularFile(file) && Files.size(file) <= LIMIT
          ? OcspResponse.ofDer(Files.readAllBytes(file))
          : null;
    } catch (IOException | MalformedException unreadable) {
      return null;
    }
  }

  /** Deletes an answer, soon. */
  void delete(Certificate subject) {
    disk.execute(() -> attempt(() -> Files.deleteIfExists(file(subject))));
  }

  /** Deletes the answers about every certificate of that serial number, soon. */
  void delete(BigInteger serial) {
    disk.execute(
        () ->
            attempt(
                () -> {
                  for (Path file : files(serial.toString(16) + "-*" + SUFFIX)) {
                    Files.deleteIfExists(file);
                  }
                }));
  }

  /** Finishes what waits, for a second at most. */
  @Override
  public void close() {
    disk.shutdown();
    try {
      if (!disk.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.warn("{} OCSP answers are not written to {}", waiting.size(), directory);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * An answer from the disk that says good; null if it does not. Verified as of the time it was
   * made: whether it still counts is for the caller to say.
   */
  static LastGood.@Nullable Answer good(Question question, OcspResponse kept) {
    try {
      Instant made = kept.basic() == null ? Instant.EPOCH : kept.basic().producedAt();
      OcspQuery.Verified verified = question.query().verifyKept(kept, InstantSource.fixed(made));
      Instant until = verified.until();
      return verified.answer().status() instanceof CertStatus.Good && until != null
          ? new LastGood.Answer(until, verified.evidence().from(OcspEvidence.Source.DISK))
          : null;
    } catch (OcspException another) {
      return null;
    }
  }

  private void trim(long most, Instant now) throws IOException {
    WholeFile.deleteLeft(directory, SUFFIX, now);
    List<Path> oldest =
        files("*" + SUFFIX).stream()
            .sorted(Comparator.comparing(AnswerFiles::modified).reversed())
            .skip(most)
            .toList();
    for (Path file : oldest) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files(String glob) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, glob)) {
      all.forEach(found::add);
    }
    return found;
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private Path file(Certificate subject) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.der());
      return directory.resolve(
          subject.serial().toString(16) + "-" + HexFormat.of().formatHex(hash) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private void attempt(Work work) {
    try {
      work.run();
    } catch (IOException | UncheckedIOException trouble) {
      LOG.warn("OCSP answers cannot be kept in {}: {}", directory, trouble.toString());
    }
  }
}
