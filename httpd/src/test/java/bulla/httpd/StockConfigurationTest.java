package bulla.httpd;

import static org.assertj.core.api.Assertions.assertThat;

import bulla.httpd.core.ErrorLog;
import bulla.httpd.core.Generation;
import bulla.httpd.core.GenerationReader;
import bulla.httpd.core.ProcessState;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a distribution's files are made of: the directives that they use, guarded as they do it. */
class StockConfigurationTest {
  @TempDir Path root;

  private void write(String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace("@ROOT@", root.toString()));
  }

  private Generation read() throws Exception {
    return new GenerationReader(
            Modules.all(), Modules.BUILT_IN, InstantSource.system(), new ProcessState())
        .read(
            new GenerationReader.From(
                Path.of("conf/httpd.conf"), root, List.of(), List.of(), List.of(), Map.of()),
            ErrorLog.on(new ByteArrayOutputStream(), InstantSource.system()));
  }

  @Test
  void theFilesOfRedHatsKindAreReadUnchanged() throws Exception {
    Files.createDirectories(root.resolve("www/html"));
    // Reading looks only whether they are there; start-up reads them.
    write("localhost.crt", "certificate");
    write("localhost.key", "key");
    write("mime.types", "text/html html htm\ntext/plain txt\n");
    String modules =
        """
        access_compat actions alias allowmethods auth_basic auth_digest authn_anon authn_core
        authn_dbd authn_dbm authn_file authn_socache authz_core authz_dbd authz_dbm authz_groupfile
        authz_host authz_owner authz_user autoindex brotli cache cache_disk cache_socache data dbd
        deflate dir dumpio echo env expires ext_filter filter headers include info log_config logio
        macro mime_magic mime negotiation remoteip reqtimeout request rewrite setenvif slotmem_plain
        slotmem_shm socache_dbm socache_memcache socache_redis socache_shmcb status substitute
        suexec unique_id unixd userdir version vhost_alias watchdog dav dav_fs dav_lock lua
        mpm_event proxy lbmethod_bybusyness proxy_ajp proxy_fcgi proxy_http ssl systemd cgid http2
        """;
    StringBuilder lines = new StringBuilder();
    for (String name : modules.strip().split("\\s+")) {
      lines.append("LoadModule ").append(name).append("_module modules/mod_x.so\n");
    }
    write("conf.modules.d/00-base.conf", lines.toString());
    write(
        "conf/httpd.conf",
        """
        ServerRoot "@ROOT@"
        Listen 80
        Include conf.modules.d/*.conf
        User www-data
        Group www-data
        ServerAdmin root@localhost
        <Directory />
            AllowOverride none
            Require all denied
        </Directory>
        DocumentRoot "@ROOT@/www/html"
        <Directory "@ROOT@/www/html">
            Options Indexes FollowSymLinks
            AllowOverride None
            Require all granted
        </Directory>
        <IfModule dir_module>
            DirectoryIndex index.html
        </IfModule>
        <Files ".ht*">
            Require all denied
        </Files>
        ErrorLog "logs/error_log"
        LogLevel warn
        <IfModule log_config_module>
            LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
            LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
            <IfModule logio_module>
              LogFormat "%h %l %u %t \\"%r\\" %>s %b %I %O" combinedio
            </IfModule>
            CustomLog "logs/access_log" combined
        </IfModule>
        <IfModule alias_module>
            ScriptAlias /cgi-bin/ "@ROOT@/www/cgi-bin/"
        </IfModule>
        <Directory "@ROOT@/www/cgi-bin">
            AllowOverride None
            Options None
            Require all granted
        </Directory>
        <IfModule mime_module>
            TypesConfig @ROOT@/mime.types
            AddType application/x-compress .Z
            AddType application/x-gzip .gz .tgz
            AddType text/html .shtml
            AddOutputFilter INCLUDES .shtml
        </IfModule>
        AddDefaultCharset UTF-8
        <IfModule mime_magic_module>
            MIMEMagicFile conf/magic
        </IfModule>
        EnableSendfile on
        IncludeOptional conf.d/*.conf
        """);
    write(
        "conf.d/autoindex.conf",
        """
        IndexOptions FancyIndexing HTMLTable VersionSort
        Alias /icons/ "/usr/share/httpd/icons/"
        <Directory "/usr/share/httpd/icons">
            Options Indexes MultiViews FollowSymlinks
            AllowOverride None
            Require all granted
        </Directory>
        AddIconByEncoding (CMP,/icons/compressed.gif) x-compress x-gzip
        AddIcon /icons/binary.gif .bin .exe
        DefaultIcon /icons/unknown.gif
        ReadmeName README.html
        HeaderName HEADER.html
        IndexIgnore .??* *~ *# HEADER* README* RCS CVS *,v *,t
        """);
    write(
        "conf.d/welcome.conf",
        """
        <LocationMatch "^/+$">
            Options -Indexes
            ErrorDocument 403 /.noindex.html
        </LocationMatch>
        Alias /.noindex.html /usr/share/httpd/noindex/index.html
        """);
    write("conf.d/userdir.conf", "<IfModule mod_userdir.c>\n    UserDir disabled\n</IfModule>\n");
    write(
        "conf.d/ssl.conf",
        """
        Listen 443 https
        SSLPassPhraseDialog exec:/usr/libexec/httpd-ssl-pass-dialog
        SSLSessionCache         shmcb:/run/httpd/sslcache(512000)
        SSLSessionCacheTimeout  300
        SSLRandomSeed startup file:/dev/urandom  256
        SSLRandomSeed connect builtin
        SSLCryptoDevice builtin
        <VirtualHost _default_:443>
        ErrorLog logs/ssl_error_log
        TransferLog logs/ssl_access_log
        LogLevel warn
        SSLEngine on
        SSLHonorCipherOrder on
        SSLCipherSuite PROFILE=SYSTEM
        SSLProxyCipherSuite PROFILE=SYSTEM
        SSLCertificateFile @ROOT@/localhost.crt
        SSLCertificateKeyFile @ROOT@/localhost.key
        <FilesMatch "\\.(cgi|shtml|phtml|php)$">
            SSLOptions +StdEnvVars
        </FilesMatch>
        <Directory "@ROOT@/www/cgi-bin">
            SSLOptions +StdEnvVars
        </Directory>
        BrowserMatch "MSIE [2-5]" \\
                 nokeepalive ssl-unclean-shutdown \\
                 downgrade-1.0 force-response-1.0
        CustomLog logs/ssl_request_log \\
                  "%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \\"%r\\" %b"
        </VirtualHost>
        """);
    Generation generation = read();
    assertThat(generation.server().hosts()).hasSize(1);
    assertThat(generation.absentModules()).contains("deflate_module", "access_compat_module");
    assertThat(Dumps.modules(generation)).contains(" ssl_module (shared)");
    assertThat(Dumps.inclusions(generation))
        .contains("  (*) " + root + "/conf/httpd.conf")
        .anyMatch(line -> line.endsWith("/conf.d/ssl.conf"));
  }
}
