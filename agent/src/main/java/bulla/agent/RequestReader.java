package bulla.agent;

import bulla.cfssl.CsrJson;
import bulla.cfssl.Subject;
import bulla.cfssl.SubjectName;
import bulla.pki.KeyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code request}: CFSSL's CSR JSON as certmgr knows it. */
final class RequestReader {
  private static final Logger LOG = LoggerFactory.getLogger("certmgr");

  private RequestReader() {}

  static CsrJson read(Fields fields) {
    String commonName = fields.text("CN");
    String serialNumber = fields.text("serialnumber");
    List<SubjectName> names = new ArrayList<>();
    for (Fields name : fields.objects("names")) {
      names.add(name(name));
    }
    List<String> hosts = hosts(fields);
    KeyRequest key = key(fields);
    CsrJson.Ca ca = ca(fields.object("ca"));
    Subject subject =
        new Subject(
            commonName == null ? "" : commonName, names, serialNumber == null ? "" : serialNumber);
    fields.refuseUnknown();
    return new CsrJson(subject, hosts, key, ca, false, List.of(), "");
  }

  private static CsrJson.@Nullable Ca ca(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    Integer pathLength = fields.number("pathlen");
    CsrJson.Ca ca =
        new CsrJson.Ca(
            text(fields, "expiry"),
            text(fields, "backdate"),
            pathLength == null ? 0 : pathLength,
            fields.truth("pathlenzero"));
    fields.refuseUnknown();
    return ca;
  }

  private static SubjectName name(Fields fields) {
    SubjectName name =
        new SubjectName(
            text(fields, "C"),
            text(fields, "ST"),
            text(fields, "L"),
            text(fields, "O"),
            text(fields, "OU"),
            "",
            text(fields, "SerialNumber"),
            Map.of());
    fields.refuseUnknown();
    return name;
  }

  private static String text(Fields fields, String key) {
    String text = fields.text(key);
    return text == null ? "" : text;
  }

  /** certmgr sends DNS names and IP addresses only, whatever the list holds. */
  private static List<String> hosts(Fields fields) {
    List<String> hosts = new ArrayList<>();
    for (String host : fields.texts("hosts")) {
      if (host.contains("@") || host.contains("://")) {
        LOG.warn(
            "{} {}: only DNS names and IP addresses are asked for", fields.name("hosts"), host);
      } else {
        hosts.add(host);
      }
    }
    return hosts;
  }

  private static KeyRequest key(Fields fields) {
    Fields key = fields.object("key");
    if (key == null) {
      return KeyRequest.DEFAULT;
    }
    String algorithm = key.textIfAny("algo");
    Integer size = key.number("size");
    key.refuseUnknown();
    if (algorithm == null && size == null) {
      return KeyRequest.DEFAULT;
    }
    try {
      if (algorithm != null && !algorithm.equals("ed25519")) {
        return new KeyRequest(algorithm, size == null ? 0 : size);
      }
    } catch (IllegalArgumentException e) {
      // Told below with the names of the manifest.
    }
    key.problem(
        "algo",
        key.name("algo")
            + " must be rsa with size 2048 to 8192, or ecdsa with size 256, 384 or 521");
    return KeyRequest.DEFAULT;
  }
}
