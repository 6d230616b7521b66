package bulla.cfssl;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be signed: the body of {@code sign} and the inner request of {@code authsign}.
 *
 * @param hosts names for the certificate: null keeps the CSR's, an empty list takes all away
 * @param certificateRequest the CSR, PEM
 * @param subject replaces the CSR's subject; null keeps it
 * @param profile the signing profile; empty for the default
 * @param crlOverride replaces the profile's CRL URL; empty keeps it
 * @param label which of several CAs; empty for the default
 * @param serial the serial number, for profiles that let clients choose
 * @param extensions further extensions
 * @param notBefore null when not asked for
 * @param notAfter null when not asked for
 * @param returnPrecert asks for a precertificate
 * @param metadata any JSON value, kept with the certificate's row
 */
public record SignRequest(
    @Nullable List<String> hosts,
    String certificateRequest,
    @Nullable Subject subject,
    String profile,
    String crlOverride,
    String label,
    @Nullable BigInteger serial,
    List<Extension> extensions,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter,
    boolean returnPrecert,
    @Nullable Object metadata) {

  /** Go's zero time: the text of a time that is not set. */
  private static final String UNSET = "0001-01-01T00:00:00Z";

  /**
   * An extension asked for.
   *
   * @param value the content's DER in hexadecimal digits
   */
  public record Extension(String oid, boolean critical, String value) {}

  /** Copies the lists. */
  public SignRequest {
    hosts = hosts == null ? null : List.copyOf(hosts);
    extensions = List.copyOf(extensions);
  }

  /** A request with what enrolling clients set; the rest is left to the CSR and the profile. */
  public static SignRequest of(
      @Nullable List<String> hosts, String certificateRequest, String profile, String label) {
    return new SignRequest(
        hosts,
        certificateRequest,
        null,
        profile,
        "",
        label,
        null,
        List.of(),
        null,
        null,
        false,
        null);
  }

  /** The same request for another subject than the CSR's. */
  public SignRequest withSubject(Subject other) {
    return new SignRequest(
        hosts,
        certificateRequest,
        other,
        profile,
        crlOverride,
        label,
        serial,
        extensions,
        notBefore,
        notAfter,
        returnPrecert,
        metadata);
  }

  /** Reads the wire form. */
  public static SignRequest of(JsonObject json) throws JsonException {
    JsonObject subject = json.objectOrNull("subject");
    List<Extension> extensions = new ArrayList<>();
    for (JsonObject extension : json.objects("extensions")) {
      extensions.add(
          new Extension(extension.text("id"), extension.flag("critical"), extension.text("value")));
    }
    return new SignRequest(
        json.textsOrNull("hosts"),
        json.text("certificate_request"),
        subject == null ? null : Subject.of(subject),
        json.text("profile"),
        json.text("crl_override"),
        json.text("label"),
        json.integerOrNull("serial"),
        extensions,
        time(json, "NotBefore"),
        time(json, "NotAfter"),
        json.flag("ReturnPrecert"),
        json.value("metadata"));
  }

  /** The wire form, members in the order that CFSSL's clients send. */
  public String toJson() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("hosts", hosts);
    members.put("certificate_request", certificateRequest);
    if (subject != null) {
      members.put("subject", subject.members());
    }
    members.put("profile", profile);
    members.put("crl_override", crlOverride);
    members.put("label", label);
    if (serial != null) {
      members.put("serial", serial);
    }
    if (!extensions.isEmpty()) {
      members.put("extensions", extensions.stream().map(SignRequest::members).toList());
    }
    members.put("NotBefore", notBefore == null ? UNSET : notBefore.toString());
    members.put("NotAfter", notAfter == null ? UNSET : notAfter.toString());
    members.put("ReturnPrecert", returnPrecert);
    members.put("metadata", metadata);
    return Json.write(members);
  }

  private static Map<String, Object> members(Extension extension) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", extension.oid());
    members.put("critical", extension.critical());
    members.put("value", extension.value());
    return members;
  }

  private static @Nullable Instant time(JsonObject json, String name) throws JsonException {
    String text = json.text(name);
    if (text.isEmpty() && !json.has(name)) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return time.equals(Instant.parse(UNSET)) ? null : time;
    } catch (DateTimeException e) {
      throw new JsonException("json: field " + name + " is no RFC 3339 time");
    }
  }
}
