package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The name in SNI held against the name in Host. */
class HostNamesTest extends AtGateSite {
  @BeforeEach
  void writeTheFiles() throws Exception {
    site.pair("wild", site.issuing.issue("wild").dnsName("*.wild.corp"));
    for (String name : List.of("first", "twin", "cipher", "trusting", "wild")) {
      site.write(name + ".txt", name + "\n");
    }
  }

  /**
   * first and twin are alike; cipher has other ciphers, curves other curves, trusting other
   * clients.
   */
  private String configuration(String more) {
    return """
    ServerName main.corp
    Listen 443
    %s
    %s%s%s%s%s%s%s
    """
        .formatted(
            more,
            host("first.corp", ""),
            host("twin.corp", "ServerAlias *.twin.corp"),
            host("cipher.corp", "SSLProtocol TLSv1.3"),
            host("curves.corp", "SSLOpenSSLConfCmd Groups P-256"),
            host("curved.corp", "SSLOpenSSLConfCmd groups P-256"),
            host("trusting.corp", "SSLCACertificateFile trust"),
            host("wild.corp", "ServerAlias *.wild.corp exact.twin.corp"));
  }

  private String host(String name, String more) {
    return """
    <VirtualHost *:*>
    ServerName %s
    DocumentRoot %s
    SSLEngine on
    SSLCertificateFile wild.crt
    SSLCertificateKeyFile wild.key
    <Location /restricted>
    SSLVerifyClient require
    </Location>
    %s
    </VirtualHost>
    """
        .formatted(name, root, more);
  }

  @ParameterizedTest
  @CsvSource({
    // policy, SNI, Host, status
    "secure,first.corp,first.corp,200",
    "secure,first.corp,FIRST.corp:443,200",
    "secure,first.corp,first.corp.,200",
    "secure,first.corp,twin.corp,200",
    "secure,first.corp,cipher.corp,421",
    "secure,first.corp,trusting.corp,421",
    "secure,first.corp,curves.corp,421",
    "secure,curves.corp,first.corp,421",
    "secure,curves.corp,curved.corp,200",
    "authonly,first.corp,curves.corp,200",
    "secure,,first.corp,200",
    "secure,,twin.corp,200",
    "secure,,trusting.corp,421",
    "secure,unknown.corp,first.corp,200",
    "secure,unknown.corp,trusting.corp,421",
    "secure,trusting.corp,unknown.corp,421",
    "strict,first.corp,first.corp,200",
    "strict,first.corp,twin.corp,421",
    "strict,,first.corp,200",
    "strict,,twin.corp,421",
    "authonly,first.corp,twin.corp,200",
    "authonly,first.corp,cipher.corp,200",
    "authonly,first.corp,trusting.corp,421",
    "authonly,,trusting.corp,421",
    "insecure,first.corp,cipher.corp,200",
    "insecure,first.corp,trusting.corp,200",
    "insecure,,trusting.corp,200",
  })
  void thePolicySaysHowFarTheyMayDiffer(
      String policy, @Nullable String sni, String host, String status) throws Exception {
    site.start(configuration("SSLVHostSNIPolicy " + policy));
    assertThat(status(sni, host, "/first.txt")).isEqualTo(status);
    if (status.equals("421")) {
      String asked =
          sni == null
              ? "first.corp (default host as no SNI was provided) and hostname " + host
              : sni + " provided via SNI and hostname " + host;
      String owner = host.equals("unknown.corp") ? "first.corp" : host;
      assertThat(site.server().logWith(owner, "AH02032"))
          .contains(
              "AH02032: Hostname "
                  + asked
                  + " provided via HTTP have no compatible SSL setup for policy '"
                  + policy
                  + "'");
    }
  }

  @Test
  void whoComesByAnInsecurePolicyHasNotSatisfiedAnotherHostsPath() throws Exception {
    site.start(configuration("SSLVHostSNIPolicy insecure\nLogLevel info"));
    assertThat(status("first.corp", "trusting.corp", "/restricted/x.txt")).isEqualTo("403");
    assertThat(site.server().logWith("trusting.corp", "AH02256"))
        .contains(
            "AH02256: Non-default virtual host with SSLVerify set to 'require' and"
                + " VirtualHost-specific CA certificate list is only available to clients with"
                + " TLS server name indication (SNI) support");
  }

  @ParameterizedTest
  @CsvSource({
    "first.corp,200",
    "twin.corp,200",
    ",403",
  })
  void aStrictHostWantsSni(@Nullable String sni, String status) throws Exception {
    site.start(
        configuration("LogLevel info")
            .replace(
                "ServerAlias *.twin.corp", "ServerAlias *.twin.corp\nSSLStrictSNIVHostCheck on"));
    assertThat(status(sni, "twin.corp", "/first.txt")).isEqualTo(status);
    if (sni == null) {
      assertThat(site.server().logWith("twin.corp", "AH02033"))
          .contains("AH02033: No hostname was provided via SNI for a name based virtual host");
      assertThat(status(null, "first.corp", "/first.txt")).isEqualTo("200");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.twin.corp,twin.corp", "exact.twin.corp,twin.corp", "x.wild.corp,wild.corp",
    "wild.corp,wild.corp", "nobody.corp,first.corp", "A.TWIN.CORP,twin.corp",
  })
  void theFirstHostThatHasTheNameAnswers(String name, String host) throws Exception {
    site.start(
        configuration("")
            .replace("/restricted>", "/" + "none>")
            .replaceAll(
                "ServerName (\\w+)\\.corp\nDocumentRoot",
                "ServerName $1.corp\nErrorDocument 404 \"host $1.corp\"\nDocumentRoot"));
    assertThat(answer(name, name, "/nothing")).contains("host " + host);
  }

  @Test
  void aRequestWithoutHostIsRefusedWhereSniNamedOne() throws Exception {
    site.start(configuration(""));
    assertThat(send("first.corp", "GET /first.txt HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(site.server().logWith("first.corp", "AH02031"))
        .contains(
            "AH02031: Hostname first.corp provided via SNI, but no hostname provided in HTTP"
                + " request");
    assertThat(send(null, "GET /first.txt HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  private String status(@Nullable String sni, String host, String path) throws Exception {
    return answer(sni, host, path).substring(9, 12);
  }

  private String answer(@Nullable String sni, String host, String path) throws Exception {
    return send(
        sni, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  private String send(@Nullable String sni, String request) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-ign_eof",
                "-quiet",
                "-connect",
                "127.0.0.1:" + site.server().port()));
    command.addAll(sni == null ? List.of("-noservername") : List.of("-servername", sni));
    return Command.run(request, command).output();
  }
}
