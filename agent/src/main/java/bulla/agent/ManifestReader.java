package bulla.agent;

import bulla.agent.TreeReader.MalformedFileException;
import bulla.cfssl.CsrJson;
import bulla.cfssl.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one manifest, JSON or YAML. Unknown keys are refused at the top, in {@code request} and in
 * {@code authority}; those of the file sections are ignored, as certmgr does.
 */
final class ManifestReader {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");
  private static final FileMode CERTIFICATE_MODE = new FileMode(0644);
  private static final FileMode KEY_MODE = new FileMode(0600);

  private final Settings settings;
  private final FileSpecReader files;
  private final AuthorityReader authorities;

  ManifestReader(Settings settings, FileSpecReader files, AuthorityReader authorities) {
    this.settings = settings;
    this.files = files;
    this.authorities = authorities;
  }

  /** Reads a manifest; null if there are problems. */
  @Nullable Manifest read(Path file, Problems problems) {
    try {
      FileTime modified = Files.getLastModifiedTime(file);
      Manifest manifest = read(file, modified, new Fields("", TreeReader.read(file), problems));
      return problems.none() ? manifest : null;
    } catch (MalformedFileException e) {
      problems.add(e.line(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      problems.add(0, "cannot be read: " + FileTrouble.reason(e));
    }
    return null;
  }

  private Manifest read(Path file, FileTime modified, Fields fields) {
    Manifest.Pair pair = pair(file, fields);
    Fields authority = fields.object("authority");
    FileSpec ca = ca(fields, authority);
    if (!fields.has("certificate") && !fields.has("private_key") && ca == null) {
      fields.problem("certificate", "certificate with private_key, or ca, is needed");
    }
    Manifest manifest =
        new Manifest(
            file,
            modified,
            pair,
            ca,
            authority(fields, authority),
            ServiceActionReader.read(fields, settings),
            duration(fields, "before", settings.before()),
            interval(fields),
            duration(fields, "interval_splay", settings.intervalSplay()),
            duration(fields, "initial_splay", settings.initialSplay()));
    fields.refuseUnknown();
    return manifest;
  }

  private Manifest.@Nullable Pair pair(Path file, Fields fields) {
    Fields request = fields.object("request");
    Fields key = fields.object("private_key");
    Fields certificate = fields.object("certificate");
    List<String> usages = ExtendedUsages.read(fields);
    CsrJson asked = request == null ? null : RequestReader.read(request);
    if (key == null && certificate == null) {
      return null;
    }
    if (key == null || certificate == null) {
      String missing = key == null ? "private_key" : "certificate";
      fields.problem(missing, missing + " is needed: a certificate and its key go together");
      return null;
    }
    if (asked == null) {
      fields.problem("request", "request is needed: it says what the certificate shall hold");
    }
    if (usages.isEmpty()) {
      LOG.warn("{} does not specify key usage, defaulting to server auth", file);
      if (certificate.has("key_usages")) {
        LOG.warn(
            "{}:{}: certificate.key_usages has no effect: the CA's profile decides",
            file,
            certificate.line("key_usages"));
      }
    }
    FileSpec keyFile = files.read(key, KEY_MODE);
    FileSpec certificateFile = files.read(certificate, CERTIFICATE_MODE);
    return asked == null || keyFile == null || certificateFile == null
        ? null
        : new Manifest.Pair(
            asked,
            keyFile,
            certificateFile,
            usages.isEmpty() ? List.of(ExtendedUsages.SERVER_AUTH) : usages);
  }

  /** The older place of {@code ca} is {@code authority.file}. */
  private @Nullable FileSpec ca(Fields fields, @Nullable Fields authority) {
    Fields own = fields.object("ca");
    Fields old = authority == null ? null : authority.object("file");
    if (own != null && old != null) {
      fields.problem("ca", "ca and authority.file are the same thing: leave one out");
    }
    Fields found = own == null ? old : own;
    return found == null ? null : files.read(found, CERTIFICATE_MODE);
  }

  private Manifest.Authority authority(Fields fields, @Nullable Fields authority) {
    String own = fields.textIfAny("remote");
    String general = settings.defaultRemote().isEmpty() ? null : settings.defaultRemote();
    Fields section = authority;
    if (section == null) {
      fields.problem("authority", "authority is needed: it says whom to ask for the certificate");
      return new Manifest.Authority("", "", "", null, null);
    }
    return authorities.read(section, own == null ? general : own, fields.has("certificate"));
  }

  private static Duration duration(Fields fields, String key, Duration otherwise) {
    Duration own = fields.duration(key);
    return own == null ? otherwise : own;
  }

  private Duration interval(Fields fields) {
    Duration interval = duration(fields, "interval", settings.interval());
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      fields.problem("interval", "interval must be at least one second");
    }
    return interval;
  }
}
