package bulla.pki;

import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.jspecify.annotations.Nullable;

/** The answer within a successful OCSP response (BasicOCSPResponse, RFC 6960 4.2.1). */
public final class BasicResponse {
  private final BasicOCSPResp response;
  private final Instant producedAt;
  private final List<Answer> answers;
  private final List<Certificate> certificates;
  private final @Nullable Name responderName;
  private final byte @Nullable [] responderKeyHash;
  private final byte @Nullable [] nonce;
  private final List<String> unknownCriticalExtensions;

  BasicResponse(BasicOCSPResponse raw) throws ParseException {
    ResponseData data = raw.getTbsResponseData();
    this.response = new BasicOCSPResp(raw);
    this.producedAt = instant(data.getProducedAt());
    this.answers = answers(data.getResponses());
    this.certificates = certificates(raw.getCerts());
    this.responderName =
        data.getResponderID().getName() == null ? null : Name.of(data.getResponderID().getName());
    this.responderKeyHash = data.getResponderID().getKeyHash();
    this.nonce = OcspNonce.of(data.getResponseExtensions());
    this.unknownCriticalExtensions = unknownCritical(data);
  }

  /**
   * What the response says of one certificate.
   *
   * @param nextUpdate when newer word can be had; null if always
   */
  public record Answer(
      CertId certId, CertStatus status, Instant thisUpdate, @Nullable Instant nextUpdate) {}

  /** When the responder signed it. */
  public Instant producedAt() {
    return producedAt;
  }

  /** All answers, in order. */
  public List<Answer> answers() {
    return answers;
  }

  /** The certificates that came along, the signer's among them. */
  public List<Certificate> certificates() {
    return certificates;
  }

  /** The responder's name if the response names it so, else null. */
  public @Nullable Name responderName() {
    return responderName;
  }

  /** The nonce that came back, or null. */
  public byte @Nullable [] nonce() {
    return nonce == null ? null : nonce.clone();
  }

  /**
   * The critical extensions, of the response and of all its answers, that nobody here understands,
   * as dotted object identifiers: such a response must not be believed (RFC 6960 4.4).
   */
  public List<String> unknownCriticalExtensions() {
    return unknownCriticalExtensions;
  }

  /** The dotted object identifier of the signature's algorithm. */
  public String signatureAlgorithm() {
    return response.getSignatureAlgOID().getId();
  }

  /** Whether the responder ID (name or SHA-1 of the key) is this certificate's. */
  public boolean namesResponder(Certificate candidate) {
    return responderName != null
        ? responderName.equals(candidate.subject())
        : Arrays.equals(
            responderKeyHash,
            CertId.of(candidate.serial(), candidate, CertId.Hash.SHA1).issuerKeyHash());
  }

  /** Whether this certificate's key made the signature. */
  public boolean isSignedBy(Certificate signer, SignatureVerifier verifier) {
    return verifier.holds(
        signer,
        new SignedContent(
            response.getTBSResponseData(),
            response.getSignatureAlgorithmID(),
            response.getSignature()));
  }

  private static List<String> unknownCritical(ResponseData data) {
    List<String> unknown = new ArrayList<>(unknownCritical(data.getResponseExtensions()));
    for (ASN1Encodable each : data.getResponses()) {
      unknown.addAll(unknownCritical(SingleResponse.getInstance(each).getSingleExtensions()));
    }
    return List.copyOf(unknown);
  }

  private static List<String> unknownCritical(
      org.bouncycastle.asn1.x509.@Nullable Extensions extensions) {
    return extensions == null
        ? List.of()
        : Stream.of(extensions.getCriticalExtensionOIDs())
            .filter(oid -> !oid.equals(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
            .map(ASN1ObjectIdentifier::getId)
            .toList();
  }

  private static List<Answer> answers(ASN1Sequence sequence) throws ParseException {
    List<Answer> answers = new ArrayList<>();
    for (ASN1Encodable each : sequence) {
      SingleResponse single = SingleResponse.getInstance(each);
      answers.add(
          new Answer(
              CertId.of(single.getCertID()),
              status(single),
              instant(single.getThisUpdate()),
              single.getNextUpdate() == null ? null : instant(single.getNextUpdate())));
    }
    return List.copyOf(answers);
  }

  private static CertStatus status(SingleResponse single) throws ParseException {
    var status = single.getCertStatus();
    return switch (status.getTagNo()) {
      case 0 -> new CertStatus.Good();
      case 1 -> {
        RevokedInfo info = RevokedInfo.getInstance(status.getStatus());
        int reason =
            info.getRevocationReason() == null
                ? -1
                : info.getRevocationReason().getValue().intValueExact();
        yield new CertStatus.Revoked(instant(info.getRevocationTime()), reason);
      }
      default -> new CertStatus.Unknown();
    };
  }

  private static List<Certificate> certificates(@Nullable ASN1Sequence sequence) {
    List<Certificate> certificates = new ArrayList<>();
    if (sequence != null) {
      for (ASN1Encodable each : sequence) {
        certificates.add(
            Certificate.of(
                new X509CertificateHolder(
                    org.bouncycastle.asn1.x509.Certificate.getInstance(each))));
      }
    }
    return List.copyOf(certificates);
  }

  private static Instant instant(ASN1GeneralizedTime time) throws ParseException {
    return time.getDate().toInstant();
  }
}
