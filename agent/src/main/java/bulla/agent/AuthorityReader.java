package bulla.agent;

import bulla.cfssl.AuthKey;
import bulla.cfssl.AuthKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads {@code authority}: whom to ask, as whom. */
final class AuthorityReader {
  private final UnaryOperator<@Nullable String> environment;
  private final CfsslConfigurations configurations;

  /** The environment gives {@code env:NAME} keys. */
  AuthorityReader(UnaryOperator<@Nullable String> environment, CfsslConfigurations configurations) {
    this.environment = environment;
    this.configurations = configurations;
  }

  /**
   * Reads it.
   *
   * @param remotes the servers when the section names none
   * @param keyNeeded whether certificates are asked for, which takes a key
   */
  Manifest.Authority read(Fields fields, @Nullable String remotes, boolean keyNeeded) {
    String label = fields.textIfAny("label");
    String profile = fields.textIfAny("profile");
    CfsslConfigurations.Found host =
        configurations.find(label == null ? "" : label, profile == null ? "" : profile);
    String own = fields.textIfAny("remote");
    String servers = host != null ? host.remotes() : own == null ? remotes : own;
    if (servers == null) {
      fields.problem(
          "remote",
          fields.name("remote") + " is needed, for certmgr's configuration has no default_remote");
    }
    fields.ignore("name");
    fields.ignore("file");
    AuthKey key = host == null ? key(fields, keyNeeded) : key(fields, host);
    String roots = roots(fields);
    fields.refuseUnknown();
    return new Manifest.Authority(
        servers == null ? "" : servers,
        label == null ? "" : label,
        profile == null ? "" : profile,
        key,
        roots);
  }

  private @Nullable AuthKey key(Fields fields, CfsslConfigurations.Found host) {
    fields.ignore("auth_key");
    fields.ignore("auth_key_file");
    try {
      return AuthKey.of(host.key(), environment);
    } catch (AuthKeyException e) {
      fields.problem("label", host.file() + ": the profile's auth key: " + e.getMessage());
      return null;
    }
  }

  private @Nullable AuthKey key(Fields fields, boolean needed) {
    String text = fields.textIfAny("auth_key");
    String file = fields.textIfAny("auth_key_file");
    String name = fields.name(file == null ? "auth_key" : "auth_key_file");
    if (text == null && file == null) {
      if (needed) {
        fields.problem(
            "auth_key", name + " is needed: the CA signs for those who share its secret");
      }
      return null;
    }
    if (file == null && text != null && text.contains("$")) {
      fields.problem(
          "auth_key",
          name
              + " holds a shell variable that nobody filled in: let the shell do it (a"
              + " here-document whose end word is not quoted, with the variable exported), or write"
              + " \"env:AUTH_KEY\" to read the variable when certmgr starts");
      return null;
    }
    try {
      return AuthKey.of(file == null ? String.valueOf(text) : "file:" + file, environment);
    } catch (AuthKeyException e) {
      fields.problem("auth_key", name + ": " + e.getMessage());
      return null;
    } catch (InvalidPathException e) {
      fields.problem("auth_key", name + " is no path");
      return null;
    }
  }

  private static @Nullable String roots(Fields fields) {
    String file = fields.textIfAny("root_ca");
    if (file == null) {
      return null;
    }
    try {
      String text = Files.readString(Path.of(file));
      if (text.contains("-----BEGIN CERTIFICATE-----")) {
        return text;
      }
      fields.problem("root_ca", fields.name("root_ca") + ": " + file + " holds no PEM certificate");
    } catch (IOException | InvalidPathException e) {
      fields.problem("root_ca", fields.name("root_ca") + ": " + file + " cannot be read");
    }
    return null;
  }
}
