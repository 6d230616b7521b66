package bulla.caserver;

import bulla.ca.CaFiles;
import bulla.ca.CertDb;
import bulla.ca.CertificateAuthority;
import bulla.ca.OcspSigner;
import bulla.ca.Signer;
import bulla.ca.SigningConfiguration;
import bulla.caserver.RootsFile.Section;
import bulla.caserver.RootsFile.Setting;
import bulla.cfssl.CfsslException;
import bulla.pki.Certificate;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All CAs of a roots file, by label. Thread-safe. Owns their databases. */
public final class Roots implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Roots.class);

  private final Map<String, Root> byLabel;

  private Roots(Map<String, Root> byLabel) {
    this.byLabel = byLabel;
  }

  /**
   * Opens every CA that the file names.
   *
   * @param environment where {@code env:NAME} auth keys come from
   * @throws RootsException with everything that is wrong in all sections, each with file and line
   */
  public static Roots open(
      Path file, UnaryOperator<@Nullable String> environment, InstantSource clock)
      throws RootsException {
    List<String> errors = new ArrayList<>();
    Map<String, Root> roots = new LinkedHashMap<>();
    for (Section section : RootsFile.read(file).sections()) {
      Root root = new Opening(section, environment, clock, errors).open();
      if (root != null) {
        roots.put(section.label(), root);
      }
    }
    if (errors.isEmpty() && roots.isEmpty()) {
      errors.add(file + ": no CA: write a section such as [ my_ca ]");
    }
    if (!errors.isEmpty()) {
      roots.values().forEach(Root::close);
      throw new RootsException(errors);
    }
    return new Roots(roots);
  }

  /** The labels, in the file's order. */
  public List<String> labels() {
    return List.copyOf(byLabel.keySet());
  }

  @Nullable Root root(String label) {
    return byLabel.get(label);
  }

  @Override
  public void close() {
    byLabel.values().forEach(Root::close);
  }

  /** Opens one section; what fails is noted, and the rest is looked at all the same. */
  private record Opening(
      Section section,
      UnaryOperator<@Nullable String> environment,
      InstantSource clock,
      List<String> errors) {

    @Nullable Root open() {
      Setting keySetting = needed("private");
      Setting certificateSetting = needed("certificate");
      Setting configSetting = needed("config");
      PrivateKey key = keySetting == null ? null : key(keySetting);
      Certificate certificate =
          certificateSetting == null
              ? null
              : attempt(
                  certificateSetting,
                  () -> CaFiles.certificate(Path.of(certificateSetting.value())));
      SigningConfiguration configuration =
          configSetting == null
              ? null
              : attempt(
                  configSetting,
                  () -> SigningConfiguration.load(Path.of(configSetting.value()), environment));
      List<Network> networks = networks();
      if (keySetting == null
          || key == null
          || certificate == null
          || configuration == null
          || networks == null) {
        return null;
      }
      Signer signer =
          attempt(keySetting, () -> Signer.of(certificate, key, clock, new SecureRandom()));
      return signer == null ? null : root(certificate, signer, configuration, networks);
    }

    private @Nullable Root root(
        Certificate certificate,
        Signer signer,
        SigningConfiguration configuration,
        List<Network> networks) {
      Setting database = section.setting("dbconfig");
      CertDb db = null;
      OcspSigner ocsp = null;
      if (database != null) {
        db = attempt(database, () -> CertDb.ofConfiguration(Path.of(database.value())));
        SigningConfiguration.Ocsp files = configuration.ocsp();
        if (db != null && files != null) {
          ocsp = attempt(database, () -> OcspSigner.of(files));
          if (ocsp == null) {
            db.close();
            return null;
          }
        }
        if (db == null) {
          return null;
        }
      }
      LOG.info("loaded signer {}", section.label());
      return new Root(
          section.label(),
          certificate,
          new CertificateAuthority(signer, db, ocsp, clock),
          configuration,
          networks,
          db);
    }

    private @Nullable Setting needed(String name) {
      Setting setting = section.setting(name);
      if (setting == null || setting.value().isEmpty()) {
        errors.add(
            "%s: section [ %s ] lacks \"%s\"".formatted(section.where(), section.label(), name));
        return null;
      }
      return setting;
    }

    /** {@code file:///abs} or {@code file://rel/path}; RedOctober's rofile is no more. */
    private @Nullable PrivateKey key(Setting setting) {
      String value = setting.value();
      if (!value.startsWith("file://")) {
        errors.add(setting.where() + ": private must be a URL such as file:///etc/ca/ca.key");
        return null;
      }
      Path file = Path.of(value.substring("file://".length()));
      return attempt(setting, () -> CaFiles.key(file, null));
    }

    private @Nullable List<Network> networks() {
      Setting setting = section.setting("nets");
      List<Network> networks = new ArrayList<>();
      if (setting == null) {
        return networks;
      }
      try {
        for (String net : setting.value().split(",", -1)) {
          networks.add(Network.of(net.strip()));
        }
        return networks;
      } catch (IllegalArgumentException e) {
        errors.add(setting.where() + ": nets: " + e.getMessage() + ": write 192.0.2.0/24");
        return null;
      }
    }

    private <T> @Nullable T attempt(Setting setting, Opener<T> opener) {
      try {
        return opener.open();
      } catch (CfsslException e) {
        e.text().lines().forEach(line -> errors.add(setting.where() + ": " + line));
        return null;
      }
    }
  }

  @FunctionalInterface
  private interface Opener<T> {
    T open() throws CfsslException;
  }
}
