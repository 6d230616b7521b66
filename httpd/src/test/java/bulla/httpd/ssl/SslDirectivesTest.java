package bulla.httpd.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bulla.httpd.core.InvalidConfigurationException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SslDirectivesTest {
  @TempDir Path root;

  private static String in(String place, String line) {
    return switch (place) {
      case "host" -> "<VirtualHost *:443>\n" + line + "\n</VirtualHost>\n";
      case "md" -> "LoadModule md_module modules/mod_md.so\n" + line + "\n";
      case "directory" -> "<Directory />\n" + line + "\n</Directory>\n";
      default -> line + "\n";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "host|SSLVerifyClient|SSLVerifyClient takes one argument, SSL Client verify type ('none',"
            + " 'optional', 'require', 'optional_no_ca')",
        "host|SSLVerifyClient foo|SSLVerifyClient: Invalid argument 'foo'",
        "host|SSLVerifyDepth -1|SSLVerifyDepth: Invalid argument '-1'",
        "host|SSLUseStapling maybe|SSLUseStapling must be On or Off",
        "host|SSLEngine maybe|Argument must be On or Off",
        "host|SSLCACertificateFile /nonexistent|SSLCACertificateFile: file '/nonexistent' does not"
            + " exist or is empty",
        "server|SSLStaplingCache shmcb:x(100)|SSLStaplingCache: Invalid argument: size has to be >="
            + " 8192 bytes",
        "host|SSLStaplingCache shmcb:x(9000)|SSLStaplingCache cannot occur within <VirtualHost>"
            + " section",
        "server|SSLStaplingCache foo|SSLStaplingCache: 'foo' stapling cache not supported (known"
            + " names: default,shmcb) Maybe you need to load the appropriate socache module"
            + " (mod_socache_foo?)",
        "host|BullaRevocationPolicy grace=soon|BullaRevocationPolicy: Invalid argument"
            + " 'grace=soon'",
        "host|BullaOCSPHash md5|BullaOCSPHash: Invalid argument 'md5'",
        "host|BullaRevocationAllow 10.0.0.0/8 http://ocsp/|BullaRevocationAllow: Invalid argument"
            + " 'http://ocsp/'",
        "server|BullaRevocationAllow|BullaRevocationAllow: Invalid argument ''",
        "directory|BullaRevocationAllow none|BullaRevocationAllow not allowed in <Directory>"
            + " context",
        "host|BullaOCSPCache x|BullaOCSPCache cannot occur within <VirtualHost> section",
        "host|SSLProtocol TLSv9|SSLProtocol: Illegal protocol 'TLSv9'",
        "host|SSLProtocol +SSLv2|SSLProtocol: SSLv2 is no longer supported",
        "host|SSLProtocol SSLv3|SSLv3 not supported by this version of OpenSSL",
        "host|SSLCipherSuite TLSv9 x|protocol 'TLSv9' not supported",
        "server|SSLVHostSNIPolicy foo|Invalid SSLVhostSNIPolicy argument 'foo'",
        "host|SSLRenegBufferSize 1|SSLRenegBufferSize not allowed in <VirtualHost> context",
        "server|SSLRenegBufferSize 1|SSLRenegBufferSize not allowed here",
        "directory|SSLRenegBufferSize -5|Invalid size for SSLRenegBufferSize: -5",
        "directory|SSLOCSPEnable on|SSLOCSPEnable not allowed in <Directory> context",
        "directory|SSLCipherSuite x|SSLCipherSuite not allowed in <Directory> context",
        "host|SSLOCSPEnable foo|SSLOCSPEnable: Invalid argument 'foo'",
        "host|SSLOptions +Foo|SSLOptions: Illegal option 'Foo'",
        "directory|SSLOptions +FakeBasicAuth|SSLOptions: FakeBasicAuth is not supported",
        "directory|SSLRequireSSL on|SSLRequireSSL takes no arguments",
        "directory|SSLRequire %{NOSUCH} eq \"a\"|SSLRequire: Variable 'NOSUCH' does not exist",
        "host|SSLOpenSSLConfCmd Nonsense x|'Nonsense': invalid OpenSSL configuration command",
        "host|SSLOpenSSLConfCmd verifymode Request|SSLOpenSSLConfCmd: 'verifymode' is not taken"
            + " here",
        "host|SSLOpenSSLConfCmd PrivateKey x|SSLOpenSSLConfCmd: 'PrivateKey' is not taken here",
        "host|SSLOpenSSLConfCmd Options NoRenegotiation,-SessionTicket|SSLOpenSSLConfCmd: 'Options"
            + " -SessionTicket' is not taken here",
        "host|SSLOpenSSLConfCmd MinProtocol TLSv1|SSLOpenSSLConfCmd: 'MinProtocol TLSv1' is not"
            + " taken here",
        "host|SSLOpenSSLConfCmd DHParameters /nonexistent|SSLOpenSSLConfCmd: file '/nonexistent'"
            + " does not exist or is empty",
        "server|SSLPassPhraseDialog ask|SSLPassPhraseDialog: Invalid argument",
        "host|SSLCompression on|This version of OpenSSL does not have any compression methods"
            + " available, cannot enable SSLCompression.",
        "host|SSLInsecureRenegotiation on|SSLInsecureRenegotiation on is not supported",
        "server|SSLFIPS on|SSLFIPS on is not supported",
        "host|SSLSRPVerifierFile x|SSLSRPVerifierFile is not supported",
        "server|SSLCryptoDevice rsax|SSLCryptoDevice: Invalid argument; must be one of: 'builtin'"
            + " (none)",
        "host|SSLSessionTicketKeyFile /nonexistent|SSLSessionTicketKeyFile: file '/nonexistent'"
            + " does not exist or is empty",
        "host|SSLSessionCacheTimeout -1|SSLSessionCacheTimeout: Invalid argument",
        "server|SSLSessionCache shmcb:/x(100)|SSLSessionCache: Invalid argument: size has to be >="
            + " 8192 bytes",
        "server|SSLSessionCache shmcb:/x(|SSLSessionCache: Invalid argument: no closing parenthesis"
            + " or cache size missing after pathname with parenthesis",
        "server|SSLSessionCache shmcb:/x(many)|SSLSessionCache: Invalid argument: cache size not"
            + " numerical",
        "server|SSLSessionCache memcache:x|SSLSessionCache: 'memcache' session cache not supported"
            + " (known names: shmcb,dbm,redis). Maybe you need to load the appropriate socache"
            + " module (mod_socache_memcache?).",
        "server|SSLSessionCache redis:|SSLSessionCache: List of server names required to create"
            + " redis socache.",
        "server|SSLSessionCache redis:localhost:x|SSLSessionCache: AH03474: Failed to Parse redis"
            + " Server: 'localhost:x'",
        "server|SSLStaplingCache redis:|SSLStaplingCache: List of server names required to create"
            + " redis socache.",
        "server|SSLStaplingCache redis:localhost:x|SSLStaplingCache: AH03474: Failed to Parse redis"
            + " Server: 'localhost:x'",
        "host|SSLStaplingCache redis:localhost|SSLStaplingCache cannot occur within <VirtualHost>"
            + " section",
        "md|MDomain www.lab|MDomain is not supported",
        "md|MDMustStaple on|MDMustStaple is not supported",
        "md|MDStapling maybe|MDStapling must be On or Off",
        "md|MDStaplingRenewWindow 120%|MDStaplingRenewWindow has unrecognized format",
        "md|MDStaplingKeepResponse soon|MDStaplingKeepResponse has unrecognized format",
        "server|RedisTimeout soon|RedisTimeout has wrong format",
        "host|SSLCARevocationCheck|SSLCARevocationCheck: Invalid argument ''",
        "host|SSLCARevocationCheck foo|SSLCARevocationCheck: Invalid argument 'foo'",
        "host|SSLCARevocationCheck chain foo|SSLCARevocationCheck: Invalid argument 'foo'",
        "host|SSLCARevocationFile /nonexistent|SSLCARevocationFile: file '/nonexistent' does not"
            + " exist or is empty",
        "host|SSLCARevocationPath /nonexistent|SSLCARevocationPath: directory '/nonexistent' does"
            + " not exist",
      })
  void whatMeansNothingIsRefusedInHttpdsWords(String place, String line, String error) {
    InvalidConfigurationException thrown =
        catchThrowableOfType(
            InvalidConfigurationException.class, () -> new SslServer(root, in(place, line)));
    assertThat(thrown.errors())
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.message()).isEqualTo(error);
              assertThat(told.remedy()).isNotEmpty();
            });
  }

  @Test
  void theDistributionsOwnLinesAreUnderstood() {
    assertThatCode(
            () ->
                new SslServer(
                        root,
                        """
                        SSLPassPhraseDialog exec:/usr/libexec/httpd-ssl-pass-dialog
                        SSLSessionCache shmcb:/run/httpd/sslcache(512000)
                        SSLSessionCacheTimeout 300
                        SSLCompression off
                        SSLInsecureRenegotiation off
                        SSLFIPS off
                        SSLRandomSeed startup file:/dev/urandom 256
                        SSLRandomSeed connect builtin
                        SSLCryptoDevice builtin
                        <VirtualHost _default_:443>
                        SSLEngine on
                        SSLProtocol all -SSLv3 -TLSv1
                        SSLHonorCipherOrder on
                        SSLCipherSuite PROFILE=SYSTEM
                        SSLProxyCipherSuite PROFILE=SYSTEM
                        SSLOCSPResponderTimeout x
                        <FilesMatch "\\.(cgi|shtml|phtml|php)$">
                        SSLOptions +StdEnvVars
                        </FilesMatch>
                        </VirtualHost>
                        """)
                    .close())
        .doesNotThrowAnyException();
  }
}
