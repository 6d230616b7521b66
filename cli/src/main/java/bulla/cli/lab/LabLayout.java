package bulla.cli.lab;

import java.nio.file.Path;

/** Where things lie in the lab's directory: the article's paths, below one folder. */
record LabLayout(Path root) {
  Path etc() {
    return root.resolve("etc");
  }

  Path run() {
    return root.resolve("run");
  }

  Path bin() {
    return root.resolve("bin");
  }

  /** The home of the person at the client's side: certificates and keys of clients. */
  Path home() {
    return root.resolve("home");
  }

  Path www() {
    return root.resolve("var/www");
  }

  Path log() {
    return root.resolve("var/log");
  }

  Path hosts() {
    return etc().resolve("hosts");
  }

  Path ports() {
    return root.resolve("ports");
  }

  Path httpdConf() {
    return etc().resolve("httpd/conf/httpd.conf");
  }

  Path trust() {
    return etc().resolve("httpd/trusts/www.lab.carcano.corp");
  }

  Path anchors() {
    return etc().resolve("pki/ca-trust/source/anchors");
  }

  /**
   * Both CAs of the article in one file, for {@code curl --cacert} and {@code s_client -CAfile}.
   */
  Path clientTrust() {
    return home().resolve("carcano-cas.crt");
  }

  Path serverCertificate() {
    return etc().resolve("pki/tls/certs/lab.carcano.corp.crt");
  }

  Path serverKey() {
    return etc().resolve("pki/tls/private/lab.carcano.corp.key");
  }

  Path roots() {
    return etc().resolve("cfssl/multiroot.conf");
  }

  Path rootCa() {
    return etc().resolve("cfssl/tier00/carc_r100l");
  }

  Path issuingCa() {
    return etc().resolve("cfssl/tier01/carc_i101l");
  }

  Path certmgrConf() {
    return etc().resolve("certmgr/certmgr.yaml");
  }

  Path manifest() {
    return etc().resolve("certmgr/conf.d/www.lab.carcano.corp.json");
  }

  Path documentRoot() {
    return www().resolve("vhosts/lab.carcano.corp/www");
  }

  Path accessLog() {
    return log().resolve("httpd/vhosts/lab.carcano.corp/access.log");
  }

  Path errorLog() {
    return log().resolve("httpd/vhosts/lab.carcano.corp/error.log");
  }

  Path sslErrorLog() {
    return log().resolve("httpd/ssl_error_log");
  }

  /**
   * Where the lab notes a part's process. Not httpd's own PidFile, which says that signals are
   * taken: one that comes before ends it.
   */
  Path pid(String part) {
    return run().resolve("lab-" + part + ".pid");
  }
}
