package bulla.cli;

import bulla.ca.CaFiles;
import bulla.ca.CertDb;
import bulla.caserver.RootsException;
import bulla.caserver.RootsFile;
import bulla.caserver.RootsFile.Section;
import bulla.caserver.RootsFile.Setting;
import bulla.cfssl.CfsslException;
import bulla.cli.cfssl.CfsslCommands;
import bulla.pki.Certificate;
import bulla.pki.PrivateKeys;
import bulla.responder.Site;
import bulla.responder.SiteAuthority;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** {@code bulla site}: the web site of the CAs in multirootca's roots file. */
final class SiteProgram implements Program {
  private static final String KEY_SCHEME = "file://";

  @Override
  public int run(List<String> arguments, Console console) {
    return new GoOptions(
            "bulla site", "Publishes CA certificates, revocation lists and statements.")
        .text("address", "127.0.0.1", "address to listen on")
        .number("port", 8080, "port to listen on")
        .text("roots", null, "multirootca's roots file")
        .run(arguments, console, parsed -> serve(parsed, console));
  }

  private static int serve(ParseResult parsed, Console console) {
    String roots = GoOptions.text(parsed, "roots");
    if (roots.isEmpty()) {
      console.err().println("bulla site: name multirootca's roots file with -roots");
      return 1;
    }
    CfsslCommands.logTo(console.err(), InstantSource.system());
    return serve(
        Path.of(roots),
        GoOptions.text(parsed, "address"),
        GoOptions.number(parsed, "port"),
        console);
  }

  private static int serve(Path roots, String address, int port, Console console) {
    List<SiteAuthority> authorities = new ArrayList<>();
    try (ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> errors = new ArrayList<>();
      for (Section section : RootsFile.read(roots).sections()) {
        SiteAuthority authority = new Opening(section, errors).open();
        if (authority != null) {
          authorities.add(authority);
        }
      }
      if (!errors.isEmpty()) {
        throw new RootsException(errors);
      }
      return ServerRun.untilTold(
          address, port, new Site(authorities, InstantSource.system(), blocking));
    } catch (RootsException e) {
      console.err().println(e.text());
      return 1;
    } finally {
      authorities.forEach(SiteProgram::close);
    }
  }

  private static void close(SiteAuthority authority) {
    CertDb db = authority.db();
    if (db != null) {
      db.close();
    }
  }

  /** Opens one section; what fails is noted, and the rest is looked at all the same. */
  private record Opening(Section section, List<String> errors) {
    @Nullable SiteAuthority open() {
      int before = errors.size();
      Setting certificateSetting = section.setting("certificate");
      if (certificateSetting == null) {
        errors.add(
            "%s: section [ %s ] lacks \"certificate\"".formatted(section.where(), section.label()));
        return null;
      }
      Certificate certificate =
          attempt(certificateSetting, () -> CaFiles.certificate(path(certificateSetting, "")));
      PrivateKey key = key(section.setting("private"), certificate);
      Setting dbSetting = section.setting("dbconfig");
      CertDb db =
          dbSetting == null || errors.size() > before
              ? null
              : attempt(dbSetting, () -> CertDb.ofConfiguration(path(dbSetting, "")));
      return certificate == null || errors.size() > before
          ? null
          : new SiteAuthority(section.label(), certificate, key, db);
    }

    private @Nullable PrivateKey key(@Nullable Setting setting, @Nullable Certificate certificate) {
      if (setting == null || !setting.value().startsWith(KEY_SCHEME)) {
        return null;
      }
      PrivateKey key = attempt(setting, () -> CaFiles.key(path(setting, KEY_SCHEME), null));
      if (key != null
          && certificate != null
          && !PrivateKeys.matches(key, certificate.publicKey())) {
        errors.add(setting.where() + ": private is not the certificate's key");
      }
      return key;
    }

    private static Path path(Setting setting, String scheme) {
      return Path.of(setting.value().substring(scheme.length()));
    }

    private <T> @Nullable T attempt(Setting setting, Opener<T> opener) {
      try {
        return opener.open();
      } catch (CfsslException e) {
        errors.add(setting.where() + ": " + e.text());
      } catch (InvalidPathException e) {
        errors.add(setting.where() + ": " + setting.value() + " is no path");
      }
      return null;
    }
  }

  @FunctionalInterface
  private interface Opener<T> {
    T open() throws CfsslException;
  }
}
