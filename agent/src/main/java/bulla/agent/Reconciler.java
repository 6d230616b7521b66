package bulla.agent;

import bulla.agent.CertificateAuthorityException.Fault;
import bulla.agent.ServiceAction.ActionFailedException;
import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one manifest's files to what the manifest wants, a round at a time. The key is made once
 * and lives as long as this object; keys on the disk are never asked for again. One thread at a
 * time.
 */
final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");

  private final Manifest manifest;
  private final CertificateAuthority authority;
  private final AgentMetrics metrics;
  private final InstantSource clock;

  private @Nullable KeyPair key;
  private @Nullable Certificate held;

  /** A certificate that the CA made unlike the request: asking again would change nothing. */
  private @Nullable Certificate accepted;

  private boolean actionDue;

  Reconciler(
      Manifest manifest,
      CertificateAuthority authority,
      AgentMetrics metrics,
      InstantSource clock) {
    this.manifest = manifest;
    this.authority = authority;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** How a round ended. */
  enum Outcome {
    /** All is as it should be. */
    FINE,
    /** It may help to try again soon. */
    FAILED,
    /** The CA does not want us: nothing changes before a person does something. */
    FORBIDDEN
  }

  /**
   * Checks, and refreshes what needs it. The files stay as they are unless the CA gave all that is
   * needed for new ones.
   *
   * @param force whether a new certificate is asked for in any case
   * @param actions whether the manifest's action runs after a change
   */
  Outcome round(boolean force, boolean actions) throws InterruptedException {
    try {
      Certificate ca = authority.certificate();
      metrics.caEnds(manifest, ca.notAfter());
      String reason = force ? "a new certificate is forced" : examine(ca);
      if (reason != null) {
        LOG.info("refreshing {}: {}", manifest.name(), reason);
        refresh(ca, force);
        actionDue = true;
      } else {
        LOG.debug("{} is fine", manifest.name());
      }
      return !actions || act() ? Outcome.FINE : Outcome.FAILED;
    } catch (CertificateAuthorityException e) {
      metrics.requestFailed(manifest);
      LOG.error("{}: the CA failed: {}", manifest.name(), e.getMessage());
      return e.fault() == Fault.NOT_ALLOWED ? Outcome.FORBIDDEN : Outcome.FAILED;
    } catch (IOException e) {
      metrics.writeFailed(manifest);
      LOG.error("{}: {}", manifest.name(), e.getMessage());
      return Outcome.FAILED;
    }
  }

  /** Why the files on the disk will not do, or null. */
  private @Nullable String examine(Certificate ca) {
    try {
      FileSpec caFile = manifest.ca();
      if (caFile != null && !Stored.ca(caFile).equals(ca)) {
        return "the CA's certificate has changed";
      }
      Manifest.Pair pair = manifest.pair();
      if (pair == null) {
        return null;
      }
      Certificate leaf = Stored.leaf(pair);
      metrics.certificateEnds(manifest, leaf.notAfter());
      return judge(pair, leaf, ca);
    } catch (Stored.UnfitException e) {
      return e.getMessage();
    }
  }

  private @Nullable String judge(Manifest.Pair pair, Certificate leaf, Certificate ca) {
    Judgement judgement = new Judgement(pair, manifest.before());
    Instant now = clock.instant();
    String unusable = judgement.unusable(leaf, ca, now);
    if (unusable != null) {
      return unusable;
    }
    String different = Objects.equals(leaf, accepted) ? null : judgement.different(leaf);
    return different == null ? judgement.due(leaf, now) : different;
  }

  private void refresh(Certificate ca, boolean force)
      throws CertificateAuthorityException, IOException {
    List<FileUnit.Content> contents = new ArrayList<>();
    FileSpec caFile = manifest.ca();
    if (caFile != null) {
      contents.add(content(caFile, ca.pem()));
    }
    Manifest.Pair pair = manifest.pair();
    if (pair != null) {
      Certificate certificate = held;
      KeyPair keys = keys(pair);
      if (force || certificate == null || judge(pair, certificate, ca) != null) {
        certificate = enrol(pair, keys, ca);
      }
      contents.add(content(pair.certificate(), certificate.pem()));
      contents.add(content(pair.key(), PrivateKeys.pem(keys.getPrivate())));
      metrics.certificateEnds(manifest, certificate.notAfter());
    }
    FileUnit.replace(contents);
    metrics.written(manifest);
  }

  private KeyPair keys(Manifest.Pair pair) {
    KeyPair keys = key;
    if (keys == null) {
      keys = PrivateKeys.generate(pair.request().key());
      key = keys;
    }
    return keys;
  }

  private Certificate enrol(Manifest.Pair pair, KeyPair keys, Certificate ca)
      throws CertificateAuthorityException {
    Certificate certificate = authority.enrol(pair.request(), keys);
    Judgement judgement = new Judgement(pair, manifest.before());
    String unusable =
        PrivateKeys.matches(keys.getPrivate(), certificate.publicKey())
            ? judgement.unusable(certificate, ca, clock.instant())
            : "the certificate is for another key";
    if (unusable != null) {
      throw new CertificateAuthorityException(
          Fault.REFUSED, "its new certificate is of no use: " + unusable, null);
    }
    String different = judgement.different(certificate);
    if (different != null) {
      LOG.warn(
          "{}: the CA made the certificate unlike the request ({}); it is used as it is",
          manifest.name(),
          different);
      accepted = certificate;
    }
    held = certificate;
    LOG.info(
        "{}: new certificate {} until {}",
        manifest.name(),
        certificate.serialHex(),
        certificate.notAfter());
    return certificate;
  }

  private static FileUnit.Content content(FileSpec spec, String text) {
    return new FileUnit.Content(spec, text.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean act() throws InterruptedException {
    if (!actionDue) {
      return true;
    }
    try {
      manifest.action().run(environment());
      actionDue = false;
      return true;
    } catch (ActionFailedException e) {
      metrics.writeFailed(manifest);
      LOG.error("{}: the action failed and will be run again: {}", manifest.name(), e.getMessage());
      return false;
    }
  }

  private Map<String, String> environment() {
    Manifest.Pair pair = manifest.pair();
    return Map.of(
        "CERTMGR_CA_PATH", path(manifest.ca()),
        "CERTMGR_CERT_PATH", path(pair == null ? null : pair.certificate()),
        "CERTMGR_KEY_PATH", path(pair == null ? null : pair.key()));
  }

  private static String path(@Nullable FileSpec spec) {
    return spec == null ? "" : spec.path().toString();
  }
}
