package bulla.ca;

import bulla.cfssl.CfsslException;
import bulla.cfssl.ErrorCode;
import bulla.cfssl.GoDuration;
import bulla.cfssl.Json;
import bulla.cfssl.JsonException;
import bulla.cfssl.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * CFSSL's signing configuration.
 *
 * @param defaultProfile applies where no profile is asked for
 * @param profiles by name
 * @param ocsp who signs OCSP answers at issue and revocation; null if nobody does
 */
public record SigningConfiguration(
    Profile defaultProfile, Map<String, Profile> profiles, @Nullable Ocsp ocsp) {

  /**
   * The {@code ocsp} section. Relative paths count from the configuration file's folder.
   *
   * @param interval how long an answer is of use
   */
  public record Ocsp(Path caCertificate, Path responderCertificate, Path key, Duration interval) {}

  /** Copies the map. */
  public SigningConfiguration {
    profiles = Map.copyOf(profiles);
  }

  /**
   * Reads a file.
   *
   * @param environment where {@code env:NAME} keys come from
   * @throws CfsslException 5200 with all that is wrong, one line each
   */
  public static SigningConfiguration load(Path file, UnaryOperator<@Nullable String> environment)
      throws CfsslException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new CfsslException(
          ErrorCode.INVALID_POLICY, "could not read configuration file " + file, e);
    }
    Path folder = file.toAbsolutePath().getParent();
    return of(text, file.toString(), folder == null ? Path.of("/") : folder, environment);
  }

  /**
   * The profile for a name; the default one for an empty or unknown name, as {@code cfssl serve}
   * has it.
   */
  public Profile profile(String name) {
    return profiles.getOrDefault(name, defaultProfile);
  }

  /** What CFSSL works by when no configuration is given. */
  public static SigningConfiguration defaults() {
    return new SigningConfiguration(ProfileReader.builtIn(), Map.of(), null);
  }

  private static SigningConfiguration of(
      String text, String file, Path folder, UnaryOperator<@Nullable String> environment)
      throws CfsslException {
    List<String> errors = new ArrayList<>();
    SigningConfiguration configuration = null;
    try {
      JsonObject json = Json.object(text);
      JsonObject signing = json.objectOrNull("signing");
      if (signing == null) {
        errors.add(file + ": invalid configuration: the section \"signing\" is missing");
      } else {
        ProfileReader reader =
            new ProfileReader(
                json.objectsByName("auth_keys"), json.textsByName("remotes"), environment);
        configuration = read(signing, reader, file, ocsp(json, folder, file, errors), errors);
      }
    } catch (JsonException e) {
      errors.add(file + ": failed to unmarshal configuration: " + e.text());
    }
    if (configuration == null || !errors.isEmpty()) {
      throw new CfsslException(ErrorCode.INVALID_POLICY, String.join("\n", errors));
    }
    return configuration;
  }

  private static SigningConfiguration read(
      JsonObject signing,
      ProfileReader reader,
      String file,
      @Nullable Ocsp ocsp,
      List<String> errors)
      throws JsonException {
    JsonObject written = signing.objectOrNull("default");
    Profile base = ProfileReader.builtIn();
    if (written != null) {
      Profile read = reader.read(file + ": default", written, base, true, errors);
      base = read == null ? base : read;
    }
    Map<String, Profile> profiles = new LinkedHashMap<>();
    for (Map.Entry<String, JsonObject> entry : signing.objectsByName("profiles").entrySet()) {
      String where = "%s: profile \"%s\"".formatted(file, entry.getKey());
      Profile profile = reader.read(where, entry.getValue(), base, false, errors);
      if (profile != null) {
        profiles.put(entry.getKey(), profile);
      }
    }
    return new SigningConfiguration(base, profiles, ocsp);
  }

  private static @Nullable Ocsp ocsp(JsonObject json, Path folder, String file, List<String> errors)
      throws JsonException {
    JsonObject section = json.objectOrNull("ocsp");
    if (section == null) {
      return null;
    }
    try {
      return new Ocsp(
          folder.resolve(section.text("CACertFile")),
          folder.resolve(section.text("ResponderCertFile")),
          folder.resolve(section.text("KeyFile")),
          interval(section));
    } catch (CfsslException e) {
      errors.add(file + ": ocsp: " + e.text());
      return null;
    }
  }

  /** The original takes nanoseconds; the notation of the other durations is taken too. */
  private static Duration interval(JsonObject section) throws JsonException, CfsslException {
    return switch (section.value("Interval")) {
      case null -> OcspSigner.DEFAULT_INTERVAL;
      case BigInteger nanos when nanos.bitLength() < 64 -> Duration.ofNanos(nanos.longValue());
      default -> GoDuration.of(section.text("Interval"));
    };
  }
}
