package bulla.ca;

import bulla.ca.Profile.CsrWhitelist;
import bulla.cfssl.AuthKey;
import bulla.cfssl.AuthKeyException;
import bulla.cfssl.CfsslException;
import bulla.cfssl.GoDuration;
import bulla.cfssl.JsonException;
import bulla.cfssl.JsonObject;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/** Reads profiles, with CFSSL's words for what is wrong with them. */
final class ProfileReader {
  private static final Duration DEFAULT_EXPIRY = Duration.ofDays(365);
  private static final Duration DEFAULT_BACKDATE = Duration.ofMinutes(5);

  private final Map<String, JsonObject> authKeys;
  private final Map<String, String> remotes;
  private final UnaryOperator<@Nullable String> environment;

  ProfileReader(
      Map<String, JsonObject> authKeys,
      Map<String, String> remotes,
      UnaryOperator<@Nullable String> environment) {
    this.authKeys = authKeys;
    this.remotes = remotes;
    this.environment = environment;
  }

  /** The profile that CFSSL falls back on when nothing is configured. */
  static Profile builtIn() {
    return plain(
        List.of("signing", "key encipherment", "server auth", "client auth"),
        DEFAULT_EXPIRY,
        DEFAULT_BACKDATE,
        "",
        false,
        -1);
  }

  /** A local profile without any extra. */
  static Profile plain(
      List<String> usages,
      Duration expiry,
      Duration backdate,
      String crlUrl,
      boolean isCa,
      int pathLength) {
    return new Profile(
        usages,
        expiry.toHours() + "h",
        expiry,
        backdate,
        null,
        null,
        List.of(),
        "",
        crlUrl,
        isCa,
        pathLength,
        false,
        List.of(),
        null,
        false,
        Set.of(),
        List.of(),
        null,
        false,
        null);
  }

  /**
   * Reads one profile.
   *
   * @param where file and profile, for messages
   * @param base the default profile
   * @param isDefault whether it is the default profile itself, which may lack usages
   * @return null if there is anything wrong, which is then in {@code errors}
   */
  @Nullable Profile read(
      String where, JsonObject json, Profile base, boolean isDefault, List<String> errors) {
    List<String> wrong = new ArrayList<>();
    Profile profile = null;
    try {
      profile = read(json, base, isDefault, wrong);
    } catch (JsonException e) {
      wrong.add("failed to unmarshal configuration: " + e.text());
    }
    wrong.forEach(line -> errors.add(where + ": " + line));
    return wrong.isEmpty() ? profile : null;
  }

  private Profile read(JsonObject json, Profile base, boolean isDefault, List<String> wrong)
      throws JsonException {
    Profile.Remote remote = remote(json, wrong);
    List<String> usages = json.textsOrNull("usages");
    String expiryText = json.text("expiry");
    Duration expiry = Duration.ZERO;
    if (remote == null) {
      expiry = expiry(expiryText, wrong);
      if (!isDefault && Usages.of(usages == null ? List.of() : usages).isEmpty()) {
        wrong.add("invalid configuration: no known usage in \"usages\"");
      }
    }
    Duration backdate = duration("backdate", json.text("backdate"), wrong);
    refuseUnsupported(json, wrong);
    List<String> issuerUrls = json.texts("issuer_urls");
    JsonObject constraint = json.objectOrNull("ca_constraint");
    int pathLength = constraint == null ? 0 : constraint.integer("max_path_len");
    boolean limited =
        constraint != null && (pathLength > 0 || constraint.flag("max_path_len_zero"));
    return new Profile(
        usages,
        expiryText,
        expiry.isZero() ? base.expiry() : expiry,
        backdate.isZero() ? DEFAULT_BACKDATE : backdate,
        time("not_before", json, wrong),
        time("not_after", json, wrong),
        issuerUrls.isEmpty() ? base.issuerUrls() : issuerUrls,
        or(json.text("ocsp_url"), base.ocspUrl()),
        or(json.text("crl_url"), base.crlUrl()),
        constraint != null && constraint.flag("is_ca"),
        limited ? pathLength : -1,
        json.flag("ocsp_no_check"),
        authKeys(json, wrong),
        pattern(json.text("name_whitelist"), wrong),
        json.flag("copy_extensions"),
        oids(json, wrong),
        Policies.read(json, wrong),
        whitelist(json.objectOrNull("CSRWhitelist")),
        json.flag("ClientProvidesSerialNumbers"),
        remote);
  }

  /** What would silently be left out of certificates is refused at the start. */
  private static void refuseUnsupported(JsonObject json, List<String> wrong) throws JsonException {
    if (!json.texts("ct_log_servers").isEmpty()) {
      wrong.add("ct_log_servers: certificate transparency is not supported; take the key out");
    }
    String lint = json.text("lint_error_level");
    if (!lint.isEmpty() && !lint.equals("reserved")) {
      wrong.add("lint_error_level: linting is not supported; take the key out");
    }
  }

  private static Duration expiry(String text, List<String> wrong) {
    if (text.isEmpty()) {
      wrong.add("empty expiry string: set \"expiry\" to a duration such as \"8760h\"");
      return Duration.ZERO;
    }
    return duration("expiry", text, wrong);
  }

  private static Duration duration(String key, String text, List<String> wrong) {
    try {
      return text.isEmpty() ? Duration.ZERO : GoDuration.of(text);
    } catch (CfsslException e) {
      wrong.add(key + ": " + e.text());
      return Duration.ZERO;
    }
  }

  private static @Nullable Instant time(String key, JsonObject json, List<String> wrong)
      throws JsonException {
    String text = json.text(key);
    try {
      return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      wrong.add(key + ": no RFC 3339 time, write 2030-01-31T00:00:00Z");
      return null;
    }
  }

  private List<AuthKey> authKeys(JsonObject json, List<String> wrong) throws JsonException {
    List<AuthKey> keys = new ArrayList<>();
    if (json.text("auth_key").isEmpty()) {
      return keys;
    }
    for (String member : List.of("auth_key", "prev_auth_key")) {
      AuthKey key = json.text(member).isEmpty() ? null : authKey(json.text(member), wrong);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private @Nullable AuthKey authKey(String name, List<String> wrong) throws JsonException {
    JsonObject key = authKeys.get(name);
    if (key == null) {
      wrong.add("failed to find auth_key in auth_keys section: \"" + name + "\"");
      return null;
    }
    if (!key.text("type").equals("standard")) {
      wrong.add("unknown authentication type of auth_keys." + name + ": use \"standard\"");
      return null;
    }
    try {
      return AuthKey.of(key.text("key"), environment);
    } catch (AuthKeyException e) {
      wrong.add(
          "failed to create new standard auth provider from auth_keys." + name + ": " + e.text());
      return null;
    }
  }

  private Profile.@Nullable Remote remote(JsonObject json, List<String> wrong)
      throws JsonException {
    String plain = json.text("remote");
    JsonObject authenticated = json.objectOrNull("auth_remote");
    if (!plain.isEmpty() && authenticated != null) {
      wrong.add("invalid configuration: remote and auth_remote exclude each other");
    }
    String name = authenticated == null ? plain : authenticated.text("remote");
    if (name.isEmpty() && authenticated == null) {
      return null;
    }
    String servers = remotes.getOrDefault(name, "");
    if (servers.isEmpty()) {
      wrong.add("failed to find remote in remotes section: \"" + name + "\"");
    }
    return new Profile.Remote(
        servers, authenticated == null ? null : authKey(authenticated.text("auth_key"), wrong));
  }

  private static @Nullable Pattern pattern(String text, List<String> wrong) {
    try {
      return text.isEmpty() ? null : Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      wrong.add("failed to compile name whitelist section: " + e.getMessage());
      return null;
    }
  }

  private static Set<String> oids(JsonObject json, List<String> wrong) throws JsonException {
    Set<String> oids = new LinkedHashSet<>();
    for (String oid : json.texts("allowed_extensions")) {
      if (ASN1ObjectIdentifier.tryFromID(oid) == null) {
        wrong.add("allowed_extensions: \"" + oid + "\" is no OID of the form 1.2.3");
      }
      oids.add(oid);
    }
    return oids;
  }

  private static @Nullable CsrWhitelist whitelist(@Nullable JsonObject json) throws JsonException {
    return json == null
        ? null
        : new CsrWhitelist(
            json.flag("Subject"),
            json.flag("PublicKey"),
            json.flag("DNSNames"),
            json.flag("IPAddresses"),
            json.flag("EmailAddresses"),
            json.flag("URIs"));
  }

  private static String or(String own, String fallback) {
    return own.isEmpty() ? fallback : own;
  }
}
