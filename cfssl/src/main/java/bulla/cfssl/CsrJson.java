package bulla.cfssl;

import bulla.pki.KeyRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CFSSL's JSON for a key and a CSR: what {@code genkey} and {@code gencert} read and what stands in
 * certmgr's {@code request}.
 *
 * @param ca the section that asks for a CA; null for anything else
 * @param delegation asks for the delegation usage extension of delegated credentials
 * @param extensions extensions to ask for besides
 * @param crlUrl the CRL URL of a self-signed CA
 */
public record CsrJson(
    Subject subject,
    List<String> hosts,
    KeyRequest key,
    @Nullable Ca ca,
    boolean delegation,
    List<Extension> extensions,
    String crlUrl) {

  /**
   * The CA section.
   *
   * @param expiry Go duration; empty for the default
   * @param backdate Go duration; empty for the default
   * @param pathLength 0 for none, unless {@code pathLengthZero}
   */
  public record Ca(String expiry, String backdate, int pathLength, boolean pathLengthZero) {
    /** The path length to write, or -1 for none. */
    public int effectivePathLength() {
      return pathLength > 0 || pathLengthZero ? pathLength : -1;
    }
  }

  /** An extension; {@code value} is its content's DER. */
  public record Extension(String oid, boolean critical, byte[] value) {}

  /** Copies the lists. */
  public CsrJson {
    hosts = List.copyOf(hosts);
    extensions = List.copyOf(extensions);
  }

  /**
   * Reads the form.
   *
   * @throws CfsslException if a key of this kind or size is not made
   */
  public static CsrJson of(JsonObject json) throws JsonException, CfsslException {
    List<SubjectName> names = new ArrayList<>();
    for (JsonObject name : json.objects("names")) {
      names.add(SubjectName.of(name));
    }
    JsonObject ca = json.objectOrNull("ca");
    return new CsrJson(
        new Subject(json.text("CN"), names, json.text("serialnumber")),
        json.texts("hosts"),
        key(json.objectOrNull("key")),
        ca == null
            ? null
            : new Ca(
                ca.text("expiry"),
                ca.text("backdate"),
                ca.integer("pathlen"),
                ca.flag("pathlenzero")),
        json.flag("delegation_enabled"),
        extensions(json),
        json.text("crl_url"));
  }

  /** The same request for another common name. */
  public CsrJson withCommonName(String commonName) {
    return new CsrJson(
        new Subject(commonName, subject.names(), subject.serialNumber()),
        hosts,
        key,
        ca,
        delegation,
        extensions,
        crlUrl);
  }

  private static KeyRequest key(@Nullable JsonObject json) throws JsonException, CfsslException {
    if (json == null) {
      return KeyRequest.DEFAULT;
    }
    String algorithm = json.text("algo");
    int size = json.integer("size");
    if (algorithm.equals("rsa") && size < 2048) {
      throw new CfsslException(ErrorCode.KEY_GENERATION, "RSA key is too weak");
    }
    if (algorithm.equals("rsa") && size > 8192) {
      throw new CfsslException(ErrorCode.KEY_GENERATION, "RSA key size too large");
    }
    try {
      return new KeyRequest(algorithm, size);
    } catch (IllegalArgumentException e) {
      throw new CfsslException(
          ErrorCode.KEY_GENERATION,
          "invalid key algorithm or size: use rsa 2048 to 8192, ecdsa 256, 384 or 521, or ed25519",
          e);
    }
  }

  private static List<Extension> extensions(JsonObject json) throws JsonException {
    List<Extension> extensions = new ArrayList<>();
    for (JsonObject extension : json.objects("extensions")) {
      if (!(extension.value("Id") instanceof List<?> arcs)) {
        throw new JsonException("json: extensions need an Id such as [1,2,3]");
      }
      List<String> texts = arcs.stream().map(String::valueOf).toList();
      byte[] value = extension.bytesOrNull("Value");
      extensions.add(
          new Extension(
              String.join(".", texts),
              extension.flag("Critical"),
              value == null ? new byte[0] : value));
    }
    return extensions;
  }
}
