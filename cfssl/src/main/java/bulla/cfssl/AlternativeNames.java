package bulla.cfssl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Names for a certificate by their kinds, in the order in which they are written.
 *
 * @param dns written as they are
 * @param ips 4 or 16 octets each
 */
public record AlternativeNames(
    List<String> dns, List<String> emails, List<byte[]> ips, List<String> uris) {
  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
  private static final Pattern EMAIL =
      Pattern.compile("(?:[^<>]*<)?([\\w!#$%&'*+/=?^`{|}~.-]+@[\\w.-]+)>?");
  private static final Pattern URI_WITH_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S*");

  /** Copies the lists. */
  public AlternativeNames {
    dns = List.copyOf(dns);
    emails = List.copyOf(emails);
    ips = List.copyOf(ips);
    uris = List.copyOf(uris);
  }

  /**
   * Sorts hosts by what they look like: an IP address, else an e-mail address (RFC 5322), else an
   * absolute URI or path, else a DNS name.
   */
  public static AlternativeNames ofHosts(List<String> hosts) {
    List<String> dns = new ArrayList<>();
    List<String> emails = new ArrayList<>();
    List<byte[]> ips = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    for (String host : hosts) {
      Matcher email = EMAIL.matcher(host);
      if (isIp(host)) {
        ips.add(InetAddress.ofLiteral(host).getAddress());
      } else if (email.matches() && host.contains("<") == host.endsWith(">")) {
        emails.add(email.group(1));
      } else if (host.startsWith("/") || URI_WITH_SCHEME.matcher(host).matches()) {
        uris.add(host);
      } else {
        dns.add(host);
      }
    }
    return new AlternativeNames(dns, emails, ips, uris);
  }

  /** The names of an extension of these four kinds; other kinds are lost. */
  public static AlternativeNames of(GeneralNames names) {
    List<String> dns = new ArrayList<>();
    List<String> emails = new ArrayList<>();
    List<byte[]> ips = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    for (GeneralName name : names.getNames()) {
      switch (name.getTagNo()) {
        case GeneralName.dNSName -> dns.add(name.getName().toString());
        case GeneralName.rfc822Name -> emails.add(name.getName().toString());
        case GeneralName.iPAddress ->
            ips.add(ASN1OctetString.getInstance(name.getName()).getOctets());
        case GeneralName.uniformResourceIdentifier -> uris.add(name.getName().toString());
        default -> {
          // CFSSL drops otherName, directoryName and their kin.
        }
      }
    }
    return new AlternativeNames(dns, emails, ips, uris);
  }

  /** No names at all. */
  public static AlternativeNames none() {
    return new AlternativeNames(List.of(), List.of(), List.of(), List.of());
  }

  /** Whether there is no name. */
  public boolean isEmpty() {
    return dns.isEmpty() && emails.isEmpty() && ips.isEmpty() && uris.isEmpty();
  }

  /**
   * The extension's content: DNS names, e-mail addresses, IP addresses, URIs.
   *
   * @throws CfsslException if a name is not ASCII: it would need IDNA's form
   */
  public GeneralNames toGeneralNames() throws CfsslException {
    for (String name : Stream.of(dns, emails, uris).flatMap(List::stream).toList()) {
      if (!DERIA5String.isIA5String(name)) {
        throw new CfsslException(
            ErrorCode.CERTIFICATE_UNKNOWN,
            "x509: \"%s\" cannot be encoded as an IA5String: use its xn-- form".formatted(name));
      }
    }
    List<GeneralName> names = new ArrayList<>();
    dns.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, ia5(name))));
    emails.forEach(name -> names.add(new GeneralName(GeneralName.rfc822Name, ia5(name))));
    ips.forEach(ip -> names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(ip))));
    uris.forEach(
        name -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, ia5(name))));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static DERIA5String ia5(String text) {
    return new DERIA5String(text);
  }

  private static boolean isIp(String host) {
    if (!IPV4.matcher(host).matches() && (!host.contains(":") || host.contains("%"))) {
      return false;
    }
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
