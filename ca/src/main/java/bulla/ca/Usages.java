package bulla.ca;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A profile's usages, translated.
 *
 * @param keyUsageBits of BouncyCastle's {@link KeyUsage}; 0 for no key usage extension
 * @param extended in the order of the configuration
 */
record Usages(int keyUsageBits, List<KeyPurposeId> extended) {
  private static final Map<String, Integer> KEY_USAGES =
      Map.of(
          "signing", KeyUsage.digitalSignature,
          "digital signature", KeyUsage.digitalSignature,
          "content commitment", KeyUsage.nonRepudiation,
          "key encipherment", KeyUsage.keyEncipherment,
          "key agreement", KeyUsage.keyAgreement,
          "data encipherment", KeyUsage.dataEncipherment,
          "cert sign", KeyUsage.keyCertSign,
          "crl sign", KeyUsage.cRLSign,
          "encipher only", KeyUsage.encipherOnly,
          "decipher only", KeyUsage.decipherOnly);

  private static final Map<String, KeyPurposeId> EXTENDED =
      Map.ofEntries(
          Map.entry("any", KeyPurposeId.anyExtendedKeyUsage),
          Map.entry("server auth", KeyPurposeId.id_kp_serverAuth),
          Map.entry("client auth", KeyPurposeId.id_kp_clientAuth),
          Map.entry("code signing", KeyPurposeId.id_kp_codeSigning),
          Map.entry("email protection", KeyPurposeId.id_kp_emailProtection),
          Map.entry("s/mime", KeyPurposeId.id_kp_emailProtection),
          Map.entry("ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem),
          Map.entry("ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel),
          Map.entry("ipsec user", KeyPurposeId.id_kp_ipsecUser),
          Map.entry("timestamping", KeyPurposeId.id_kp_timeStamping),
          Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning),
          Map.entry("microsoft sgc", purpose("1.3.6.1.4.1.311.10.3.3")),
          Map.entry("netscape sgc", purpose("2.16.840.1.113730.4.1")));

  Usages {
    extended = List.copyOf(extended);
  }

  /** Names that are not known are dropped, as the original does. */
  static Usages of(List<String> names) {
    int bits = 0;
    for (String name : names) {
      bits |= KEY_USAGES.getOrDefault(name, 0);
    }
    return new Usages(
        bits, names.stream().map(EXTENDED::get).filter(Objects::nonNull).distinct().toList());
  }

  boolean isEmpty() {
    return keyUsageBits == 0 && extended.isEmpty();
  }

  private static KeyPurposeId purpose(String oid) {
    return KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid));
  }
}
