package bulla.responder;

import bulla.pki.BasicResponse;
import bulla.pki.CertId;
import bulla.pki.MalformedException;
import bulla.pki.OcspResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of a file: base64 between white space, as {@code cfssl ocspdump} writes it. Read once
 * and found by serial number alone; an entry that is no OCSP answer is passed over.
 */
public final class ResponsesFile implements OcspSource {
  private static final Logger LOG = LoggerFactory.getLogger(ResponsesFile.class);

  private final Map<BigInteger, byte[]> bySerial;

  private ResponsesFile(Map<BigInteger, byte[]> bySerial) {
    this.bySerial = Map.copyOf(bySerial);
  }

  /** Reads the file; one without a single entry is fine. */
  public static ResponsesFile read(Path file) throws IOException {
    Map<BigInteger, byte[]> bySerial = new HashMap<>();
    for (String entry : Files.readString(file, StandardCharsets.ISO_8859_1).split("\\s+")) {
      if (!entry.isEmpty()) {
        add(entry, bySerial, file);
      }
    }
    return new ResponsesFile(bySerial);
  }

  @Override
  public Optional<byte[]> answer(CertId certId) {
    return Optional.ofNullable(bySerial.get(certId.serial()));
  }

  private static void add(String entry, Map<BigInteger, byte[]> bySerial, Path file) {
    try {
      byte[] der = Base64.getDecoder().decode(entry);
      BasicResponse basic = OcspResponse.ofDer(der).basic();
      if (basic != null && !basic.answers().isEmpty()) {
        bySerial.put(basic.answers().getFirst().certId().serial(), der);
        return;
      }
      LOG.warn("{}: an OCSP response without an answer is passed over", file);
    } catch (IllegalArgumentException | MalformedException e) {
      LOG.warn("{}: an entry that is no OCSP response in base64 is passed over", file);
    }
  }
}
