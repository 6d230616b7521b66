package bulla.httpd.ssl;

import bulla.apacheconf.DirectiveDeclaration.Arguments;
import bulla.apacheconf.Node;
import bulla.httpd.core.DirectiveLine;
import bulla.httpd.core.DirectiveScope;
import bulla.httpd.core.Rules;
import bulla.pki.CertId;
import bulla.revocation.AllowedPlace;
import bulla.revocation.HttpUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The directives of clients' revocation: SSLOCSP... */
final class OcspDirectives {
  private static final String PLACES =
      "write hosts, addresses and networks, each with :port if it is about one alone:"
          + " ocsp.example.org *.pki.example.org:8080 192.0.2.0/24 [2001:db8::]/32:80; or none";

  private OcspDirectives() {}

  static void addTo(Rules rules) {
    rules
        .host(
            "SSLOCSPEnable",
            Arguments.RAW,
            "Enable use of OCSP to verify certificate revocation mode ('on', 'leaf', 'off')",
            OcspDirectives::enable)
        .host(
            "SSLOCSPDefaultResponder",
            Arguments.ONE,
            "URL of the default OCSP Responder",
            Meanings.text(OcspSettings.DEFAULT_RESPONDER))
        .host(
            "SSLOCSPOverrideResponder",
            Arguments.FLAG,
            "Force use of the default responder URL ('on', 'off')",
            Meanings.flag(OcspSettings.OVERRIDE_RESPONDER))
        .host(
            "SSLOCSPUseRequestNonce",
            Arguments.FLAG,
            "Whether OCSP queries use a nonce or not ('on', 'off')",
            Meanings.flag(OcspSettings.NONCE))
        .host(
            "SSLOCSPResponseTimeSkew",
            Arguments.ONE,
            "Maximum time difference in OCSP responses",
            Meanings.number(OcspSettings.TIME_SKEW, 0))
        .host(
            "SSLOCSPResponseMaxAge",
            Arguments.ONE,
            "Maximum age of OCSP responses",
            Meanings.number(OcspSettings.MAX_AGE, -1))
        .host(
            "SSLOCSPResponderTimeout",
            Arguments.ONE,
            "OCSP responder query timeout",
            Meanings.number(OcspSettings.TIMEOUT, 0))
        .host(
            "SSLOCSPNoverify",
            Arguments.FLAG,
            "Do not verify OCSP Responder certificate ('on', 'off')",
            Meanings.flag(OcspSettings.NO_VERIFY))
        .host(
            "SSLOCSPProxyURL",
            Arguments.ONE,
            "Proxy URL to use for OCSP requests",
            OcspDirectives::proxy)
        .host(
            "BullaRevocationPolicy",
            Arguments.ONE,
            "What becomes of clients when no OCSP responder answers ('hard', 'soft', 'grace=time')",
            OcspDirectives::policy)
        .host(
            "BullaRevocationAllow",
            Arguments.RAW,
            "Hosts, addresses and networks that are asked when certificates name them ('none')",
            OcspDirectives::allowed)
        .host(
            "BullaNoRevAvail",
            Arguments.FLAG,
            "Whether a certificate whose CA says that it tells of no revocations needs no OCSP"
                + " response and no CRL ('on', 'off')",
            Meanings.flag(OcspSettings.NO_REV_AVAIL))
        .server(
            "BullaOCSPCache",
            Arguments.ONE,
            "Directory that keeps OCSP responses about clients over restarts ('/path/to/dir')",
            Meanings.ownDirectory(OcspSettings.CACHE))
        .host(
            "BullaOCSPHash",
            Arguments.ONE,
            "Hash by which certificates are named to OCSP responders ('sha1', 'sha256')",
            OcspDirectives::hash)
        .host(
            "SSLOCSPResponderCertificateFile",
            Arguments.ONE,
            "Trusted OCSP responder certificates",
            Meanings.file(OcspSettings.RESPONDER_CERTIFICATES));
  }

  private static void proxy(Node.Directive directive, DirectiveScope scope) {
    String argument = directive.arguments().getFirst();
    Optional<HttpUrl> url = HttpUrl.of(argument);
    if (url.isEmpty()) {
      scope.error(
          directive.at(),
          "SSLOCSPProxyURL: '" + argument + "' is no URL of an HTTP proxy",
          "write http://host:port/");
      return;
    }
    scope.server().set(OcspSettings.PROXY, url);
  }

  private static void policy(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst();
    RevocationPolicy policy = RevocationPolicy.of(word);
    if (policy == null) {
      Meanings.invalid(
          directive, scope, word, "write hard, soft, or grace= with a time: grace=90m, 12h, 2d");
    } else {
      scope.server().set(OcspSettings.POLICY, policy);
    }
  }

  /** Lines of one host add up; those of a virtual host stand in the place of the server's. */
  private static void allowed(Node.Directive directive, DirectiveScope scope) {
    List<String> words = directive.arguments();
    if (words.isEmpty()) {
      Meanings.invalid(directive, scope, "", PLACES);
      return;
    }
    List<AllowedPlace> places = new ArrayList<>();
    boolean none = words.size() == 1 && words.getFirst().equalsIgnoreCase("none");
    for (String word : none ? List.<String>of() : words) {
      Optional<AllowedPlace> place = AllowedPlace.of(word);
      if (place.isEmpty()) {
        Meanings.invalid(directive, scope, word, PLACES);
        return;
      }
      places.add(place.get());
    }
    scope.server().update(OcspSettings.ALLOWED, before -> before.and(places));
  }

  private static void hash(Node.Directive directive, DirectiveScope scope) {
    String word = directive.arguments().getFirst();
    switch (word.toLowerCase(Locale.ROOT)) {
      case "sha1" -> scope.server().set(OcspSettings.HASH, CertId.Hash.SHA1);
      case "sha256" -> scope.server().set(OcspSettings.HASH, CertId.Hash.SHA256);
      default ->
          Meanings.invalid(
              directive, scope, word, "write sha1, which every responder knows, or sha256");
    }
  }

  private static void enable(Node.Directive directive, DirectiveScope scope) {
    List<String> words = directive.arguments();
    String word = words.isEmpty() ? "" : words.getFirst();
    OcspSettings.Scope mode =
        switch (word.toLowerCase(Locale.ROOT)) {
          case "off" -> OcspSettings.Scope.OFF;
          case "leaf" -> OcspSettings.Scope.LEAF;
          case "on" -> OcspSettings.Scope.ON;
          default -> null;
        };
    if (mode == null) {
      Meanings.invalid(
          directive, scope, word, "write off, leaf or on; for staples use SSLUseStapling");
      return;
    }
    boolean lenient = false;
    for (String flag : words.subList(1, words.size())) {
      if (!flag.equalsIgnoreCase("no_ocsp_for_cert_ok")) {
        Meanings.invalid(directive, scope, flag, "the only flag is no_ocsp_for_cert_ok");
        return;
      }
      lenient = true;
    }
    scope
        .server()
        .set(OcspSettings.ENABLE, mode)
        .set(OcspSettings.NO_OCSP_FOR_CERT_OK, lenient)
        .set(OcspSettings.ENABLE_LINE, Optional.of(DirectiveLine.of(directive)));
  }
}
