package bulla.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The article's virtual host, with a default host before it, as files that any httpd reads. */
final class ArticleHost {
  private ArticleHost() {}

  /** Writes configuration and documents; gives the configuration file. */
  static Path write(Path folder, OpensslPki pki, int port) throws IOException {
    Path restricted = Files.createDirectories(folder.resolve("www/restricted"));
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(folder.resolve("www/index.html"), "<H1>WWW.LAB.CARCANO.CORP</H1>\n");
    Files.writeString(restricted.resolve("sensitive.txt"), "This is a sensitive document\n");
    // An apache2 that was started as root reads the documents as another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    return WebServer.configuration(folder, TEMPLATE, pki, port);
  }

  /** Certificates of its hosts, and of clients of two organisations, one of them revoked. */
  static void certificates(OpensslPki pki) throws IOException, InterruptedException {
    pki.makeAuthorities();
    pki.server("default", "default.corp");
    pki.server("server", "lab.carcano.corp");
    pki.client("good", "Big Partner Foo SA");
    pki.client("other", "Another Partner Bar SA");
    pki.client("revoked", "Big Partner Foo SA");
    pki.status("revoked", 'R');
  }

  private static final String TEMPLATE =
      """
      ServerRoot "@DIR@"
      Listen 127.0.0.1:@PORT@ https
      PidFile "@DIR@/httpd.pid"
      DefaultRuntimeDir "@DIR@"
      ServerName lab.carcano.corp
      LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
      LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
      LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
      LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
      LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
      LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
      TypesConfig /etc/mime.types
      User www-data
      Group www-data
      ErrorLog logs/error_log
      LogLevel warn
      LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
      SSLStaplingCache shmcb:@DIR@/ocsp(128000)
      <Directory />
      AllowOverride none
      Require all denied
      </Directory>
      <Directory "@DIR@/www">
      AllowOverride None
      Require all granted
      </Directory>
      <VirtualHost _default_:@PORT@>
      ServerName default.corp
      ErrorLog logs/ssl_error_log
      TransferLog logs/ssl_access_log
      LogLevel warn
      SSLEngine on
      SSLCertificateFile @PKI@/default.crt
      SSLCertificateKeyFile @PKI@/default.key
      </VirtualHost>
      <VirtualHost *:@PORT@>
      ServerAdmin webmaster@lab.carcano.corp
      ServerName lab.carcano.corp
      ServerAlias www.lab.carcano.corp
      DocumentRoot @DIR@/www
      LogLevel notice
      ErrorLog logs/error.log
      CustomLog logs/access.log combined
      <IfModule mod_ssl.c>
      SSLEngine on
      SSLCertificateFile @PKI@/server.crt
      SSLCertificateKeyFile @PKI@/server.key
      SSLCertificateChainFile @PKI@/root.crt
      SSLUseStapling on
      SSLCACertificateFile @PKI@/trust
      SSLVerifyDepth 2
      SSLOCSPEnable leaf
      SSLOCSPUseRequestNonce off
      </IfModule>
      <Directory />
      Options FollowSymLinks
      AllowOverride Fileinfo
      </Directory>
      <Directory @DIR@/www/restricted>
      Options Indexes FollowSymLinks
      AllowOverride All
      <IfModule mod_ssl.c>
      SSLRequireSSL
      SSLVerifyClient require
      SSLOptions +StdEnvVars
      <RequireAny>
      Require expr %{SSL_CLIENT_S_DN_O} == "Big Partner Foo SA"
      </RequireAny>
      </IfModule>
      <IfModule !mod_ssl.c>
      <RequireAny>
      Require all denied
      </RequireAny>
      </IfModule>
      </Directory>
      </VirtualHost>
      """;
}
