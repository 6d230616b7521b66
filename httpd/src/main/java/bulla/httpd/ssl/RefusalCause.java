package bulla.httpd.ssl;

/**
 * Why a client is refused because of its certificate, and what mends it. In braces stands what
 * {@link Explanation} puts in: {@code subject} and {@code issuer} of the certificate in question,
 * {@code host}, {@code rule} that was not met, {@code detail}.
 */
public enum RefusalCause {
  NO_CERTIFICATE(
      "the client has shown no certificate",
      "let the client choose one that a CA of SSLCACertificateFile or SSLCACertificatePath has"
          + " issued; a client that has none needs one of theirs"),
  CANNOT_BE_ASKED(
      "the client can be asked for no certificate once its connection is open: its TLS 1.3 comes"
          + " without post-handshake authentication, as that of every browser does, or its TLS 1.2"
          + " does not renegotiate",
      "let the first handshake ask: BullaHandshakeRequest auto, with SSLVerifyClient in a section"
          + " and not in .htaccess, or SSLVerifyClient optional for the whole host"),
  CANNOT_BE_ASKED_SAFELY(
      "the client's TLS 1.2 cannot renegotiate safely: it does not support {detail}",
      "update the client; TLS 1.3 needs no renegotiation"),
  NOT_ANSWERED(
      "the client went away, or its time ran out, before it answered the question for its"
          + " certificate",
      "look at what the client does when it is asked, for instance whether it waits for somebody to"
          + " choose, and at Timeout"),
  HANDSHAKE_BROKEN(
      "the handshake broke after the client had shown its certificate: {detail}",
      "look at the client's own log; often its key does not belong to its certificate, or it has"
          + " refused the server"),
  OTHER_HOST(
      "the connection was made for a host that verifies its clients in another way than {host}",
      "have the client name {host} in its handshake (SNI), or give both hosts the same"
          + " SSLCACertificateFile and revocation settings"),
  MISDIRECTED(
      "the connection was made for another host, whose TLS settings do not fit: {detail}",
      "the client must open a connection of its own for each host, as browsers do when they get a"
          + " 421; hosts with the same TLS settings may share one, and SSLVHostSNIPolicy says which"
          + " settings count"),
  NO_SERVER_NAME(
      "the client has named no host in its handshake (SNI), and SSLStrictSNIVHostCheck is on",
      "have the client send the host's name, which all have done since 2014, or switch"
          + " SSLStrictSNIVHostCheck off"),
  CHAIN_TOO_LONG(
      "the chain is longer than SSLVerifyDepth allows: {detail}",
      "if the CAs between are to be trusted, set SSLVerifyDepth to their number; else look at"
          + " which CA has issued the certificate"),
  UNKNOWN_CA(
      "no chain leads from the certificate of {subject} to a CA that the host trusts; its issuer is"
          + " {issuer}",
      "if its holders are to be let in, add its root, and what stands between, to"
          + " SSLCACertificateFile; if only a CA in between is missing, the client can send it"
          + " too"),
  SELF_SIGNED(
      "the certificate of {subject} is signed by itself, and the host does not trust it",
      "have a CA of SSLCACertificateFile issue one; if it is such a CA itself, add it there"),
  EXPIRED(
      "the certificate of {subject} has expired",
      "renew it; if it is a CA's, put its new certificate into SSLCACertificateFile; if it should"
          + " be valid still, look at the server's clock"),
  NOT_YET_VALID(
      "the certificate of {subject} is not yet valid",
      "look at the server's clock and at the CA's; else wait until its notBefore"),
  WRONG_PURPOSE(
      "the certificate of {subject} is not for TLS clients",
      "issue one with the extended key usage clientAuth (TLS Web Client Authentication), or with"
          + " none"),
  BAD_SIGNATURE(
      "the signature on the certificate of {subject} is not its issuer's",
      "get the certificate from its CA again; if the CA has renewed its key, put its new"
          + " certificate into SSLCACertificateFile"),
  TOO_WEAK(
      "a key or signature of the chain is too weak: {detail}",
      "issue the certificate of {subject} anew, with a key of at least 2048 bits RSA or 256 bits"
          + " EC, signed with SHA-256 or better"),
  INVALID_CERTIFICATE(
      "the certificate of {subject} is not valid: {detail}",
      "have its CA issue one that keeps to RFC 5280; 'openssl verify' with the same CAs says the"
          + " same of it"),
  UNREADABLE_CERTIFICATE(
      "the certificate that the client has shown cannot be read",
      "have its CA issue one that keeps to RFC 5280; 'openssl asn1parse' shows what it is made of"),
  CONTRADICTORY_NO_REV_AVAIL(
      "the certificate of {subject} says that nothing tells of its revocation (noRevAvail), and"
          + " names who does, or is a CA's (RFC 9608 3)",
      "issue it anew without noRevAvail, or without OCSP responder and CRL distribution point"),
  REVOKED_BY_OCSP(
      "the certificate of {subject} is revoked, says its OCSP responder: {detail}",
      "ask its CA why; only a new certificate helps, unless the CA takes a certificateHold back"),
  REVOKED_BY_CRL(
      "the certificate of {subject} is revoked, says a CRL: {detail}",
      "ask its CA why; only a new certificate helps, unless the CA takes a certificateHold back"),
  UNKNOWN_TO_RESPONDER(
      "the OCSP responder does not know the certificate of {subject}",
      "look at whether the responder is that of {issuer} and has its newest certificates; a CA that"
          + " refreshes its answers now and then may be about to"),
  NO_RESPONDER(
      "nobody tells whether the certificate of {subject} is revoked: it names no OCSP responder,"
          + " and SSLOCSPDefaultResponder is not set",
      "issue it with the responder's URL (authority information access), or set"
          + " SSLOCSPDefaultResponder; SSLOCSPEnable's no_ocsp_for_cert_ok lets such certificates"
          + " in, BullaNoRevAvail on those that say so themselves"),
  NO_ISSUER_FOR_OCSP(
      "no responder can be asked about the certificate of {subject}, because its issuer is not"
          + " verified (optional_no_ca)",
      "write SSLVerifyClient optional or require with the CA in SSLCACertificateFile, or switch"
          + " SSLOCSPEnable off where anybody may come"),
  RESPONDER_UNREACHABLE(
      "no OCSP responder could be reached to tell whether the certificate of {subject} is revoked:"
          + " {detail}",
      "bring it up, or let this machine through to it;"
          + " until then BullaOCSPCache and BullaRevocationPolicy grace= let in whom it has called"
          + " good before"),
  RESPONDER_NOT_ALLOWED(
      "the OCSP responder that the certificate of {subject} names may not be asked: {detail}",
      "if it should be asked, add it to BullaRevocationAllow; if every certificate of {issuer} is"
          + " to be asked about elsewhere, set SSLOCSPDefaultResponder and SSLOCSPOverrideResponder"
          + " on"),
  RESPONDER_FAILED(
      "the OCSP responder gave no answer about the certificate of {subject}: {detail}",
      "look at the responder's own log; it must answer OCSP over HTTP for certificates of"
          + " {issuer}"),
  RESPONSE_NOT_BELIEVED(
      "the OCSP answer about the certificate of {subject} cannot be believed: {detail}",
      "have it signed by {issuer} or by its delegate with the extended key usage OCSPSigning;"
          + " SSLOCSPResponderCertificateFile names others to trust, and SSLOCSPUseRequestNonce off"
          + " is for responders that send no nonce back"),
  RESPONSE_NOT_FRESH(
      "the OCSP answer about the certificate of {subject} is not of this time: {detail}",
      "have the responder sign new answers in time, and compare its clock with this machine's;"
          + " SSLOCSPResponseTimeSkew and SSLOCSPResponseMaxAge say what is allowed"),
  NO_CRL(
      "there is no CRL of {issuer} that would tell whether the certificate of {subject} is revoked",
      "put it into SSLCARevocationFile or SSLCARevocationPath, or have it fetched with"
          + " BullaCRLDistributionPoints on; SSLCARevocationCheck leaf asks for the client's issuer"
          + " alone, no_crl_for_cert_ok for nobody's that is not there"),
  CRL_NOT_FETCHED(
      "the CRL that the certificate of {subject} names could not be fetched",
      "let this machine through to where it is; the error log says why it was not" + " taken"),
  CRL_EXPIRED(
      "the CRL of {issuer} has expired",
      "put the newest one in its place, it is taken within two seconds; if there is none, the CA"
          + " must make one"),
  CRL_NOT_YET_VALID(
      "the CRL of {issuer} is not yet valid",
      "compare this machine's clock with the CA's; else wait until its thisUpdate"),
  CRL_NOT_BELIEVED(
      "the CRL for the certificate of {subject} cannot be believed: {detail}",
      "get the CRL from its CA again; its signer needs the key usage cRLSign and must stand in the"
          + " chain, or in SSLCACertificateFile"),
  CRL_OF_OTHER_SCOPE(
      "the CRLs of {issuer} that are here do not speak of the certificate of {subject}: {detail}",
      "add the one that does (the certificate's CRL distribution point names it)"),
  RULE(
      "the client does not meet {rule}",
      "if it should be let in, change the rule to fit its certificate's fields, which stand above;"
          + " else it needs a certificate that fits"),
  BROKEN_RULE(
      "{rule} cannot be decided: {detail}", "correct the expression; nobody is let in until then");

  private final String because;
  private final String remedy;

  RefusalCause(String because, String remedy) {
    this.because = because;
    this.remedy = remedy;
  }

  String because() {
    return because;
  }

  String remedy() {
    return remedy;
  }
}
